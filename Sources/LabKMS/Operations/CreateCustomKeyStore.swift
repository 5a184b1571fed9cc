public import LabCore
public import LabService

/// `CreateCustomKeyStore`: a place outside of the service where keys can live. It is not connected yet.
///
/// - SeeAlso: AWS KMS API Reference, "CreateCustomKeyStore"
public enum CreateCustomKeyStore: AccountOperation, Mutation {
    /// `CreateCustomKeyStore`.
    public static let name = "CreateCustomKeyStore"
    /// Changes something.
    public static let isReadOnly = false

    /// What is behind the store.
    public struct Input: MemberInput {
        /// The store's name.
        public var storeName: String
        /// The cluster's trust anchor, as PEM.
        public var trustAnchor: String?
        /// The kind; a cluster of HSMs when not given.
        public var type: CustomKeyStoreType
        /// The settings.
        public var settings: StoreSettings

        /// What is behind the store.
        public init(storeName: String, type: CustomKeyStoreType = .cloudHSM, settings: StoreSettings) {
            self.storeName = storeName
            self.type = type
            self.settings = settings
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            storeName = members.requiredString("CustomKeyStoreName", KMSLimits.storeNameLength)
            trustAnchor = members.string("TrustAnchorCertificate", 1...5000)
            type = members.enumeration("CustomKeyStoreType", CustomKeyStoreType.self) ?? .cloudHSM
            settings = StoreSettings(members)
        }
    }

    /// The store's id.
    public struct Output: JSONOutput {
        /// The store's id.
        public let storeID: String

        /// The member.
        public var json: JSONObject { ["CustomKeyStoreId": .string(storeID)] }
    }

    /// A free name, and parameters that fit the kind.
    public static func check(_ input: Input, on target: Void, in call: Call, state: KMSState) throws(ServiceError) {
        let rules = StoreRules(state: state, call: call)
        try rules.requireFreeName(input.storeName)
        guard state.stores(of: call.account, in: call.region).count < KMSLimits.customKeyStores else {
            throw KMSError.limitExceeded("You have reached the limit of custom key stores in this account and Region.")
        }
        switch input.type {
        case .cloudHSM: try checkCluster(input, rules)
        case .external: try checkProxy(input, rules, in: call, state: state)
        }
    }

    private static func checkCluster(_ input: Input, _ rules: StoreRules) throws(ServiceError) {
        guard let clusterID = input.settings.clusterID, let trustAnchor = input.trustAnchor,
            input.settings.password != nil, !input.settings.concernsExternal
        else {
            throw KMSError.validation(
                "CloudHsmClusterId, TrustAnchorCertificate and KeyStorePassword, and no XksProxy parameters, are required "
                    + "for AWS CloudHSM key stores.")
        }
        try rules.requireFreeCluster(clusterID)
        let cluster = try rules.state.vault.usableCluster(clusterID, hsms: KMSLimits.clusterHSMs)
        let isAnchor = trustAnchor.hasPrefix("-----BEGIN CERTIFICATE-----")
        guard isAnchor, cluster?.trustAnchor.map({ $0 == trustAnchor }) ?? true else {
            throw StoreError.error(
                "IncorrectTrustAnchorException",
                "The certificate is not the trust anchor of the AWS CloudHSM cluster \(clusterID).")
        }
    }

    private static func checkProxy(
        _ input: Input, _ rules: StoreRules, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard !input.settings.concernsCloudHSM, input.trustAnchor == nil else {
            throw KMSError.validation("AWS CloudHSM parameters are not valid for external key stores.")
        }
        let proxy = try input.settings.proxy(state.vault, in: call)
        try rules.requireFreeProxy(proxy)
        try state.vault.checkHealth(proxy)
    }

    /// Makes the store.
    public static func apply(
        _ input: Input, on target: Void, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        let digits = try randomly { () throws(RandomFailure) in
            Hex.encode(try call.random.bytes(9, for: .identifier)).dropLast()
        }
        let address = CustomKeyStoreAddress(account: call.account, region: call.region, storeID: "cks-\(digits)")
        state.stores.put(
            CustomKeyStoreRecord(
                address: address, name: input.storeName, createdAt: call.now,
                backing: try backing(input, state.vault, in: call)))
        return Output(storeID: address.storeID)
    }

    private static func backing(
        _ input: Input, _ vault: KeyVault, in call: Call
    ) throws(ServiceError) -> CustomKeyStoreRecord.Backing {
        guard let clusterID = input.settings.clusterID, let password = input.settings.password else {
            return .external(try input.settings.proxy(vault, in: call))
        }
        return .cloudHSM(
            try vault.configuration(
                clusterID: clusterID, trustAnchor: input.trustAnchor ?? "", password: password, random: call.random))
    }

    /// Name and settings; no secrets.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = [
            "customKeyStoreName": .string(input.storeName), "customKeyStoreType": .string(input.type.rawValue),
        ]
        for member in input.settings.auditValue.members { parameters[member.name] = member.value }
        return parameters
    }

    /// The store's id.
    public static func responseElements(_ output: Output) -> JSONObject? {
        ["customKeyStoreId": .string(output.storeID)]
    }
}
