import LabConfig
import LabCore
import LabService

extension LabDoor {
    /// The rules of AWS Config with what breaks them, and since when, and who did it.
    static let configRules = LabDoor(
        name: "config-rules", summary: "AWS Config's rules and what breaks them; {\"rule\": \"NAME\"}",
        changesLab: false
    ) { lab, input throws(ServiceError) in
        let name = try DoorInput(input, allowing: "rule").string("rule")
        await lab.rulesCaughtUp()
        let world = lab.world
        let rules = world.config.rules.all.filter { name == nil || $0.address.name == name }
        guard name == nil || !rules.isEmpty else { throw DoorInput.error("there is no rule `\(name ?? "")`") }
        return ["rules": .array(rules.map { world.findings(of: $0) })]
    }

    /// How compliance changed.
    static let configTimeline = LabDoor(
        name: "config-timeline",
        summary: "changes of compliance, oldest first; {\"last\": 50, \"rule\": \"NAME\", \"resource\": \"…\"}",
        changesLab: false
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: "last", "rule", "resource")
        let (rule, resource) = (try input.string("rule"), try input.string("resource"))
        let count = try input.integer("last") ?? 50
        guard (1...LabLimits.shownEvents).contains(count) else {
            throw DoorInput.error("`last` has to be between 1 and \(LabLimits.shownEvents)")
        }
        await lab.rulesCaughtUp()
        let changes = lab.world.compliance.timeline.all.filter { change in
            (rule == nil || change.subject.rule.name == rule) && (resource.map(change.isAbout) ?? true)
        }
        return ["changes": .array(changes.suffix(count).map(\.json))]
    }
}

extension WorldState {
    /// A rule with its violations.
    fileprivate func findings(of rule: ConfigRule) -> JSONValue {
        let evaluations = compliance.evaluations.all.filter { $0.id.rule == rule.address && $0.ruleID == rule.ruleID }
        let violations = evaluations.filter { $0.compliance == .nonCompliant }
        let verdict: Compliance =
            evaluations.isEmpty ? .insufficientData : violations.isEmpty ? .compliant : .nonCompliant
        return [
            "name": .string(rule.address.name), "account": .string(rule.address.account.digits),
            "region": .string(rule.address.region.code), "identifier": .string(rule.managed.rawValue),
            "compliance": .string(verdict.rawValue), "judged": .integer(Int64(evaluations.count)),
            "violations": .array(violations.map(violation)),
        ]
    }

    private func violation(_ evaluation: Evaluation) -> JSONValue {
        let resource = evaluation.id.resource
        var json: JSONObject = [
            "resourceType": .string(resource.kind.rawValue), "resourceId": .string(resource.resourceID),
            "since": .string(evaluation.recordedAt.iso8601),
        ]
        json["resourceName"] = configResource(at: resource)?.name.map(JSONValue.string)
        json["annotation"] = evaluation.annotation.map(JSONValue.string)
        json["cause"] = evaluation.cause.map(\.json)
        return .object(json)
    }
}

extension ComplianceChange {
    /// Whether a person means this change's resource by `text`: its id, its name, or its ARN.
    fileprivate func isAbout(_ text: String) -> Bool {
        let id = subject.resource.resourceID
        return text == id || text == name || "alias/\(text)" == name || text.hasSuffix(":key/\(id)")
            || text == "arn:aws:s3:::\(id)"
    }
}
