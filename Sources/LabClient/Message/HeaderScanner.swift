/// Finds the header at the front of a stream that arrives in pieces of any size.
///
/// It holds back nothing that follows the header and keeps no more than ``Limits/maximumHeaderLength`` bytes.
public struct HeaderScanner: Sendable {
    private let limits: Limits
    private var bytes: [UInt8] = []
    private var needed = 1

    /// A scanner at the front of a message.
    public init(limits: Limits = .standard) {
        self.limits = limits
    }

    /// Looks at the next piece. When the header ends inside it, answers the header and leaves what follows in `input`;
    /// otherwise takes all of `input` and answers `nil`.
    ///
    /// - Throws: what ``MessageError`` names under "layout" and "limits", as soon as the bytes so far show it
    public mutating func scan(_ input: inout UnsafeRawBufferPointer) throws(MessageError) -> ParsedHeader? {
        while !input.isEmpty {
            let before = bytes.count
            let piece = input.prefix(window)
            bytes += piece
            if bytes.count >= needed, let parsed = try parse() {
                input = UnsafeRawBufferPointer(rebasing: input[(parsed.length - before)...])
                return parsed
            }
            input = UnsafeRawBufferPointer(rebasing: input[piece.count...])
        }
        return nil
    }

    /// Why the message ends too early, when the stream ends before its header.
    public var truncation: MessageError { .truncated(needed: needed) }

    /// How much of a long piece to look at next: growing, so that parsing again costs no more than parsing once, and
    /// copying stops soon after a short header.
    private var window: Int { max(needed - bytes.count, bytes.count, 4096) }

    private mutating func parse() throws(MessageError) -> ParsedHeader? {
        var parser = HeaderParser(bytes, limits: limits, recorder: NoRecorder())
        do throws(MessageError) {
            return try parser.parse()
        } catch .truncated(let needed) {
            guard needed <= limits.maximumHeaderLength else {
                throw .headerTooLong(limit: limits.maximumHeaderLength)
            }
            self.needed = needed
            return nil
        }
    }
}
