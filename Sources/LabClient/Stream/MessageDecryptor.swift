import LabCrypto

/// Decrypts the body of one message piece by piece, after its header was found and its data key opened.
///
/// ```swift
/// var scanner = HeaderScanner()
/// guard let parsed = try scanner.scan(&input) else { … }            // more input first
/// let materials = try await manager.decryptionMaterials(for: parsed.header, requiring: context)
/// var decryptor = try MessageDecryptor(parsed, materials: materials)
/// try decryptor.update(input, into: &output)                         // as often as there is input
/// try decryptor.finish(into: &output)
/// ```
///
/// > Important: Every byte appended to an output is authenticated by its frame's tag. That the message is complete, and
/// > for a signing suite who wrote it, is known only when ``finish(into:)`` returns: it alone releases the last frame,
/// > so that a message cut short, extended or wrongly signed never comes out whole. Who must not act on a part waits
/// > for it.
public struct MessageDecryptor: ~Copyable {
    /// The message's header, authenticated.
    public let header: MessageHeader

    private var cursor: BodyCursor
    private var frames: FrameOpener
    private let verifier: MessageVerifier?
    /// The front of a piece that has not arrived whole.
    private var pending = MessageBuffer()
    /// The last frame's content, until everything is proved.
    private var held = MessageBuffer()
    /// Bytes of the message before `pending`.
    private var position: Int
    private var failure: MessageError?

    /// Derives the content key, and checks the commitment and the header's tag with it.
    ///
    /// - Throws: `MessageError.dataKeyLength`, `.commitmentMismatch`, `.headerNotAuthentic`
    public init(
        _ parsed: ParsedHeader, materials: DecryptionMaterials, limits: Limits = .standard
    ) throws(MessageError) {
        let header = parsed.header
        let key = try ContentKey.derive(from: materials.dataKey, suite: header.suite, messageID: header.messageID)
        try MessageDecryptor.check(key.commitment, against: header.commitment)
        let frames = try FrameOpener(key: key.key, messageID: header.messageID)
        try frames.verify(header, parsed.authentication)
        self.init(parsed, frames: frames, verifier: materials.verificationKey.map { MessageVerifier($0) }, limits)
    }

    // A noncopyable value is made in one step, after everything that may throw.
    private init(
        _ parsed: ParsedHeader, frames: consuming FrameOpener, verifier: MessageVerifier?, _ limits: Limits
    ) {
        header = parsed.header
        position = parsed.length
        cursor = BodyCursor(parsed.header, limits: limits)
        self.frames = frames
        self.verifier = verifier
        verifier?.begin(with: parsed)
    }

    private static func check(_ derived: [UInt8]?, against stored: [UInt8]?) throws(MessageError) {
        switch (derived, stored) {
        case (nil, nil): return
        case (let derived?, let stored?):
            guard ConstantTime.equals(derived, stored) else { throw .commitmentMismatch }
        default: throw .commitmentMismatch
        }
    }

    /// Decrypts the next piece of the message, of any length, and appends what is authenticated to `output`.
    ///
    /// - Throws: what ``MessageError`` names under "layout" and "authentication". After an error nothing more comes out.
    public mutating func update(
        _ bytes: UnsafeRawBufferPointer, into output: inout MessageBuffer
    ) throws(MessageError) {
        if let failure { throw failure }
        do throws(MessageError) {
            try decrypt(bytes, into: &output)
        } catch {
            failure = error
            throw error
        }
    }

    /// Ends the message and appends the last frame's content.
    ///
    /// - Throws: `MessageError.truncated` when something is missing, or what stopped the message before
    public consuming func finish(into output: inout MessageBuffer) throws(MessageError) {
        if let failure { throw failure }
        guard cursor.stage == .end else { throw .truncated(needed: position + (try pendingNeed())) }
        output.append(held)
    }

    /// How many bytes to read next, at most about `limit`, so that pieces end where frames end and nothing is copied.
    public func readLength(atMost limit: Int) -> Int {
        let missing = (try? pendingNeed()).map { $0 - pending.count } ?? 0
        guard case .framed(let length) = header.contentType else { return max(missing, limit) }
        let first = pending.isEmpty ? 0 : missing
        let frame = Int(length) + FrameLayout.regularOverhead
        return first + max(1, (limit - first) / frame) * frame
    }

    private mutating func decrypt(
        _ bytes: UnsafeRawBufferPointer, into output: inout MessageBuffer
    ) throws(MessageError) {
        var rest = bytes
        while !rest.isEmpty {
            guard cursor.stage != .end else { throw .trailingBytes }
            if pending.isEmpty {
                try takeWhole(&rest, into: &output)
            } else {
                try completePending(&rest, into: &output)
            }
        }
    }

    /// Processes the piece at the front of `rest` where it lies; keeps its beginning when it is not there whole.
    private mutating func takeWhole(
        _ rest: inout UnsafeRawBufferPointer, into output: inout MessageBuffer
    ) throws(MessageError) {
        let count = try cursor.needed(rest)
        guard count <= rest.count else {
            pending.append(rest)
            rest = rest.slice(rest.count, 0)
            return
        }
        try process(rest.slice(0, count), into: &output)
        rest = rest.slice(count, rest.count - count)
    }

    /// Adds to the piece that an earlier call began; processes it when it is whole.
    private mutating func completePending(
        _ rest: inout UnsafeRawBufferPointer, into output: inout MessageBuffer
    ) throws(MessageError) {
        let missing = try pendingNeed() - pending.count
        let taken = min(missing, rest.count)
        pending.append(rest.slice(0, taken))
        rest = rest.slice(taken, rest.count - taken)
        guard try pendingNeed() <= pending.count else { return }
        var piece = MessageBuffer()
        swap(&piece, &pending)
        try piece.withReadableBytes { piece throws(MessageError) in try process(piece, into: &output) }
        piece.removeAll()
        swap(&piece, &pending)
    }

    /// How many bytes the piece in ``pending`` needs to go on.
    private func pendingNeed() throws(MessageError) -> Int {
        try pending.withReadableBytes { front throws(MessageError) in try cursor.needed(front) }
    }

    /// Takes in one whole piece.
    private mutating func process(
        _ piece: UnsafeRawBufferPointer, into output: inout MessageBuffer
    ) throws(MessageError) {
        if cursor.stage == .footer {
            try verifier?.verify(piece.slice(2, piece.count - 2))
            cursor.passFooter()
        } else if let frame = try cursor.frame(piece), !frame.isFinal {
            try frames.open(piece, frame, into: &output)
            verifier?.update(piece)
            cursor.passRegularFrame()
        } else {
            try processBodyEnd(piece)
        }
        position += piece.count
    }

    private mutating func processBodyEnd(_ piece: UnsafeRawBufferPointer) throws(MessageError) {
        if let frame = try cursor.frame(piece) {
            try frames.open(piece, frame, into: &held)
        } else {
            try frames.openBlock(piece, into: &held)
        }
        verifier?.update(piece)
        cursor.passBodyEnd()
    }
}
