public import LabCore
public import LabService

/// The input of an operation on one custom key store.
public protocol StoreInput: MemberInput {
    /// The store's id.
    var storeID: String { get }
}

/// A change of one custom key store. Only identity policies decide about it.
public protocol StoreMutation: AccountOperation, Mutation where Input: StoreInput, Output == EmptyOutput {}

extension StoreMutation {
    /// Changes something.
    public static var isReadOnly: Bool { false }
    /// The store's id.
    public static func parameters(_ input: Input) -> JSONObject? { ["customKeyStoreId": .string(input.storeID)] }
}

/// An input that is a custom key store and nothing else.
public struct StoreOnlyInput: StoreInput {
    /// The store's id.
    public var storeID: String

    /// A store.
    public init(storeID: String) {
        self.storeID = storeID
    }

    /// Reads the member.
    public init(_ members: MemberReader) {
        storeID = members.requiredStoreID()
    }
}

extension MemberReader {
    /// `CustomKeyStoreId`.
    func storeID() -> String? { string("CustomKeyStoreId", KMSLimits.storeIDLength) }

    /// `CustomKeyStoreId`, required.
    func requiredStoreID() -> String { requiredString("CustomKeyStoreId", KMSLimits.storeIDLength) }
}

/// The settings of a custom key store that CreateCustomKeyStore and UpdateCustomKeyStore both take.
public struct StoreSettings: Sendable {
    /// The cluster of HSMs.
    public var clusterID: String?
    /// The password of `kmsuser`.
    public var password: Sensitive<String>?
    /// The proxy's endpoint.
    public var uriEndpoint: String?
    /// The path of the proxy's API.
    public var uriPath: String?
    /// The VPC endpoint service.
    public var vpcServiceName: String?
    /// The account that owns the VPC endpoint service.
    public var vpcServiceOwner: String?
    /// The proxy credential.
    public var credential: ProxyCredential?
    /// How the proxy is reached.
    public var connectivity: ExternalProxyConfiguration.Connectivity?

    /// No settings.
    public init() {}

    /// Reads the members.
    init(_ members: MemberReader) {
        clusterID = members.string("CloudHsmClusterId", 19...24, pattern: "cluster-[2-7a-zA-Z]{11,16}")
        password = members.string("KeyStorePassword", 7...32, isSensitive: true).map { Sensitive($0) }
        uriEndpoint = members.string("XksProxyUriEndpoint", 10...128, pattern: "^https://[a-zA-Z0-9.-]+$")
        uriPath = members.string("XksProxyUriPath", 10...128, pattern: Self.pathPattern)
        vpcServiceName = members.string("XksProxyVpcEndpointServiceName", 20...64, pattern: Self.servicePattern)
        vpcServiceOwner = members.string("XksProxyVpcEndpointServiceOwner", 12...12, pattern: "[0-9]{12}")
        credential = members.structure("XksProxyAuthenticationCredential", ProxyCredential.init)
        connectivity = members.enumeration("XksProxyConnectivity", ExternalProxyConfiguration.Connectivity.self)
    }

    private static let pathPattern = #"^(/[a-zA-Z0-9\/_-]+/kms/xks/v\d{1,2})$|^(/kms/xks/v\d{1,2})$"#
    private static let servicePattern =
        #"^(com|eu)\.amazonaws\.vpce\.([a-z]+-){2,3}\d+\.vpce-svc-[0-9a-z]+$"#

    /// Whether something is said about a cluster of HSMs.
    var concernsCloudHSM: Bool { clusterID != nil || password != nil }

    /// Whether something is said about a proxy.
    var concernsExternal: Bool {
        uriEndpoint != nil || uriPath != nil || vpcServiceName != nil || vpcServiceOwner != nil || credential != nil
            || connectivity != nil
    }

    /// As events have them: no secrets.
    var auditValue: JSONObject {
        var record: JSONObject = [:]
        record["cloudHsmClusterId"] = clusterID.map(JSONValue.string)
        record["xksProxyUriEndpoint"] = uriEndpoint.map(JSONValue.string)
        record["xksProxyUriPath"] = uriPath.map(JSONValue.string)
        record["xksProxyVpcEndpointServiceName"] = vpcServiceName.map(JSONValue.string)
        record["xksProxyVpcEndpointServiceOwner"] = vpcServiceOwner.map(JSONValue.string)
        record["xksProxyConnectivity"] = (connectivity?.rawValue).map(JSONValue.string)
        return record
    }
}

/// The credential that requests to an external key store proxy are signed with.
public struct ProxyCredential: Sendable {
    /// Names the secret.
    public var accessKeyID: String
    /// The secret.
    public var secret: Sensitive<String>

    /// A credential.
    public init(accessKeyID: String, secret: String) {
        self.accessKeyID = accessKeyID
        self.secret = Sensitive(secret)
    }

    /// Reads the members.
    init(_ members: MemberReader) {
        accessKeyID = members.requiredString("AccessKeyId", 20...30, pattern: "^[A-Z2-7]+$", isSensitive: true)
        secret = Sensitive(
            members.requiredString("RawSecretAccessKey", 43...64, pattern: #"^[a-zA-Z0-9\/+=]+$"#, isSensitive: true))
    }
}
