public import LabCore
public import LabPolicy
public import LabService

/// An input that names the key it is about.
public protocol KeyInput: MemberInput {
    /// The `KeyId`, as the caller wrote it.
    var keyID: String { get }
    /// The tokens of grants that may not have spread yet.
    var grantTokens: [String] { get }
}

extension KeyInput {
    /// None.
    public var grantTokens: [String] { [] }
}

/// An operation on one key, which is all of the key service but a handful.
///
/// What the pipeline asks of an operation follows from a few words here: how the key may be named, which states stand
/// in the way, what the event says. The operation's own file is left with what it does.
public protocol KeyOperation: MemberOperation where State == KMSState, Target == KeyTarget, Input: KeyInput {
    /// Whether the key may be named by an alias.
    static var takesAliases: Bool { get }
    /// Whether a key of another account may be named, if policies allow.
    static var crossesAccounts: Bool { get }
    /// How the operation meets the key's state.
    static var stateRule: KeyStateRule { get }
    /// The usage that the key must have; `nil` when any will do.
    static var requiredUsage: KeyUsage? { get }
    /// Adds the operation's own condition keys.
    static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext)
    /// What grants that allow the operation must be compared with.
    static func grantUse(_ input: Input) -> GrantUse
    /// Refuses what neither state nor usage explains.
    static func checkKey(_ input: Input, _ key: KeyRecord, in call: Call, state: KMSState) throws(ServiceError)
    /// The event's `requestParameters`.
    static func parameters(_ input: Input) -> JSONObject?
    /// The event's `responseElements`.
    static func responseElements(_ output: Output, key: KeyRecord) -> JSONObject?
    /// The event's `additionalEventData`.
    static func additionalData(_ output: Output) -> JSONObject?
}

extension KeyOperation {
    /// The key service.
    public static var service: Service { .kms }
    /// Keys are named by id or ARN.
    public static var takesAliases: Bool { false }
    /// Own keys only.
    public static var crossesAccounts: Bool { false }
    /// Any usage.
    public static var requiredUsage: KeyUsage? { nil }
    /// The IAM action.
    static var action: String { "kms:\(name)" }

    /// No condition keys of its own.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {}
    /// Nothing: grants allow the operation whatever their constraints.
    public static func grantUse(_ input: Input) -> GrantUse { .unconstrained }
    /// Nothing else to refuse.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {}
    /// The key's name as the caller wrote it.
    public static func parameters(_ input: Input) -> JSONObject? { ["keyId": .string(input.keyID)] }
    /// `null`.
    public static func responseElements(_ output: Output, key: KeyRecord) -> JSONObject? { nil }
    /// Nothing.
    public static func additionalData(_ output: Output) -> JSONObject? { nil }

    /// Finds the key, and reads the grant tokens.
    public static func resolve(
        _ input: Input, in call: Call, on state: KMSState
    ) throws(ServiceError) -> KeyTarget {
        try state.requireGenuine(input.grantTokens)
        return try state.target(input.keyID, takesAliases: takesAliases, in: call, action: action)
    }

    /// One demand: the operation's action on the key.
    public static func demands(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) -> [AccessDemand] {
        var demand = KeyDemand.make(action, on: target, in: call, state: state, grants: grantUse(input)) { context in
            setConditions(input, key: target.key, in: &context)
        }
        if target.key.address.account != call.account, !crossesAccounts { demand.policy = nil }
        return [demand]
    }

    /// State, then usage, then what the operation itself refuses.
    public static func check(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try target.key.require(stateRule)
        try target.key.require(requiredUsage, for: name)
        try checkKey(input, target.key, in: call, state: state)
    }

    /// What the event says.
    public static func audit(_ input: Input, target: KeyTarget?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(
            requestParameters: parameters(input),
            responseElements: output.flatMap { output in
                target.flatMap { responseElements(output, key: $0.key) }
            },
            additionalEventData: output.flatMap(additionalData),
            resources: target.map { [AuditResource($0.key)] } ?? [])
    }
}

/// An operation on one key that changes it.
public protocol KeyMutation: KeyOperation, Mutation {}

extension KeyMutation {
    /// Changes something.
    public static var isReadOnly: Bool { false }
    /// The key's ARN, as AWS records it for changes without an answer of their own.
    public static func responseElements(_ output: Output, key: KeyRecord) -> JSONObject? {
        ["keyId": .string(key.arn.description)]
    }
}

/// An operation on one key that reads or computes.
public protocol KeyQuery: KeyOperation, Query {}

extension KeyQuery {
    /// Reads or computes.
    public static var isReadOnly: Bool { true }
}

extension KeyRecord {
    /// Refuses what the key's state does not allow.
    func require(_ rule: KeyStateRule) throws(ServiceError) {
        if let obstacle = rule.obstacle(in: state) { throw KMSError.obstacle(obstacle, arn) }
    }

    /// Refuses a key of another usage.
    func require(_ usage: KeyUsage?, for operation: String) throws(ServiceError) {
        guard let usage, self.usage != usage else { return }
        throw KMSError.invalidUsage(self, operation)
    }
}

extension AuditResource {
    /// A key, as events name it.
    init(_ key: KeyRecord) {
        self.init(arn: key.arn.description, account: key.address.account, type: "AWS::KMS::Key")
    }

    /// An alias, as events name it: AWS gives it a key's type.
    init(_ alias: AliasAddress) {
        self.init(arn: alias.arn.description, account: alias.account, type: "AWS::KMS::Key")
    }
}
