/// A policy variable: `${aws:username}` or, with a value for requests without the key, `${aws:username, 'nobody'}`.
///
/// - SeeAlso: IAM User Guide, "IAM policy elements: Variables and tags"
struct PolicyVariable: Hashable, Sendable {
    let key: ConditionKey
    let defaultValue: String?

    /// Parses what stands between the braces; `nil` when it is no variable.
    init?(_ content: Substring) {
        let name = content.prefix { $0 != "," }
        let rest = content.dropFirst(name.count)
        let trimmed = name.trimmed
        guard !trimmed.isEmpty, !trimmed.contains("$"), !trimmed.contains("{") else { return nil }
        if rest.isEmpty {
            defaultValue = nil
        } else {
            guard let value = Self.quoted(rest.dropFirst().trimmed) else { return nil }
            defaultValue = value
        }
        key = ConditionKey(String(trimmed))
    }

    private static func quoted(_ text: Substring) -> String? {
        guard text.count >= 2, text.first == "'", text.last == "'" else { return nil }
        return String(text.dropFirst().dropLast())
    }

    /// The variable's value for a request; `nil` when the key is absent, ambiguous or multivalued and there is no
    /// default.
    func value(in request: AccessRequest) -> String? {
        guard let found = request.lookUp(key), !found.isAmbiguous, found.values.count == 1 else { return defaultValue }
        return found.values[0]
    }
}

extension Substring {
    var trimmed: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return start.prefix(0) }
        return start[...last]
    }
}
