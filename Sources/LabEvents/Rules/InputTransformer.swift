import LabCore
import LabService

/// A message made of a template and parts of the event.
///
/// - SeeAlso: Amazon EventBridge User Guide, "Amazon EventBridge input transformation"
struct InputTransformer: Sendable, Hashable, Codable {
    let paths: [String: EventPath]
    let template: String

    init(_ members: MemberReader) {
        let pairs = members.stringMap("InputPathsMap", ...100, key: 1...256, value: ...256) ?? []
        paths = Dictionary(pairs.map { ($0.key, EventPath(unchecked: $0.value)) }) { $1 }
        template = members.requiredString("InputTemplate", 1...8192)
    }

    var json: JSONValue {
        let map = paths.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value.text)) }
        return ["InputPathsMap": .object(JSONObject(map)), "InputTemplate": .string(template)]
    }

    /// The template with its `<variables>` filled in. Inside of a JSON string a text stands as it is, elsewhere in quotes;
    /// a variable without value is left empty.
    func text(for event: JSONValue, rule: EventRuleAddress, at now: Timestamp) -> String {
        var text = ""
        var rest = template[...]
        var isQuoted = false
        while let character = rest.first {
            if character == "<", let end = rest.firstIndex(of: ">") {
                let name = String(rest[rest.index(after: rest.startIndex)..<end])
                text += Self.written(value(of: name, event, rule, now), isQuoted: isQuoted)
                rest = rest[rest.index(after: end)...]
                continue
            }
            if character == "\"", text.last != "\\" { isQuoted.toggle() }
            text.append(character)
            rest = rest.dropFirst()
        }
        return text
    }

    private func value(
        of name: String, _ event: JSONValue, _ rule: EventRuleAddress, _ now: Timestamp
    ) -> JSONValue? {
        switch name {
        case "aws.events.rule-arn": .string(rule.arn.description)
        case "aws.events.rule-name": .string(rule.name)
        case "aws.events.event.ingestion-time": .string(now.iso8601)
        case "aws.events.event", "aws.events.event.json": event
        default: paths[name]?.value(in: event)
        }
    }

    private static func written(_ value: JSONValue?, isQuoted: Bool) -> String {
        guard let value else { return "" }
        guard isQuoted else { return value.compactText }
        let text = JSONValue.string(value.string ?? value.compactText).compactText
        return String(text.dropFirst().dropLast())
    }
}
