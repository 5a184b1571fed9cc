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
