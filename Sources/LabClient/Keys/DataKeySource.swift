public import LabCore
public import LabCrypto

/// A data key as it was made: the key itself, and the same key as only the key service can open it.
public struct GeneratedDataKey: Sendable {
    /// The data key.
    public let plaintext: KeyMaterial
    /// The data key, wrapped.
    public let ciphertext: [UInt8]
    /// The ARN of the key that wrapped it, whatever name it was asked for by.
    public let keyARN: String

    /// A data key from its parts.
    public init(plaintext: KeyMaterial, ciphertext: [UInt8], keyARN: String) {
        self.plaintext = plaintext
        self.ciphertext = ciphertext
        self.keyARN = keyARN
    }
}

/// A data key that the key service has wrapped.
public struct WrappedDataKey: Hashable, Sendable {
    /// The wrapped key.
    public let ciphertext: [UInt8]
    /// The ARN of the key that wrapped it.
    public let keyARN: String

    /// A wrapped key from its parts.
    public init(ciphertext: [UInt8], keyARN: String) {
        self.ciphertext = ciphertext
        self.keyARN = keyARN
    }
}

/// A data key that the key service has opened.
public struct UnwrappedDataKey: Sendable {
    /// The data key.
    public let plaintext: KeyMaterial
    /// The ARN of the key that opened it.
    public let keyARN: String

    /// An opened key from its parts.
    public init(plaintext: KeyMaterial, keyARN: String) {
        self.plaintext = plaintext
        self.keyARN = keyARN
    }
}

/// The little of a key service that client-side encryption needs: three of KMS's operations.
///
/// The lab's own KMS stands behind it in process, a server elsewhere over HTTP. An implementation passes KMS's refusals
/// on as they are; a caller tells a disabled key from an unknown one by the error's code.
public protocol DataKeySource: Sendable {
    /// Makes a data key of `numberOfBytes` bytes under the key named by id, ARN or alias: KMS `GenerateDataKey` with
    /// `NumberOfBytes`.
    func generateDataKey(
        keyID: String, numberOfBytes: Int, context: EncryptionContext
    ) async throws(ServiceError) -> GeneratedDataKey

    /// Wraps a data key that was made elsewhere: KMS `Encrypt`.
    func encryptDataKey(
        _ plaintext: KeyMaterial, keyID: String, context: EncryptionContext
    ) async throws(ServiceError) -> WrappedDataKey

    /// Opens a wrapped data key under exactly the key named: KMS `Decrypt` with `KeyId`.
    func decryptDataKey(
        _ ciphertext: [UInt8], keyID: String, context: EncryptionContext
    ) async throws(ServiceError) -> UnwrappedDataKey
}
