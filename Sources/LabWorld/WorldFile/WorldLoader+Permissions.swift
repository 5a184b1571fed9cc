import LabCore
import LabIdentity
import LabPolicy
import LabService

extension WorldLoader {
    /// What groups, users and roles may do.
    func loadPermissions(_ account: WorldAccount) async throws(WorldFileError) {
        let present = standing(account)
        let id = account.account
        for group in account.groups {
            let old = present?.groups.first { $0.name == group.name }
            try await load(group.policies, old?.policies, of: "Group", group.name, in: id)
        }
        for user in account.users {
            let old = present?.users.first { $0.name == user.name }
            try await load(user.policies, old?.policies, of: "User", user.name, in: id)
            try await bound("User", user.name, old?.boundary, user.boundary, in: id)
        }
        for role in account.roles {
            let old = present?.roles.first { $0.name == role.name }
            try await load(role.policies, old?.policies, of: "Role", role.name, in: id)
            try await bound("Role", role.name, old?.boundary, role.boundary, in: id)
        }
    }

    private func load(
        _ policies: WorldPolicies, _ old: WorldPolicies?, of noun: String, _ name: String, in account: AccountID
    ) async throws(WorldFileError) {
        for policy in policies.inline where old?.inline.contains(policy) != true {
            let input: JSONObject = [
                "\(noun)Name": .string(name), "PolicyName": .string(policy.name),
                "PolicyDocument": .text(of: policy.document),
            ]
            try await perform(.iam, "Put\(noun)Policy", input, in: account, at: policy.line)
        }
        for policy in policies.attached where old?.attached.contains(policy) != true {
            let arn = policyARN(policy, in: account)
            let input: JSONObject = ["\(noun)Name": .string(name), "PolicyArn": .string(arn)]
            try await perform(.iam, "Attach\(noun)Policy", input, in: account, at: policy.line)
        }
    }

    private func bound(
        _ noun: String, _ name: String, _ old: WorldText?, _ boundary: WorldText?, in account: AccountID
    ) async throws(WorldFileError) {
        guard let boundary, boundary != old else { return }
        let arn = policyARN(boundary, in: account)
        let input: JSONObject = ["\(noun)Name": .string(name), "PermissionsBoundary": .string(arn)]
        try await perform(.iam, "Put\(noun)PermissionsBoundary", input, in: account, at: boundary.line)
    }

    /// Access keys with chosen ids, which no operation makes. A key without a secret in the file keeps the one it has, or
    /// gets a random one, which is told once.
    func load(
        _ keys: [WorldAccessKey], of userName: String?, in account: AccountID
    ) async throws(WorldFileError) {
        for key in keys {
            try check(key, of: userName, in: account)
            if let secret = try newSecret(for: key) { try await add(key, secret, of: userName, in: account) }
            let isActive = lab.world.identity.accessKeys[AccessKeyID(key.id)]?.status == .active
            guard isActive != key.isActive else { continue }
            var input: JSONObject = [
                "AccessKeyId": .string(key.id), "Status": key.isActive ? "Active" : "Inactive",
            ]
            input["UserName"] = userName.map { .string($0) }
            try await perform(.iam, "UpdateAccessKey", input, in: account, at: key.line)
        }
    }

    private func check(
        _ key: WorldAccessKey, of userName: String?, in account: AccountID
    ) throws(WorldFileError) {
        let all = lab.world.identity.accessKeys.all
        if let old = all.first(where: { $0.id.text == key.id }) {
            guard old.account == account, old.userName == userName else {
                throw WorldFileError(key.line.number, "the access key `\(key.id)` is somebody else's")
            }
        } else if all.count(where: { $0.account == account && $0.userName == userName }) >= Self.mostAccessKeys {
            throw WorldFileError(key.line.number, "nobody has more than \(Self.mostAccessKeys) access keys")
        }
    }

    /// IAM and STS quotas, "access keys assigned to an IAM user".
    private static let mostAccessKeys = 2

    private func newSecret(for key: WorldAccessKey) throws(WorldFileError) -> Sensitive<String>? {
        if let secret = key.secret { return isKnown(secret, of: key) ? nil : secret }
        guard lab.world.identity.accessKeys[AccessKeyID(key.id)] == nil else { return nil }
        do throws(RandomFailure) {
            let secret = Base64.encode(try lab.ambient.random.bytes(30, for: .secret))
            secrets[key.id] = .string(secret)
            return Sensitive(secret)
        } catch {
            throw WorldFileError(key.line.number, error.description)
        }
    }

    /// Whether the key has this secret already.
    private func isKnown(_ secret: Sensitive<String>, of key: WorldAccessKey) -> Bool {
        guard lab.world.identity.accessKeys[AccessKeyID(key.id)] != nil,
            let credential = try? lab.world.identity.credential(for: key.id)
        else { return false }
        return credential.secret.exposed.utf8.elementsEqual(secret.exposed.utf8)
    }

    private func add(
        _ key: WorldAccessKey, _ secret: Sensitive<String>, of userName: String?, in account: AccountID
    ) async throws(WorldFileError) {
        let now = lab.now
        let random = lab.ambient.random
        try await edit(at: key.line) { world throws(ServiceError) in
            try world.identity.addAccessKey(
                id: key.id, secret: secret, of: userName, in: account, at: now, random: random)
        }
    }

    /// The organization's policies, which only a world file sets.
    func loadOrganization(_ account: WorldAccount) async throws(WorldFileError) {
        guard let organization = account.organization, organization != standing(account)?.organization else { return }
        let record = OrganizationRecord(
            account: account.account, isManagement: organization.isManagement,
            serviceControl: try Self.levels(organization.serviceControl, .serviceControl),
            resourceControl: try Self.levels(organization.resourceControl, .resourceControl))
        try await edit(at: organization.line) { world throws(ServiceError) in
            world.identity.organizations.put(record)
        }
    }

    private static func levels(
        _ levels: [WorldOrganization.Level], _ kind: PolicyKind
    ) throws(WorldFileError) -> [OrganizationRecord.Level] {
        var records: [OrganizationRecord.Level] = []
        for level in levels {
            var policies: [InlinePolicy] = []
            for policy in level.policies { policies.append(try parse(policy, kind)) }
            records.append(OrganizationRecord.Level(name: level.name, policies: policies))
        }
        return records
    }

    private static func parse(_ policy: WorldDocument, _ kind: PolicyKind) throws(WorldFileError) -> InlinePolicy {
        do throws(PolicyError) {
            let document = try PolicyDocument(parsing: policy.document.policyText, kind: kind)
            return InlinePolicy(name: policy.name, document: document)
        } catch {
            throw WorldFileError(policy.line.number, error.serviceError)
        }
    }
}
