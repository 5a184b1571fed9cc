/// Every limit of identities and sessions, with AWS's number.
///
/// - SeeAlso: IAM User Guide, "IAM and AWS STS quotas"; the IAM and STS API References for lengths and ranges
public enum IdentityLimits {
    /// Users an account.
    public static let usersPerAccount = 5000
    /// Groups an account.
    public static let groupsPerAccount = 300
    /// Roles an account.
    public static let rolesPerAccount = 1000
    /// Customer managed policies an account.
    public static let policiesPerAccount = 1500
    /// Groups a user.
    public static let groupsPerUser = 10
    /// Access keys a user.
    public static let accessKeysPerUser = 2
    /// Managed policies that a user, group or role has attached.
    public static let attachedPoliciesPerEntity = 10
    /// Versions a managed policy.
    public static let versionsPerPolicy = 5
    /// Tags a user, role or policy.
    public static let tagsPerEntity = 50
    /// Account aliases an account.
    public static let aliasesPerAccount = 1

    /// A page's entries, and how many stand on one that names no number.
    public static let pageRange = 1...1000
    /// A page's entries when no number is named.
    public static let standardPage = 100
    /// A marker, in characters.
    public static let markerLength = 1...320

    /// The name of a new user, or of one that a policy is attached to.
    public static let userNameLength = 1...64
    /// The name of an existing user.
    public static let existingUserNameLength = 1...128
    /// The name of a group.
    public static let groupNameLength = 1...128
    /// The name of a role.
    public static let roleNameLength = 1...64
    /// The name of a policy.
    public static let policyNameLength = 1...128
    /// A path or path prefix.
    public static let pathLength = 1...512
    /// An ARN.
    public static let arnLength = 20...2048
    /// A policy document, as the model bounds it; the real limits are `PolicyLimits`'.
    public static let documentLength = 1...131_072
    /// A description.
    public static let descriptionLength = ...1000
    /// A tag's key.
    public static let tagKeyLength = 1...128
    /// A tag's value.
    public static let tagValueLength = 0...256
    /// An access key id.
    public static let accessKeyIDLength = 16...128
    /// An account alias.
    public static let accountAliasLength = 3...63

    /// A role's longest session, in seconds.
    public static let maxSessionSeconds = 3600...43_200
    /// A role's longest session when nothing is said, in seconds.
    public static let standardMaxSessionSeconds = 3600
    /// The session of an assumed role, in seconds.
    public static let assumedRoleSeconds = 900...43_200
    /// The session of a user or federated user, in seconds.
    public static let userSessionSeconds = 900...129_600
    /// The session of a user or federated user when nothing is said, in seconds.
    public static let standardUserSessionSeconds = 43_200
    /// The longest session that begins in another role's session, or with the root user's key, in seconds.
    public static let chainedSessionSeconds = 3600
    /// Managed policies that limit a session.
    public static let policiesPerSession = 10
    /// A session policy and the ARNs of managed ones together, in characters.
    public static let sessionPolicyCharacters = 2048
    /// Session policies and tags packed, in bytes: 100 percent of `PackedPolicySize`. AWS states no number; ours.
    public static let packedPolicyBytes = 8192
    /// How many hours after its end a session is still known as expired. AWS states no number; ours.
    public static let hoursAfterExpiry = 24
    /// Simulated results a request. AWS states no number; ours.
    public static let simulatedResults = 10_000
    /// An encoded authorization message, in characters.
    public static let encodedMessageLength = 1...10_240
}
