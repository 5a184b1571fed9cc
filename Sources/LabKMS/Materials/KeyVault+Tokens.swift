public import LabCore
public import LabCrypto

extension KeyVault {
    /// What the vault seals for others to keep.
    enum TokenKind: String {
        /// A grant token.
        case grantToken = "grant token"
        /// An import token.
        case importToken = "import token"
        /// The password or credential of a custom key store.
        case storeSecret = "store secret"
        /// A secret that another service keeps in its rows, such as a secret access key.
        case secret = "secret"
    }

    /// Seals `content` so that only this lab can read or make it: `nonce (12) ‖ ciphertext ‖ tag (16)`.
    func seal(
        _ content: some ReadableBytes, as kind: TokenKind, authenticating header: [UInt8] = [],
        random: any RandomSource
    ) throws(CryptoError) -> [UInt8] {
        let nonce = try Self.nonce(from: random)
        let sealed = try AESGCM.seal(
            content, key: tokenKey, nonce: nonce, authenticating: Array(kind.rawValue.utf8) + [0] + header)
        return nonce.bytes + sealed
    }

    /// Opens what ``seal(_:as:authenticating:random:)`` made; `nil` for anything else.
    func open(_ token: [UInt8], as kind: TokenKind, authenticating header: [UInt8] = []) -> KeyMaterial? {
        guard token.count > AESGCM.nonceByteCount, let nonce = try? AESGCM.Nonce(token[..<AESGCM.nonceByteCount]),
            let content = try? AESGCM.open(
                token[AESGCM.nonceByteCount...], key: tokenKey, nonce: nonce,
                authenticating: Array(kind.rawValue.utf8) + [0] + header)
        else { return nil }
        return KeyMaterial(content)
    }

    /// Seals a secret that another service keeps, under a name that is authenticated with it.
    public func sealSecret(
        _ secret: KeyMaterial, name: String, random: any RandomSource
    ) throws(CryptoError) -> [UInt8] {
        try seal(secret.exportForResponse(), as: .secret, authenticating: Array(name.utf8), random: random)
    }

    /// Opens what ``sealSecret(_:name:random:)`` made under the same name.
    ///
    /// - Throws: ``CryptoError/authenticationFailed`` for anything else.
    public func openSecret(_ sealed: [UInt8], name: String) throws(CryptoError) -> KeyMaterial {
        guard let secret = open(sealed, as: .secret, authenticating: Array(name.utf8)) else {
            throw .authenticationFailed
        }
        return secret
    }
}
