public import LabCore
public import LabService

/// `UpdateCustomKeyStore`: changes what is known of a custom key store, most of it only while disconnected.
///
/// - SeeAlso: AWS KMS API Reference, "UpdateCustomKeyStore"
public enum UpdateCustomKeyStore: StoreMutation {
    /// `UpdateCustomKeyStore`.
    public static let name = "UpdateCustomKeyStore"

    /// What to change.
    public struct Input: StoreInput {
        /// The store's id.
        public var storeID: String
        /// Its new name.
        public var newName: String?
        /// Its new settings.
        public var settings: StoreSettings

        /// What to change.
        public init(storeID: String, newName: String? = nil, settings: StoreSettings = StoreSettings()) {
            self.storeID = storeID
            self.newName = newName
            self.settings = settings
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            storeID = members.requiredStoreID()
            newName = members.string("NewCustomKeyStoreName", KMSLimits.storeNameLength)
            settings = StoreSettings(members)
        }
    }

    /// A free name, settings that fit the kind, and a store that is disconnected where it must be.
    public static func check(_ input: Input, on target: Void, in call: Call, state: KMSState) throws(ServiceError) {
        let store = try state.store(input.storeID, in: call)
        let rules = StoreRules(state: state, call: call, changed: store.address)
        if let name = input.newName { try rules.requireFreeName(name) }
        guard !(store.type == .cloudHSM ? input.settings.concernsExternal : input.settings.concernsCloudHSM) else {
            throw KMSError.validation("The parameters do not fit a custom key store of type \(store.type.rawValue).")
        }
        try requireState(store, for: input)
        switch store.backing {
        case .cloudHSM(let old): try checkCluster(input.settings.clusterID, old, rules)
        case .external(let old): try checkProxy(input.settings, old, rules, in: call)
        }
    }

    /// A name can change while connected, and so can endpoint, path and credential of a proxy.
    private static func requireState(_ store: CustomKeyStoreRecord, for input: Input) throws(ServiceError) {
        let settings = input.settings
        let isDisruptive =
            settings.concernsCloudHSM || settings.connectivity != nil || settings.vpcServiceName != nil
            || settings.vpcServiceOwner != nil
        switch store.connection {
        case .disconnected: return
        case .connected where !isDisruptive: return
        default: throw StoreError.invalidState(store)
        }
    }

    private static func checkCluster(
        _ clusterID: String?, _ old: CloudHSMConfiguration, _ rules: StoreRules
    ) throws(ServiceError) {
        guard let clusterID else { return }
        try rules.requireFreeCluster(clusterID)
        let vault = rules.state.vault
        let cluster = try vault.usableCluster(clusterID, hsms: KMSLimits.clusterHSMs)
        let certificate = try? vault.hsm.cluster(old.clusterID).certificate
        guard clusterID == old.clusterID || cluster?.certificate == certificate else {
            throw StoreError.error(
                "CloudHsmClusterNotRelatedException",
                "The AWS CloudHSM cluster \(clusterID) is not related to \(old.clusterID).")
        }
    }

    private static func checkProxy(
        _ settings: StoreSettings, _ old: ExternalProxyConfiguration, _ rules: StoreRules, in call: Call
    ) throws(ServiceError) {
        guard settings.concernsExternal else { return }
        let proxy = try settings.changed(old, rules.state.vault, in: call)
        try rules.requireFreeProxy(proxy)
        try rules.state.vault.checkHealth(proxy)
    }

    /// Changes it.
    public static func apply(
        _ input: Input, on target: Void, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> EmptyOutput {
        var store = try state.store(input.storeID, in: call)
        if let name = input.newName { store.name = name }
        switch store.backing {
        case .cloudHSM(var cluster):
            if let clusterID = input.settings.clusterID { cluster.clusterID = clusterID }
            if let password = input.settings.password {
                cluster.sealedPassword = try state.vault.sealed(password, call.random)
            }
            store.backing = .cloudHSM(cluster)
        case .external(let proxy):
            store.backing = .external(try input.settings.changed(proxy, state.vault, in: call))
        }
        state.stores.put(store)
        return EmptyOutput()
    }

    /// What was changed; no secrets.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = ["customKeyStoreId": .string(input.storeID)]
        parameters["newCustomKeyStoreName"] = input.newName.map(JSONValue.string)
        for member in input.settings.auditValue.members { parameters[member.name] = member.value }
        return parameters
    }
}
