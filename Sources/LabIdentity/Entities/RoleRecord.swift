public import LabCore
public import LabPolicy
public import LabService

/// An IAM role.
public struct RoleRecord: ActingEntity {
    /// The table's name in the store.
    public static let table = "iam.roles"
    /// `role`.
    public static let noun = "role"
    /// 1 to 64 characters.
    public static let nameLength = IdentityLimits.roleNameLength
    /// 1 to 64 characters.
    public static let existingNameLength = IdentityLimits.roleNameLength
    /// 1,000 an account.
    public static let quota = IdentityLimits.rolesPerAccount
    /// 10,240 characters in all.
    public static let inlineForm = IdentityPolicyForm.roleInline
    /// The roles.
    public static var rows: WritableKeyPath<IdentityState, Table<RoleRecord>> { \.roles }

    /// When and where a role was last assumed.
    public struct Use: Hashable, Sendable, Codable {
        /// When.
        public let date: Timestamp
        /// In which Region.
        public let region: Region
    }

    /// The account.
    public let account: AccountID
    /// The path, from `/` to `/`.
    public let path: String
    /// The name.
    public let name: String
    /// The unique id, `AROA…`.
    public let uniqueID: String
    /// When it was made.
    public let createdAt: Timestamp
    /// Who may assume it.
    public var trust: PolicyDocument
    /// The description; `nil` when none was given.
    public var description: String?
    /// Its longest session, in seconds.
    public var maxSessionSeconds: Int
    /// The tags.
    public var tags: [IdentityTag]
    /// The ARN of its permissions boundary.
    public var boundary: String?
    /// When and where it was last assumed.
    public var lastUse: Use?
    /// The inline policies.
    public var inlinePolicies: [InlinePolicy] = []
    /// The attached managed policies.
    public var attachedPolicies: [String] = []

    /// A role as it is made.
    public init(
        account: AccountID, path: String = "/", name: String, uniqueID: String, createdAt: Timestamp,
        trust: PolicyDocument, description: String? = nil,
        maxSessionSeconds: Int = IdentityLimits.standardMaxSessionSeconds, tags: [IdentityTag] = [],
        boundary: String? = nil
    ) {
        self.account = account
        self.path = path
        self.name = name
        self.uniqueID = uniqueID
        self.createdAt = createdAt
        self.trust = trust
        self.description = description
        self.maxSessionSeconds = maxSessionSeconds
        self.tags = tags
        self.boundary = boundary
    }

    /// The role, by name.
    public var holder: AttachedPolicy.Holder { .role(name) }
    /// The trust policy as the evaluator takes it.
    public var trustPolicy: AttachedPolicy { AttachedPolicy(trust, name: "trust policy", holder: .resource(arn)) }

    /// Who a session of the role is to policies.
    public func principal(session: String) -> Principal {
        .assumedRole(account: account, path: path, role: name, roleID: uniqueID, session: session)
    }

    /// Roles under `/aws-service-role/` belong to services.
    ///
    /// - Throws: `UnmodifiableEntity` for those.
    public func requireModifiable() throws(ServiceError) {
        guard !path.hasPrefix(Self.servicePath) else { throw IAMError.protected(name) }
    }

    /// Where services keep their roles.
    static let servicePath = "/aws-service-role/"

    /// Everything that GetRole shows.
    public var json: JSONObject {
        var json = listingJSON
        appendTagsAndBoundary(to: &json)
        json["RoleLastUsed"] = lastUseJSON
        return json
    }

    /// What ListRoles shows: neither tags, boundary nor last use.
    public var listingJSON: JSONObject {
        var json = commonJSON
        json["AssumeRolePolicyDocument"] = .string(PercentText.encode(trust.text))
        json["Description"] = description.map(JSONValue.string)
        json["MaxSessionDuration"] = .integer(Int64(maxSessionSeconds))
        return json
    }

    /// When and where; empty for a role that was never assumed.
    var lastUseJSON: JSONValue {
        guard let lastUse else { return [:] }
        return ["LastUsedDate": .date(lastUse.date), "Region": .string(lastUse.region.code)]
    }
}
