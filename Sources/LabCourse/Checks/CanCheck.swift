import LabCore

/// `can`: everybody named may do everything named, and for the reason named.
struct CanCheck: Check {
    static let name = "can"
    static let parameters = AccessCells.names
    static let codes = ["refused", "reason"]
    private static let reasons = ["key-policy", "iam", "grant"]

    let cells: AccessCells

    init(_ map: Parameters) throws(LabFileError) {
        cells = try AccessCells(map, reasons: Self.reasons)
    }
}

/// `cannot`: nobody named may do anything named, and where it stops is what is named.
struct CannotCheck: Check {
    static let name = "cannot"
    static let parameters = AccessCells.names
    static let codes = ["allowed", "reason"]
    private static let reasons = [
        "deny", "resource", "identity", "boundary", "session", "serviceControl", "resourceControl",
    ]

    let cells: AccessCells

    init(_ map: Parameters) throws(LabFileError) {
        cells = try AccessCells(map, reasons: Self.reasons)
    }
}

/// People × actions × resources, asked in a certain way.
struct AccessCells: Sendable {
    static let names = ["who", "do", "on", "context", "via", "source_ip", "vpc_endpoint", "because"]

    let people: [String]
    let actions: [String]
    let resources: [String]
    let context: EncryptionContext?
    let via: String?
    let sourceIP: String?
    let vpcEndpoint: String?
    let reason: String?

    init(_ map: Parameters, reasons: [String]) throws(LabFileError) {
        people = try map.requiredTexts("who")
        actions = try map.requiredTexts("do")
        resources = try map.requiredTexts("on")
        context = try map.context()
        via = try map.text("via")
        sourceIP = try map.text("source_ip")
        vpcEndpoint = try map.text("vpc_endpoint")
        reason = try map.text("because")
        if let reason, !reasons.contains(reason) {
            throw map.error("`because` cannot be `\(reason)`", mend: "take one of \(reasons.joined(separator: ", "))")
        }
    }
}

extension CanCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        for cell in cells.all {
            let answer = try await experiment.decision(cell, cells)
            guard answer.isAllowed else { return .fail("refused", cell.evidence(answer)) }
            if let wanted = cells.reason, wanted != answer.reason { return .fail("reason", cell.evidence(answer)) }
        }
        return .pass(cells.all.last?.evidence(nil) ?? [:])
    }
}

extension CannotCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        for cell in cells.all {
            let answer = try await experiment.decision(cell, cells)
            if answer.isAllowed || answer.isMeaningless { return .fail("allowed", cell.evidence(answer)) }
            if let wanted = cells.reason, wanted != answer.stoppedAt { return .fail("reason", cell.evidence(answer)) }
        }
        return .pass(cells.all.last?.evidence(nil) ?? [:])
    }
}

/// Somebody, an action, a resource.
struct AccessCell: Sendable {
    let who: String
    let action: String
    let resource: String

    func evidence(_ answer: AccessAnswer?) -> [String: String] {
        var evidence = ["who": who, "do": action, "on": resource]
        if let answer {
            evidence["because"] = answer.reason
            evidence["stopped"] = answer.stoppedAt
        }
        return evidence
    }
}

/// How a question was decided.
struct AccessAnswer: Sendable {
    let isAllowed: Bool
    /// Whether the question itself made no sense: nobody of that name, no such key.
    let isMeaningless: Bool
    /// Why it was allowed: `key-policy`, `iam`, `grant`.
    let reason: String
    /// Where it ended: `deny`, a layer, or an error.
    let stoppedAt: String

    init(_ outcome: Experiment.Outcome) {
        let decision = outcome.output["decisions"]?.array?.last
        isMeaningless = outcome.error != nil
        isAllowed = decision?["outcome"]?.string == "allowed"
        reason = Self.reason(decision)
        stoppedAt =
            outcome.error?.code.wireName
            ?? (decision?["outcome"]?.string == "deniedExplicitly"
                ? "deny" : outcome.output["stoppedAt"]?.string ?? "")
    }

    private static func reason(_ decision: JSONValue?) -> String {
        let documents = decision?["documents"]?.array ?? []
        let layers = documents.filter { document in
            (document["statements"]?.array ?? []).contains { $0["determining"]?.bool == true }
        }.compactMap { $0["layer"]?.string }
        if layers.contains("grants") { return "grant" }
        if layers.contains("identity") { return "iam" }
        return layers.contains("resource") ? "key-policy" : ""
    }
}

extension AccessCells {
    /// Every combination.
    var all: [AccessCell] {
        people.flatMap { who in
            actions.flatMap { action in
                resources.map { AccessCell(who: who, action: action, resource: $0) }
            }
        }
    }
}

extension Experiment {
    /// How a cell is decided in the world as it stands.
    func decision(_ cell: AccessCell, _ cells: AccessCells) async throws(ServiceError) -> AccessAnswer {
        var question: JSONObject = [
            "as": .string(cell.who), "action": .string(cell.action), "resource": .string(cell.resource),
        ]
        if let context = cells.context { question["context"] = .object(context.jsonObject) }
        question["via"] = cells.via.map { .string($0) }
        question["sourceIP"] = cells.sourceIP.map { .string($0) }
        question["vpcEndpoint"] = cells.vpcEndpoint.map { .string($0) }
        return AccessAnswer(try await outcome(Self.door("why", question)))
    }
}

extension EncryptionContext {
    /// As the wire has it.
    var jsonObject: JSONObject { JSONObject(pairs.map { ($0.key, JSONValue.string($0.value)) }) }
}
