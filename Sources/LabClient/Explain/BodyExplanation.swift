import LabCrypto

/// The boxes for the body and the signature.
///
/// It reads the front of every frame, so that a missing or doubled one shows, but draws only the first ones and the
/// last: a gigabyte has a quarter of a million frames.
struct BodyExplanation {
    private let message: RandomAccessBytes
    private let parsed: ParsedHeader
    private var cursor: BodyCursor

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
        cursor = BodyCursor(parsed.header, limits: .looking)
        offset = parsed.length
    }

    /// Goes through the message to its end, or to where it is not understood.
    mutating func walk() {
        do throws(MessageError) {
            while cursor.stage == .body { try walkContent() }
            addBodyBox()
            if cursor.stage == .footer { try walkSignature() }
            guard offset == message.count else { throw .trailingBytes }
        } catch {
            if nodes.isEmpty { addBodyBox() }
            problem = MessageExplanation.Problem(offset: offset, error: error)
        }
    }

    /// The length of the piece at ``offset``, which is there whole, and its first bytes.
    private func nextPiece() throws(MessageError) -> (length: Int, front: [UInt8]) {
        let front = message.read(at: offset, FrameLayout.finalPrefix)
        let length = try front.withReadableBytes { front throws(MessageError) in try cursor.needed(front) }
        guard length <= message.count - offset else { throw .truncated(needed: offset + length) }
        return (length, front)
    }

    /// Goes over one frame, or the single block.
    private mutating func walkContent() throws(MessageError) {
        let next = try nextPiece()
        let frame = try next.front.withReadableBytes { front throws(MessageError) in try cursor.frame(front) }
        if let frame {
            walk(frame)
        } else {
            walkBlock(contentLength: next.length - FrameLayout.blockOverhead)
        }
        offset += next.length
    }

    private mutating func walk(_ frame: FramePiece) {
        frameCount += 1
        plaintextLength += frame.contentLength
        if frame.isFinal || frameCount <= BodyExplanation.drawnFrames {
            frames.append(frameBox(frame))
        } else {
            skipped += 1
        }
        if frame.isFinal { cursor.passBodyEnd() } else { cursor.passRegularFrame() }
    }

    private mutating func walkBlock(contentLength: Int) {
        plaintextLength = contentLength
        frames = parts([
            ("IV", AlgorithmSuite.ivLength, "never twice under one key"),
            ("content length", 8, "bytes of content that follow"),
            ("ciphertext", contentLength, "the content, AES-GCM encrypted"),
            ("tag", AlgorithmSuite.tagLength, "proves content, position and message id"),
        ])
        cursor.passBodyEnd()
    }

    private mutating func walkSignature() throws(MessageError) {
        let next = try nextPiece()
        nodes.append(box("signature", at: offset, next.length, MessageField.signature.meaning))
        offset += next.length
    }

    private mutating func addBodyBox() {
        if skipped > 0 { frames.insert(skippedBox, at: BodyExplanation.drawnFrames) }
        nodes.append(
            MessageExplanation.Node(
                label: "body", offset: parsed.length, length: offset - parsed.length,
                value: bodyValue,
                meaning: "the content, encrypted under the content key", children: frames))
    }

    private var bodyValue: String {
        let frames = "\(frameCount) \(frameCount == 1 ? "frame" : "frames"), "
        return "\(frameCount > 0 ? frames : "")\(plaintextLength) bytes"
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
            return box(part.label, at: position, part.length, part.meaning)
        }
    }

    private func box(
        _ label: String, at offset: Int, _ length: Int, _ meaning: String
    ) -> MessageExplanation.Node {
        let shown = message.read(at: offset, min(length, MessageExplanation.shownBytes))
        return MessageExplanation.Node(label: label, offset: offset, length: length, bytes: shown, meaning: meaning)
    }
}
