import LabCrypto

/// The key, nonce and additional data that one object's content is encrypted with.
struct S3ContentKey: ~Copyable {
    let key: SecureBytes
    let nonce: AESGCM.Nonce
    let authenticated: [UInt8]
    /// 28 bytes in format 3, `nil` in format 2.
    let commitment: [UInt8]?

    /// The suite's number, 0x0073, which format 3 binds to keys and content.
    private static let suiteID: [UInt8] = [0x00, 0x73]

    /// Format 2: the data key itself, and nothing beside the content is authenticated.
    static func direct(_ dataKey: KeyMaterial, iv: [UInt8]) throws(CryptoError) -> S3ContentKey {
        S3ContentKey(
            key: SecureBytes(copying: dataKey), nonce: try AESGCM.Nonce(iv), authenticated: [], commitment: nil)
    }

    /// Format 3: a key that belongs to this object's id alone, so that the IV can be the same for all. Unlike in
    /// messages, the suite's number goes into the commitment's label too.
    static func committing(_ dataKey: KeyMaterial, messageID: [UInt8]) throws(CryptoError) -> S3ContentKey {
        let root = HKDF.extract(from: dataKey, salt: messageID, .sha512)
        let key = try HKDF.expand(root, info: suiteID + Array("DERIVEKEY".utf8), byteCount: 32, .sha512)
        let commitment = try HKDF.expand(
            root, info: suiteID + Array("COMMITKEY".utf8), byteCount: S3Envelope.idLength, .sha512)
        return S3ContentKey(
            key: key, nonce: try AESGCM.Nonce([UInt8](repeating: 1, count: AlgorithmSuite.ivLength)),
            authenticated: suiteID, commitment: commitment.exportForResponse())
    }
}

extension S3EncryptionError {
    /// Calls `body`; what does not authenticate is the object's fault.
    static func wrap<Value: ~Copyable>(_ body: () throws(CryptoError) -> Value) throws(S3EncryptionError) -> Value {
        do throws(CryptoError) {
            return try body()
        } catch .authenticationFailed {
            throw .notAuthentic
        } catch {
            throw .cryptography(error)
        }
    }
}
