public import LabCore
public import LabPolicy
public import LabService

/// An IAM group. Its members are kept with the users.
public struct GroupRecord: IdentityEntity {
    /// The table's name in the store.
    public static let table = "iam.groups"
    /// `group`.
    public static let noun = "group"
    /// 1 to 128 characters.
    public static let nameLength = IdentityLimits.groupNameLength
    /// 1 to 128 characters.
    public static let existingNameLength = IdentityLimits.groupNameLength
    /// 300 an account.
    public static let quota = IdentityLimits.groupsPerAccount
    /// 5,120 characters in all.
    public static let inlineForm = IdentityPolicyForm.groupInline
    /// The groups.
    public static var rows: WritableKeyPath<IdentityState, Table<GroupRecord>> { \.groups }

    /// The account.
    public let account: AccountID
    /// The path, from `/` to `/`.
    public var path: String
    /// The name.
    public var name: String
    /// The unique id, `AGPA…`.
    public let uniqueID: String
    /// When it was made.
    public let createdAt: Timestamp
    /// The inline policies.
    public var inlinePolicies: [InlinePolicy] = []
    /// The attached managed policies.
    public var attachedPolicies: [String] = []

    /// A group as it is made.
    public init(account: AccountID, path: String = "/", name: String, uniqueID: String, createdAt: Timestamp) {
        self.account = account
        self.path = path
        self.name = name
        self.uniqueID = uniqueID
        self.createdAt = createdAt
    }

    /// The group, by name.
    public var holder: AttachedPolicy.Holder { .group(name) }
    /// Everything that GetGroup shows of the group itself.
    public var json: JSONObject { commonJSON }
    /// What ListGroups shows.
    public var listingJSON: JSONObject { commonJSON }
}

extension IdentityState {
    /// The users in a group, ascending by name.
    func members(of group: GroupRecord) -> [UserRecord] {
        entities(UserRecord.self, of: group.account).filter { $0.groups.contains(group.name) }
    }
}
