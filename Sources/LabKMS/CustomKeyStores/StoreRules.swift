import LabCore
import LabCrypto
import LabService

/// What custom key stores of one account and Region may not share, and what is asked of what is behind them.
struct StoreRules {
    let state: KMSState
    let call: Call
    /// The store that is changed; `nil` for one that is made.
    var changed: CustomKeyStoreAddress?

    private var others: [CustomKeyStoreRecord] {
        state.stores(of: call.account, in: call.region).filter { $0.address != changed }
    }

    /// Refuses a name that another store has.
    func requireFreeName(_ name: String) throws(ServiceError) {
        guard !others.contains(where: { $0.name == name }) else { throw StoreError.nameInUse(name) }
    }

    /// Refuses a cluster that another store has.
    func requireFreeCluster(_ clusterID: String) throws(ServiceError) {
        guard !others.contains(where: { $0.cloudHSM?.clusterID == clusterID }) else {
            throw StoreError.error(
                "CloudHsmClusterInUseException", "The AWS CloudHSM cluster \(clusterID) is already in use.")
        }
    }

    /// Refuses a proxy address or VPC endpoint service that another store has.
    func requireFreeProxy(_ proxy: ExternalProxyConfiguration) throws(ServiceError) {
        let proxies = others.compactMap(\.external)
        guard !proxies.contains(where: { $0.uri == proxy.uri }) else {
            throw StoreError.error("XksProxyUriInUseException", "\(proxy.uri) is already in use.")
        }
        // A public endpoint may serve several stores under different paths, a private one only one.
        let isTaken = proxies.contains { other in
            other.uriEndpoint == proxy.uriEndpoint
                && (other.connectivity == .vpcEndpointService || proxy.connectivity == .vpcEndpointService)
        }
        guard !isTaken else {
            throw StoreError.error("XksProxyUriEndpointInUseException", "\(proxy.uriEndpoint) is already in use.")
        }
        if let service = proxy.vpcServiceName, proxies.contains(where: { $0.vpcServiceName == service }) {
            throw StoreError.error("XksProxyVpcEndpointServiceInUseException", "\(service) is already in use.")
        }
    }
}

extension KeyVault {
    /// A cluster's configuration with its password sealed.
    func configuration(
        clusterID: String, trustAnchor: String, password: Sensitive<String>, random: any RandomSource
    ) throws(ServiceError) -> CloudHSMConfiguration {
        CloudHSMConfiguration(
            clusterID: clusterID, trustAnchor: trustAnchor, sealedPassword: try sealed(password, random))
    }

    /// A secret of a custom key store, sealed.
    func sealed(_ secret: Sensitive<String>, _ random: any RandomSource) throws(ServiceError) -> [UInt8] {
        try orInternalFailure { () throws(CryptoError) in
            try seal(Array(secret.exposed.utf8), as: .storeSecret, random: random)
        }
    }

    /// Asks a proxy whether it is there and takes the credential.
    ///
    /// - Throws: AWS's error for a proxy that cannot be used.
    func checkHealth(_ configuration: ExternalProxyConfiguration) throws(ServiceError) {
        let proxy = try proxy(configuration)
        do throws(ExternalKeyError) {
            try externalKeys.checkHealth(proxy)
        } catch {
            throw error.refusal
        }
    }

    /// The cluster, active and with enough HSMs; `nil` when the lab has no HSM: connecting will say so.
    func usableCluster(_ clusterID: String, hsms: Int) throws(ServiceError) -> HSMCluster? {
        let cluster: HSMCluster
        do throws(HSMError) {
            cluster = try hsm.cluster(clusterID)
        } catch .notInstalled {
            return nil
        } catch {
            throw StoreError.cluster(error)
        }
        try StoreError.require(cluster, hsms: hsms)
        return cluster
    }
}

extension StoreSettings {
    /// A proxy's configuration, complete.
    ///
    /// - Throws: `ValidationException` when something is missing or does not go together.
    func proxy(_ vault: KeyVault, in call: Call) throws(ServiceError) -> ExternalProxyConfiguration {
        guard let connectivity, let uriEndpoint, let uriPath, let credential else {
            throw KMSError.validation(
                "XksProxyConnectivity, XksProxyUriEndpoint, XksProxyUriPath and XksProxyAuthenticationCredential are "
                    + "required for external key stores.")
        }
        guard (connectivity == .vpcEndpointService) == (vpcServiceName != nil) else {
            throw KMSError.validation(
                "XksProxyVpcEndpointServiceName is required with XksProxyConnectivity VPC_ENDPOINT_SERVICE, and only then."
            )
        }
        return ExternalProxyConfiguration(
            connectivity: connectivity, uriEndpoint: uriEndpoint, uriPath: uriPath,
            accessKeyID: credential.accessKeyID, sealedSecret: try vault.sealed(credential.secret, call.random),
            vpcServiceName: vpcServiceName,
            vpcServiceOwner: vpcServiceName == nil ? nil : vpcServiceOwner ?? call.account.digits)
    }

    /// `old` with these settings in the place of its own.
    func changed(
        _ old: ExternalProxyConfiguration, _ vault: KeyVault, in call: Call
    ) throws(ServiceError) -> ExternalProxyConfiguration {
        var proxy = old
        if let connectivity { proxy.connectivity = connectivity }
        if let uriEndpoint { proxy.uriEndpoint = uriEndpoint }
        if let uriPath { proxy.uriPath = uriPath }
        if let vpcServiceName { proxy.vpcServiceName = vpcServiceName }
        if let vpcServiceOwner { proxy.vpcServiceOwner = vpcServiceOwner }
        if proxy.connectivity == .publicEndpoint {
            proxy.vpcServiceName = nil
            proxy.vpcServiceOwner = nil
        }
        if let credential {
            proxy.accessKeyID = credential.accessKeyID
            proxy.sealedSecret = try vault.sealed(credential.secret, call.random)
        }
        guard proxy.connectivity == .publicEndpoint || proxy.vpcServiceName != nil else {
            throw KMSError.validation(
                "XksProxyVpcEndpointServiceName is required with XksProxyConnectivity VPC_ENDPOINT_SERVICE.")
        }
        return proxy
    }
}
