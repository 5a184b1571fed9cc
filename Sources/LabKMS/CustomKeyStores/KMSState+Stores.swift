import LabCore
import LabCrypto
import LabService

extension KMSState {
    /// The custom key stores of an account in a Region, ascending by id.
    func stores(of account: AccountID, in region: Region, from storeID: String = "") -> [CustomKeyStoreRecord] {
        let start = CustomKeyStoreAddress(account: account, region: region, storeID: storeID)
        return stores.prefix(from: start) { $0.account == account && $0.region == region }
    }

    /// The custom key store of this id in the call's account and Region.
    ///
    /// - Throws: `CustomKeyStoreNotFoundException`.
    func store(_ storeID: String, in call: Call) throws(ServiceError) -> CustomKeyStoreRecord {
        let address = CustomKeyStoreAddress(account: call.account, region: call.region, storeID: storeID)
        guard let store = stores[address] else { throw StoreError.notFound(storeID) }
        return store
    }

    /// The keys in a custom key store.
    func keys(in store: CustomKeyStoreAddress) -> [KeyRecord] {
        keys(of: store.account, in: store.region).filter { $0.customKeyStore?.storeID == store.storeID }
    }

    /// Ends the passing state of a store, and with it what its keys can do.
    mutating func finishConnection(of store: CustomKeyStoreRecord) {
        guard let pending = store.pending else { return }
        var settled = store
        settled.pending = nil
        settled.connection = pending.outcome
        settled.connectionError = pending.error
        stores.put(settled)
        // A key of a store that could not be connected is not Unavailable, as one of a disconnected store is: its use
        // fails with the cause.
        setDisconnected(pending.outcome == .disconnected, keysIn: store.address)
    }

    /// Makes the keys of a store unavailable, or available again.
    mutating func setDisconnected(_ isDisconnected: Bool, keysIn store: CustomKeyStoreAddress) {
        for var key in keys(in: store) where key.isStoreDisconnected != isDisconnected {
            key.isStoreDisconnected = isDisconnected
            keys.put(key)
        }
    }

    /// Destroys a deleted key's material in its HSM, as far as the HSM can be reached: AWS too leaves behind what it
    /// cannot.
    func destroyBackingKey(of key: KeyRecord) {
        guard let membership = key.customKeyStore, let store = store(of: key), let configuration = store.cloudHSM,
            let access = try? vault.access(to: configuration)
        else { return }
        try? vault.hsm.destroyKey(membership.backingKeyID, access)
    }

    /// The store that a key lives in.
    func store(of key: KeyRecord) -> CustomKeyStoreRecord? {
        guard let membership = key.customKeyStore else { return nil }
        return stores[
            CustomKeyStoreAddress(
                account: key.address.account, region: key.address.region, storeID: membership.storeID)]
    }
}

extension KeyVault {
    /// What it takes to log in to a cluster.
    func access(to configuration: CloudHSMConfiguration) throws(ServiceError) -> HSMAccess {
        HSMAccess(clusterID: configuration.clusterID, password: try secret(in: configuration.sealedPassword))
    }

    /// A proxy with its credential.
    func proxy(_ configuration: ExternalProxyConfiguration) throws(ServiceError) -> ExternalProxy {
        ExternalProxy(configuration: configuration, secret: Sensitive(try secret(in: configuration.sealedSecret)))
    }

    private func secret(in sealed: [UInt8]) throws(ServiceError) -> String {
        guard let opened = open(sealed, as: .storeSecret) else {
            throw KMSError.internalFailure("the secret of a custom key store does not open")
        }
        return opened.withReadableBytes { String(decoding: $0, as: UTF8.self) }
    }
}

/// The errors of custom key stores.
enum StoreError {
    static func notFound(_ name: String) -> ServiceError {
        error("CustomKeyStoreNotFoundException", "The custom key store \(name) is not found.")
    }

    static func invalidState(_ store: CustomKeyStoreRecord) -> ServiceError {
        error(
            "CustomKeyStoreInvalidStateException",
            "The custom key store \(store.address.storeID) is \(store.connection.rawValue), which is not valid for this "
                + "operation.")
    }

    static func nameInUse(_ name: String) -> ServiceError {
        error("CustomKeyStoreNameInUseException", "The custom key store name \(name) is already in use.")
    }

    static func error(_ code: String, _ message: String? = nil, hint: String? = nil) -> ServiceError {
        ServiceError(ServiceError.Code(code), message, hint: hint)
    }

    /// A cluster that cannot be used, for CreateCustomKeyStore, UpdateCustomKeyStore and ConnectCustomKeyStore.
    static func cluster(_ failure: HSMError) -> ServiceError {
        switch failure {
        case .noSuchCluster: error("CloudHsmClusterNotFoundException", failure.cause)
        case .notInstalled(let hint):
            error("CloudHsmClusterNotActiveException", "The AWS CloudHSM cluster is not active.", hint: hint)
        default: error("CloudHsmClusterNotActiveException", failure.cause)
        }
    }

    /// Refuses a cluster that is not active or has too few HSMs.
    static func require(_ cluster: HSMCluster, hsms: Int) throws(ServiceError) {
        guard cluster.isActive else {
            throw error("CloudHsmClusterNotActiveException", "The AWS CloudHSM cluster is not active.")
        }
        guard cluster.activeHSMs >= hsms else {
            throw error(
                "CloudHsmClusterInvalidConfigurationException",
                "The AWS CloudHSM cluster needs at least \(hsms) active HSM\(hsms == 1 ? "" : "s").")
        }
    }
}
