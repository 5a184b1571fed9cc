public import LabCore
public import LabService

/// `DeleteCustomKeyStore`: forgets a custom key store that is disconnected and holds no keys.
///
/// - SeeAlso: AWS KMS API Reference, "DeleteCustomKeyStore"
public enum DeleteCustomKeyStore: StoreMutation {
    /// A store.
    public typealias Input = StoreOnlyInput
    /// `DeleteCustomKeyStore`.
    public static let name = "DeleteCustomKeyStore"

    /// Disconnected, and without keys, pending deletion or not.
    public static func check(_ input: Input, on target: Void, in call: Call, state: KMSState) throws(ServiceError) {
        let store = try state.store(input.storeID, in: call)
        guard store.connection == .disconnected else { throw StoreError.invalidState(store) }
        guard state.keys(in: store.address).isEmpty else {
            throw StoreError.error(
                "CustomKeyStoreHasCMKsException", "The custom key store \(input.storeID) contains KMS keys.")
        }
    }

    /// Forgets it.
    public static func apply(
        _ input: Input, on target: Void, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> EmptyOutput {
        state.stores[try state.store(input.storeID, in: call).address] = nil
        return EmptyOutput()
    }
}
