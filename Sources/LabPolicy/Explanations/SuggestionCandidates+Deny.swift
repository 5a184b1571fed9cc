import LabCore

extension SuggestionCandidates {
    /// What could lift an explicit denial: asking otherwise, an exception for the caller, the end of the statements.
    ///
    /// All applying `Deny` statements are treated alike, since one that is left denies on.
    var denyCandidates: [SuggestionCandidate] {
        let denials = findings.filter { $0.effect == .deny && $0.verdict == .applies }
        return [evading(denials), excepting(denials), removing(denials)].compactMap { $0 }
    }

    /// Asking so that one condition of every statement fails.
    private func evading(_ denials: [Finding]) -> SuggestionCandidate? {
        let changes = denials.compactMap { denial in
            decision.statement(denial.id)?.conditions.lazy.compactMap(\.evasion).first
        }
        guard changes.count == denials.count else { return nil }
        return SuggestionCandidate(title: Self.title(asking: changes), power: .none, changes: changes)
    }

    private func excepting(_ denials: [Finding]) -> SuggestionCandidate? {
        guard decision.request.principal.account != nil, denials.allSatisfy(concernsOthers) else { return nil }
        let arn = decision.request.principal.policyARN
        let title = "except \(caller) from \(denials.map(place).joined(separator: ", "))"
        return combined(denials, title, .exception) { $0.addException(for: arn) }
    }

    /// Whether the document binds others than the caller: an exception in the caller's own would be an end to it.
    private func concernsOthers(_ denial: Finding) -> Bool {
        switch denial.id.layer {
        case .boundary, .session: false
        default: decision.policy(of: denial.id)?.holder.isCallerOnly == false
        }
    }

    private func removing(_ denials: [Finding]) -> SuggestionCandidate? {
        combined(denials, "remove \(denials.map(place).joined(separator: ", "))", .deny) { $0 = JSONObject() }
    }

    /// One candidate that changes the statements of `denials`, document by document. A statement without members is
    /// removed, a document without statements detached; the last document first, so that places stay right.
    private func combined(
        _ denials: [Finding], _ title: String, _ power: Suggestion.Power, _ change: (inout JSONObject) -> Void
    ) -> SuggestionCandidate? {
        var changes: [Suggestion.Change] = []
        for group in Dictionary(grouping: denials, by: \.id.document0).values.sorted(by: { $0[0].id > $1[0].id }) {
            guard let step = rewritten(group, change) else { return nil }
            changes.append(step)
        }
        return SuggestionCandidate(title: title, power: power, changes: changes)
    }

    private func rewritten(_ group: [Finding], _ change: (inout JSONObject) -> Void) -> Suggestion.Change? {
        guard let id = group.first?.id, let place = place(id), let policy = decision.policy(of: id) else { return nil }
        var isEmpty = false
        let document = policy.document.rewritingStatements { statements in
            for finding in group { change(&statements[finding.id.statement]) }
            statements.removeAll(where: \.isEmpty)
            isEmpty = statements.isEmpty
        }
        if isEmpty { return .detachPolicy(place) }
        return document.map { .putPolicy(place, text: $0.text) }
    }
}

extension StatementID: Comparable {
    /// The id of its document's first statement.
    fileprivate var document0: StatementID {
        StatementID(layer: layer, level: level, document: document, statement: 0)
    }

    /// Orders by place in the evaluation.
    public static func < (left: StatementID, right: StatementID) -> Bool {
        let places = [left, right].map { ($0.layer.position, $0.level, $0.document, $0.statement) }
        return places[0] < places[1]
    }
}

extension JSONObject {
    /// Removes one condition; operators without keys go too.
    mutating func removeCondition(_ name: String, _ key: String) {
        guard var operators = self["Condition"]?.object, var keys = operators[name]?.object else { return }
        keys[key] = nil
        operators[name] = keys.isEmpty ? nil : .object(keys)
        self["Condition"] = operators.isEmpty ? nil : .object(operators)
    }

    /// Adds the principal to the statement's exceptions: `ArnNotEquals` on `aws:PrincipalArn`.
    fileprivate mutating func addException(for arn: String) {
        var operators = self["Condition"]?.object ?? JSONObject()
        var keys = operators["ArnNotEquals"]?.object ?? JSONObject()
        let name = keys.names.first { $0.lowercased() == "aws:principalarn" } ?? "aws:PrincipalArn"
        let present = keys[name].map { $0.array ?? [$0] } ?? []
        keys[name] = present.isEmpty ? .string(arn) : .array(present + [.string(arn)])
        operators["ArnNotEquals"] = .object(keys)
        self["Condition"] = .object(operators)
    }
}

extension Condition {
    /// A change of the request that meets the condition; `nil` when there is none to name: the key follows from the
    /// caller itself, the operator is negated, or the value is a pattern.
    var change: Suggestion.Change? {
        guard !comparison.isNegated else { return nil }
        return ask(wanted.first { !$0.contains("${") && !hasWildcard($0) })
    }

    /// A change of the request that makes the condition fail.
    var evasion: Suggestion.Change? {
        if comparison.isNegated { return ask(wanted.first { !$0.contains("${") && !hasWildcard($0) }) }
        guard comparison.test == .bool, let value = wanted.first.flatMap(Operands.bool), wanted.count == 1 else {
            return nil
        }
        return ask(value ? "false" : "true")
    }

    private func ask(_ value: String?) -> Suggestion.Change? {
        guard let value, key.derived == nil || key.derived == .multiFactorPresent else { return nil }
        switch comparison.test {
        case .string, .bool: return .ask(key: key.name, value: value)
        case .address: return value.contains("/") ? nil : .ask(key: key.name, value: value)
        case .arn: return .ask(key: key.name, value: value)
        case .numeric(.equals), .numeric(.lessOrEqual), .numeric(.greaterOrEqual):
            return .ask(key: key.name, value: value)
        case .numeric, .date, .binary, .null: return nil
        }
    }

    private func hasWildcard(_ value: String) -> Bool {
        guard comparison.test == .string(.like) || comparison.test == .arn else { return false }
        return value.contains("*") || value.contains("?")
    }
}
