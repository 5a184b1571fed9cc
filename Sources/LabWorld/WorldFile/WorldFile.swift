import LabCore
import LabIdentity
import LabKMS

/// What a world file says, or what a world would say in one: the same value for both, so that they can be compared.
struct WorldFile: Equatable, Sendable {
    /// How far the lab's clock is ahead of the machine's.
    var clock: WorldClock?
    /// The accounts, ascending.
    var accounts: [WorldAccount] = []
}

/// A line of a file, which has no part in comparisons.
struct SourceLine: Equatable, Sendable {
    /// The line, from 1; 0 for what comes from no file.
    let number: Int

    init(_ number: Int = 0) {
        self.number = number
    }

    /// Always.
    static func == (left: SourceLine, right: SourceLine) -> Bool { true }
}

/// How far a clock is ahead.
struct WorldClock: Equatable, Sendable {
    var ahead: LabDuration
    var line = SourceLine()
}

/// A text with its line.
struct WorldText: Equatable, Sendable {
    let text: String
    let line: SourceLine

    init(_ text: String, line: Int = 0) {
        self.text = text
        self.line = SourceLine(line)
    }
}

/// A tag.
struct WorldPair: Equatable, Sendable {
    let key: String
    let value: String
}

/// A policy document under a name.
struct WorldDocument: Equatable, Sendable {
    let name: String
    let document: JSONValue
    var line = SourceLine()
}

/// An account with everybody and everything in it.
struct WorldAccount: Equatable, Sendable {
    let account: AccountID
    var organization: WorldOrganization?
    var accessKeys: [WorldAccessKey] = []
    var policies: [WorldPolicy] = []
    var groups: [WorldGroup] = []
    var users: [WorldUser] = []
    var roles: [WorldRole] = []
    var keys: [WorldKey] = []
    var buckets: [WorldBucket] = []
}

/// An account's place in an organization.
struct WorldOrganization: Equatable, Sendable {
    /// One level: the root, a unit, the account.
    struct Level: Equatable, Sendable {
        let name: String
        let policies: [WorldDocument]
    }

    var isManagement = false
    var serviceControl: [Level] = []
    var resourceControl: [Level] = []
    var line = SourceLine()
}

/// A customer managed policy.
struct WorldPolicy: Equatable, Sendable {
    let name: String
    var path = "/"
    var description: String?
    var tags: [WorldPair] = []
    let document: JSONValue
    var line = SourceLine()
}

/// The policies that a user, group or role has.
struct WorldPolicies: Equatable, Sendable {
    var inline: [WorldDocument] = []
    /// Managed ones, by name in the account or by ARN.
    var attached: [WorldText] = []
}

/// A group.
struct WorldGroup: Equatable, Sendable {
    let name: String
    var path = "/"
    var policies = WorldPolicies()
    var line = SourceLine()
}

/// A user.
struct WorldUser: Equatable, Sendable {
    let name: String
    var path = "/"
    var tags: [WorldPair] = []
    var groups: [WorldText] = []
    var boundary: WorldText?
    var policies = WorldPolicies()
    var accessKeys: [WorldAccessKey] = []
    var line = SourceLine()
}

/// A role.
struct WorldRole: Equatable, Sendable {
    let name: String
    var path = "/"
    let trust: JSONValue
    var description: String?
    var maxSessionSeconds = IdentityLimits.standardMaxSessionSeconds
    var tags: [WorldPair] = []
    var boundary: WorldText?
    var policies = WorldPolicies()
    var line = SourceLine()
}

/// An access key with a chosen id, and the secret if the file gives one.
struct WorldAccessKey: Equatable, Sendable {
    let id: String
    var secret: Sensitive<String>?
    var isActive = true
    var line = SourceLine()

    /// Equal whatever the secrets: they are not to be told apart by comparing.
    static func == (left: WorldAccessKey, right: WorldAccessKey) -> Bool {
        left.id == right.id && left.isActive == right.isActive
    }
}

/// A key of the key service.
struct WorldKey: Equatable, Sendable {
    /// What state a file can ask for.
    enum State: String, CaseIterable, Sendable {
        case enabled = "Enabled"
        case disabled = "Disabled"
        case pendingDeletion = "PendingDeletion"
    }

    /// The name in the file: the first alias without its prefix, or the key's id.
    var label: String
    var region: Region
    /// A chosen key id; `nil` for one that the lab makes.
    var id: String?
    /// The aliases, prefix included.
    var aliases: [WorldText]
    var description = ""
    var spec = KeySpec.symmetricDefault
    var usage = KeyUsage.encryptDecrypt
    var origin = KeyOrigin.awsKMS
    var isMultiRegion = false
    /// The key policy; `nil` for the standard one.
    var policy: WorldDocument?
    var tags: [WorldPair] = []
    /// The period of automatic rotation in days; `nil` when it is off.
    var rotationDays: Int?
    var state = State.enabled
    /// The waiting period of a key that is pending deletion.
    var deletionDays = KMSLimits.pendingWindowInDays.standard
    var line = SourceLine()
}
