import LabCore
import LabCrypto

/// Encrypts and decrypts under one generation of a symmetric key's material.
///
/// - SeeAlso: ``CiphertextBlob`` for the format; AWS KMS Cryptographic Details, "Encrypt"
enum SymmetricCipher {
    private static let label = Array("kmslab ciphertext 1".utf8)

    /// What stands before a ciphertext, with the random parts of it.
    struct Frame {
        let header: [UInt8]
        let nonce: ArraySlice<UInt8>
        let vector: [UInt8]
    }

    /// A fresh frame for a blob that names `key` and the material.
    static func frame(
        _ suite: CiphertextBlob.Suite, of key: KeyAddress, materialID: String, random: any RandomSource
    ) throws(CryptoError) -> Frame {
        let fresh = try randomBytes(CiphertextBlob.nonceByteCount + CiphertextBlob.vectorByteCount, from: random)
        let header = CiphertextBlob.header(suite, key: key, materialID: materialID, randomPart: fresh)
        guard let header else { throw .invalidKey }
        return Frame(
            header: header, nonce: fresh[..<CiphertextBlob.nonceByteCount],
            vector: Array(fresh[CiphertextBlob.nonceByteCount...]))
    }

    /// Encrypts `plaintext` into a blob that names `key` and the material.
    static func seal(
        _ plaintext: some ReadableBytes, under material: KeyMaterial, id materialID: String, of key: KeyAddress,
        context: EncryptionContext, random: any RandomSource
    ) throws(CryptoError) -> [UInt8] {
        let (frame, sealed) = try sealed(
            plaintext, .derivedKey, under: material, id: materialID, of: key, context: context, random: random)
        return frame.header + sealed
    }

    /// Encrypts `plaintext`; frame and ciphertext apart.
    static func sealed(
        _ plaintext: some ReadableBytes, _ suite: CiphertextBlob.Suite, under material: KeyMaterial,
        id materialID: String, of key: KeyAddress, context: EncryptionContext, random: any RandomSource
    ) throws(CryptoError) -> (frame: Frame, sealed: [UInt8]) {
        let frame = try frame(suite, of: key, materialID: materialID, random: random)
        let sealed = try AESGCM.seal(
            plaintext, key: try messageKey(from: material, nonce: frame.nonce), nonce: try AESGCM.Nonce(frame.vector),
            authenticating: frame.header + context.authenticatedBytes)
        return (frame, sealed)
    }

    /// Decrypts a blob, or the ciphertext that was inside another layer of it.
    ///
    /// - Throws: ``CryptoError/authenticationFailed`` when the blob or the context is not what was encrypted.
    static func open(
        _ blob: CiphertextBlob, sealed: [UInt8]? = nil, under material: KeyMaterial, context: EncryptionContext
    ) throws(CryptoError) -> KeyMaterial {
        KeyMaterial(
            try AESGCM.open(
                sealed ?? blob.sealed, key: try messageKey(from: material, nonce: blob.nonce[...]),
                nonce: try AESGCM.Nonce(blob.initializationVector),
                authenticating: blob.header + context.authenticatedBytes))
    }

    private static func messageKey(
        from material: KeyMaterial, nonce: ArraySlice<UInt8>
    ) throws(CryptoError) -> SecureBytes {
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
