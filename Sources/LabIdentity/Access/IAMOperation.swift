public import LabCore
public import LabPolicy
public import LabService

/// An input that says what its event shows of it.
public protocol AuditedInput: MemberInput {
    /// `requestParameters`; nothing secret.
    var parameters: JSONObject { get }
}

/// An operation of IAM: one action on one resource of the caller's account, decided by identity policies alone.
///
/// IAM decides before it looks: whoever may not ask gets the same refusal whether the name exists or not. So
/// ``find(_:in:on:)`` names a target that may not be there, and `check` complains about its absence.
public protocol IAMOperation: MemberOperation where State == IdentityState, Input: AuditedInput {
    /// What the input names, there or not.
    ///
    /// - Throws: AWS's error for names that cannot be.
    static func find(_ input: Input, in call: Call, on state: IdentityState) throws(ServiceError) -> Target
    /// The ARN that policies see.
    static func resource(_ input: Input, _ target: Target, in call: Call) -> String
    /// Adds the operation's condition keys.
    static func setConditions(
        _ input: Input, on target: Target, state: IdentityState, in context: inout ConditionContext)
    /// Further actions, on the same resource, that what was asked for takes.
    static func furtherActions(_ input: Input) -> [String]
}

extension IAMOperation {
    /// IAM.
    public static var service: Service { .iam }
    /// No condition keys of its own.
    public static func setConditions(
        _ input: Input, on target: Target, state: IdentityState, in context: inout ConditionContext
    ) {}
    /// None.
    public static func furtherActions(_ input: Input) -> [String] { [] }

    /// Turns away the sessions that IAM does not serve, then finds what is named.
    public static func resolve(
        _ input: Input, in call: Call, on state: IdentityState
    ) throws(ServiceError) -> Target {
        try SessionRules.requireIAM(call, state)
        return try find(input, in: call, on: state)
    }

    /// The operation's action, and the further ones.
    public static func demands(
        _ input: Input, on target: Target, in call: Call, state: IdentityState
    ) -> [AccessDemand] {
        var context = ConditionContext()
        setConditions(input, on: target, state: state, in: &context)
        return ([name] + furtherActions(input)).map { action in
            AccessDemand(
                action: "iam:\(action)", resource: resource(input, target, in: call), owner: call.account,
                rules: .identityOnly, context: context)
        }
    }

    /// What was asked for and, for changes, what was answered, without secrets.
    public static func audit(_ input: Input, target: Target?, output: Output?, in call: Call) -> AuditDetail {
        let answer = isReadOnly ? nil : output.map { AuditText.elements($0.json) }
        return AuditDetail(requestParameters: input.parameters.nonEmpty, responseElements: answer?.nonEmpty)
    }
}

/// An operation of IAM that reads.
public protocol IAMQuery: IAMOperation, Query {}

extension IAMQuery {
    /// Reads.
    public static var isReadOnly: Bool { true }
}

/// An operation of IAM that changes something.
public protocol IAMMutation: IAMOperation, Mutation {}

extension IAMMutation {
    /// Changes something.
    public static var isReadOnly: Bool { false }
}

/// Turns an answer into an event's `responseElements`.
enum AuditText {
    /// Names with a small first letter, dates as CloudTrail writes them, secrets left out.
    static func elements(_ json: JSONObject) -> JSONObject {
        JSONObject(
            json.members.compactMap { member in
                guard !secrets.contains(member.name) else { return nil }
                return (lowered(member.name), value(member.value, named: member.name))
            })
    }

    private static let secrets: Set<String> = ["SecretAccessKey", "SessionToken"]
    private static let dates: Set<String> = ["CreateDate", "UpdateDate", "LastUsedDate", "Expiration"]

    private static func lowered(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }

    private static func value(_ value: JSONValue, named name: String) -> JSONValue {
        switch value {
        case .object(let object): return .object(elements(object))
        case .array(let list): return .array(list.map { Self.value($0, named: name) })
        case .string(let text) where dates.contains(name):
            return .string(Timestamp(iso8601: text)?.cloudTrailText ?? text)
        default: return value
        }
    }
}

extension JSONObject {
    /// The object; `nil` when it has no members, which events record as `null`.
    var nonEmpty: JSONObject? { isEmpty ? nil : self }

    /// An object of those members that there are.
    init(present members: KeyValuePairs<String, JSONValue?>) {
        self.init()
        for (name, value) in members { self[name] = value }
    }
}

extension JSONValue {
    /// A string, if there is one.
    static func text(_ text: String?) -> JSONValue? { text.map(JSONValue.string) }
    /// A whole number, if there is one.
    static func number(_ number: Int?) -> JSONValue? { number.map(JSONValue.count) }
}
