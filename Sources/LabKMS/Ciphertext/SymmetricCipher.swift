import LabCore
import LabCrypto

/// Encrypts and decrypts under one generation of a symmetric key's material.
///
/// - SeeAlso: ``CiphertextBlob`` for the format; AWS KMS Cryptographic Details, "Encrypt"
enum SymmetricCipher {
    private static let label = Array("kmslab ciphertext 1".utf8)

    /// Encrypts `plaintext` into a blob that names `key` and the material.
    static func seal(
        _ plaintext: borrowing some ReadableBytes & ~Copyable, under material: KeyMaterial, id materialID: String,
        of key: KeyAddress, context: EncryptionContext, random: any RandomSource
    ) throws(CryptoError) -> [UInt8] {
        let fresh = try randomBytes(CiphertextBlob.nonceByteCount + CiphertextBlob.vectorByteCount, from: random)
        let nonce = Array(fresh.prefix(CiphertextBlob.nonceByteCount))
        let vector = Array(fresh.dropFirst(CiphertextBlob.nonceByteCount))
        let header = CiphertextBlob.header(
            key: key, materialID: materialID, nonce: nonce, initializationVector: vector)
        guard let header else { throw .invalidKey }
        let sealed = try AESGCM.seal(
            plaintext, key: try messageKey(from: material, nonce: nonce), nonce: try AESGCM.Nonce(vector),
            authenticating: header + context.authenticatedBytes)
        return header + sealed
    }

    /// Decrypts a blob.
    ///
    /// - Throws: ``CryptoError/authenticationFailed`` when the blob or the context is not what was encrypted.
    static func open(
        _ blob: CiphertextBlob, under material: KeyMaterial, context: EncryptionContext
    ) throws(CryptoError) -> KeyMaterial {
        KeyMaterial(
            try AESGCM.open(
                blob.sealed, key: try messageKey(from: material, nonce: blob.nonce),
                nonce: try AESGCM.Nonce(blob.initializationVector),
                authenticating: blob.header + context.authenticatedBytes))
    }

    private static func messageKey(from material: KeyMaterial, nonce: [UInt8]) throws(CryptoError) -> SecureBytes {
        try CounterKDF.deriveKey(from: material, label: label, context: nonce)
    }

    private static func randomBytes(_ count: Int, from random: any RandomSource) throws(CryptoError) -> [UInt8] {
        do throws(RandomFailure) {
            return try random.bytes(count, for: .nonce)
        } catch {
            throw .library(reasons: [error.description])
        }
    }
}
