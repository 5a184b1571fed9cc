import LabCore

/// The candidates for one refused decision: what could open the layer where it stopped.
struct SuggestionCandidates {
    let decision: Decision
    let findings: [Finding]
    let caller: String

    init(_ decision: Decision) {
        self.decision = decision
        findings = decision.findings
        caller = decision.request.principal.shortName
    }

    /// The candidates, in no particular order.
    var all: [SuggestionCandidate] {
        guard let layer = decision.stoppedAt else { return [] }
        guard decision.outcome != .deniedExplicitly else { return denyCandidates }
        let conditions = almostAllowing(layer).flatMap { [meeting($0), dropping($0)] }
        let openings: [SuggestionCandidate?] =
            switch layer {
            case .serviceControl, .resourceControl, .vpcEndpoint: [addingStatement(to: layer)]
            case .resource: [grant, addingStatement(to: .resource)]
            case .identity, .boundary, .session: [grant, addingStatement(to: layer), addingStatementForCaller]
            case .grants: [grant]
            }
        return (conditions + openings).compactMap { $0 }
    }

    /// `Allow` statements of a layer that only a condition keeps from applying.
    private func almostAllowing(_ layer: Layer) -> [Finding] {
        findings.filter { $0.id.layer == layer && $0.effect == .allow && $0.verdict.isConditionFailure }
    }

    func place(_ id: StatementID) -> PolicyPlace? {
        guard let policy = decision.policy(of: id) else { return nil }
        return PolicyPlace(
            layer: id.layer, level: id.level, document: id.document, name: policy.name, holder: policy.holder)
    }

    /// A candidate that rewrites one document; `nil` when the result would not be valid.
    func rewriting(
        _ id: StatementID, _ title: String, _ power: Suggestion.Power, _ change: (inout [JSONObject]) -> Void
    ) -> SuggestionCandidate? {
        guard let place = place(id), let document = decision.policy(of: id)?.document.rewritingStatements(change) else {
            return nil
        }
        return SuggestionCandidate(title: title, power: power, changes: [.putPolicy(place, text: document.text)])
    }

    /// Where a statement stands, for people.
    func place(_ finding: Finding) -> String { "\(finding.document)/\(decision.name(finding))" }
}

extension SuggestionCandidates {
    /// Asking so that every failed condition of a statement is met.
    private func meeting(_ finding: Finding) -> SuggestionCandidate? {
        guard let conditions = decision.statement(finding.id)?.conditions else { return nil }
        let failed = conditions.filter { $0.evaluate(effect: .allow, in: decision.request) == .fails }
        let changes = failed.compactMap(\.change)
        guard !failed.isEmpty, changes.count == failed.count else { return nil }
        return SuggestionCandidate(title: Self.title(asking: changes), power: .none, changes: changes)
    }

    static func title(asking changes: [Suggestion.Change]) -> String {
        let pairs = changes.compactMap { change -> String? in
            guard case .ask(let key, let value) = change else { return nil }
            return "\(key) = \(value)"
        }
        return "ask with \(pairs.joined(separator: ", "))"
    }

    private func dropping(_ finding: Finding) -> SuggestionCandidate? {
        let failures = decision.failures(of: finding.id)
        let keys = failures.map(\.key).joined(separator: ", ")
        return rewriting(finding.id, "drop the condition on \(keys) from \(place(finding))", .condition) { statements in
            for failure in failures {
                statements[finding.id.statement].removeCondition(failure.operator, failure.key)
            }
        }
    }

    /// A grant for the caller, tied to the request's encryption context where there is one.
    private var grant: SuggestionCandidate? {
        let action = decision.request.action
        guard decision.rules.model == .key, decision.rules.resourcePolicyDecides(action.lowercased(), on: resource),
            decision.request.principal.canBeGrantee, let operation = GrantOperation.named(action)
        else { return nil }
        let context = decision.request.encryptionContext
        let only = context.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        return SuggestionCandidate(
            title: "grant \(operation) to \(caller)" + (only.isEmpty ? "" : ", only for \(only)"), power: .grant,
            changes: [.createGrant(operations: [operation], encryptionContext: context)])
    }

    private var resource: String { decision.request.resource }
}

extension SuggestionCandidates {
    /// The same statement in the resource's own policy, where naming the caller there is enough.
    private var addingStatementForCaller: SuggestionCandidate? {
        guard !decision.request.crossesAccounts else { return nil }
        return addingStatement(to: .resource)
    }

    /// One statement that allows exactly this action on exactly this resource.
    private func addingStatement(to layer: Layer) -> SuggestionCandidate? {
        guard let statement = statement(for: layer) else { return nil }
        guard let id = editableDocument(layer) else { return newPolicy(layer, statement) }
        let title = "let \(documentTitle(id)) allow \(caller) \(decision.request.action)"
        return rewriting(id, title, layer.power) { $0.append(statement) }
    }

    private func documentTitle(_ id: StatementID) -> String {
        decision.policy(of: id)?.title(in: id.layer) ?? id.layer.awsName
    }

    /// The document to extend: of identity policies the caller's own inline one, of a level that is silent the first.
    private func editableDocument(_ layer: Layer) -> StatementID? {
        let level = silentLevel(layer)
        let id = { StatementID(layer: layer, level: level, document: $0, statement: 0) }
        switch layer {
        case .identity:
            let index = decision.policies.identity.firstIndex { $0.arn == nil && $0.holder.isCallerOnly }
            return index.map(id)
        case .serviceControl, .resourceControl, .vpcEndpoint, .resource, .boundary, .session:
            return decision.policy(of: id(0)) == nil ? nil : id(0)
        case .grants: return nil
        }
    }

    private func silentLevel(_ layer: Layer) -> Int {
        let levels =
            switch layer {
            case .serviceControl: decision.policies.serviceControl.count
            case .resourceControl: decision.policies.resourceControl.count
            default: 1
            }
        let allowing = findings.filter { $0.id.layer == layer && $0.effect == .allow && $0.verdict == .applies }
        return (0..<max(levels, 1)).first { level in !allowing.contains { $0.id.level == level } } ?? 0
    }

    private func newPolicy(_ layer: Layer, _ statement: JSONObject) -> SuggestionCandidate? {
        guard layer == .identity, let holder = decision.request.principal.policyHolder else { return nil }
        let name = "Allow" + decision.request.action.split(separator: ":").map(\.capitalizedFirst).joined()
        let document: JSONValue = ["Version": "2012-10-17", "Statement": [.object(statement)]]
        let place = PolicyPlace(layer: layer, level: 0, document: nil, name: name, holder: holder)
        return SuggestionCandidate(
            title: "give \(caller) an inline policy that allows \(decision.request.action)", power: layer.power,
            changes: [.putPolicy(place, text: document.policyText)])
    }

    private func statement(for layer: Layer) -> JSONObject? {
        var statement: JSONObject = ["Effect": "Allow"]
        if layer == .resource || layer == .vpcEndpoint || layer == .resourceControl {
            guard let principal = principalMember(layer) else { return nil }
            statement["Principal"] = principal
        }
        statement["Action"] = .string(decision.request.action)
        let kind = decision.policies.resource?.document.kind
        if layer == .resource, kind == .resource(.roleTrust) { return statement }
        let isKeyPolicy = layer == .resource && decision.rules.model == .key
        statement["Resource"] = .string(isKeyPolicy ? "*" : resource)
        return statement
    }

    private func principalMember(_ layer: Layer) -> JSONValue? {
        guard layer == .resource else { return "*" }
        switch decision.request.principal {
        case .service(let name): return ["Service": .string(name)]
        case .anonymous: return decision.rules.model == .resourcePolicy ? "*" : nil
        case .root, .user, .assumedRole: return ["AWS": .string(decision.request.principal.policyARN)]
        }
    }
}

extension Layer {
    fileprivate var power: Suggestion.Power {
        switch self {
        case .identity: .identity
        case .resource, .boundary, .session, .grants: .resource
        case .serviceControl, .resourceControl, .vpcEndpoint: .exception
        }
    }
}
