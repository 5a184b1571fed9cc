import LabCore
import LabCrypto

/// Encrypts and decrypts with keys in custom key stores.
///
/// - SeeAlso: ``CiphertextBlob`` for the format: suite 2 for CloudHSM, suite 3 for external key stores
extension KMSState {
    /// Encrypts with a key in a custom key store.
    ///
    /// - Throws: `KMSInvalidStateException` with the cause when the store cannot do it.
    func seal(
        _ plaintext: some ReadableBytes, inStoreOf key: KeyRecord, _ record: KeyMaterialRecord,
        context: EncryptionContext, random: any RandomSource
    ) throws(ServiceError) -> [UInt8] {
        let store = try usableStore(of: key)
        let backingKeyID = key.customKeyStore?.backingKeyID ?? ""
        if let configuration = store.cloudHSM {
            let frame = try orInternalFailure { () throws(CryptoError) in
                try SymmetricCipher.frame(.cloudHSM, of: key.address, materialID: record.id, random: random)
            }
            let access = try vault.access(to: configuration)
            let sealed = try inHSM { () throws(HSMError) in
                try plaintext.withReadableBytes { bytes throws(HSMError) in
                    try vault.hsm.seal(
                        bytes, with: backingKeyID, nonce: frame.vector,
                        authenticating: frame.header + context.authenticatedBytes, access)
                }
            }
            return frame.header + sealed
        }
        guard let configuration = store.external else { throw StoreError.invalidState(store) }
        let (frame, inner) = try orInternalFailure { () throws(CryptoError) in
            let material = try vault.unwrap(record, keyID: key.address.keyID)
            return try SymmetricCipher.sealed(
                plaintext, .external, under: material, id: record.id, of: key.address, context: context, random: random)
        }
        let proxy = try vault.proxy(configuration)
        let outer = try outside { () throws(ExternalKeyError) in
            try vault.externalKeys.encrypt(inner, with: backingKeyID, authenticating: frame.header, proxy)
        }
        return frame.header + outer
    }

    /// Decrypts with a key in a custom key store.
    ///
    /// - Throws: `InvalidCiphertextException` when blob or context were changed, `KMSInvalidStateException` with the
    ///   cause when the store cannot do it.
    func open(
        _ blob: CiphertextBlob, inStoreOf key: KeyRecord, _ record: KeyMaterialRecord, context: EncryptionContext
    ) throws(ServiceError) -> KeyMaterial {
        let store = try usableStore(of: key)
        let backingKeyID = key.customKeyStore?.backingKeyID ?? ""
        if let configuration = store.cloudHSM {
            let access = try vault.access(to: configuration)
            return try inHSM { () throws(HSMError) in
                try vault.hsm.open(
                    blob.sealed, with: backingKeyID, nonce: blob.initializationVector,
                    authenticating: blob.header + context.authenticatedBytes, access)
            }
        }
        guard let configuration = store.external else { throw StoreError.invalidState(store) }
        let proxy = try vault.proxy(configuration)
        let inner = try outside { () throws(ExternalKeyError) in
            try vault.externalKeys.decrypt(blob.sealed, with: backingKeyID, authenticating: blob.header, proxy)
        }
        let material = try orInternalFailure { () throws(CryptoError) in
            try vault.unwrap(record, keyID: key.address.keyID)
        }
        do throws(CryptoError) {
            return try SymmetricCipher.open(blob, sealed: inner, under: material, context: context)
        } catch {
            throw KMSError.invalidCiphertext
        }
    }

    /// The store of a key, connected.
    private func usableStore(of key: KeyRecord) throws(ServiceError) -> CustomKeyStoreRecord {
        guard let store = store(of: key) else { throw KMSError.obstacle(.unavailable, key.arn) }
        guard store.connection == .connected else {
            throw ServiceError(
                KMSError.Code.invalidState,
                "\(key.arn) cannot be used: its custom key store is \(store.connection.rawValue).")
        }
        return store
    }

    private func inHSM<Value>(_ body: () throws(HSMError) -> Value) throws(ServiceError) -> Value {
        do throws(HSMError) {
            return try body()
        } catch {
            guard error != .authenticationFailed else { throw KMSError.invalidCiphertext }
            throw ServiceError(KMSError.Code.invalidState, error.cause)
        }
    }

    private func outside<Value>(_ body: () throws(ExternalKeyError) -> Value) throws(ServiceError) -> Value {
        do throws(ExternalKeyError) {
            return try body()
        } catch {
            throw ServiceError(KMSError.Code.invalidState, error.cause)
        }
    }
}
