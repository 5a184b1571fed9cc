public import LabCore
public import LabPolicy
public import LabService

/// A session: temporary credentials with everything that policies can know about them. Secret and token are sealed.
public struct SessionRecord: Row {
    /// The table's name in the store.
    public static let table = "sts.sessions"

    /// How a session began.
    public enum Kind: Hashable, Sendable, Codable {
        /// With AssumeRole.
        case role
        /// With GetSessionToken.
        case user
        /// With GetFederationToken, under this name.
        case federated(name: String)
    }

    /// The access key id, `ASIA…`.
    public let id: AccessKeyID
    /// How it began.
    public let kind: Kind
    /// Who it acts as: the role session, or the user that asked.
    public private(set) var principal: Principal
    /// The secret, sealed.
    public let secret: SealedText
    /// The session token, sealed.
    public let token: SealedText
    /// When it began.
    public let issuedAt: Timestamp
    /// When it ends.
    public let expiry: Timestamp
    /// The session tags, inherited ones included.
    public let tags: [IdentityTag]
    /// The keys of the tags that the sessions after this one inherit.
    public let transitiveTagKeys: [String]
    /// Whether it began with multi-factor authentication.
    public let isMultiFactorAuthenticated: Bool
    /// The source identity.
    public let sourceIdentity: String?
    /// The session policy that was handed over.
    public let policy: PolicyDocument?
    /// The ARNs of the managed policies that limit the session.
    public let policyARNs: [String]

    /// When it is forgotten: some time after its end, so that until then it is known as expired.
    public var dueDate: Timestamp? { expiry + .hours(IdentityLimits.hoursAfterExpiry) }

    /// Who it acts as.
    public var group: String? { principal.userID }

    /// What the secret is sealed under.
    static func secretName(_ id: AccessKeyID) -> String { "session secret \(id.text)" }
    /// What the token is sealed under.
    static func tokenName(_ id: AccessKeyID) -> String { "session token \(id.text)" }

    /// Whether the session may do nothing but what session policies let through, although it has none.
    var isWithoutPermissions: Bool {
        guard case .federated = kind else { return false }
        return policy == nil && policyARNs.isEmpty
    }
}

extension SessionRecord {
    /// The same session of a user that has another name now.
    func acting(as principal: Principal) -> SessionRecord {
        var session = self
        session.principal = principal
        return session
    }
}
