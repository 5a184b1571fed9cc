import LabCore
import LabCrypto

/// Encrypts one object's body piece by piece, as parts of an upload or in one go: the bytes are the same.
public final class S3ObjectSealer {
    /// What is stored beside the body.
    public let envelope: S3Envelope
    private let stream: AESGCM.SealingStream

    /// Bytes that a body has more than its plaintext.
    public static let overhead = AESGCM.tagByteCount

    convenience init(
        _ dataKey: GeneratedDataKey, format: S3ObjectFormat, context: EncryptionContext, random: any RandomSource
    ) throws(S3EncryptionError) {
        let idLength = format == .v2 ? AlgorithmSuite.ivLength : S3Envelope.idLength
        let id: [UInt8]
        do throws(RandomFailure) {
            id = try random.bytes(idLength, for: .nonce)
        } catch {
            throw .random(error)
        }
        try self.init(dataKey, format: format, context: context, id: id)
    }

    /// Begins an object with a given IV or message id: for known answers.
    init(
        _ dataKey: GeneratedDataKey, format: S3ObjectFormat, context: EncryptionContext, id: [UInt8]
    ) throws(S3EncryptionError) {
        let key = try S3EncryptionError.wrap { () throws(CryptoError) in
            switch format {
            case .v2: try S3ContentKey.direct(dataKey.plaintext, iv: id)
            case .v3: try S3ContentKey.committing(dataKey.plaintext, messageID: id)
            }
        }
        let content = key.commitment.map { S3Envelope.Content.committing(messageID: id, commitment: $0) }
        envelope = S3Envelope(
            content: content ?? .gcm(iv: id), encryptedDataKey: dataKey.ciphertext, context: context)
        stream = try S3EncryptionError.wrap { () throws(CryptoError) in
            try AESGCM.SealingStream(key: key.key, nonce: key.nonce, authenticating: key.authenticated)
        }
    }

    /// Encrypts the next piece and appends it to `output`.
    public func update(
        _ plaintext: UnsafeRawBufferPointer, into output: inout MessageBuffer
    ) throws(S3EncryptionError) {
        try S3EncryptionError.wrap { () throws(CryptoError) in
            try output.append(plaintext.count) { room throws(CryptoError) in
                try stream.update(plaintext, into: room)
            }
        }
    }

    /// Appends the tag, which ends the body. Call it once, last.
    public func finish(into output: inout MessageBuffer) throws(S3EncryptionError) {
        output.append(try S3EncryptionError.wrap { () throws(CryptoError) in try stream.finish() })
    }
}
