import LabCore
import LabPolicy

extension PolicyModel {
    /// One entry for every statement with `effect` that applies: how it names the caller.
    func statements(of policy: AttachedPolicy, effect: String) -> [PolicyModelName] {
        let document = policy.document.json
        guard let statement = document["Statement"] else { return [] }
        let hasVariables = document["Version"]?.string == "2012-10-17"
        return (statement.array ?? [statement]).compactMap { statement in
            guard statement["Effect"]?.string == effect else { return nil }
            return name(in: statement, hasVariables: hasVariables)
        }
    }

    /// How a statement that applies names the caller; `nil` when it does not apply.
    private func name(in statement: JSONValue, hasVariables: Bool) -> PolicyModelName? {
        guard let name = principalMatches(statement), actionMatches(statement),
            resourceMatches(statement, hasVariables: hasVariables),
            conditionsHold(statement, hasVariables: hasVariables)
        else { return nil }
        return name
    }

    // MARK: Principal

    private func principalMatches(_ statement: JSONValue) -> PolicyModelName? {
        if let listed = statement["NotPrincipal"] {
            return notPrincipalMatches(names(in: listed), isDeny: statement["Effect"]?.string == "Deny")
                ? .everybody : nil
        }
        guard let listed = statement["Principal"] else { return .caller }
        let names = names(in: listed)
        for name in [PolicyModelName.caller, .everybody, .role, .account] where names.contains(name) { return name }
        return nil
    }

    /// To be spared by a deny, the caller must be listed with its account and, for a session, its role; and a caller
    /// with a permissions boundary never is. An allow reaches everybody who is not listed in any form.
    private func notPrincipalMatches(_ names: [PolicyModelName], isDeny: Bool) -> Bool {
        guard isDeny else { return names.isEmpty }
        if names.contains(.everybody) { return false }
        if policies.boundary != nil { return true }
        switch request.principal {
        case .user: return !(names.contains(.caller) && names.contains(.account))
        case .assumedRole: return !(names.contains(.caller) && names.contains(.role) && names.contains(.account))
        case .root, .service, .anonymous: return !names.contains(.caller)
        }
    }

    /// How the listed principals name the caller, once for every one that does.
    private func names(in listed: JSONValue) -> [PolicyModelName] {
        if listed.string == "*" { return [.everybody] }
        let members = listed.object?.members ?? []
        return members.flatMap { type, value in
            (value.array ?? [value]).compactMap(\.string).compactMap { name(type, $0) }
        }
    }

    private func name(_ type: String, _ text: String) -> PolicyModelName? {
        if type == "Service" { return request.principal == .service(text) ? .caller : nil }
        guard type == "AWS" else { return nil }
        if text == "*" { return .everybody }
        let isAccount = callerAccount.map { text == $0.digits || text == "arn:aws:iam::\($0.digits):root" } ?? false
        switch request.principal {
        case .root: return isAccount ? .caller : nil
        case .user(_, _, _, let id):
            if text == request.principal.arn || text == id { return .caller }
        case .assumedRole(_, _, _, let id, _):
            if text == request.principal.arn { return .caller }
            if text == request.principal.policyARN || text == id { return .role }
        case .service, .anonymous: return nil
        }
        return isAccount ? .account : nil
    }

    // MARK: Action and resource

    private func actionMatches(_ statement: JSONValue) -> Bool {
        if let listed = statement["NotAction"] { return !texts(listed).contains(where: actionIs) }
        guard let listed = statement["Action"] else { return false }
        return texts(listed).contains(where: actionIs)
    }

    private func actionIs(_ pattern: String) -> Bool {
        wildcardsMatch(characters(pattern.lowercased())[...], Array(action)[...])
    }

    private func resourceMatches(_ statement: JSONValue, hasVariables: Bool) -> Bool {
        let isNegated = statement["NotResource"] != nil
        guard let listed = statement["NotResource"] ?? statement["Resource"] else { return rules.model != .key }
        var isListed = false
        for text in texts(listed) {
            let pattern = hasVariables ? resolved(text, afterColons: 5) : characters(text)
            if pattern == nil && isNegated { return false }
            if let pattern, wildcardsMatch(pattern[...], Array(request.resource)[...]) { isListed = true }
        }
        return isListed != isNegated
    }

    func texts(_ value: JSONValue) -> [String] {
        (value.array ?? [value]).compactMap { value in
            switch value {
            case .string(let text): text
            case .bool, .integer, .number: value.compactText
            case .null, .array, .object: nil
            }
        }
    }
}
