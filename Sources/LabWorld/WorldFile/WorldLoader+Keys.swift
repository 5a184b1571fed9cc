import LabCore
import LabKMS
import LabService

extension WorldLoader {
    /// Keys: each is known by its id or its first alias.
    func loadKeys(_ account: WorldAccount) async throws(WorldFileError) {
        for key in account.keys {
            let old = standing(account)?.keys.first { $0.isSame(as: key) }
            if let old { try requireSameKind(old, key) }
            let made = old == nil ? try await create(key, in: account.account) : nil
            guard let id = made ?? old?.id else { preconditionFailure("a key of the world has an id") }
            try await load(key, old, id: id, in: account.account)
        }
    }

    private func requireSameKind(_ old: WorldKey, _ new: WorldKey) throws(WorldFileError) {
        if let id = new.id, let oldID = old.id { try requireSame(oldID, id, "id", new.line) }
        try requireSame(old.spec.rawValue, new.spec.rawValue, "spec", new.line)
        try requireSame(old.usage.rawValue, new.usage.rawValue, "usage", new.line)
        try requireSame(old.origin.rawValue, new.origin.rawValue, "origin", new.line)
        try requireSame("\(old.isMultiRegion)", "\(new.isMultiRegion)", "multi-region", new.line)
    }

    private func create(_ key: WorldKey, in account: AccountID) async throws(WorldFileError) -> String {
        var input: JSONObject = [
            "Description": .string(key.description), "KeySpec": .string(key.spec.rawValue),
            "KeyUsage": .string(key.usage.rawValue), "Origin": .string(key.origin.rawValue),
            "MultiRegion": .bool(key.isMultiRegion),
        ]
        if !key.tags.isEmpty { input["Tags"] = .keyTags(key.tags) }
        let chosen = try chosenID(key).map { ChosenIdentifier($0, then: lab.ambient.random) }
        let output = try await perform(
            .kms, "CreateKey", input, in: account, region: key.region, at: key.line, random: chosen)
        let id = output["KeyMetadata"]?["KeyId"]?.string ?? ""
        guard key.id == nil || key.id == id else {
            throw WorldFileError(
                key.line.number, "`\(key.id ?? "")` cannot be a key's id",
                hint: "an id is a UUID of version 4 in small letters, or mrk- and 32 hexadecimal digits")
        }
        return id
    }

    /// The bytes of a chosen id. Whether they make that id shows when the key is made.
    private func chosenID(_ key: WorldKey) throws(WorldFileError) -> [UInt8]? {
        guard let id = key.id else { return nil }
        let digits = (id.hasPrefix("mrk-") ? String(id.dropFirst(4)) : id).filter { $0 != "-" }
        guard let bytes = Hex.decode(digits), bytes.count == 16 else {
            throw WorldFileError(key.line.number, "`\(id)` cannot be a key's id")
        }
        return bytes
    }

    /// Everything about a key that can change, in an order in which nothing stands in the way of the rest: the policy last.
    private func load(
        _ key: WorldKey, _ old: WorldKey?, id: String, in account: AccountID
    ) async throws(WorldFileError) {
        func change(
            _ name: String, _ members: JSONObject, _ line: SourceLine? = nil
        ) async throws(WorldFileError) {
            var input: JSONObject = ["KeyId": .string(id)]
            for member in members.members { input[member.name] = member.value }
            try await perform(.kms, name, input, in: account, region: key.region, at: line ?? key.line)
        }
        if old?.state == .pendingDeletion, key.state != .pendingDeletion { try await change("CancelKeyDeletion", [:]) }
        try await loadAliases(key, old, id: id, in: account)
        if let old, old.description != key.description {
            try await change("UpdateKeyDescription", ["Description": .string(key.description)])
        }
        let tags = key.tags.filter { old?.tags.contains($0) == false }
        if !tags.isEmpty { try await change("TagResource", ["Tags": .keyTags(tags)]) }
        if let days = key.rotationDays, days != old?.rotationDays {
            try await change("EnableKeyRotation", ["RotationPeriodInDays": .integer(Int64(days))])
        } else if key.rotationDays == nil, old?.rotationDays != nil {
            try await change("DisableKeyRotation", [:])
        }
        try await loadState(key, old, id: id, in: account)
        if let policy = key.policy, policy != old?.policy {
            let members: JSONObject = ["Policy": .text(of: policy.document), "BypassPolicyLockoutSafetyCheck": true]
            try await change("PutKeyPolicy", members, policy.line)
        }
    }

    private func loadAliases(
        _ key: WorldKey, _ old: WorldKey?, id: String, in account: AccountID
    ) async throws(WorldFileError) {
        for alias in key.aliases where old?.aliases.contains(alias) != true {
            let input: JSONObject = ["AliasName": .string(alias.text), "TargetKeyId": .string(id)]
            try await perform(.kms, "CreateAlias", input, in: account, region: key.region, at: alias.line)
        }
    }

    private func loadState(
        _ key: WorldKey, _ old: WorldKey?, id: String, in account: AccountID
    ) async throws(WorldFileError) {
        // A deletion that was cancelled leaves the key disabled.
        let present = old?.state == .pendingDeletion && key.state != .pendingDeletion ? .disabled : old?.state
        guard key.state != present ?? .enabled else { return }
        var input: JSONObject = ["KeyId": .string(id)]
        let name: String
        switch key.state {
        case .enabled: name = "EnableKey"
        case .disabled: name = "DisableKey"
        case .pendingDeletion:
            name = "ScheduleKeyDeletion"
            input["PendingWindowInDays"] = .integer(Int64(key.deletionDays))
        }
        try await perform(.kms, name, input, in: account, region: key.region, at: key.line)
    }
}

extension WorldKey {
    /// Whether a key of the world is the one that a file means.
    fileprivate func isSame(as key: WorldKey) -> Bool {
        guard region == key.region else { return false }
        if let id = key.id { return self.id == id || aliases.contains { key.aliases.contains($0) } }
        return aliases.contains { key.aliases.contains($0) }
    }
}

extension JSONValue {
    /// Tags as the key service takes them.
    fileprivate static func keyTags(_ tags: [WorldPair]) -> JSONValue {
        .array(tags.map { ["TagKey": .string($0.key), "TagValue": .string($0.value)] })
    }
}
