public import LabCore
public import LabPolicy
public import LabService

/// `GetKeyPolicy`: a key's policy.
///
/// - SeeAlso: AWS KMS API Reference, "GetKeyPolicy"
public enum GetKeyPolicy: KeyQuery {
    /// `GetKeyPolicy`.
    public static let name = "GetKeyPolicy"
    /// In every state.
    public static let stateRule = KeyStateRule.always

    /// Which policy of which key.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// The policy's name: there is only `default`.
        public var policyName: String

        /// Which key.
        public init(keyID: String) {
            self.keyID = keyID
            policyName = KeyPolicy.name
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            policyName = members.policyName()
        }
    }

    /// The policy.
    public struct Output: JSONOutput {
        /// The policy.
        public let policy: PolicyDocument

        /// The members.
        public var json: JSONObject { ["Policy": .string(policy.text), "PolicyName": .string(KeyPolicy.name)] }
    }

    /// There is only one policy.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try KeyPolicy.require(name: input.policyName)
    }

    /// Reads it.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        Output(policy: target.key.policy)
    }

    /// Key and name.
    public static func parameters(_ input: Input) -> JSONObject? {
        ["keyId": .string(input.keyID), "policyName": .string(input.policyName)]
    }
}
