import LabCore

/// One thing that two worlds do not have in common.
struct WorldDifference: Equatable, Sendable {
    /// What is different.
    enum Kind: String, Sendable {
        /// The file has it, the world does not.
        case missing
        /// The world has it, the file does not.
        case surplus
        /// Both have it, and not the same.
        case different
    }

    let kind: Kind
    /// Where: `111122223333/users/bob/policies/AllowLedger`.
    let path: String
    /// What the file says.
    let inFile: JSONValue?
    /// What the world says.
    let inWorld: JSONValue?

    /// As doors show it.
    var json: JSONValue {
        var json: JSONObject = ["kind": .string(kind.rawValue), "path": .string(path)]
        json["file"] = inFile
        json["world"] = inWorld
        return .object(json)
    }
}

extension WorldFile {
    /// What this file and `world` do not have in common, in order. Where the file chooses no key id, ids are not compared;
    /// secrets never are.
    func differences(from world: WorldFile) -> [WorldDifference] {
        let own = tree
        let other = world.ignoringIDs(notIn: self).tree
        var differences = Self.compare(own["clock"], other["clock"], "clock")
        let empty = JSONObject()
        let left = own["accounts"]?.object ?? empty
        let right = other["accounts"]?.object ?? empty
        for account in Self.names(left, right) {
            differences += Self.compare(sectionsOf: left[account], right[account], account)
        }
        return differences
    }

    /// Sections hold named things; each of them is compared member by member.
    private static func compare(
        sectionsOf left: JSONValue?, _ right: JSONValue?, _ account: String
    ) -> [WorldDifference] {
        let (left, right) = (left?.object ?? [:], right?.object ?? [:])
        return names(left, right).flatMap { section -> [WorldDifference] in
            let path = "\(account)/\(section)"
            let isNamed = left[section]?.object != nil || right[section]?.object != nil
            guard isNamed, section != "organization" else { return compare(left[section], right[section], path) }
            let (own, other) = (left[section]?.object ?? [:], right[section]?.object ?? [:])
            return names(own, other).flatMap { compareThing(own[$0], other[$0], "\(path)/\($0)") }
        }
    }

    private static func compareThing(_ left: JSONValue?, _ right: JSONValue?, _ path: String) -> [WorldDifference] {
        guard let own = left?.object, let other = right?.object else { return compare(left, right, path) }
        return names(own, other).flatMap { member -> [WorldDifference] in
            let path = "\(path)/\(member)"
            guard member == "policies" else { return compare(own[member], other[member], path) }
            let (inline, others) = (own[member]?.object ?? [:], other[member]?.object ?? [:])
            return names(inline, others).flatMap { compare(inline[$0], others[$0], "\(path)/\($0)") }
        }
    }

    private static func compare(_ left: JSONValue?, _ right: JSONValue?, _ path: String) -> [WorldDifference] {
        guard left != right else { return [] }
        let kind: WorldDifference.Kind = left == nil ? .surplus : right == nil ? .missing : .different
        return [WorldDifference(kind: kind, path: path, inFile: left, inWorld: right)]
    }

    private static func names(_ left: JSONObject, _ right: JSONObject) -> [String] {
        left.names + right.names.filter { left[$0] == nil }
    }

    private func ignoringIDs(notIn file: WorldFile) -> WorldFile {
        var copy = self
        for index in copy.accounts.indices {
            let account = copy.accounts[index].account
            let keys = file.accounts.first { $0.account == account }?.keys ?? []
            for place in copy.accounts[index].keys.indices {
                let label = copy.accounts[index].keys[place].label
                if let key = keys.first(where: { $0.label == label }), key.id == nil {
                    copy.accounts[index].keys[place].id = nil
                }
            }
        }
        return copy
    }
}
