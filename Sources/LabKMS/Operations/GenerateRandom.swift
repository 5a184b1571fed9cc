public import LabCore
import LabCrypto
public import LabService

/// `GenerateRandom`: bytes from the lab's random source. It knows no key.
///
/// - SeeAlso: AWS KMS API Reference, "GenerateRandom"
public enum GenerateRandom: AccountOperation, Query {
    /// `GenerateRandom`.
    public static let name = "GenerateRandom"
    /// Changes nothing.
    public static let isReadOnly = true

    /// How many bytes.
    public struct Input: MemberInput {
        /// 1 to 1,024.
        public var numberOfBytes: Int?
        /// A custom key store whose HSM should make them.
        public var customKeyStoreID: String?
        /// An enclave that asks; refused.
        public var recipient: Recipient?

        /// How many bytes.
        public init(numberOfBytes: Int) {
            self.numberOfBytes = numberOfBytes
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            numberOfBytes = members.integer("NumberOfBytes", KMSLimits.randomBytes)
            customKeyStoreID = members.storeID()
            recipient = members.structure("Recipient", Recipient.init)
        }
    }

    /// The bytes.
    public struct Output: JSONOutput {
        /// The bytes.
        public let plaintext: Sensitive<[UInt8]>

        /// The member.
        public var json: JSONObject { ["Plaintext": .blob(plaintext.exposed)] }
    }

    /// The number must be there.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard input.numberOfBytes != nil else { throw KMSError.validation("NumberOfBytes is required.") }
        try Recipient.refuse(input.recipient)
        guard let storeID = input.customKeyStoreID else { return }
        let store = try state.store(storeID, in: call)
        guard store.type == .cloudHSM else { throw KMSError.unsupported() }
        guard store.connection == .connected else { throw StoreError.invalidState(store) }
    }

    /// Draws the bytes, in the HSM if one is named.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        if let storeID = input.customKeyStoreID {
            return try draw(input, in: try state.store(storeID, in: call), state)
        }
        let bytes = try randomly { () throws(RandomFailure) in
            try SecureBytes.random(byteCount: input.numberOfBytes ?? 0, from: call.random).exportForResponse()
        }
        return Output(plaintext: Sensitive(bytes))
    }

    private static func draw(
        _ input: Input, in store: CustomKeyStoreRecord, _ state: KMSState
    ) throws(ServiceError) -> Output {
        guard let configuration = store.cloudHSM else { throw KMSError.unsupported() }
        let access = try state.vault.access(to: configuration)
        do throws(HSMError) {
            let bytes = try state.vault.hsm.random(byteCount: input.numberOfBytes ?? 0, access)
            return Output(plaintext: Sensitive(bytes.exportForResponse()))
        } catch {
            throw ServiceError(KMSError.Code.invalidState, error.cause)
        }
    }
}
