public import LabCore
public import LabCrypto

/// An AES key of one's own, for who needs no KMS: it wraps data keys with AES-GCM.
///
/// - SeeAlso: AWS Encryption SDK Developer Guide, "Raw AES keyrings"
public struct RawAESKeyring: Keyring {
    private let namespace: String
    private let name: String
    private let key: KeyMaterial
    private let random: any RandomSource

    /// A keyring for a key of 16, 24 or 32 bytes; namespace and name are what a reader recognises it by.
    ///
    /// - Throws: `KeyringError.reservedNamespace`; `.cryptography` for a key of another length
    public init(
        namespace: String, name: String, key: KeyMaterial, random: any RandomSource
    ) throws(KeyringError) {
        guard !namespace.utf8.elementsEqual(EncryptedDataKey.kmsProviderID.utf8) else { throw .reservedNamespace }
        guard [16, 24, 32].contains(key.count) else { throw .cryptography(.invalidKey) }
        self.namespace = namespace
        self.name = name
        self.key = key
        self.random = random
    }

    /// A random data key, wrapped under this key.
    public func generate(_ request: DataKeyRequest) async throws(KeyringError) -> KeyringResult {
        let dataKey = try KeyringError.random(request.suite.keyLength, from: random)
        return KeyringResult(dataKey: dataKey, encryptedDataKeys: try await wrap(dataKey, for: request))
    }

    /// The data key, wrapped under this key with the context as additional authenticated data.
    public func wrap(
        _ dataKey: KeyMaterial, for request: DataKeyRequest
    ) async throws(KeyringError) -> [EncryptedDataKey] {
        let nonce: AESGCM.Nonce
        do throws(RandomFailure) {
            nonce = try AESGCM.Nonce.random(from: random)
        } catch {
            throw .random(error)
        }
        return [try wrap(dataKey, for: request, nonce: nonce)]
    }

    /// Wraps with a given nonce: for known answers.
    func wrap(
        _ dataKey: KeyMaterial, for request: DataKeyRequest, nonce: AESGCM.Nonce
    ) throws(KeyringError) -> EncryptedDataKey {
        let context = try RawAESKeyring.authenticated(request.context)
        do throws(CryptoError) {
            let ciphertext = try AESGCM.seal(dataKey, key: key, nonce: nonce, authenticating: context)
            let info = RawAESKeyInfo(name: Array(name.utf8), nonce: nonce.bytes)
            return EncryptedDataKey(providerID: namespace, providerInfo: info.bytes, ciphertext: ciphertext)
        } catch {
            throw .cryptography(error)
        }
    }

    /// Opens the first entry of this name that the key opens.
    public func unwrap(
        _ entries: [EncryptedDataKey], for request: DataKeyRequest
    ) async throws(KeyringError) -> KeyMaterial {
        let context = try RawAESKeyring.authenticated(request.context)
        let ours = entries.filter { $0.isFrom(namespace) && info(of: $0) != nil }
        return try await firstOpened(of: ours, offered: entries) { entry throws(KeyringError) in
            try open(entry, context: context)
        }
    }

    private func info(of entry: EncryptedDataKey) -> RawAESKeyInfo? {
        guard let info = RawAESKeyInfo(entry.providerInfo), info.name.elementsEqual(name.utf8) else { return nil }
        return info
    }

    private func open(_ entry: EncryptedDataKey, context: [UInt8]) throws(KeyringError) -> KeyMaterial {
        guard let info = info(of: entry) else { throw .rawKeyDoesNotOpen(name: name) }
        do throws(CryptoError) {
            let nonce = try AESGCM.Nonce(info.nonce)
            return KeyMaterial(try AESGCM.open(entry.ciphertext, key: key, nonce: nonce, authenticating: context))
        } catch {
            throw .rawKeyDoesNotOpen(name: name)
        }
    }

    private static func authenticated(_ context: EncryptionContext) throws(KeyringError) -> [UInt8] {
        do throws(MessageError) {
            return try MessageContext.serialize(context)
        } catch {
            throw .contextTooLong
        }
    }
}

/// The provider info of a raw AES keyring: name, tag length in bits, IV length in bytes, IV.
struct RawAESKeyInfo: Hashable {
    let name: [UInt8]
    let nonce: [UInt8]

    private static let lengths: [UInt8] = [0, 0, 0, 128, 0, 0, 0, 12]

    init(name: [UInt8], nonce: [UInt8]) {
        self.name = name
        self.nonce = nonce
    }

    /// Takes provider info apart; fails unless both lengths are as they always are.
    init?(_ bytes: [UInt8]) {
        let nonceStart = bytes.count - AlgorithmSuite.ivLength
        let lengthsStart = nonceStart - RawAESKeyInfo.lengths.count
        guard lengthsStart >= 0, bytes[lengthsStart..<nonceStart].elementsEqual(RawAESKeyInfo.lengths) else {
            return nil
        }
        name = Array(bytes[..<lengthsStart])
        nonce = Array(bytes[nonceStart...])
    }

    var bytes: [UInt8] { name + RawAESKeyInfo.lengths + nonce }

    /// The key's name where `bytes` are provider info of this kind.
    static func name(in bytes: [UInt8]) -> String? {
        RawAESKeyInfo(bytes).flatMap { String(validating: $0.name, as: UTF8.self) }
    }
}

extension KeyringError {
    /// Fresh key material.
    static func random(_ count: Int, from source: any RandomSource) throws(KeyringError) -> KeyMaterial {
        do throws(RandomFailure) {
            return try KeyMaterial.random(byteCount: count, from: source)
        } catch {
            throw .random(error)
        }
    }
}
