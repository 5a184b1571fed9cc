public import LabCore
public import LabCrypto

/// An RSA key pair of one's own: whoever has the public key can encrypt, only the owner of the private key can decrypt.
///
/// RSA binds no context to the wrapped key; only the header's tag does. Padding is OAEP: PKCS#1 v1.5, which the format
/// also knows, gives plaintexts away to whoever may try ciphertexts, and is not offered.
///
/// - SeeAlso: AWS Encryption SDK Developer Guide, "Raw RSA keyrings"
public struct RawRSAKeyring: Keyring {
    private let namespace: String
    private let name: String
    private let hash: DigestAlgorithm
    private let publicKey: PublicKey
    private let privateKey: PrivateKey?
    private let random: any RandomSource

    /// A keyring that encrypts.
    ///
    /// - Throws: `KeyringError.reservedNamespace`
    public init(
        namespace: String, name: String, publicKey: PublicKey, hash: DigestAlgorithm, random: any RandomSource
    ) throws(KeyringError) {
        try self.init(namespace, name, hash, publicKey, nil, random)
    }

    /// A keyring that encrypts and decrypts.
    ///
    /// - Throws: `KeyringError.reservedNamespace`
    public init(
        namespace: String, name: String, privateKey: PrivateKey, hash: DigestAlgorithm, random: any RandomSource
    ) throws(KeyringError) {
        try self.init(namespace, name, hash, privateKey.publicKey, privateKey, random)
    }

    private init(
        _ namespace: String, _ name: String, _ hash: DigestAlgorithm, _ publicKey: PublicKey,
        _ privateKey: PrivateKey?, _ random: any RandomSource
    ) throws(KeyringError) {
        guard !namespace.utf8.elementsEqual(EncryptedDataKey.kmsProviderID.utf8) else { throw .reservedNamespace }
        self.namespace = namespace
        self.name = name
        self.hash = hash
        self.publicKey = publicKey
        self.privateKey = privateKey
        self.random = random
    }

    /// A random data key, wrapped under the public key.
    public func generate(_ request: DataKeyRequest) async throws(KeyringError) -> KeyringResult {
        let dataKey = try KeyringError.random(request.suite.keyLength, from: random)
        return KeyringResult(dataKey: dataKey, encryptedDataKeys: try await wrap(dataKey, for: request))
    }

    /// The data key, wrapped under the public key.
    public func wrap(
        _ dataKey: KeyMaterial, for request: DataKeyRequest
    ) async throws(KeyringError) -> [EncryptedDataKey] {
        do throws(CryptoError) {
            let ciphertext = try publicKey.encrypt(dataKey, .rsaOAEP(hash))
            return [
                EncryptedDataKey(providerID: namespace, providerInfo: Array(name.utf8), ciphertext: ciphertext)
            ]
        } catch {
            throw .cryptography(error)
        }
    }

    /// Opens the first entry of this name that the private key opens.
    public func unwrap(
        _ entries: [EncryptedDataKey], for request: DataKeyRequest
    ) async throws(KeyringError) -> KeyMaterial {
        let ours = entries.filter { $0.isFrom(namespace) && $0.providerInfo.elementsEqual(name.utf8) }
        return try await firstOpened(of: ours, offered: entries) { entry throws(KeyringError) in
            guard let privateKey else { throw .encryptOnly }
            do throws(CryptoError) {
                return KeyMaterial(try privateKey.decrypt(entry.ciphertext, .rsaOAEP(hash)))
            } catch {
                throw .rawKeyDoesNotOpen(name: name)
            }
        }
    }
}
