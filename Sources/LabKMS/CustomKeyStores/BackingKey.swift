import LabCore
import LabCrypto
import LabService

/// The key behind a key in a custom key store, made or found before the writer is entered.
public struct BackingKey: Sendable {
    /// The key's place in the store.
    let membership: CustomKeyStoreMembership
}

extension KMSState {
    /// Refuses a key that cannot live in the store that it is meant for.
    func requireStore(for input: CreateKey.Input, in call: Call) throws(ServiceError) {
        let needsStore = input.origin == .awsCloudHSM || input.origin == .externalKeyStore
        guard let storeID = input.customKeyStoreID else {
            guard !needsStore else {
                throw KMSError.validation("CustomKeyStoreId is required with Origin \(input.origin.rawValue).")
            }
            guard input.externalKeyID == nil else {
                throw KMSError.validation("XksKeyId is valid with Origin EXTERNAL_KEY_STORE only.")
            }
            return
        }
        let store = try store(storeID, in: call)
        try StoreFit(store: store, input: input).require()
        guard store.connection == .connected else { throw StoreError.invalidState(store) }
        if let externalKeyID = input.externalKeyID,
            keys(in: store.address).contains(where: { $0.customKeyStore?.backingKeyID == externalKeyID })
        {
            throw StoreError.error(
                "XksKeyAlreadyInUseException", "The external key \(externalKeyID) is already in use.")
        }
    }

    /// Makes the key in the HSM, or asks for the key in the external key manager.
    func backingKey(for input: CreateKey.Input, in call: Call) throws(ServiceError) -> BackingKey {
        let store = try store(input.customKeyStoreID ?? "", in: call)
        if let configuration = store.cloudHSM {
            _ = try vault.usableCluster(configuration.clusterID, hsms: KMSLimits.clusterHSMs)
            let access = try vault.access(to: configuration)
            do throws(HSMError) {
                let handle = try vault.hsm.makeKey(access)
                return BackingKey(
                    membership: CustomKeyStoreMembership(
                        storeID: store.address.storeID, backingKeyID: handle, clusterID: configuration.clusterID))
            } catch {
                throw StoreError.cluster(error)
            }
        }
        guard let configuration = store.external, let externalKeyID = input.externalKeyID else {
            throw StoreError.invalidState(store)
        }
        let proxy = try vault.proxy(configuration)
        do throws(ExternalKeyError) {
            try vault.externalKeys.checkKey(externalKeyID, proxy)
        } catch {
            throw error.refusal
        }
        return BackingKey(
            membership: CustomKeyStoreMembership(storeID: store.address.storeID, backingKeyID: externalKeyID))
    }

    /// The material record of a key in a custom key store: in a CloudHSM store the material itself is in the HSM, in an
    /// external one the service's own layer has material of its own.
    func material(
        for backingKey: BackingKey, keyID: String, in call: Call
    ) throws(ServiceError) -> KeyMaterialRecord {
        guard backingKey.membership.clusterID != nil else {
            return try makeMaterial(byteCount: 32, keyID: keyID, now: call.now, random: call.random)
        }
        let handle = KeyMaterial(copying: Array(backingKey.membership.backingKeyID.utf8))
        return KeyMaterialRecord(id: vault.materialID(of: handle, keyID: keyID), wrapped: nil, createdAt: call.now)
    }
}

/// Whether a key fits a custom key store.
private struct StoreFit {
    let store: CustomKeyStoreRecord
    let input: CreateKey.Input

    func require() throws(ServiceError) {
        let origin: KeyOrigin = store.type == .cloudHSM ? .awsCloudHSM : .externalKeyStore
        guard input.origin == origin else {
            throw KMSError.validation(
                "Origin \(input.origin.rawValue) is not valid for the custom key store \(store.address.storeID): it takes "
                    + "\(origin.rawValue).")
        }
        guard input.spec == .symmetricDefault, !input.isMultiRegion else {
            throw KMSError.unsupported("Custom key stores hold single-Region symmetric encryption keys only.")
        }
        guard (store.type == .external) == (input.externalKeyID != nil) else {
            throw KMSError.validation("XksKeyId is required with Origin EXTERNAL_KEY_STORE, and only then.")
        }
    }
}
