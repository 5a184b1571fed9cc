import LabCore

/// `audit`: how many events of a kind the trail has since the lab began.
struct AuditCheck: Check {
    static let name = "audit"
    static let parameters = [
        "event", "by", "on", "context", "error", "via", "mentions", "where", "min", "max",
    ]
    static let codes = ["too-few", "too-many"]

    let pattern: EventPattern
    let min: Int
    let max: Int?

    init(_ map: Parameters) throws(LabFileError) {
        pattern = try EventPattern(map)
        max = try map.number("max")
        min = try map.number("min") ?? (map.has("max") ? 0 : 1)
    }
}

/// What an event has to be like.
struct EventPattern: Sendable {
    let event: String?
    let caller: String?
    /// A key's name, or BUCKET/KEY.
    let resource: String?
    /// The encryption context: pairs that it holds at least, or that there is none.
    let context: ContextPattern?
    let error: String?
    let via: String?
    let mentions: [String]
    let members: [Member]

    /// A value that the record has at a path.
    struct Member: Sendable {
        let path: String
        let value: String
    }

    /// What the context has to be like.
    enum ContextPattern: Sendable {
        case none
        case holding([(key: String, value: String)])
    }

    init(_ map: Parameters) throws(LabFileError) {
        event = try map.text("event")
        caller = try map.text("by")
        resource = try map.text("on")
        error = try map.text("error")
        via = try map.text("via")
        mentions = try map.texts("mentions")
        members = try map.pairs("where").map { Member(path: $0.key, value: $0.value) }
        if map.isText("context") {
            guard try map.text("context") == "none" else { throw map.error("`context` has pairs, or is \"none\"") }
            context = ContextPattern.none
        } else {
            context = map.has("context") ? .holding(try map.pairs("context")) : nil
        }
    }
}

extension AuditCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        let key = try await experiment.keyARN(of: pattern.resource)
        let count = try await experiment.events().count { pattern.matches($0, key: key) }
        var evidence = ["count": String(count), "min": String(min)]
        evidence["max"] = max.map { String($0) } ?? ""
        if count < min { return .fail("too-few", evidence) }
        if let max, count > max { return .fail("too-many", evidence) }
        return .pass(evidence)
    }
}

extension EventPattern {
    /// Whether an event is of this kind. `key` is the ARN of the key that ``resource`` names.
    func matches(_ record: JSONValue, key: String?) -> Bool {
        let isNamed = event.map { $0 == record["eventName"]?.string } ?? true
        return isNamed && matchesCaller(record) && matchesResource(record, key: key) && matchesContext(record)
            && matchesError(record) && matchesVia(record) && matchesText(record)
    }

    private func matchesCaller(_ record: JSONValue) -> Bool {
        guard let caller else { return true }
        let identity = record["userIdentity"]
        let role = identity?["sessionContext"]?["sessionIssuer"]?["userName"]?.string
        let names = [
            identity?["type"]?.string == "Root" ? "root" : nil, identity?["userName"]?.string,
            role.map { "role/\($0)" }
                ?? identity?["arn"]?.string?.split(separator: "/").dropFirst().first
                .map { "role/\($0)" },
        ]
        return names.contains(caller) || identity?["arn"]?.string == caller
    }

    private func matchesResource(_ record: JSONValue, key: String?) -> Bool {
        guard let resource else { return true }
        let arns = (record["resources"]?.array ?? []).compactMap { $0["ARN"]?.string }
        if arns.contains(where: { $0 == key || $0 == resource || $0 == "arn:aws:s3:::\(resource)" }) { return true }
        let parameters = record["requestParameters"]
        let object = [parameters?["bucketName"]?.string, parameters?["key"]?.string].compactMap { $0 }
        return object.joined(separator: "/") == resource || parameters?["keyId"]?.string == resource
    }

    private func matchesContext(_ record: JSONValue) -> Bool {
        let found = record["requestParameters"]?["encryptionContext"]?.object
        switch context {
        case nil: return true
        case .some(.none): return found?.isEmpty ?? true
        case .some(.holding(let pairs)):
            return pairs.allSatisfy { pair in found?[pair.key]?.string == pair.value }
        }
    }

    private func matchesError(_ record: JSONValue) -> Bool {
        let found = record["errorCode"]?.string
        switch error {
        case nil: return true
        case "none"?: return found == nil
        case "any"?: return found != nil
        case let code?: return found == code || found == "AccessDenied" && code == "AccessDeniedException"
        }
    }

    private func matchesVia(_ record: JSONValue) -> Bool {
        guard let via else { return true }
        return record["userIdentity"]?["invokedBy"]?.string?.hasPrefix("\(via).") == true
    }

    private func matchesText(_ record: JSONValue) -> Bool {
        let text = mentions.isEmpty ? "" : record.compactText
        let isMentioned = mentions.isEmpty || mentions.contains { text.contains($0) }
        return isMentioned && members.allSatisfy { JSONPath($0.path).text(in: record) == $0.value }
    }
}

extension Experiment {
    /// The ARN of the key that a text names; `nil` when it names none.
    func keyARN(of text: String?) async throws(ServiceError) -> String? {
        guard let text, text.hasPrefix("alias/") || !text.contains("/") || text.hasPrefix("arn:") else { return nil }
        let outcome = try await outcome(Self.door("why", ["action": "kms:DescribeKey", "resource": .string(text)]))
        return outcome.output["decisions"]?.array?.last?["resource"]?.string
    }
}
