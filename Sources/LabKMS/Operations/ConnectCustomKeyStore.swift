public import LabCore
public import LabService

/// `ConnectCustomKeyStore`: reaches for what is behind a custom key store. Whether it succeeds shows a moment later.
///
/// - SeeAlso: AWS KMS API Reference, "ConnectCustomKeyStore"
public enum ConnectCustomKeyStore: StoreMutation {
    /// A store.
    public typealias Input = StoreOnlyInput
    /// `ConnectCustomKeyStore`.
    public static let name = "ConnectCustomKeyStore"

    /// How the attempt went.
    public struct Attempt: Sendable {
        /// Why it failed; `nil` when it succeeded.
        let error: ConnectionErrorCode?
    }

    /// Not while disconnecting, and not after a failure before the store was disconnected.
    public static func check(_ input: Input, on target: Void, in call: Call, state: KMSState) throws(ServiceError) {
        let store = try state.store(input.storeID, in: call)
        guard store.connection != .disconnecting, store.connection != .failed else {
            throw StoreError.invalidState(store)
        }
        if let configuration = store.cloudHSM { try requireCluster(configuration, state.vault) }
    }

    private static func requireCluster(
        _ configuration: CloudHSMConfiguration, _ vault: KeyVault
    ) throws(ServiceError) {
        let cluster: HSMCluster
        do throws(HSMError) {
            cluster = try vault.hsm.cluster(configuration.clusterID)
        } catch .noSuchCluster {
            // Known a moment later, as the reason of a failure.
            return
        } catch {
            throw StoreError.cluster(error)
        }
        try StoreError.require(cluster, hsms: 1)
    }

    /// Tries.
    public static func prepare(
        _ input: Input, on target: Void, in call: Call, state: KMSState, services: Services
    ) async throws(ServiceError) -> Attempt {
        let store = try state.store(input.storeID, in: call)
        switch store.backing {
        case .cloudHSM(let configuration):
            return Attempt(error: logIn(try state.vault.access(to: configuration), state.vault))
        case .external(let configuration):
            return Attempt(error: reach(try state.vault.proxy(configuration), state.vault))
        }
    }

    private static func logIn(_ access: HSMAccess, _ vault: KeyVault) -> ConnectionErrorCode? {
        do throws(HSMError) {
            guard try vault.hsm.cluster(access.clusterID).activeHSMs > 0 else { return .insufficientHSMs }
            try vault.hsm.logIn(access)
            return nil
        } catch {
            return error.connectionError
        }
    }

    private static func reach(_ proxy: ExternalProxy, _ vault: KeyVault) -> ConnectionErrorCode? {
        do throws(ExternalKeyError) {
            try vault.externalKeys.checkHealth(proxy)
            return nil
        } catch {
            return error.connectionError
        }
    }

    /// Begins to connect; a store that is connected or about to be stays as it is.
    public static func apply(
        _ input: Input, on target: Void, prepared attempt: Attempt, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> EmptyOutput {
        var store = try state.store(input.storeID, in: call)
        guard store.connection == .disconnected else { return EmptyOutput() }
        store.connection = .connecting
        store.connectionError = nil
        store.pending = PendingConnection(
            date: call.now + KMSLimits.storeConnection, outcome: attempt.error == nil ? .connected : .failed,
            error: attempt.error)
        state.stores.put(store)
        return EmptyOutput()
    }
}

/// `DisconnectCustomKeyStore`: lets go of what is behind a custom key store. Its keys are unavailable at once.
///
/// - SeeAlso: AWS KMS API Reference, "DisconnectCustomKeyStore"
public enum DisconnectCustomKeyStore: StoreMutation {
    /// A store.
    public typealias Input = StoreOnlyInput
    /// `DisconnectCustomKeyStore`.
    public static let name = "DisconnectCustomKeyStore"

    /// Not twice.
    public static func check(_ input: Input, on target: Void, in call: Call, state: KMSState) throws(ServiceError) {
        let store = try state.store(input.storeID, in: call)
        guard store.connection != .disconnecting, store.connection != .disconnected else {
            throw StoreError.invalidState(store)
        }
    }

    /// Begins to disconnect.
    public static func apply(
        _ input: Input, on target: Void, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> EmptyOutput {
        var store = try state.store(input.storeID, in: call)
        store.connection = .disconnecting
        store.connectionError = nil
        store.pending = PendingConnection(
            date: call.now + KMSLimits.storeConnection, outcome: .disconnected, error: nil)
        state.stores.put(store)
        state.setDisconnected(true, keysIn: store.address)
        return EmptyOutput()
    }
}
