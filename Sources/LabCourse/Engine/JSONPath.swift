package import LabCore

/// A path into JSON: `Rotations.0.KeyId`, `Versions.#`, `versions.*.mode`.
package struct JSONPath: Sendable {
    private let parts: [Substring]

    /// The path that a text is; the empty one is the value itself.
    package init(_ text: String) {
        parts = text.split(separator: ".")
    }

    /// What stands there: one value, several behind a `*`, none.
    package func values(in root: JSONValue) -> [JSONValue] {
        parts.reduce([root]) { values, part in values.flatMap { Self.step($0, part) } }
    }

    /// What stands there as a text; several texts with commas between them, `nil` for nothing.
    package func text(in root: JSONValue) -> String? {
        let found = values(in: root)
        return found.isEmpty ? nil : found.map(\.plainText).joined(separator: ", ")
    }

    private static func step(_ value: JSONValue, _ part: Substring) -> [JSONValue] {
        switch value {
        case .array(let elements):
            if part == "#" { return [.integer(Int64(elements.count))] }
            if part == "*" { return elements }
            guard let index = Int(part), elements.indices.contains(index) else { return [] }
            return [elements[index]]
        case .object(let object):
            if part == "#" { return [.integer(Int64(object.count))] }
            if part == "*" { return object.members.map(\.value) }
            return object[String(part)].map { [$0] } ?? []
        default: return []
        }
    }
}

extension JSONValue {
    /// A scalar as a person writes it; anything else as JSON.
    package var plainText: String {
        switch self {
        case .string(let text): text
        case .null: "null"
        default: compactText
        }
    }
}

extension Expectation {
    /// Whether every value is as it has to be, and there is one.
    func isMet(by values: [JSONValue]) -> Bool {
        !values.isEmpty && values.allSatisfy { value in rules.allSatisfy { Self.holds($0, value) } }
    }

    /// What was expected, for messages.
    var text: String {
        rules.map { rule in
            switch rule {
            case .is(let text), .has(let text): text
            case .not(let text): "not \(text)"
            case .min(let number): ">= \(number)"
            case .max(let number): "<= \(number)"
            }
        }.joined(separator: ", ")
    }

    private static func holds(_ rule: Rule, _ value: JSONValue) -> Bool {
        switch rule {
        case .is(let text): value.plainText == text
        case .not(let text): value.plainText != text
        case .min(let number): (value.integer ?? Int(value.plainText)).map { $0 >= number } ?? false
        case .max(let number): (value.integer ?? Int(value.plainText)).map { $0 <= number } ?? false
        case .has(let text): (value.array ?? []).contains { $0.plainText == text }
        }
    }
}
