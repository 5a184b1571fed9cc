public import LabCore

extension Explanation {
    /// The explanation for programs.
    public var json: JSONValue {
        [
            "outcome": .string(outcome.rawValue),
            "principal": .string(principal),
            "action": .string(action),
            "resource": .string(resource),
            "result": .string(result),
            "awsMessage": awsMessage.map { .string($0) } ?? .null,
            "questions": .array(questions.map(\.json)),
            "documents": .array(documents.map(\.json)),
        ]
    }
}

extension Explanation.Question {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["question": .string(text), "answer": .string(answer.rawValue)]
        object["detail"] = detail.map { .string($0) }
        object["stoppedHere"] = isDecisive ? true : nil
        object["failures"] = failures.isEmpty ? nil : .array(failures.map(\.json))
        return .object(object)
    }
}

extension Explanation.ConditionFailure {
    fileprivate var json: JSONValue {
        [
            "operator": .string(`operator`), "key": .string(key), "wanted": .strings(wanted),
            "found": found.map { .strings($0) } ?? .null, "malformed": .bool(isMalformed),
        ]
    }
}

extension Explanation.DocumentTrace {
    fileprivate var json: JSONValue {
        [
            "layer": .string(layer.rawValue), "title": .string(title),
            "statements": .array(statements.map(\.json)),
        ]
    }
}

extension Explanation.StatementTrace {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "effect": .string(effect.rawValue), "applies": .bool(symbol != .silent),
            "reason": .string(reason), "determining": .bool(isDetermining),
        ]
    }
}

extension JSONValue {
    fileprivate static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
