import LabCore
import LabPolicy
import LabService

/// The key that a ciphertext leads to, for Decrypt and for the source of ReEncrypt.
///
/// With a symmetric key the ciphertext names it, and a `KeyId` is only a check: it wins over every other refusal when it
/// names another key. With an asymmetric key the `KeyId` is all there is.
public struct CiphertextTarget: Sendable {
    /// The key.
    public let target: KeyTarget
    /// The ciphertext, taken apart; `nil` for asymmetric keys.
    public let blob: CiphertextBlob?
}

extension KMSState {
    /// Finds the key of `ciphertext`.
    ///
    /// - Throws: `InvalidCiphertextException` for bytes that are no blob, `AccessDeniedException` for a blob of a key
    ///   that is not here, `IncorrectKeyException` when `keyID` names another key.
    func ciphertextTarget(
        _ ciphertext: [UInt8], keyID: String?, algorithm: EncryptionAlgorithm, in call: Call, action: String
    ) throws(ServiceError) -> CiphertextTarget {
        let named: KeyTarget? =
            if let keyID { try target(keyID, takesAliases: true, in: call, action: action) } else { nil }
        if algorithm != .symmetricDefault {
            guard let named else {
                throw KMSError.validation("KeyId is required when EncryptionAlgorithm is \(algorithm.rawValue)")
            }
            return CiphertextTarget(target: named, blob: nil)
        }
        guard let blob = CiphertextBlob(ciphertext) else { throw KMSError.invalidCiphertext }
        let key = try localKey(of: blob, in: call)
        if let named {
            guard named.key.address == key.address else { throw KMSError.incorrectKey }
            return CiphertextTarget(target: named, blob: blob)
        }
        return CiphertextTarget(target: KeyTarget(key: key, requestAlias: nil), blob: blob)
    }

    /// The key that opens `blob` in the call's Region: the key itself, or its relative of the same multi-Region id.
    private func localKey(of blob: CiphertextBlob, in call: Call) throws(ServiceError) -> KeyRecord {
        let home = KeyAddress(account: blob.key.account, region: call.region, keyID: blob.key.keyID)
        let isReachable = blob.key.region == call.region || KeyID.isMultiRegion(blob.key.keyID)
        guard isReachable, let key = keys[home], key.manager != .awsOwned else { throw KMSError.unknownCiphertextKey }
        return key
    }
}
