import LabCore
import LabCrypto
import LabService

/// What a key encrypted, and with which of its materials.
struct Encrypted {
    let ciphertext: [UInt8]
    /// `nil` for key pairs.
    let materialID: String?
}

extension KMSState {
    /// Encrypts under the key's current material.
    ///
    /// - Throws: `ValidationException` for a plaintext that the algorithm cannot take.
    func encrypt(
        _ plaintext: some ReadableBytes, _ algorithm: EncryptionAlgorithm = .symmetricDefault, under key: KeyRecord,
        context: EncryptionContext, random: any RandomSource
    ) throws(ServiceError) -> Encrypted {
        guard let record = key.currentMaterial else { throw KMSError.obstacle(.pendingImport, key.arn) }
        guard let scheme = algorithm.scheme else {
            let blob = try seal(plaintext, record, of: key, context: context, random: random)
            return Encrypted(ciphertext: blob, materialID: key.customKeyStore == nil ? record.id : nil)
        }
        try algorithm.require(plaintext.withReadableBytes(\.count), fits: key.spec)
        return try orInternalFailure { () throws(CryptoError) in
            let publicKey = try PublicKey(subjectPublicKeyInfo: record.publicKey ?? [])
            return Encrypted(ciphertext: try publicKey.encrypt(plaintext, scheme), materialID: nil)
        }
    }

    private func seal(
        _ plaintext: some ReadableBytes, _ record: KeyMaterialRecord, of key: KeyRecord, context: EncryptionContext,
        random: any RandomSource
    ) throws(ServiceError) -> [UInt8] {
        guard key.customKeyStore == nil else {
            return try seal(plaintext, inStoreOf: key, record, context: context, random: random)
        }
        return try orInternalFailure { () throws(CryptoError) in
            let material = try vault.unwrap(record, keyID: key.address.keyID)
            return try SymmetricCipher.seal(
                plaintext, under: material, id: record.id, of: key.address, context: context, random: random)
        }
    }

    /// Decrypts what ``encrypt(_:_:under:context:random:)`` made.
    ///
    /// - Throws: `InvalidCiphertextException` when ciphertext or context were changed.
    func decrypt(
        _ ciphertext: [UInt8], _ found: CiphertextTarget, _ algorithm: EncryptionAlgorithm, context: EncryptionContext
    ) throws(ServiceError) -> KeyMaterial {
        let key = found.target.key
        if let blob = found.blob { return try decrypt(blob, under: key, context: context) }
        guard let scheme = algorithm.scheme else { throw KMSError.invalidCiphertext }
        let privateKey = try privateKey(of: key)
        do throws(CryptoError) {
            return KeyMaterial(try privateKey.decrypt(ciphertext, scheme))
        } catch {
            throw KMSError.invalidCiphertext
        }
    }

    /// Decrypts a blob of a symmetric key.
    ///
    /// - Throws: `InvalidCiphertextException` when blob or context were changed.
    func decrypt(
        _ blob: CiphertextBlob, under key: KeyRecord, context: EncryptionContext
    ) throws(ServiceError) -> KeyMaterial {
        guard let record = key.material(blob.materialID) else { throw KMSError.invalidCiphertext }
        guard key.customKeyStore == nil else { return try open(blob, inStoreOf: key, record, context: context) }
        guard record.wrapped != nil else { throw KMSError.obstacle(.pendingImport, key.arn) }
        guard blob.suite == .derivedKey else { throw KMSError.invalidCiphertext }
        let material = try orInternalFailure { () throws(CryptoError) in
            try vault.unwrap(record, keyID: key.address.keyID)
        }
        do throws(CryptoError) {
            return try SymmetricCipher.open(blob, under: material, context: context)
        } catch {
            throw KMSError.invalidCiphertext
        }
    }

    /// The private half of a key pair.
    func privateKey(of key: KeyRecord) throws(ServiceError) -> PrivateKey {
        let record = try presentMaterial(of: key)
        guard let algorithm = key.spec.keyAlgorithm else { throw KMSError.unsupported() }
        return try orInternalFailure { () throws(CryptoError) in
            try vault.privateKey(record, keyID: key.address.keyID, as: algorithm)
        }
    }

    /// The raw bytes of an HMAC key.
    func macKey(of key: KeyRecord) throws(ServiceError) -> KeyMaterial {
        let record = try presentMaterial(of: key)
        return try orInternalFailure { () throws(CryptoError) in
            try vault.unwrap(record, keyID: key.address.keyID)
        }
    }

    private func presentMaterial(of key: KeyRecord) throws(ServiceError) -> KeyMaterialRecord {
        guard let record = key.currentMaterial, record.wrapped != nil else {
            throw KMSError.obstacle(.pendingImport, key.arn)
        }
        return record
    }
}

extension KMSState {
    /// Fresh material for a symmetric or HMAC key, wrapped.
    func makeMaterial(
        byteCount: Int, keyID: String, now: Timestamp, random: any RandomSource
    ) throws(ServiceError) -> KeyMaterialRecord {
        let material = try randomly { () throws(RandomFailure) in
            try KeyMaterial.random(byteCount: byteCount, from: random)
        }
        return try wrap(material, keyID: keyID, now: now, random: random)
    }

    /// A record for `material`, wrapped.
    func wrap(
        _ material: KeyMaterial, keyID: String, now: Timestamp, random: any RandomSource, publicKey: [UInt8]? = nil
    ) throws(ServiceError) -> KeyMaterialRecord {
        let id = vault.materialID(of: material, keyID: keyID)
        return try orInternalFailure { () throws(CryptoError) in
            let wrapped = try vault.wrap(material, keyID: keyID, materialID: id, random: random)
            return KeyMaterialRecord(id: id, wrapped: wrapped, publicKey: publicKey, createdAt: now)
        }
    }

    /// A record for a key pair, its private half wrapped.
    func wrap(
        _ pair: PrivateKey, keyID: String, now: Timestamp, random: any RandomSource
    ) throws(ServiceError) -> KeyMaterialRecord {
        let (privateKey, publicKey) = try orInternalFailure { () throws(CryptoError) in
            (KeyMaterial(try pair.pkcs8()), try pair.publicKey.subjectPublicKeyInfo())
        }
        return try wrap(privateKey, keyID: keyID, now: now, random: random, publicKey: publicKey)
    }
}

/// Random bytes for operations, with AWS's error when there are none.
func randomly<Value>(_ body: () throws(RandomFailure) -> Value) throws(ServiceError) -> Value {
    do throws(RandomFailure) {
        return try body()
    } catch {
        throw KMSError.internalFailure(error.description)
    }
}

/// Cryptography on the lab's own keys, whose failures are the lab's own.
func orInternalFailure<Value>(_ body: () throws(CryptoError) -> Value) throws(ServiceError) -> Value {
    do throws(CryptoError) {
        return try body()
    } catch {
        throw KMSError.internalFailure(error.description)
    }
}
