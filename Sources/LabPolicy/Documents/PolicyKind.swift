/// What a policy document is attached to, which decides its grammar, its size limit and the errors it is refused with.
///
/// - SeeAlso: IAM User Guide, "Policies and permissions in AWS Identity and Access Management", policy types
public enum PolicyKind: Hashable, Sendable {
    /// A policy of an IAM user, group or role.
    case identity(IdentityPolicyForm)
    /// A policy that a resource carries.
    case resource(ResourcePolicyForm)
    /// A permissions boundary; a managed policy in grammar and size.
    case boundary
    /// A policy handed to `AssumeRole` or `GetFederationToken`.
    case session
    /// A service control policy of an organization.
    case serviceControl
    /// A resource control policy of an organization.
    case resourceControl
    /// The policy of a VPC endpoint.
    case vpcEndpoint
}

/// The forms of an identity policy; they differ in their size limits.
public enum IdentityPolicyForm: String, Hashable, Sendable, CaseIterable {
    /// A customer-managed or AWS-managed policy.
    case managed
    /// An inline policy of a user.
    case userInline
    /// An inline policy of a group.
    case groupInline
    /// An inline policy of a role.
    case roleInline
}

/// The resource policies that the lab knows by name.
public enum ResourcePolicyForm: String, Hashable, Sendable, CaseIterable {
    /// The policy of a KMS key.
    case key
    /// The policy of an S3 bucket.
    case bucket
    /// The trust policy of an IAM role.
    case roleTrust
    /// A policy of any other resource.
    case other
}

extension PolicyKind: RawRepresentable, Codable {
    /// Reads the kind from ``rawValue``; fails for any other text.
    public init?(rawValue: String) {
        guard let kind = Self.all.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = kind
    }

    /// The kind as a word: `identity:managed`, `resource:key`, `boundary`, …
    public var rawValue: String {
        switch self {
        case .identity(let form): "identity:\(form.rawValue)"
        case .resource(let form): "resource:\(form.rawValue)"
        case .boundary: "boundary"
        case .session: "session"
        case .serviceControl: "serviceControl"
        case .resourceControl: "resourceControl"
        case .vpcEndpoint: "vpcEndpoint"
        }
    }

    private static let all: [PolicyKind] =
        IdentityPolicyForm.allCases.map { .identity($0) } + ResourcePolicyForm.allCases.map { .resource($0) }
        + [.boundary, .session, .serviceControl, .resourceControl, .vpcEndpoint]
}

extension PolicyKind {
    /// How a kind treats a statement element.
    enum Presence {
        case required
        case optional
        case prohibited
    }

    /// Whether statements name principals: resource policies must, policies of an identity must not.
    var principal: Presence {
        switch self {
        case .resource, .vpcEndpoint, .resourceControl: .required
        case .identity, .boundary, .session, .serviceControl: .prohibited
        }
    }

    /// Whether statements name resources. A key policy may leave them out (the statement then has no effect), a trust
    /// policy must.
    var resource: Presence {
        switch self {
        case .resource(.key): .optional
        case .resource(.roleTrust): .prohibited
        default: .required
        }
    }

    /// Whether statements name actions. A key policy may leave them out; the statement then has no effect.
    var action: Presence { self == .resource(.key) ? .optional : .required }

    /// Whether the document must say `"Version": "2012-10-17"`: IAM insists for the policies it stores itself.
    var requiresCurrentVersion: Bool {
        switch self {
        case .identity, .boundary, .session, .serviceControl, .resourceControl: true
        case .resource, .vpcEndpoint: false
        }
    }

    /// Whether a `Sid` is limited to letters and digits.
    var hasPlainSid: Bool {
        switch self {
        case .identity, .boundary, .session, .resource(.roleTrust): true
        case .resource, .serviceControl, .resourceControl, .vpcEndpoint: false
        }
    }
}

extension PolicyKind {
    /// Whether the document may only hold Latin-1 characters: the type of policy documents in the models of KMS, IAM and
    /// STS. S3 takes any UTF-8.
    var isLimitedToLatin1: Bool { self != .resource(.bucket) && self != .resource(.other) }
}
