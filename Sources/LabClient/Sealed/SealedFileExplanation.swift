import LabCore
import LabCrypto

/// A sealed file taken apart without any key: box 1 holds the data key, box 2 the letter.
public struct SealedFileExplanation {
    /// A box of the drawing.
    public typealias Node = MessageExplanation.Node

    /// The header.
    public let header: SealedFileHeader
    /// The boxes.
    public let nodes: [Node]
    /// How long the plaintext is.
    public let plaintextLength: Int

    /// Whether a file begins as a sealed file does.
    public static func fits(_ bytes: RandomAccessBytes) -> Bool {
        bytes.read(at: 0, 3) == Array(SealedFileHeader.magic.prefix(3))
    }

    /// Explains a file, reading its header, and the front and the end of its body.
    ///
    /// - Parameter blob: Takes the wrapped data key apart, given where it begins
    /// - Throws: `SealedFileError.notASealedFile`, `.unknownVersion`, `.malformed`, `.truncated`
    public init(
        of bytes: RandomAccessBytes, blob: (_ wrappedKey: [UInt8], _ offset: Int) -> [Node]
    ) throws(SealedFileError) {
        header = try SealedFileHeader(parsing: bytes.read(at: 0, SealedFileHeader.maximumLength))
        plaintextLength = bytes.count - header.serialized.count - SealedFile.bodyOverhead
        guard plaintextLength >= 0 else { throw .truncated }
        let layout = Layout(header)
        nodes = layout.front + layout.keyBox(blob) + layout.label + [layout.letter(bytes, plaintextLength)]
    }
}

/// Where the parts of a sealed file begin.
private struct Layout {
    typealias Node = MessageExplanation.Node

    let header: SealedFileHeader
    private let saltStart = 6
    private let keyStart: Int
    private let contextStart: Int

    init(_ header: SealedFileHeader) {
        self.header = header
        keyStart = saltStart + header.salt.count
        contextStart = keyStart + 2 + header.wrappedKey.count
    }

    /// Magic, flag and salt.
    var front: [Node] {
        let more = header.isBoundToMore ? "yes, and not in the file" : "none"
        let key = header.salt.isEmpty ? "no" : "yes: salt of \(header.salt.count) bytes"
        var nodes = [
            leaf("magic", 0, 4, "KLB, version 1", "a sealed file of kmslab, documented in Formats.md"),
            leaf("more bound data", 4, 1, more, "bytes that go into box 2's tag and are not stored"),
            leaf("passphrase", 5, 1, key, "whether box 2's key is made from a passphrase"),
        ]
        if !header.salt.isEmpty {
            nodes.append(leaf("salt", saltStart, header.salt.count, nil, "makes the same passphrase another key"))
        }
        return nodes
    }

    /// Box 1; where the key is not in the file, the two bytes that say so.
    func keyBox(_ blob: ([UInt8], Int) -> [Node]) -> [Node] {
        let length = leaf(
            "key's length", keyStart, 2, "\(header.wrappedKey.count) bytes", "how long the wrapped data key is")
        guard !header.wrappedKey.isEmpty else { return [length] }
        let parts = blob(header.wrappedKey, keyStart + 2)
        let whole = leaf("wrapped data key", keyStart + 2, header.wrappedKey.count, nil, "as the key service gave it")
        return [
            group("box 1: the data key, locked by KMS", [length] + (parts.isEmpty ? [whole] : parts), "kms:Decrypt")
        ]
    }

    /// The encryption context.
    var label: [Node] {
        let pairs = header.context.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        return [
            leaf(
                "encryption context", contextStart, header.serialized.count - contextStart,
                pairs.isEmpty ? "none" : pairs, "bound to both tags; readable here and in every log")
        ]
    }

    /// Box 2.
    func letter(_ bytes: RandomAccessBytes, _ plaintextLength: Int) -> Node {
        let start = header.serialized.count
        let ciphertext = start + AESGCM.nonceByteCount
        let tag = ciphertext + plaintextLength
        func part(_ label: String, _ offset: Int, _ length: Int, _ meaning: String) -> Node {
            Node(
                label: label, offset: offset, length: length,
                bytes: bytes.read(at: offset, min(length, MessageExplanation.shownBytes)), meaning: meaning)
        }
        return group(
            "box 2: the letter, locked by the data key",
            [
                part("nonce", start, AESGCM.nonceByteCount, "never twice under one key"),
                part("ciphertext", ciphertext, plaintextLength, "\(plaintextLength) bytes in and out"),
                part("tag", tag, AESGCM.tagByteCount, "proves the header, what else is bound, and the ciphertext"),
            ], "no KMS call")
    }

    private func leaf(_ label: String, _ offset: Int, _ length: Int, _ value: String?, _ meaning: String) -> Node {
        let bytes = header.serialized[offset..<offset + length].prefix(MessageExplanation.shownBytes)
        return Node(
            label: label, offset: offset, length: length, bytes: Array(bytes), value: value, meaning: meaning)
    }

    private func group(_ label: String, _ children: [Node], _ meaning: String) -> Node {
        let start = children.first?.offset ?? 0
        let end = children.last.map { $0.offset + $0.length } ?? start
        return Node(label: label, offset: start, length: end - start, meaning: meaning, children: children)
    }
}
