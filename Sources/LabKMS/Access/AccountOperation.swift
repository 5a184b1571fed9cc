public import LabCore
public import LabPolicy
public import LabService

/// An operation of the key service that knows no key: only identity policies decide about it, on the resource `*`.
public protocol AccountOperation: MemberOperation where State == KMSState, Target == Void {
    /// Adds the operation's own condition keys.
    static func setConditions(_ input: Input, in context: inout ConditionContext)
    /// The event's `requestParameters`.
    static func parameters(_ input: Input) -> JSONObject?
    /// The event's `responseElements`.
    static func responseElements(_ output: Output) -> JSONObject?
    /// The keys that the event names.
    static func resources(_ output: Output) -> [AuditResource]
}

extension AccountOperation {
    /// The key service.
    public static var service: Service { .kms }
    /// No condition keys of its own.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {}
    /// `null`.
    public static func parameters(_ input: Input) -> JSONObject? { nil }
    /// `null`.
    public static func responseElements(_ output: Output) -> JSONObject? { nil }
    /// None.
    public static func resources(_ output: Output) -> [AuditResource] { [] }

    /// Nothing to find.
    public static func resolve(_ input: Input, in call: Call, on state: KMSState) throws(ServiceError) {}

    /// One demand: the operation's action on `*`.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: KMSState
    ) -> [AccessDemand] {
        var context = ConditionContext()
        context.set("kms:CallerAccount", call.account.digits)
        context.set("kms:ViaService", call.origin.viaServices.last)
        setConditions(input, in: &context)
        return [AccessDemand(action: "kms:\(name)", resource: "*", rules: .kms, context: context)]
    }

    /// What the event says.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(
            requestParameters: parameters(input), responseElements: output.flatMap(responseElements),
            resources: output.map(resources) ?? [])
    }
}
