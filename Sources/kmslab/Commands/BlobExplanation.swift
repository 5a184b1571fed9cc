import LabClient
import LabCore
import LabKMS

/// Takes ciphertext blobs of this lab's KMS apart for drawings.
enum BlobExplanation {
    typealias Node = MessageExplanation.Node

    /// The parts of a wrapped data key; none when it is no blob of this lab.
    static func nodes(_ key: EncryptedDataKey, _ offset: Int) -> [Node] {
        nodes(key.ciphertext, offset)
    }

    /// The parts of a wrapped data key by its bytes; none when it is no blob of this lab.
    static func nodes(_ wrappedKey: [UInt8], _ offset: Int) -> [Node] {
        CiphertextBlob(wrappedKey).map { nodes(of: $0, size: wrappedKey.count, at: offset) } ?? []
    }

    /// A file that is a blob and nothing else, as `encrypt --direct` makes it.
    static func explanation(of bytes: RandomAccessBytes) -> FileExplanation {
        guard bytes.count <= KMSLimits.ciphertextBytes.upperBound,
            let blob = CiphertextBlob(bytes.read(at: 0, bytes.count))
        else {
            return FileExplanation(
                nodes: [], kind: "unknown", size: bytes.count, plaintextSize: 0, keys: [],
                problem: "it begins as a ciphertext blob of KMS and is none")
        }
        return FileExplanation(
            nodes: nodes(of: blob, size: bytes.count, at: 0), kind: "ciphertext blob of KMS, format version 1",
            size: bytes.count, plaintextSize: blob.sealed.count - 16, keys: [blob.key.arn.description], problem: nil)
    }

    private static func nodes(of blob: CiphertextBlob, size: Int, at offset: Int) -> [Node] {
        let region = blob.key.region.code.utf8.count
        func node(_ label: String, _ at: Int, _ bytes: [UInt8], _ value: String?, _ meaning: String) -> Node {
            Node(
                label: label, offset: offset + at, length: bytes.count, bytes: bytes, value: value, meaning: meaning)
        }
        let sealed = blob.sealed.count - 16
        return [
            node("format", 0, Array(blob.header[0..<2]), "version 1, suite 1", "SP 800-108 KDF, then AES-256-GCM"),
            node(
                "key", 2, Array(blob.header[2..<25 + region]), blob.key.arn.description,
                "the KMS key, by account, Region and id"),
            node(
                "material", 25 + region, Array(blob.header[25 + region..<57 + region]), blob.materialID,
                "which generation of the key's material"),
            node("nonce", 57 + region, blob.nonce, nil, "derives this ciphertext's own key from the material"),
            node("iv", 73 + region, blob.initializationVector, nil, "initialization vector of AES-GCM"),
            node(
                "ciphertext", 85 + region, Array(blob.sealed.prefix(sealed)), nil,
                "\(sealed) bytes in, \(sealed) bytes out"),
            node(
                "tag", 85 + region + sealed, Array(blob.sealed.suffix(16)), nil,
                "binds all of it and the encryption context"),
        ]
    }
}
