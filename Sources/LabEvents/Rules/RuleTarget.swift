public import LabCore
import LabService

/// Where a rule's events go, and what of them. The lab delivers to SNS topics.
public struct RuleTarget: Sendable, Hashable, Codable {
    /// The target's id within its rule.
    public let id: String
    /// The topic's ARN.
    public let arn: String
    /// The role that it was given; SNS topics need none.
    let roleARN: String?
    /// A text that is sent instead of the event.
    let input: String?
    /// The part of the event that is sent.
    let inputPath: EventPath?
    /// A text made of parts of the event.
    let transformer: InputTransformer?

    /// Reads the members.
    init(_ members: MemberReader) {
        id = members.requiredString("Id", 1...64, pattern: #"[\.\-_A-Za-z0-9]+"#)
        arn = members.requiredString("Arn", 1...1600)
        roleARN = members.string("RoleArn", 1...1600)
        input = members.string("Input", ...8192)
        inputPath = members.string("InputPath", ...256).map(EventPath.init(unchecked:))
        transformer = members.structure("InputTransformer", InputTransformer.init)
    }

    /// The message that an event becomes.
    ///
    /// - Parameter rule: the rule that took it, for the variables that name it.
    public func message(for event: BusEvent, rule: EventRuleAddress, at now: Timestamp) -> String {
        let json = JSONValue.object(event.json)
        if let input { return input }
        if let inputPath { return (inputPath.value(in: json) ?? .null).compactText }
        return transformer?.text(for: json, rule: rule, at: now) ?? json.compactText
    }

    /// What is wrong with the target, in AWS's words; `nil` when nothing is.
    var flaw: String? {
        if let inputPath, !inputPath.isValid { return "Parameter InputPath is not valid. Reason: Invalid JSONPath." }
        guard let paths = transformer?.paths.values, !paths.allSatisfy(\.isValid) else { return nil }
        return "Parameter InputPathsMap is not valid. Reason: Invalid JSONPath."
    }

    /// The target as ListTargetsByRule answers it.
    var json: JSONValue {
        var json: JSONObject = ["Id": .string(id), "Arn": .string(arn)]
        json["RoleArn"] = roleARN.map(JSONValue.string)
        json["Input"] = input.map(JSONValue.string)
        json["InputPath"] = inputPath.map { .string($0.text) }
        json["InputTransformer"] = transformer.map(\.json)
        return .object(json)
    }
}

/// A path into an event: `$`, `$.detail.eventName`, `$.resources[0]`, `$.detail['x']`.
struct EventPath: Sendable, Hashable, Codable {
    let text: String

    init(unchecked text: String) {
        self.text = text
    }

    private enum Step {
        case member(String)
        case element(Int)
    }

    var isValid: Bool { steps != nil }

    /// What the path leads to; `nil` when the event has no such place.
    func value(in event: JSONValue) -> JSONValue? {
        guard let steps else { return nil }
        var value: JSONValue? = event
        for step in steps {
            switch step {
            case .member(let name): value = value?[name]
            case .element(let index):
                let elements = value?.array ?? []
                value = elements.indices.contains(index) ? elements[index] : nil
            }
        }
        return value
    }

    private var steps: [Step]? {
        guard text.hasPrefix("$") else { return nil }
        var rest = text.dropFirst()
        var steps: [Step] = []
        while let mark = rest.first {
            rest = rest.dropFirst()
            guard let step = mark == "." ? Self.name(&rest) : mark == "[" ? Self.bracket(&rest) : nil else {
                return nil
            }
            steps.append(step)
        }
        return steps
    }

    private static func name(_ rest: inout Substring) -> Step? {
        let name = rest.prefix { $0 != "." && $0 != "[" }
        rest = rest.dropFirst(name.count)
        return name.isEmpty ? nil : .member(String(name))
    }

    private static func bracket(_ rest: inout Substring) -> Step? {
        guard let end = rest.firstIndex(of: "]") else { return nil }
        let inner = rest[..<end]
        rest = rest[rest.index(after: end)...]
        if inner.count > 2, inner.hasPrefix("'"), inner.hasSuffix("'") {
            return .member(String(inner.dropFirst().dropLast()))
        }
        return Int(inner).flatMap { $0 >= 0 ? .element($0) : nil }
    }
}
