import LabCore

/// A `Range` header.
///
/// - SeeAlso: RFC 9110, 14.1.2; only one range is served, everything else is ignored
enum ByteRange: Equatable {
    /// `bytes=a-b`.
    case closed(Int, Int)
    /// `bytes=a-`.
    case from(Int)
    /// `bytes=-n`.
    case suffix(Int)

    /// Reads a header; `nil` for what is not one satisfiable form, which S3 ignores.
    init?(_ header: String) {
        guard header.hasPrefix("bytes=") else { return nil }
        let fields = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard fields.count == 2, let (first, last) = Self.numbers(fields[0], fields[1]) else { return nil }
        switch (first, last) {
        case (let first?, let last?):
            guard first <= last else { return nil }
            self = .closed(first, last)
        case (let first?, nil): self = .from(first)
        case (nil, let last?): self = .suffix(last)
        case (nil, nil): return nil
        }
    }

    private static func numbers(_ first: Substring, _ last: Substring) -> (Int?, Int?)? {
        func number(_ text: Substring) -> Int?? {
            if text.isEmpty { return .some(nil) }
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            // More digits than fit are beyond every object.
            return .some(Int(text) ?? .max)
        }
        guard let first = number(first), let last = number(last) else { return nil }
        return (first, last)
    }

    /// The bytes of a body of `size` bytes; `nil` when it has none of them.
    func bytes(of size: Int) -> Range<Int>? {
        switch self {
        case .closed(let first, let last): first < size ? first..<min(size - 1, last) + 1 : nil
        case .from(let first): first < size ? first..<size : nil
        case .suffix(let count): count > 0 && size > 0 ? max(0, size - min(count, size))..<size : nil
        }
    }
}
