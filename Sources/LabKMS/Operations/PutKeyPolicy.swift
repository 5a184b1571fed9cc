public import LabCore
public import LabPolicy
public import LabService

/// `PutKeyPolicy`: replaces a key's policy.
///
/// - SeeAlso: AWS KMS API Reference, "PutKeyPolicy"
public enum PutKeyPolicy: KeyMutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `PutKeyPolicy`.
    public static let name = "PutKeyPolicy"
    /// In every state.
    public static let stateRule = KeyStateRule.always

    /// Which policy for which key.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// The policy's name: there is only `default`.
        public var policyName: String
        /// The policy's text.
        public var policy: String
        /// Whether the policy may lock the caller out.
        public var bypassesLockoutCheck: Bool

        /// Which policy for which key.
        public init(keyID: String, policy: String, bypassesLockoutCheck: Bool = false) {
            self.keyID = keyID
            policyName = KeyPolicy.name
            self.policy = policy
            self.bypassesLockoutCheck = bypassesLockoutCheck
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            policyName = members.policyName()
            policy = members.requiredPolicy()
            bypassesLockoutCheck = members.bool("BypassPolicyLockoutSafetyCheck") ?? false
        }
    }

    /// Whether the policy may lock the caller out.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:BypassPolicyLockoutSafetyCheck", input.bypassesLockoutCheck)
    }

    /// A well-formed policy that does not lock the caller out.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard input.policyName == KeyPolicy.name else {
            throw KMSError.unsupported("A key policy is called \(KeyPolicy.name), not \(input.policyName).")
        }
        let policy = try KeyPolicy.parse(input.policy)
        if !input.bypassesLockoutCheck { try KeyPolicy.requireWayBack(policy, to: key.arn, for: call) }
    }

    /// The principals that the policy names must exist.
    public static func namedPrincipals(_ input: Input, on target: KeyTarget, in call: Call) -> [NamedPrincipal] {
        KeyPolicy.namedPrincipals(in: input.policy)
    }

    /// Replaces the policy.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        var key = target.key
        key.policy = try KeyPolicy.parse(input.policy)
        state.keys.put(key)
        return EmptyOutput()
    }

    /// Everything, the policy as text.
    public static func parameters(_ input: Input) -> JSONObject? {
        [
            "keyId": .string(input.keyID), "policyName": .string(input.policyName), "policy": .string(input.policy),
            "bypassPolicyLockoutSafetyCheck": .bool(input.bypassesLockoutCheck),
        ]
    }
}
