import LabCrypto

/// The boxes for the body and the signature.
///
/// It reads the front of every frame, so that a missing or doubled one shows, but draws only the first ones and the
/// last: a gigabyte has a quarter of a million frames.
struct BodyExplanation {
    private let message: RandomAccessBytes
    private let parsed: ParsedHeader

    private(set) var nodes: [MessageExplanation.Node] = []
    private(set) var problem: MessageExplanation.Problem?
    private(set) var plaintextLength = 0
    private(set) var frameCount = 0

    private var offset: Int
    private var frames: [MessageExplanation.Node] = []
    private var skipped = 0

    /// How many frames are drawn before the last one.
    private static let drawnFrames = 2

    init(of message: RandomAccessBytes, parsed: ParsedHeader) {
        self.message = message
        self.parsed = parsed
        offset = parsed.length
    }

    /// Goes through the message to its end, or to where it is not understood.
    mutating func walk() {
        do throws(MessageError) {
            try walkContent()
            addBodyBox()
            if parsed.header.suite.signature != nil { try walkSignature() }
            guard offset == message.count else { throw .trailingBytes }
        } catch {
            if nodes.isEmpty { addBodyBox() }
            problem = MessageExplanation.Problem(offset: offset, error: error)
        }
    }

    private mutating func walkContent() throws(MessageError) {
        switch parsed.header.contentType {
        case .singleBlock: try walkBlock()
        case .framed(let length):
            var isFinal = false
            while !isFinal { isFinal = try walkFrame(frameLength: Int(length)) }
        }
    }

    /// Goes over one frame; answers whether it was the final one.
    private mutating func walkFrame(frameLength: Int) throws(MessageError) -> Bool {
        let front = message.read(at: offset, FrameLayout.finalPrefix)
        let piece = try front.withReadableBytes { front throws(MessageError) in
            try FramePiece.look(at: front, frameLength: frameLength, expected: UInt32(clamping: frameCount + 1))
        }
        guard let piece else { throw .truncated(needed: offset + FrameLayout.regularPrefix) }
        try require(piece.length)
        frameCount += 1
        plaintextLength += piece.contentLength
        if piece.isFinal || frameCount <= BodyExplanation.drawnFrames {
            frames.append(frameBox(piece))
        } else {
            skipped += 1
        }
        offset += piece.length
        return piece.isFinal
    }

    private mutating func walkBlock() throws(MessageError) {
        let front = message.read(at: offset, FrameLayout.blockPrefix)
        guard front.count == FrameLayout.blockPrefix else { throw .truncated(needed: offset + FrameLayout.blockPrefix) }
        let length = front.withUnsafeBytes { $0.bigEndian(at: AlgorithmSuite.ivLength, as: UInt64.self) }
        guard length <= Limits.looking.maximumSingleBlockLength else {
            throw .contentTooLong(found: length, limit: Limits.looking.maximumSingleBlockLength)
        }
        try require(FrameLayout.blockOverhead + Int(length))
        plaintextLength = Int(length)
        frames = parts([
            ("IV", AlgorithmSuite.ivLength, "never twice under one key"),
            ("content length", 8, "bytes of content that follow"),
            ("ciphertext", Int(length), "the content, AES-GCM encrypted"),
            ("tag", AlgorithmSuite.tagLength, "proves content, position and message id"),
        ])
        offset += FrameLayout.blockOverhead + Int(length)
    }

    private mutating func walkSignature() throws(MessageError) {
        try require(2)
        let length = message.read(at: offset, 2).reduce(0) { $0 << 8 | Int($1) }
        try require(2 + length)
        nodes.append(
            box("signature", at: offset, 2 + length, MessageField.signature.meaning, bytesShown: true))
        offset += 2 + length
    }

    private func require(_ count: Int) throws(MessageError) {
        guard count <= message.count - offset else { throw .truncated(needed: offset + count) }
    }

    private mutating func addBodyBox() {
        if skipped > 0 { frames.insert(skippedBox, at: BodyExplanation.drawnFrames) }
        nodes.append(
            MessageExplanation.Node(
                label: "body", offset: parsed.length, length: offset - parsed.length,
                value: frameCount > 0 ? "\(frameCount) frames, \(plaintextLength) bytes" : "\(plaintextLength) bytes",
                meaning: "the content, encrypted under the content key", children: frames))
    }

    private var skippedBox: MessageExplanation.Node {
        let last = frames.prefix(BodyExplanation.drawnFrames).last
        let start = last.map { $0.offset + $0.length } ?? parsed.length
        let end = frames.count > BodyExplanation.drawnFrames ? frames[BodyExplanation.drawnFrames].offset : offset
        return MessageExplanation.Node(
            label: "\(skipped) more frames", offset: start, length: end - start, meaning: "numbered without a gap")
    }

    private func frameBox(_ piece: FramePiece) -> MessageExplanation.Node {
        let marker = [("final frame marker", 4, "no frame follows")]
        let length = [("content length", 4, MessageField.contentLength.meaning)]
        let children = parts(
            (piece.isFinal ? marker : [])
                + [
                    ("frame number", 4, MessageField.frameSequence.meaning),
                    ("IV", AlgorithmSuite.ivLength, "never twice under one key"),
                ] + (piece.isFinal ? length : []) + [
                    ("ciphertext", piece.contentLength, "the content, AES-GCM encrypted"),
                    ("tag", AlgorithmSuite.tagLength, "proves content, position and message id"),
                ])
        return MessageExplanation.Node(
            label: piece.isFinal ? "final frame" : "frame \(frameCount)", offset: offset, length: piece.length,
            value: "\(piece.contentLength) bytes of content",
            meaning: "released only after its tag is checked", children: children)
    }

    /// Boxes for parts that follow each other from ``offset``.
    private func parts(_ parts: [(label: String, length: Int, meaning: String)]) -> [MessageExplanation.Node] {
        var position = offset
        return parts.map { part in
            defer { position += part.length }
            return box(part.label, at: position, part.length, part.meaning, bytesShown: true)
        }
    }

    private func box(
        _ label: String, at offset: Int, _ length: Int, _ meaning: String, bytesShown: Bool
    ) -> MessageExplanation.Node {
        let shown = bytesShown ? message.read(at: offset, min(length, MessageExplanation.shownBytes)) : []
        return MessageExplanation.Node(label: label, offset: offset, length: length, bytes: shown, meaning: meaning)
    }
}
