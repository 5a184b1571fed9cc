public import LabCore
public import LabService

/// Who exists: users, groups, roles, policies, keys and sessions of every account of the lab.
///
/// An account exists as soon as somebody names it; its root user is implied. Secrets are held sealed only; the sealer is
/// a reference that every copy shares.
public struct IdentityState: ServiceState {
    /// Users, by account and name.
    public var users = Table<UserRecord>()
    /// Groups, by account and name.
    public var groups = Table<GroupRecord>()
    /// Roles, by account and name.
    public var roles = Table<RoleRecord>()
    /// Customer managed policies, by account and name.
    public var policies = Table<PolicyRecord>()
    /// Long-term access keys, by id.
    public var accessKeys = Table<AccessKeyRecord>()
    /// Temporary credentials, by access key id.
    public var sessions = Table<SessionRecord>()
    /// Account aliases, by account.
    public var accountAliases = Table<AccountAliasRecord>()
    /// The organization's policies, by the account that they reach.
    public var organizations = Table<OrganizationRecord>()
    /// Users and roles that were deleted, by ARN.
    public var deletedPrincipals = Table<DeletedPrincipalRecord>()
    /// Seals and opens secrets.
    public let sealer: any SecretSealer

    /// A world in which every account has its root user and nobody else.
    public init(sealer: any SecretSealer) {
        self.sealer = sealer
    }

    /// Every table.
    public static let tables: [TablePath<IdentityState>] = [
        TablePath(\.users), TablePath(\.groups), TablePath(\.roles), TablePath(\.policies), TablePath(\.accessKeys),
        TablePath(\.sessions), TablePath(\.accountAliases), TablePath(\.organizations),
        TablePath(\.deletedPrincipals),
    ]
}

extension IdentityState {
    /// The user, group or role of exactly this name.
    public func entity<Entity: IdentityEntity>(
        _ type: Entity.Type, named name: String, in account: AccountID
    ) -> Entity? {
        guard let found = self[keyPath: Entity.rows][IdentityName(account, name)] else { return nil }
        return found.name.utf8.elementsEqual(name.utf8) ? found : nil
    }

    /// Whether a user, group or role has this name, in whatever case.
    func isTaken<Entity: IdentityEntity>(_ name: String, by type: Entity.Type, in account: AccountID) -> Bool {
        self[keyPath: Entity.rows][IdentityName(account, name)] != nil
    }

    /// All users, groups or roles of an account, ascending by name.
    public func entities<Entity: IdentityEntity>(_ type: Entity.Type, of account: AccountID) -> [Entity] {
        self[keyPath: Entity.rows].prefix(from: IdentityName(account, "")) { $0.account == account }
    }

    /// Puts a user, group or role in, replacing the one of the same name.
    mutating func put<Entity: IdentityEntity>(_ entity: Entity) {
        self[keyPath: Entity.rows].put(entity)
    }

    /// The keys of a user, or of an account's root user for `nil`; ascending by id.
    func accessKeys(of userName: String?, in account: AccountID) -> [AccessKeyRecord] {
        accessKeys.rows(in: AccessKeyRecord.group(userName, in: account))
    }
}

extension IdentityState: ScheduledWork {
    /// When the next ended session is forgotten.
    public var nextDue: Timestamp? { sessions.nextDue?.date }

    /// Forgets the session that ended first. AWS leaves no event for it.
    public mutating func performNextDue(random: any RandomSource) throws(ServiceError) -> [ServiceEvent] {
        if let due = sessions.nextDue { sessions[due.row.id] = nil }
        return []
    }
}
