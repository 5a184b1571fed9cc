import LabCore
import LabIdentity
import LabPolicy
import LabService

extension WorldLoader {
    /// Managed policies: a document that differs becomes a new version.
    func loadPolicies(_ account: WorldAccount) async throws(WorldFileError) {
        for policy in account.policies {
            let old = standing(account)?.policies.first { $0.name == policy.name }
            guard let old else {
                try await create(policy, in: account.account)
                continue
            }
            try requireSame(old.path, policy.path, "path", policy.line)
            guard old.document != policy.document else { continue }
            let arn = policyARN(WorldText(policy.name), in: account.account)
            let input: JSONObject = [
                "PolicyArn": .string(arn), "PolicyDocument": .text(of: policy.document), "SetAsDefault": true,
            ]
            try await perform(.iam, "CreatePolicyVersion", input, in: account.account, at: policy.line)
        }
    }

    private func create(_ policy: WorldPolicy, in account: AccountID) async throws(WorldFileError) {
        var input: JSONObject = [
            "PolicyName": .string(policy.name), "Path": .string(policy.path),
            "PolicyDocument": .text(of: policy.document),
        ]
        input["Description"] = policy.description.map { .string($0) }
        if !policy.tags.isEmpty { input["Tags"] = .identityTags(policy.tags) }
        try await perform(.iam, "CreatePolicy", input, in: account, at: policy.line)
    }

    /// Groups and users, without what they may do.
    func loadEntities(_ account: WorldAccount) async throws(WorldFileError) {
        for group in account.groups {
            if let old = standing(account)?.groups.first(where: { $0.name == group.name }) {
                try requireSame(old.path, group.path, "path", group.line)
                continue
            }
            let input: JSONObject = ["GroupName": .string(group.name), "Path": .string(group.path)]
            try await perform(.iam, "CreateGroup", input, in: account.account, at: group.line)
        }
        for user in account.users { try await load(user, standing(account), in: account.account) }
        try await load(account.accessKeys, of: nil, in: account.account)
    }

    private func load(
        _ user: WorldUser, _ present: WorldAccount?, in account: AccountID
    ) async throws(WorldFileError) {
        let old = present?.users.first { $0.name == user.name }
        if let old {
            try requireSame(old.path, user.path, "path", user.line)
            try await tag("User", user.name, old.tags, user.tags, in: account, at: user.line)
        } else {
            var input: JSONObject = ["UserName": .string(user.name), "Path": .string(user.path)]
            if !user.tags.isEmpty { input["Tags"] = .identityTags(user.tags) }
            try await perform(.iam, "CreateUser", input, in: account, at: user.line)
        }
        for group in user.groups where old?.groups.contains(group) != true {
            let input: JSONObject = ["GroupName": .string(group.text), "UserName": .string(user.name)]
            try await perform(.iam, "AddUserToGroup", input, in: account, at: group.line)
        }
        try await load(user.accessKeys, of: user.name, in: account)
    }

    /// Roles; one that another one's trust policy names comes first.
    func loadRoles(_ account: WorldAccount) async throws(WorldFileError) {
        for role in account.rolesInOrder {
            guard let old = standing(account)?.roles.first(where: { $0.name == role.name }) else {
                try await create(role, in: account.account)
                continue
            }
            try requireSame(old.path, role.path, "path", role.line)
            try await update(role, from: old, in: account.account)
        }
    }

    private func create(_ role: WorldRole, in account: AccountID) async throws(WorldFileError) {
        var input: JSONObject = [
            "RoleName": .string(role.name), "Path": .string(role.path),
            "AssumeRolePolicyDocument": .text(of: role.trust),
            "MaxSessionDuration": .integer(Int64(role.maxSessionSeconds)),
        ]
        input["Description"] = role.description.map { .string($0) }
        if !role.tags.isEmpty { input["Tags"] = .identityTags(role.tags) }
        try await perform(.iam, "CreateRole", input, in: account, at: role.line)
    }

    private func update(
        _ role: WorldRole, from old: WorldRole, in account: AccountID
    ) async throws(WorldFileError) {
        if old.trust != role.trust {
            let input: JSONObject = ["RoleName": .string(role.name), "PolicyDocument": .text(of: role.trust)]
            try await perform(.iam, "UpdateAssumeRolePolicy", input, in: account, at: role.line)
        }
        if old.maxSessionSeconds != role.maxSessionSeconds || old.description != role.description {
            let input: JSONObject = [
                "RoleName": .string(role.name), "Description": .string(role.description ?? ""),
                "MaxSessionDuration": .integer(Int64(role.maxSessionSeconds)),
            ]
            try await perform(.iam, "UpdateRole", input, in: account, at: role.line)
        }
        try await tag("Role", role.name, old.tags, role.tags, in: account, at: role.line)
    }

    private func tag(
        _ noun: String, _ name: String, _ old: [WorldPair], _ new: [WorldPair], in account: AccountID,
        at line: SourceLine
    ) async throws(WorldFileError) {
        let missing = new.filter { !old.contains($0) }
        guard !missing.isEmpty else { return }
        let input: JSONObject = ["\(noun)Name": .string(name), "Tags": .identityTags(missing)]
        try await perform(.iam, "Tag\(noun)", input, in: account, at: line)
    }

    /// Refuses to change what nobody can change.
    func requireSame(
        _ old: String, _ new: String, _ what: String, _ line: SourceLine
    ) throws(WorldFileError) {
        guard old != new else { return }
        throw WorldFileError(
            line.number, "this exists with the \(what) `\(old)`, which cannot become `\(new)`",
            hint: "`kmslab world diff` shows what else differs; another name makes another one")
    }
}

extension WorldAccount {
    /// The roles, those that others trust first; of roles that trust each other, the first.
    fileprivate var rolesInOrder: [WorldRole] {
        var rest = roles
        var ordered: [WorldRole] = []
        while !rest.isEmpty {
            let index = rest.firstIndex { role in
                !rest.contains { $0.name != role.name && role.trusts($0, in: account) }
            }
            ordered.append(rest.remove(at: index ?? 0))
        }
        return ordered
    }
}

extension WorldRole {
    fileprivate func trusts(_ other: WorldRole, in account: AccountID) -> Bool {
        let text = trust.compactText
        return text.contains("arn:aws:iam::\(account):role\(other.path)\(other.name)\"")
            || text.contains("arn:aws:sts::\(account):assumed-role/\(other.name)/")
    }
}
