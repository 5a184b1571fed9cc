public import LabCore
public import LabService

/// Where a custom key store lives: account, Region, id.
public struct CustomKeyStoreAddress: RowID, Codable {
    /// The owner.
    public let account: AccountID
    /// The Region.
    public let region: Region
    /// The id: `cks-` and 17 hexadecimal digits.
    public let storeID: String

    /// An address by its parts.
    public init(account: AccountID, region: Region, storeID: String) {
        self.account = account
        self.region = region
        self.storeID = storeID
    }

    /// `account/region/storeID`.
    public var rowKey: String { "\(account)/\(region)/\(storeID)" }

    /// Orders by account, then Region, then id.
    public static func < (left: CustomKeyStoreAddress, right: CustomKeyStoreAddress) -> Bool {
        if left.account != right.account { return left.account < right.account }
        if left.region != right.region { return left.region < right.region }
        return left.storeID < right.storeID
    }
}

/// A custom key store: where keys live that the service does not hold itself.
///
/// - SeeAlso: AWS KMS Developer Guide, "Key stores"
public struct CustomKeyStoreRecord: Row {
    /// The table's name in the store.
    public static let table = "kms.stores"

    /// Where it lives.
    public let address: CustomKeyStoreAddress
    /// Its name, unique in account and Region.
    public var name: String
    /// When it was made.
    public let createdAt: Timestamp
    /// What is behind it.
    public var backing: Backing
    /// Whether it is connected.
    public var connection: ConnectionState
    /// Why it is not, after an attempt.
    public var connectionError: ConnectionErrorCode?
    /// How the passing state that it is in ends.
    public var pending: PendingConnection?

    /// What is behind a custom key store.
    public enum Backing: Hashable, Sendable, Codable {
        /// A cluster of HSMs.
        case cloudHSM(CloudHSMConfiguration)
        /// An external key manager behind its proxy.
        case external(ExternalProxyConfiguration)
    }

    /// Where it lives.
    public var id: CustomKeyStoreAddress { address }
    /// When the passing state ends.
    public var dueDate: Timestamp? { pending?.date }

    /// A custom key store as it is made: not connected yet.
    public init(address: CustomKeyStoreAddress, name: String, createdAt: Timestamp, backing: Backing) {
        self.address = address
        self.name = name
        self.createdAt = createdAt
        self.backing = backing
        connection = .disconnected
    }

    /// The cluster; `nil` for external stores.
    var cloudHSM: CloudHSMConfiguration? {
        guard case .cloudHSM(let configuration) = backing else { return nil }
        return configuration
    }

    /// The proxy; `nil` for CloudHSM stores.
    var external: ExternalProxyConfiguration? {
        guard case .external(let configuration) = backing else { return nil }
        return configuration
    }

    /// The kind, as the parameter `CustomKeyStoreType` names it.
    var type: CustomKeyStoreType { cloudHSM == nil ? .external : .cloudHSM }
}

/// The kinds of custom key stores.
public enum CustomKeyStoreType: String, CaseIterable, Sendable {
    /// Keys live in a cluster of HSMs.
    case cloudHSM = "AWS_CLOUDHSM"
    /// Keys live in an external key manager.
    case external = "EXTERNAL_KEY_STORE"
}

/// Whether a custom key store is connected.
public enum ConnectionState: String, Sendable, Codable {
    /// Usable.
    case connected = "CONNECTED"
    /// On the way.
    case connecting = "CONNECTING"
    /// The attempt did not succeed.
    case failed = "FAILED"
    /// Not connected.
    case disconnected = "DISCONNECTED"
    /// On the way.
    case disconnecting = "DISCONNECTING"
}

/// Why an attempt to connect did not succeed.
public enum ConnectionErrorCode: String, Sendable, Codable {
    /// The password is wrong.
    case invalidCredentials = "INVALID_CREDENTIALS"
    /// There is no such cluster.
    case clusterNotFound = "CLUSTER_NOT_FOUND"
    /// The cluster cannot be reached.
    case networkErrors = "NETWORK_ERRORS"
    /// Something else.
    case internalError = "INTERNAL_ERROR"
    /// The cluster has no active HSM.
    case insufficientHSMs = "INSUFFICIENT_CLOUDHSM_HSMS"
    /// Too many wrong passwords.
    case userLockedOut = "USER_LOCKED_OUT"
    /// The cluster has no user `kmsuser`.
    case userNotFound = "USER_NOT_FOUND"
    /// The proxy refuses the credential.
    case proxyAccessDenied = "XKS_PROXY_ACCESS_DENIED"
    /// The proxy cannot be reached.
    case proxyNotReachable = "XKS_PROXY_NOT_REACHABLE"
    /// There is no such VPC endpoint service.
    case vpcServiceNotFound = "XKS_VPC_ENDPOINT_SERVICE_NOT_FOUND"
    /// The VPC endpoint service is not set up as it must be.
    case vpcServiceInvalid = "XKS_VPC_ENDPOINT_SERVICE_INVALID_CONFIGURATION"
    /// The proxy answers what cannot be understood.
    case proxyInvalidResponse = "XKS_PROXY_INVALID_RESPONSE"
    /// The proxy is not set up as it must be.
    case proxyInvalidConfiguration = "XKS_PROXY_INVALID_CONFIGURATION"
    /// The proxy does not answer in time.
    case proxyTimedOut = "XKS_PROXY_TIMED_OUT"
}

/// How a passing state of a custom key store ends.
public struct PendingConnection: Hashable, Sendable, Codable {
    /// When.
    public let date: Timestamp
    /// In which state.
    public let outcome: ConnectionState
    /// Why it failed.
    public let error: ConnectionErrorCode?
}

/// A cluster of HSMs, and how to log in.
public struct CloudHSMConfiguration: Hashable, Sendable, Codable {
    /// The cluster's id.
    public var clusterID: String
    /// The cluster's trust anchor, as PEM.
    public let trustAnchor: String
    /// The password of the user `kmsuser`, sealed by the vault.
    public var sealedPassword: [UInt8]
}

/// An external key store proxy, and how to authenticate to it.
public struct ExternalProxyConfiguration: Hashable, Sendable, Codable {
    /// How the proxy is reached.
    public enum Connectivity: String, CaseIterable, Sendable, Codable {
        /// Over the internet.
        case publicEndpoint = "PUBLIC_ENDPOINT"
        /// Through a VPC endpoint service.
        case vpcEndpointService = "VPC_ENDPOINT_SERVICE"
    }

    /// How the proxy is reached.
    public var connectivity: Connectivity
    /// Its endpoint, such as `https://xks.example.com`.
    public var uriEndpoint: String
    /// The path of its API, such as `/kms/xks/v1`.
    public var uriPath: String
    /// The access key id of the proxy credential.
    public var accessKeyID: String
    /// The secret of the proxy credential, sealed by the vault.
    public var sealedSecret: [UInt8]
    /// The VPC endpoint service.
    public var vpcServiceName: String?
    /// The account that owns the VPC endpoint service.
    public var vpcServiceOwner: String?

    /// The address of the proxy's API, unique in a Region.
    var uri: String { uriEndpoint + uriPath }
}
