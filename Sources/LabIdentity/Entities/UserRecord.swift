public import LabCore
public import LabPolicy
public import LabService

/// An IAM user.
public struct UserRecord: ActingEntity {
    /// The table's name in the store.
    public static let table = "iam.users"
    /// `user`.
    public static let noun = "user"
    /// 1 to 64 characters.
    public static let nameLength = IdentityLimits.userNameLength
    /// Up to 128 characters, as AWS's model has it.
    public static let existingNameLength = IdentityLimits.existingUserNameLength
    /// 5,000 an account.
    public static let quota = IdentityLimits.usersPerAccount
    /// 2,048 characters in all.
    public static let inlineForm = IdentityPolicyForm.userInline
    /// The users.
    public static var rows: WritableKeyPath<IdentityState, Table<UserRecord>> { \.users }

    /// The account.
    public let account: AccountID
    /// The path, from `/` to `/`.
    public var path: String
    /// The name.
    public var name: String
    /// The unique id, `AIDA…`.
    public let uniqueID: String
    /// When it was made.
    public let createdAt: Timestamp
    /// The tags.
    public var tags: [IdentityTag]
    /// The ARN of its permissions boundary.
    public var boundary: String?
    /// The names of its groups, ascending.
    public var groups: [String] = []
    /// The inline policies.
    public var inlinePolicies: [InlinePolicy] = []
    /// The attached managed policies.
    public var attachedPolicies: [String] = []

    /// A user as it is made.
    public init(
        account: AccountID, path: String = "/", name: String, uniqueID: String, createdAt: Timestamp,
        tags: [IdentityTag] = [], boundary: String? = nil
    ) {
        self.account = account
        self.path = path
        self.name = name
        self.uniqueID = uniqueID
        self.createdAt = createdAt
        self.tags = tags
        self.boundary = boundary
    }

    /// Who it is to policies.
    public var principal: Principal { .user(account: account, path: path, name: name, id: uniqueID) }
    /// The user, by name.
    public var holder: AttachedPolicy.Holder { .user(name) }

    /// Everything that GetUser shows.
    public var json: JSONObject {
        var json = commonJSON
        appendTagsAndBoundary(to: &json)
        return json
    }

    /// What ListUsers shows: neither tags nor boundary.
    public var listingJSON: JSONObject { commonJSON }
}
