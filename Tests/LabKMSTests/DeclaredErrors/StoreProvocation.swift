import LabCore
import LabKMS
import LabTesting
import Synchronization
import Testing

/// A way to make an operation end with an error of custom key stores.
struct StoreProvocation {
    private let operation: String
    private let exception: String
    private let hsm: ScriptedHSM
    private let manager = ScriptedKeyManager()
    private let home: KeyHome

    private static let cluster = "cluster-abcdefg2345"
    private static let anchor = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
    private static let stores: Set<String> = [
        "CreateCustomKeyStore", "UpdateCustomKeyStore", "ConnectCustomKeyStore", "DisconnectCustomKeyStore",
        "DescribeCustomKeyStores", "DeleteCustomKeyStore",
    ]

    /// `nil` for an error that has nothing to do with custom key stores.
    init?(_ operation: String, _ exception: String) {
        let isAboutStores = ["CustomKeyStore", "CloudHsm", "Xks"].contains { exception.hasPrefix($0) }
        guard isAboutStores || Self.stores.contains(operation) else { return nil }
        self.operation = operation
        self.exception = exception
        let clusters = [
            Self.cluster: HSMCluster(certificate: "A", trustAnchor: Self.anchor),
            "cluster-relative234": HSMCluster(certificate: "A"), "cluster-stranger234": HSMCluster(certificate: "B"),
            "cluster-small234567": HSMCluster(activeHSMs: 1, certificate: "A"),
            "cluster-empty234567": HSMCluster(activeHSMs: 0, certificate: "A"),
            "cluster-asleep23456": HSMCluster(isActive: false, certificate: "A"),
        ]
        hsm = ScriptedHSM(ScriptedHSM.Script(clusters: clusters))
        guard let home = try? KeyHome(hsm: hsm, externalKeys: manager) else { return nil }
        self.home = home
    }

    /// What the provoked operation is refused with.
    func refusal() async throws -> Refusal? {
        if exception == "InvalidMarkerException" { return await home.refusal(operation, ["Marker": "not a marker"]) }
        if exception == "CustomKeyStoreNotFoundException" { return await home.refusal(operation, absentStore) }
        switch operation {
        case "CreateCustomKeyStore": return try await creating()
        case "UpdateCustomKeyStore": return try await updating()
        case "ConnectCustomKeyStore": return try await connecting()
        case "CreateKey": return try await creatingAKey()
        default: return try await leaving()
        }
    }

    private var absentStore: JSONObject {
        ["CustomKeyStoreId": "cks-absent", "Origin": "AWS_CLOUDHSM", "NumberOfBytes": 1]
    }

    // MARK: Stores

    private func cloudHSM(_ name: String, _ cluster: String = cluster, anchor: String = anchor) -> JSONObject {
        [
            "CustomKeyStoreName": .string(name), "CloudHsmClusterId": .string(cluster),
            "TrustAnchorCertificate": .string(anchor), "KeyStorePassword": "kmsuser-password",
        ]
    }

    private func external(_ name: String, _ more: JSONObject = [:]) -> JSONObject {
        var input: JSONObject = [
            "CustomKeyStoreName": .string(name), "CustomKeyStoreType": "EXTERNAL_KEY_STORE",
            "XksProxyConnectivity": "PUBLIC_ENDPOINT", "XksProxyUriEndpoint": "https://xks.example.com",
            "XksProxyUriPath": .string("/\(name)/kms/xks/v1"),
            "XksProxyAuthenticationCredential": [
                "AccessKeyId": "ABCDEFGHIJKLMNOPQRST",
                "RawSecretAccessKey": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==",
            ],
        ]
        for (name, value) in more.members { input[name] = value }
        return input
    }

    private func make(_ input: JSONObject) async throws -> JSONValue {
        try #require(try await home.call("CreateCustomKeyStore", input)["CustomKeyStoreId"])
    }

    private func connect(_ store: JSONValue) async throws {
        try await home.call("ConnectCustomKeyStore", ["CustomKeyStoreId": store])
        home.clock.advance(.seconds(2))
    }

    /// What an external key manager must answer for the exception; `nil` for errors that are not its.
    private var managersFailure: ExternalKeyError? {
        let all: [ExternalKeyError] = [
            .unreachable, .accessDenied, .invalidResponse, .invalidConfiguration, .vpcServiceNotFound,
            .vpcServiceInvalid, .noSuchKey, .unsuitableKey,
        ]
        return all.first { $0.refusalCode == exception }
    }

    private static let privateEndpoint: JSONObject = [
        "XksProxyConnectivity": "VPC_ENDPOINT_SERVICE",
        "XksProxyVpcEndpointServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
        "XksProxyUriEndpoint": "https://private.example.com",
    ]

    // MARK: Operations

    private func creating() async throws -> Refusal? {
        if let failure = managersFailure {
            manager.fail(failure)
            return await home.refusal(operation, external("outside"))
        }
        switch exception {
        case "CloudHsmClusterInUseException":
            _ = try await make(cloudHSM("first"))
            return await home.refusal(operation, cloudHSM("second"))
        case "CustomKeyStoreNameInUseException":
            _ = try await make(cloudHSM("first"))
            return await home.refusal(operation, external("first"))
        case "LimitExceededException":
            for index in 0..<KMSLimits.customKeyStores { _ = try await make(external("outside\(index)")) }
            return await home.refusal(operation, external("one-more"))
        case "IncorrectTrustAnchorException":
            let other = Self.anchor.replacing("MIIB", with: "MIIC")
            return await home.refusal(operation, cloudHSM("first", anchor: other))
        default: break
        }
        if let cluster = unusableCluster { return await home.refusal(operation, cloudHSM("first", cluster)) }
        _ = try await make(external("outside"))
        return await home.refusal(operation, external("another", takenAddress(of: try await takenService())))
    }

    /// A cluster that cannot be used, for the errors that say so.
    private var unusableCluster: String? {
        switch exception {
        case "CloudHsmClusterNotFoundException": "cluster-nowhere2345"
        case "CloudHsmClusterNotActiveException": "cluster-asleep23456"
        case "CloudHsmClusterInvalidConfigurationException": "cluster-small234567"
        case "CloudHsmClusterNotRelatedException": "cluster-stranger234"
        default: nil
        }
    }

    /// A store that has a VPC endpoint service for itself.
    private func takenService() async throws -> JSONObject {
        _ = try await make(external("private", Self.privateEndpoint))
        return Self.privateEndpoint
    }

    /// Members that collide with the address of the store `outside` or of the one in `service`.
    private func takenAddress(of service: JSONObject) -> JSONObject {
        switch exception {
        case "XksProxyUriInUseException": return ["XksProxyUriPath": "/outside/kms/xks/v1"]
        case "XksProxyUriEndpointInUseException":
            var taken = service
            taken["XksProxyVpcEndpointServiceName"] = "com.amazonaws.vpce.us-east-1.vpce-svc-fedcba98765432100"
            return taken
        default:
            var taken = service
            taken["XksProxyUriEndpoint"] = "https://elsewhere.example.com"
            return taken
        }
    }

    private func updating() async throws -> Refusal? {
        if exception.hasPrefix("Xks") { return try await updatingAProxy() }
        let store = try await make(cloudHSM("first"))
        var input: JSONObject = ["CustomKeyStoreId": store]
        switch exception {
        case "CustomKeyStoreInvalidStateException":
            try await connect(store)
            input["KeyStorePassword"] = "another-password"
        case "CustomKeyStoreNameInUseException":
            _ = try await make(external("second"))
            input["NewCustomKeyStoreName"] = "second"
        case "CloudHsmClusterInvalidConfigurationException": input["CloudHsmClusterId"] = "cluster-empty234567"
        default: input["CloudHsmClusterId"] = unusableCluster.map(JSONValue.string)
        }
        return await home.refusal(operation, input)
    }

    private func updatingAProxy() async throws -> Refusal? {
        _ = try await make(external("outside"))
        var input: JSONObject = ["CustomKeyStoreId": try await make(external("changed"))]
        var change: JSONObject = ["XksProxyUriPath": "/new/kms/xks/v1"]
        if let failure = managersFailure {
            manager.fail(failure)
        } else {
            change = takenAddress(of: try await takenService())
        }
        for (name, value) in change.members { input[name] = value }
        return await home.refusal(operation, input)
    }

    private func connecting() async throws -> Refusal? {
        let store = try await make(cloudHSM("first"))
        switch exception {
        case "CloudHsmClusterNotActiveException":
            hsm.script.withLock { $0.clusters[Self.cluster]?.isActive = false }
        case "CloudHsmClusterInvalidConfigurationException":
            hsm.script.withLock { $0.clusters[Self.cluster]?.activeHSMs = 0 }
        default:
            hsm.script.withLock { $0.failure = .userLocked }
            try await connect(store)
        }
        return await home.refusal(operation, ["CustomKeyStoreId": store])
    }

    private func creatingAKey() async throws -> Refusal? {
        if exception.hasPrefix("Xks") { return try await creatingAnExternalKey() }
        let store = try await make(cloudHSM("first"))
        if exception == "CloudHsmClusterInvalidConfigurationException" {
            try await connect(store)
            hsm.script.withLock { $0.clusters[Self.cluster]?.activeHSMs = 1 }
        }
        return await home.refusal(operation, ["Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": store])
    }

    private func creatingAnExternalKey() async throws -> Refusal? {
        let store = try await make(external("outside"))
        try await connect(store)
        let input: JSONObject = ["Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": store, "XksKeyId": "key-1"]
        if let failure = managersFailure {
            manager.fail(failure)
        } else {
            try await home.call(operation, input)
        }
        return await home.refusal(operation, input)
    }

    /// Deleting, disconnecting, and asking for random bytes.
    private func leaving() async throws -> Refusal? {
        let store = try await make(cloudHSM("first"))
        let input: JSONObject = ["CustomKeyStoreId": store, "NumberOfBytes": 1]
        if operation == "DeleteCustomKeyStore" { try await connect(store) }
        if exception == "CustomKeyStoreHasCMKsException" {
            try await home.call("CreateKey", ["Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": store])
            try await home.call("DisconnectCustomKeyStore", ["CustomKeyStoreId": store])
            home.clock.advance(.seconds(2))
        }
        return await home.refusal(operation, input)
    }
}

extension ExternalKeyError {
    /// AWS's error for a request that wanted to use the proxy or the key for the first time.
    fileprivate var refusalCode: String {
        switch self {
        case .unreachable, .timedOut: "XksProxyUriUnreachableException"
        case .accessDenied: "XksProxyIncorrectAuthenticationCredentialException"
        case .invalidResponse, .invalidCiphertext: "XksProxyInvalidResponseException"
        case .invalidConfiguration: "XksProxyInvalidConfigurationException"
        case .vpcServiceNotFound: "XksProxyVpcEndpointServiceNotFoundException"
        case .vpcServiceInvalid: "XksProxyVpcEndpointServiceInvalidConfigurationException"
        case .noSuchKey: "XksKeyNotFoundException"
        case .unsuitableKey: "XksKeyInvalidConfigurationException"
        }
    }
}
