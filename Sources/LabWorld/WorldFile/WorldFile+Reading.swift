import LabCore
import LabIdentity

extension WorldFile {
    /// Reads a file, strictly: a name that no place knows is an error.
    ///
    /// - Throws: what is wrong first, and where.
    init(parsing text: String) throws(WorldFileError) {
        let root = try WorldNode.parse(text).map("a world file", allowing: ["kmslab", "clock", "accounts"])
        if let version = try root.integer("kmslab"), version != 1 {
            throw WorldFileError(root.line, "this kmslab reads world files of version 1, not \(version)")
        }
        clock = try root["clock"].map { (node) throws(WorldFileError) in try WorldClock(node) }
        for member in try root.entries("accounts") { accounts.append(try WorldAccount(member)) }
        accounts.sort { $0.account < $1.account }
    }
}

extension WorldClock {
    fileprivate init(_ node: WorldNode) throws(WorldFileError) {
        let text = try node.string("`clock`")
        guard let ahead = LabDuration(text) else {
            throw WorldFileError(
                node.line, "`clock` has to be a time ahead of the machine's", hint: "write 90s, 12h, 366d or 2y")
        }
        self.init(ahead: ahead, line: SourceLine(node.line))
    }
}

extension WorldAccount {
    private static let names = [
        "organization", "access-keys", "policies", "groups", "users", "roles", "keys", "buckets",
    ]

    fileprivate init(_ member: WorldNode.Member) throws(WorldFileError) {
        guard let account = AccountID(member.name) else {
            throw WorldFileError(member.line, "`\(member.name)` is no account: an id has twelve digits")
        }
        let map = try member.value.map("an account", allowing: Self.names)
        self.init(account: account)
        organization = try map["organization"].map { (node) throws(WorldFileError) in try WorldOrganization(node) }
        accessKeys = try map.accessKeys()
        for member in try map.entries("policies") { policies.append(try WorldPolicy(member)) }
        for member in try map.entries("groups") { groups.append(try WorldGroup(member, in: account)) }
        for member in try map.entries("users") { users.append(try WorldUser(member, in: account)) }
        for member in try map.entries("roles") { roles.append(try WorldRole(member, in: account)) }
        for member in try map.entries("keys") { keys.append(try WorldKey(member)) }
        for member in try map.entries("buckets") { buckets.append(try WorldBucket(member)) }
        sort()
    }

    /// Brings everything into the order in which a world has it.
    mutating func sort() {
        policies.sort { $0.name < $1.name }
        groups.sort { $0.name < $1.name }
        users.sort { $0.name < $1.name }
        roles.sort { $0.name < $1.name }
        keys.sort { $0.label < $1.label }
        buckets.sort { $0.name < $1.name }
    }
}

extension WorldOrganization {
    private static let names = ["management", "service-control", "resource-control"]

    fileprivate init(_ node: WorldNode) throws(WorldFileError) {
        let map = try node.map("an organization", allowing: Self.names)
        self.init(
            isManagement: try map.bool("management") ?? false, serviceControl: try map.levels("service-control"),
            resourceControl: try map.levels("resource-control"), line: SourceLine(node.line))
    }
}

extension WorldPolicy {
    fileprivate init(_ member: WorldNode.Member) throws(WorldFileError) {
        let map = try member.value.map("a policy", allowing: ["path", "description", "tags", "document"])
        self.init(
            name: member.name, path: try map.string("path") ?? "/", description: try map.string("description"),
            tags: try map.pairs("tags"), document: try map.required("document").document("`document`"),
            line: SourceLine(member.line))
    }
}

extension WorldGroup {
    fileprivate init(_ member: WorldNode.Member, in account: AccountID) throws(WorldFileError) {
        let map = try member.value.map("a group", allowing: ["path", "policies", "attached"])
        self.init(
            name: member.name, path: try map.string("path") ?? "/", policies: try map.policies(in: account),
            line: SourceLine(member.line))
    }
}

extension WorldUser {
    private static let names = ["path", "tags", "groups", "boundary", "policies", "attached", "access-keys"]

    fileprivate init(_ member: WorldNode.Member, in account: AccountID) throws(WorldFileError) {
        let map = try member.value.map("a user", allowing: Self.names)
        self.init(
            name: member.name, path: try map.string("path") ?? "/", tags: try map.pairs("tags"),
            groups: try map.texts("groups").sorted { $0.text < $1.text },
            boundary: try map.policyName("boundary", in: account), policies: try map.policies(in: account),
            accessKeys: try map.accessKeys(), line: SourceLine(member.line))
    }
}

extension WorldRole {
    private static let names = [
        "path", "trust", "description", "max-session", "tags", "boundary", "policies", "attached",
    ]

    fileprivate init(_ member: WorldNode.Member, in account: AccountID) throws(WorldFileError) {
        let map = try member.value.map("a role", allowing: Self.names)
        self.init(
            name: member.name, path: try map.string("path") ?? "/",
            trust: try map.required("trust").document("`trust`"), description: try map.string("description"),
            maxSessionSeconds: try map.integer("max-session") ?? IdentityLimits.standardMaxSessionSeconds,
            tags: try map.pairs("tags"), boundary: try map.policyName("boundary", in: account),
            policies: try map.policies(in: account), line: SourceLine(member.line))
    }
}

extension WorldMap {
    /// Access keys, in the file's order.
    fileprivate func accessKeys() throws(WorldFileError) -> [WorldAccessKey] {
        var keys: [WorldAccessKey] = []
        for node in try list("access-keys") {
            let map = try node.map("an access key", allowing: ["id", "secret", "active"])
            let id = try map.required("id")
            let text = try id.string("`id`")
            guard (4...128).contains(text.utf8.count), text.utf8.allSatisfy(\.isWordByte) else {
                throw id.error("an access key id has 4 to 128 letters, digits and `_`")
            }
            keys.append(
                WorldAccessKey(
                    id: text, secret: try map.string("secret").map { Sensitive($0) },
                    isActive: try map.bool("active") ?? true, line: SourceLine(node.line)))
        }
        return keys.sorted { $0.id < $1.id }
    }

    /// The levels of an organization's policies, the root first.
    fileprivate func levels(_ name: String) throws(WorldFileError) -> [WorldOrganization.Level] {
        var levels: [WorldOrganization.Level] = []
        for node in try list(name) {
            let map = try node.map("a level", allowing: ["name", "policies"])
            levels.append(
                .init(name: try map.required("name").string("`name`"), policies: try map.documents("policies")))
        }
        return levels
    }

    /// Inline and attached policies.
    fileprivate func policies(in account: AccountID) throws(WorldFileError) -> WorldPolicies {
        let attached = try texts("attached").map { $0.shortened(in: account) }
        return WorldPolicies(
            inline: try documents("policies").sorted { $0.name < $1.name },
            attached: attached.sorted { $0.text < $1.text })
    }

    /// A managed policy.
    fileprivate func policyName(_ name: String, in account: AccountID) throws(WorldFileError) -> WorldText? {
        guard let node = self[name] else { return nil }
        return WorldText(try node.string("`\(name)`"), line: node.line).shortened(in: account)
    }
}

extension WorldText {
    /// The account's own managed policies by their names alone, which are unique.
    func shortened(in account: AccountID) -> WorldText {
        guard text.hasPrefix("arn:aws:iam::\(account):policy/"), let name = text.split(separator: "/").last else {
            return self
        }
        return WorldText(String(name), line: line.number)
    }
}

extension UInt8 {
    fileprivate var isWordByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }
}
