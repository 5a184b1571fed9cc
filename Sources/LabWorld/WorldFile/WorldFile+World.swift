import LabCore
import LabIdentity
import LabKMS
import LabPolicy
import LabS3
import LabService

extension WorldFile {
    /// What a world file would say of `world`: everything but secrets, key material, grants, sessions, AWS's own keys and
    /// the replicas of multi-Region keys.
    init(_ world: WorldState, at now: Timestamp) {
        let ahead = world.settings.current.clockOffset
        clock = ahead.milliseconds == 0 ? nil : WorldClock(ahead: ahead)
        accounts = world.namedAccounts.map { WorldAccount($0, world, now) }
    }
}

extension WorldState {
    /// The accounts that somebody or something belongs to, ascending.
    fileprivate var namedAccounts: [AccountID] {
        var accounts = Set(kms.keys.all.map(\.address.account))
        accounts.formUnion(s3.buckets.all.map(\.owner))
        accounts.formUnion(identity.users.all.map(\.account))
        accounts.formUnion(identity.groups.all.map(\.account))
        accounts.formUnion(identity.roles.all.map(\.account))
        accounts.formUnion(identity.policies.all.compactMap(\.account))
        accounts.formUnion(identity.accessKeys.all.map(\.account))
        accounts.formUnion(identity.organizations.all.map(\.account))
        return accounts.sorted()
    }
}

extension WorldAccount {
    fileprivate init(_ account: AccountID, _ world: WorldState, _ now: Timestamp) {
        self.init(account: account)
        let identity = world.identity
        organization = identity.organizations[AccountRowID(account)].map(WorldOrganization.init)
        let keys = identity.accessKeys.all.filter { $0.account == account }
        accessKeys = keys.filter { $0.userName == nil }.map(WorldAccessKey.init)
        policies = identity.managedPolicies(of: account).map(WorldPolicy.init)
        groups = identity.entities(GroupRecord.self, of: account).map(WorldGroup.init)
        users = identity.entities(UserRecord.self, of: account).map { user in
            WorldUser(user, keys.filter { $0.userName == user.name })
        }
        roles = identity.entities(RoleRecord.self, of: account).map(WorldRole.init)
        self.keys = world.kms.keys.all.filter { $0.isInFiles(of: account) }.map { WorldKey($0, world.kms, now) }
        buckets = world.s3.buckets.all.filter { $0.owner == account }.map(WorldBucket.init)
        sort()
    }
}

extension KeyRecord {
    /// Whether a world file tells of the key.
    fileprivate func isInFiles(of account: AccountID) -> Bool {
        let isReplica = multiRegion.map { $0.primaryRegion != address.region } ?? false
        return address.account == account && manager == .customer && !isReplica && customKeyStore == nil
    }
}

extension WorldOrganization {
    fileprivate init(_ record: OrganizationRecord) {
        isManagement = record.isManagement
        serviceControl = record.serviceControl.map(Level.init)
        resourceControl = record.resourceControl.map(Level.init)
    }
}

extension WorldOrganization.Level {
    fileprivate init(_ level: OrganizationRecord.Level) {
        self.init(name: level.name, policies: level.policies.map(WorldDocument.init))
    }
}

extension WorldDocument {
    fileprivate init(_ policy: InlinePolicy) {
        self.init(name: policy.name, document: policy.document.json)
    }
}

extension WorldPair {
    fileprivate init(_ tag: IdentityTag) {
        self.init(key: tag.key, value: tag.value)
    }
}

extension WorldAccessKey {
    fileprivate init(_ key: AccessKeyRecord) {
        self.init(id: key.id.text, isActive: key.status == .active)
    }
}

extension WorldPolicy {
    fileprivate init(_ policy: PolicyRecord) {
        self.init(
            name: policy.name, path: policy.path, description: policy.description,
            tags: policy.tags.map(WorldPair.init), document: policy.defaultVersion.document.json)
    }
}

extension WorldPolicies {
    fileprivate init(_ entity: some IdentityEntity) {
        let attached = entity.attachedPolicies.map { WorldText($0).shortened(in: entity.account) }
        self.init(
            inline: entity.inlinePolicies.map(WorldDocument.init), attached: attached.sorted { $0.text < $1.text })
    }
}

extension WorldGroup {
    fileprivate init(_ group: GroupRecord) {
        self.init(name: group.name, path: group.path, policies: WorldPolicies(group))
    }
}

extension WorldUser {
    fileprivate init(_ user: UserRecord, _ keys: [AccessKeyRecord]) {
        self.init(
            name: user.name, path: user.path, tags: user.tags.map(WorldPair.init),
            groups: user.groups.sorted().map { WorldText($0) },
            boundary: user.boundary.map { WorldText($0).shortened(in: user.account) }, policies: WorldPolicies(user),
            accessKeys: keys.map(WorldAccessKey.init))
    }
}

extension WorldRole {
    fileprivate init(_ role: RoleRecord) {
        self.init(
            name: role.name, path: role.path, trust: role.trust.json, description: role.description,
            maxSessionSeconds: role.maxSessionSeconds, tags: role.tags.map(WorldPair.init),
            boundary: role.boundary.map { WorldText($0).shortened(in: role.account) }, policies: WorldPolicies(role))
    }
}

extension WorldKey {
    fileprivate init(_ key: KeyRecord, _ kms: KMSState, _ now: Timestamp) {
        self.init(
            label: key.address.keyID, region: key.address.region, id: key.address.keyID,
            aliases: kms.aliases(pointingTo: key.address).map { WorldText($0.address.name) })
        description = key.description
        spec = key.spec
        usage = key.usage
        origin = key.origin
        isMultiRegion = key.multiRegion != nil
        policy = key.hasStandardPolicy ? nil : WorldDocument(name: "policy", document: key.policy.json)
        tags = key.tags.map { WorldPair(key: $0.key, value: $0.value) }
        rotationDays = key.rotation.isEnabled ? key.rotation.periodInDays : nil
        state = key.state == .disabled ? .disabled : key.state.isPendingDeletion ? .pendingDeletion : .enabled
        deletionDays = Self.days(from: now, until: key.deletionDate) ?? deletionDays
        relabel()
    }

    /// Whole days, as many as a waiting period must have.
    private static func days(from now: Timestamp, until date: Timestamp?) -> Int? {
        guard let date else { return nil }
        let range = KMSLimits.pendingWindowInDays.range
        let days = Int(((date - now).milliseconds + 86_399_999) / 86_400_000)
        return min(max(days, range.lowerBound), range.upperBound)
    }
}
