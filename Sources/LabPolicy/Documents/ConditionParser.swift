import LabCore

/// Parses `Condition`: an object of operators, each an object of keys with their values.
struct ConditionParser {
    let fields: PolicyFields
    let hasVariables: Bool

    func parse(_ value: JSONValue?) throws(PolicyError) -> [Condition] {
        guard let value else { return [] }
        guard let operators = value.object else { throw wrongType("Condition") }
        var conditions: [Condition] = []
        for member in operators.members {
            guard let comparison = ConditionOperator(member.name) else {
                throw fields.error(.unknownOperator(member.name), in: "Condition")
            }
            guard let keys = member.value.object else { throw wrongType("Condition.\(member.name)") }
            for key in keys.members { conditions.append(try condition(comparison, key.name, key.value)) }
        }
        return conditions
    }

    private func condition(_ comparison: ConditionOperator, _ name: String, _ value: JSONValue)
        throws(PolicyError) -> Condition
    {
        let path = "Condition.\(comparison.name).\(name)"
        guard name.split(separator: ":", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty }),
            name.contains(":")
        else { throw fields.error(.invalidConditionKey(name), in: path) }
        let key = ConditionKey(name)
        if fields.kind == .resource(.key), comparison.quantifier == .forAllValues, Self.isSingleValuedPair(key) {
            throw fields.error(.overlyPermissiveCondition(key: name), in: path)
        }
        return Condition(comparison, key: key, wanted: try values(value, path), hasVariables: hasVariables)
    }

    /// Keys of pairs have one value each; with `ForAllValues` they would match requests without the pair, so AWS KMS
    /// refuses them in key policies.
    private static func isSingleValuedPair(_ key: ConditionKey) -> Bool {
        key.folded.hasPrefix("kms:encryptioncontext:") || key.folded.hasPrefix("aws:requesttag/")
    }

    /// The values as texts: AWS accepts JSON numbers and Booleans for them.
    private func values(_ value: JSONValue, _ path: String) throws(PolicyError) -> [String] {
        let elements = value.array ?? [value]
        var texts: [String] = []
        for element in elements {
            switch element {
            case .string(let text): texts.append(text)
            case .bool, .integer, .number: texts.append(element.compactText)
            case .null, .array, .object: throw wrongType(path)
            }
        }
        return texts
    }

    private func wrongType(_ field: String) -> PolicyError {
        fields.error(.wrongType(field: field), in: field)
    }
}
