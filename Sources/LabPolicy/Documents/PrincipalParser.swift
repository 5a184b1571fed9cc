import LabCore

/// Parses `Principal` and `NotPrincipal`.
struct PrincipalParser {
    let fields: PolicyFields
    let field: String

    func parse(_ value: JSONValue) throws(PolicyError) -> [PrincipalPattern] {
        if let text = value.string {
            guard text == "*" else { throw invalid("AWS", text) }
            return [.everyone]
        }
        guard let object = value.object else { throw fields.error(.wrongType(field: field), in: field) }
        guard !object.isEmpty else { throw fields.error(.emptyList(field: field), in: field) }
        var patterns: [PrincipalPattern] = []
        for member in object.members {
            for text in try fields.strings(member.value, "\(field).\(member.name)") {
                patterns.append(try pattern(member.name, text))
            }
        }
        return patterns
    }

    private func pattern(_ type: String, _ text: String) throws(PolicyError) -> PrincipalPattern {
        guard let pattern = PrincipalPattern(type: type, text: text), isAccepted(pattern) else {
            throw invalid(type, text)
        }
        return pattern
    }

    /// Canonical users are S3's alone, identity providers make no sense outside of trust policies and, by AWS's leave,
    /// key policies; a resource control policy speaks about everybody.
    private func isAccepted(_ pattern: PrincipalPattern) -> Bool {
        switch (pattern, fields.kind) {
        case (.canonicalUser, .resource(.bucket)): true
        case (.canonicalUser, _): false
        case (.federated, .resource(.roleTrust)), (.federated, .resource(.key)), (.federated, .resource(.other)): true
        case (.federated, _): false
        case (.everyone, .resourceControl): true
        case (_, .resourceControl): false
        default: true
        }
    }

    private func invalid(_ type: String, _ text: String) -> PolicyError {
        fields.error(.invalidPrincipal(type: type, value: text), in: field)
    }
}
