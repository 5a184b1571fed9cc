public import LabCore
public import LabCrypto

/// A value under a data key of its own, and the data key under a KMS key: what a service keeps of a secret.
///
/// The sealed value is `nonce (12) ‖ AES-256-GCM ciphertext ‖ tag (16)`; the encryption context that binds the data key
/// is authenticated with the value too, so that neither half can be moved to another secret or version.
public struct Envelope: Hashable, Sendable, Codable {
    /// The ARN of the KMS key.
    public let keyARN: String
    /// The data key under the KMS key.
    public let wrappedKey: StoredBytes
    /// The value under the data key.
    public let sealed: StoredBytes

    private init(keyARN: String, wrappedKey: StoredBytes, sealed: StoredBytes) {
        self.keyARN = keyARN
        self.wrappedKey = wrappedKey
        self.sealed = sealed
    }

    /// Seals a value under a data key that nothing else is sealed under.
    ///
    /// - Throws: ``CryptoError`` when libcrypto or the random source fails.
    public static func seal(
        _ value: KeyMaterial, under dataKey: ServiceDataKey, context: EncryptionContext, random: any RandomSource
    ) throws(CryptoError) -> Envelope {
        let nonce: AESGCM.Nonce
        do throws(RandomFailure) {
            nonce = try AESGCM.Nonce.random(from: random)
        } catch {
            throw .library(reasons: [error.description])
        }
        let sealed = try AESGCM.seal(
            value, key: dataKey.plaintext, nonce: nonce, authenticating: context.authenticatedBytes)
        return Envelope(
            keyARN: dataKey.keyARN.description, wrappedKey: StoredBytes(dataKey.ciphertext),
            sealed: StoredBytes(nonce.bytes + sealed))
    }

    /// Opens the value with the unwrapped data key.
    ///
    /// - Throws: ``CryptoError/authenticationFailed`` when key, context or bytes are not the ones it was sealed with.
    public func open(with dataKey: KeyMaterial, context: EncryptionContext) throws(CryptoError) -> KeyMaterial {
        guard sealed.bytes.count >= AESGCM.nonceByteCount else { throw .authenticationFailed }
        let nonce = try AESGCM.Nonce(sealed.bytes[..<AESGCM.nonceByteCount])
        return KeyMaterial(
            try AESGCM.open(
                sealed.bytes[AESGCM.nonceByteCount...], key: dataKey, nonce: nonce,
                authenticating: context.authenticatedBytes))
    }

    /// The same sealed value with its data key under another KMS key.
    public func rewrapped(_ wrappedKey: [UInt8], under keyARN: ARN) -> Envelope {
        Envelope(keyARN: keyARN.description, wrappedKey: StoredBytes(wrappedKey), sealed: sealed)
    }
}
