import LabCore

/// Parses one statement.
struct StatementParser {
    let fields: PolicyFields
    /// Whether the document's version knows variables.
    let hasVariables: Bool

    private var kind: PolicyKind { fields.kind }

    func parse(_ value: JSONValue) throws(PolicyError) -> Statement {
        guard let object = value.object else { throw fields.error(.wrongType(field: "Statement")) }
        try fields.checkNames(object, Self.names)
        let effect = try effect(object)
        return Statement(
            sid: try sid(object), effect: effect, principal: try principal(object), action: try action(object),
            resource: try resource(object),
            conditions: try ConditionParser(fields: fields, hasVariables: hasVariables).parse(object["Condition"]))
    }

    private static let names = [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ]

    private func sid(_ object: JSONObject) throws(PolicyError) -> String? {
        guard let sid = try fields.string(object, "Sid") else { return nil }
        let isPlain = sid.utf8.allSatisfy(\.isAlphanumeric)
        guard isPlain || !kind.hasPlainSid else { throw fields.error(.invalidSid(sid), in: "Sid") }
        return sid
    }

    private func effect(_ object: JSONObject) throws(PolicyError) -> Effect {
        guard let text = try fields.string(object, "Effect") else { throw fields.error(.missingField("Effect")) }
        guard let effect = Effect(rawValue: text) else { throw fields.error(.invalidEffect(text), in: "Effect") }
        return effect
    }

    private func principal(_ object: JSONObject) throws(PolicyError) -> PrincipalClause? {
        guard let member = try fields.either(object, "Principal", kind.principal) else { return nil }
        let patterns = try PrincipalParser(fields: fields, field: member.name).parse(member.value)
        return PrincipalClause(patterns: patterns, isNegated: member.isNegated)
    }

    private func action(_ object: JSONObject) throws(PolicyError) -> ActionClause? {
        guard let member = try fields.either(object, "Action", kind.action) else { return nil }
        let actions = try fields.strings(member.value, member.name)
        for action in actions { try checkAction(action, in: member.name) }
        return ActionClause(actions, isNegated: member.isNegated)
    }

    private func checkAction(_ action: String, in field: String) throws(PolicyError) {
        if kind == .resource(.roleTrust) {
            guard Self.isTrustAction(action) else { throw fields.error(.notATrustAction(action), in: field) }
        }
        guard action != "*" else { return }
        let parts = action.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1 else { throw fields.error(.actionWithoutVendor(action), in: field) }
        let isWellFormed =
            parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
            && parts[0].utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
            && parts[1].utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
        guard isWellFormed else { throw fields.error(.invalidAction(action), in: field) }
    }

    private static func isTrustAction(_ action: String) -> Bool {
        let folded = action.lowercased()
        return folded.hasPrefix("sts:assumerole") || folded == "sts:tagsession" || folded == "sts:setsourceidentity"
            || folded == "sts:setcontext" || folded == "sts:*"
    }

    private func resource(_ object: JSONObject) throws(PolicyError) -> ResourceClause? {
        guard let member = try fields.either(object, "Resource", kind.resource) else { return nil }
        let resources = try fields.strings(member.value, member.name)
        for resource in resources {
            guard Self.isResource(resource) else { throw fields.error(.invalidResource(resource), in: member.name) }
        }
        let reading = PolicyText.Reading(wildcards: true, variablesAfterColons: hasVariables ? 5 : nil)
        return ResourceClause(patterns: resources.map { PolicyText($0, reading) }, isNegated: member.isNegated)
    }

    /// `*`, or an ARN in form: wildcards may stand for its fields. The service's name must be there in full.
    private static func isResource(_ text: String) -> Bool {
        if text == "*" { return true }
        let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count >= 2, fields[0] == "arn" else { return false }
        return fields.count == 6 && !fields[2].isEmpty && !fields[5].isEmpty || fields.last?.hasSuffix("*") == true
    }
}

extension UInt8 {
    /// Whether the byte is an ASCII letter or digit.
    var isAlphanumeric: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
