public import LabCore
public import LabPolicy

/// One thing that must be allowed before an operation goes on: an action on a resource, with what only the service
/// knows about them. The pipeline adds what it knows (the caller's policies, the network, the time) and decides.
public struct AccessDemand: Sendable {
    /// The action, such as `kms:Decrypt`.
    public var action: String
    /// The resource's ARN, or `*`.
    public var resource: String
    /// The account that owns the resource; `nil` when it is the caller's.
    public var owner: AccountID?
    /// The resource's own policy.
    public var policy: AttachedPolicy?
    /// The evaluation model.
    public var rules: ServiceRules
    /// What the service found about the grants on the resource.
    public var grants: [GrantFinding]
    /// The service's condition keys. Where they are deferred they are made when somebody asks, each time anew.
    public var context: ConditionContext { makeContext() }
    private let makeContext: @Sendable () -> ConditionContext
    /// What the caller is told instead of AWS's sentence with its reason; `nil` for that sentence.
    public var refusal: ServiceError?

    /// A demand; everything but action, resource and model has a plain default.
    public init(
        action: String, resource: String, owner: AccountID? = nil, policy: AttachedPolicy? = nil,
        rules: ServiceRules, grants: [GrantFinding] = [], context: ConditionContext = ConditionContext(),
        refusal: ServiceError? = nil
    ) {
        self.init(
            action: action, resource: resource, owner: owner, policy: policy, rules: rules, grants: grants,
            refusal: refusal, deferring: { context })
    }

    /// A demand whose condition keys cost more than it does: they are made only when a document asks for one.
    public init(
        action: String, resource: String, owner: AccountID? = nil, policy: AttachedPolicy? = nil,
        rules: ServiceRules, grants: [GrantFinding] = [], refusal: ServiceError? = nil,
        deferring makeContext: @escaping @Sendable () -> ConditionContext
    ) {
        self.action = action
        self.resource = resource
        self.owner = owner
        self.policy = policy
        self.rules = rules
        self.grants = grants
        self.makeContext = makeContext
        self.refusal = refusal
    }
}

/// A principal that an input names and that must exist, with AWS's error for when it does not.
public struct NamedPrincipal: Sendable {
    /// The principal.
    public let principal: PrincipalPattern
    /// AWS's error.
    public let refusal: ServiceError

    /// A principal with AWS's error.
    public init(_ principal: PrincipalPattern, orElse refusal: ServiceError) {
        self.principal = principal
        self.refusal = refusal
    }
}
