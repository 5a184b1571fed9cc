import LabCore
import LabIdentity
import LabKMS
import LabS3

/// The file as a tree of names and values: what it is written from, and compared by. Whatever is as it is without being
/// said is left out.
extension WorldFile {
    var tree: JSONObject {
        var tree: JSONObject = ["kmslab": 1]
        tree["clock"] = clock.map { .string($0.text) }
        tree["accounts"] = .named(accounts.map { ($0.account.digits, $0.tree) })
        return tree
    }
}

extension WorldClock {
    /// The time ahead, in days where it is whole ones.
    var text: String {
        let seconds = ahead.milliseconds / 1000
        return seconds % 86_400 == 0 ? "\(seconds / 86_400)d" : "\(seconds)s"
    }
}

extension WorldAccount {
    fileprivate var tree: JSONValue {
        .present([
            "organization": organization?.tree, "access-keys": .list(accessKeys.map(\.tree)),
            "policies": .named(policies.map { ($0.name, $0.tree) }),
            "groups": .named(groups.map { ($0.name, $0.tree) }),
            "users": .named(users.map { ($0.name, $0.tree) }), "roles": .named(roles.map { ($0.name, $0.tree) }),
            "keys": .named(keys.map { ($0.label, $0.tree) }),
            "buckets": .named(buckets.map { ($0.name, $0.tree) }),
        ])
    }
}

extension WorldOrganization {
    fileprivate var tree: JSONValue {
        .present([
            "management": isManagement ? true : nil, "service-control": .list(serviceControl.map(\.tree)),
            "resource-control": .list(resourceControl.map(\.tree)),
        ])
    }
}

extension WorldOrganization.Level {
    fileprivate var tree: JSONValue { .present(["name": .string(name), "policies": .documents(policies)]) }
}

extension WorldAccessKey {
    fileprivate var tree: JSONValue { .present(["id": .string(id), "active": isActive ? nil : false]) }
}

extension WorldPolicy {
    fileprivate var tree: JSONValue {
        .present([
            "path": .path(path), "description": description.map { .string($0) }, "tags": .pairs(tags),
            "document": document,
        ])
    }
}

extension WorldGroup {
    fileprivate var tree: JSONValue {
        .present([
            "path": .path(path), "policies": .documents(policies.inline), "attached": .texts(policies.attached),
        ])
    }
}

extension WorldUser {
    fileprivate var tree: JSONValue {
        .present([
            "path": .path(path), "tags": .pairs(tags), "groups": .texts(groups),
            "boundary": boundary.map { .string($0.text) }, "policies": .documents(policies.inline),
            "attached": .texts(policies.attached), "access-keys": .list(accessKeys.map(\.tree)),
        ])
    }
}

extension WorldRole {
    fileprivate var tree: JSONValue {
        let isStandard = maxSessionSeconds == IdentityLimits.standardMaxSessionSeconds
        return .present([
            "path": .path(path), "trust": trust, "description": description.map { .string($0) },
            "max-session": isStandard ? nil : .integer(Int64(maxSessionSeconds)), "tags": .pairs(tags),
            "boundary": boundary.map { .string($0.text) }, "policies": .documents(policies.inline),
            "attached": .texts(policies.attached),
        ])
    }
}

extension WorldKey {
    fileprivate var tree: JSONValue {
        let isPending = state == .pendingDeletion
        return .present([
            "region": region == .standard ? nil : .string(region.code), "id": id.map { .string($0) },
            "aliases": hasOwnLabel ? nil : .array(aliases.map { .string($0.text) }),
            "description": description.isEmpty ? nil : .string(description),
            "spec": spec == .symmetricDefault ? nil : .string(spec.rawValue),
            "usage": usage == spec.usages.first ? nil : .string(usage.rawValue),
            "origin": origin == .awsKMS ? nil : .string(origin.rawValue),
            "multi-region": isMultiRegion ? true : nil, "policy": policy?.document, "tags": .pairs(tags),
            "rotation": rotationDays.map { .integer(Int64($0)) },
            "state": state == .enabled ? nil : .string(state.rawValue),
            "deletion-days": isPending ? .integer(Int64(deletionDays)) : nil,
        ])
    }

    /// Whether the label says the alias.
    private var hasOwnLabel: Bool { aliases.count == 1 && aliases[0].text == "alias/\(label)" }
}

extension WorldBucket {
    fileprivate var tree: JSONValue {
        let encryption = encryption ?? Encryption()
        return .present([
            "region": region == .standard ? nil : .string(region.code),
            "versioning": objectLock != nil && versioning == .enabled ? nil : versioning.map { .string($0.rawValue) },
            "object-lock": objectLock?.tree,
            "encryption": encryption.mode == .aes256 ? nil : .string(encryption.mode.rawValue),
            "key": encryption.key.map { .string($0) }, "bucket-key": encryption.usesBucketKey ? true : nil,
            "allow-sse-c": encryption.allowsCustomerKeys ? true : nil,
            "ownership": ownership == .bucketOwnerEnforced ? nil : ownership.map { .string($0.rawValue) },
            "public-access-block": publicAccessBlock == .all ? nil : publicAccessBlock?.tree,
            "policy": policy?.document, "tags": .pairs(tags),
        ])
    }
}

extension ObjectLockConfiguration {
    fileprivate var tree: JSONValue {
        guard let retention = defaultRetention else { return true }
        var tree: JSONObject = ["mode": .string(retention.mode.rawValue)]
        switch retention.period {
        case .days(let count): tree["days"] = .integer(Int64(count))
        case .years(let count): tree["years"] = .integer(Int64(count))
        }
        return .object(tree)
    }
}

extension PublicAccessBlock {
    /// What is shut; an empty list when nothing is.
    fileprivate var tree: JSONValue {
        .array(Self.switches.filter { self[keyPath: $0.path] }.map { .string($0.name) })
    }
}

extension JSONValue {
    /// An object of those members that there are.
    fileprivate static func present(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    /// Named values; nothing for none.
    fileprivate static func named(_ members: [(String, JSONValue)]) -> JSONValue? {
        members.isEmpty ? nil : .object(JSONObject(members))
    }

    fileprivate static func list(_ elements: [JSONValue]) -> JSONValue? { elements.isEmpty ? nil : .array(elements) }

    fileprivate static func texts(_ texts: [WorldText]) -> JSONValue? { list(texts.map { .string($0.text) }) }

    fileprivate static func pairs(_ pairs: [WorldPair]) -> JSONValue? {
        named(pairs.map { ($0.key, .string($0.value)) })
    }

    fileprivate static func documents(_ documents: [WorldDocument]) -> JSONValue? {
        named(documents.map { ($0.name, $0.document) })
    }

    fileprivate static func path(_ path: String) -> JSONValue? { path == "/" ? nil : .string(path) }
}
