import LabCore
import LabCrypto
import LabService

extension KMSState {
    /// Encrypts under the key's current material.
    func encrypt(
        _ plaintext: borrowing some ReadableBytes & ~Copyable, under key: KeyRecord, context: EncryptionContext,
        random: any RandomSource
    ) throws(ServiceError) -> (blob: [UInt8], materialID: String) {
        guard let record = key.currentMaterial else { throw KMSError.obstacle(.pendingImport, key.arn) }
        do throws(CryptoError) {
            let material = try vault.unwrap(record, keyID: key.address.keyID)
            let blob = try SymmetricCipher.seal(
                plaintext, under: material, id: record.id, of: key.address, context: context, random: random)
            return (blob, record.id)
        } catch {
            throw KMSError.internalFailure(error.description)
        }
    }

    /// Decrypts a blob of the key.
    ///
    /// - Throws: `InvalidCiphertextException` when blob or context were changed.
    func decrypt(
        _ blob: CiphertextBlob, under key: KeyRecord, context: EncryptionContext
    ) throws(ServiceError) -> KeyMaterial {
        guard let record = key.material(blob.materialID) else { throw KMSError.invalidCiphertext }
        guard record.wrapped != nil else { throw KMSError.obstacle(.pendingImport, key.arn) }
        let material: KeyMaterial
        do throws(CryptoError) {
            material = try vault.unwrap(record, keyID: key.address.keyID)
        } catch {
            throw KMSError.internalFailure(error.description)
        }
        do throws(CryptoError) {
            return try SymmetricCipher.open(blob, under: material, context: context)
        } catch {
            throw KMSError.invalidCiphertext
        }
    }

    /// Fresh material for a symmetric or HMAC key, wrapped.
    func makeMaterial(
        byteCount: Int, keyID: String, now: Timestamp, random: any RandomSource
    ) throws(ServiceError) -> KeyMaterialRecord {
        let material: KeyMaterial
        do throws(RandomFailure) {
            material = try KeyMaterial.random(byteCount: byteCount, from: random)
        } catch {
            throw KMSError.internalFailure(error.description)
        }
        return try wrap(material, keyID: keyID, now: now, random: random)
    }

    /// A record for `material`, wrapped.
    func wrap(
        _ material: KeyMaterial, keyID: String, now: Timestamp, random: any RandomSource, publicKey: [UInt8]? = nil
    ) throws(ServiceError) -> KeyMaterialRecord {
        let id = vault.materialID(of: material, keyID: keyID)
        do throws(CryptoError) {
            let wrapped = try vault.wrap(material, keyID: keyID, materialID: id, random: random)
            return KeyMaterialRecord(id: id, wrapped: wrapped, publicKey: publicKey, createdAt: now)
        } catch {
            throw KMSError.internalFailure(error.description)
        }
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
