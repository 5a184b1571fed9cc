/// Every document that bears on one request, gathered by the caller: the evaluator looks nothing up.
///
/// Documents of layers that do not exist are left out (no boundary is not an empty boundary).
public struct ApplicablePolicies: Hashable, Sendable {
    /// Service control policies of the *caller's* account, one element a level of the organization (root, each unit,
    /// account); every level must allow. Empty for management accounts and where there is no organization.
    public var serviceControl: [[AttachedPolicy]]
    /// Resource control policies of the *resource's* account, one element a level; every level must allow.
    public var resourceControl: [[AttachedPolicy]]
    /// The policy of the VPC endpoint that the request came through, if it came through one.
    public var vpcEndpoint: AttachedPolicy?
    /// The resource's own policy: key policy, bucket policy, trust policy.
    public var resource: AttachedPolicy?
    /// The caller's identity policies, those of its groups included, in the order in which they should be explained.
    public var identity: [AttachedPolicy]
    /// The permissions boundary of the user or role.
    public var boundary: AttachedPolicy?
    /// The session policies; the session may do what *any* of them allows.
    public var session: [AttachedPolicy]
    /// The grants on the key, already evaluated by the service that keeps them.
    public var grants: [GrantFinding]

    /// Gathers documents; everything defaults to "there is none".
    public init(
        resource: AttachedPolicy? = nil, identity: [AttachedPolicy] = [], boundary: AttachedPolicy? = nil,
        session: [AttachedPolicy] = [], serviceControl: [[AttachedPolicy]] = [],
        resourceControl: [[AttachedPolicy]] = [], vpcEndpoint: AttachedPolicy? = nil, grants: [GrantFinding] = []
    ) {
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
        self.vpcEndpoint = vpcEndpoint
        self.resource = resource
        self.identity = identity
        self.boundary = boundary
        self.session = session
        self.grants = grants
    }
}

/// A document with its name and where it comes from, as explanations show it.
public struct AttachedPolicy: Hashable, Sendable {
    /// Where a document is attached.
    public enum Holder: Hashable, Sendable {
        /// A resource, by its ARN or alias.
        case resource(String)
        /// An IAM user, by name.
        case user(String)
        /// An IAM group, by name.
        case group(String)
        /// An IAM role, by name.
        case role(String)
        /// The session itself, by its name.
        case session(String)
        /// A level of the organization: the root, a unit, an account.
        case organization(String)
        /// A VPC endpoint, by id.
        case vpcEndpoint(String)
    }

    /// The document's name, such as `AllowLedger` or `key policy`.
    public var name: String
    /// The ARN of a managed policy; `nil` for inline and resource policies.
    public var arn: String?
    /// Where it is attached.
    public var holder: Holder
    /// The document.
    public var document: PolicyDocument

    /// A document under its name.
    public init(_ document: PolicyDocument, name: String, arn: String? = nil, holder: Holder) {
        self.name = name
        self.arn = arn
        self.holder = holder
        self.document = document
    }
}

/// What the key service found about one grant: whether it covers the request, and if not, why.
///
/// Grants live with their key, so their operations and constraints are checked there; the decision only needs the
/// result.
public struct GrantFinding: Hashable, Sendable {
    /// How the grant names the caller; it decides which other layers can still limit it.
    public enum Grantee: String, Hashable, Sendable {
        /// The very caller: a user, a role session, a service.
        case caller
        /// The role that the caller is a session of; a boundary or session policy still limits it.
        case role
        /// The caller's account; the account's identity policies must allow too.
        case account
    }

    /// What the service found.
    public enum Result: Hashable, Sendable {
        /// The grant covers the request.
        case applies(Grantee)
        /// The grant is for somebody else.
        case granteeDiffers(String)
        /// The grant does not list the operation; these are the ones it lists.
        case operationNotListed([String])
        /// A constraint is not met; the text says which.
        case constraintFails(String)
        /// The grant is not usable now, for the reason given (retired, its grantee was deleted).
        case inactive(String)
    }

    /// The grant's id.
    public var grantID: String
    /// The grant's name, if it has one.
    public var name: String?
    /// What the service found.
    public var result: Result

    /// A finding about the grant `grantID`.
    public init(grantID: String, name: String? = nil, result: Result) {
        self.grantID = grantID
        self.name = name
        self.result = result
    }
}
