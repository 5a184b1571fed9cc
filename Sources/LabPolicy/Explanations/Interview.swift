import LabCore

/// Turns a decision into the questions that lead to it.
struct Interview {
    private let decision: Decision
    private let findings: [Finding]
    private let caller: String

    init(_ decision: Decision) {
        self.decision = decision
        findings = decision.findings
        caller = decision.request.principal.shortName
    }

    /// The questions, in order; layers that do not exist are left out.
    var questions: [Explanation.Question] {
        let gates: [Explanation.Question?] = [
            deny, gate(.serviceControl, "the organization lets the account"),
            gate(.resourceControl, "the organization lets the resource be used so"),
            gate(.vpcEndpoint, "the VPC endpoint lets it through"),
        ]
        let paths: [Explanation.Question?] = [
            named, delegated, identity, gate(.boundary, "the permissions boundary allows"),
            gate(.session, "the session policy allows"), grants,
        ]
        return Self.decisiveOnce((gates + paths).compactMap { $0 })
    }

    /// Two questions about one layer both end there; the mark belongs to the last.
    private static func decisiveOnce(_ questions: [Explanation.Question]) -> [Explanation.Question] {
        let last = questions.lastIndex(where: \.isDecisive)
        return questions.enumerated().map { index, question in
            var question = question
            question.isDecisive = index == last
            return question
        }
    }

    private var deny: Explanation.Question {
        let denials = findings.filter { $0.effect == .deny && $0.verdict == .applies }
        let documents = decision.documentTraces.count { $0.layer != .grants }
        var question = Explanation.Question(text: "explicit Deny in any policy", answer: .none)
        question.detail = "(\(documents) \(documents == 1 ? "policy" : "policies") read)"
        if !denials.isEmpty {
            question.answer = .yes
            question.detail = denials.map(place).joined(separator: ", ")
            question.isDecisive = true
        }
        return question
    }

    /// A layer that has to allow.
    private func gate(_ layer: Layer, _ text: String) -> Explanation.Question? {
        guard decision.exists(layer) else { return nil }
        return ask(text, layer) { _ in true }
    }

    private var resourceName: String { decision.policies.resource?.name ?? "resource policy" }

    /// Whether identity policies are the only ones that count for this action.
    private var isIdentityOnly: Bool {
        decision.rules.isIdentityOnly(decision.request.action.lowercased(), on: decision.request.resource)
    }

    private var named: Explanation.Question? {
        guard !isIdentityOnly, decision.exists(.resource) else { return nil }
        return ask("\(resourceName) names \(caller)", .resource) { $0 != .account }
    }

    /// Asked only where naming the account matters: of keys and trust policies, and across accounts.
    private var delegated: Explanation.Question? {
        let matters = decision.rules.model != .resourcePolicy || decision.request.crossesAccounts
        guard matters, !isIdentityOnly, decision.exists(.resource) else { return nil }
        return ask("\(resourceName) lets IAM decide", .resource) { $0 == .account }
    }

    private var identity: Explanation.Question? {
        guard decision.request.principal.account != nil else { return nil }
        if case .root = decision.request.principal {
            return Explanation.Question(text: "\(caller) is the account's root user", answer: .yes)
        }
        return ask("\(caller)'s IAM allows", .identity) { _ in true }
    }

    private var grants: Explanation.Question? {
        guard decision.rules.model == .key, !isIdentityOnly else { return nil }
        let all = findings.filter { $0.id.layer == .grants }
        var question = Explanation.Question(text: "a grant for \(caller)", answer: .none)
        question.detail = all.isEmpty ? nil : all.map(describeGrant).joined(separator: ", ")
        if all.contains(where: { $0.verdict == .applies }) { question.answer = .yes }
        return question
    }

    private func describeGrant(_ finding: Finding) -> String {
        guard case .skipped(.grant(let reason)) = finding.verdict, !reason.isEmpty else { return finding.document }
        return "\(finding.document) \(reason)"
    }

    /// Asks whether an `Allow` of `layer` that reaches the caller in a way that counts applies.
    private func ask(_ text: String, _ layer: Layer, _ counts: (Reach) -> Bool) -> Explanation.Question {
        let relevant = findings.filter { finding in
            guard finding.id.layer == layer, finding.effect == .allow, let reach = reach(finding) else { return false }
            return counts(reach)
        }
        var question = Explanation.Question(text: text, answer: .no)
        question.isDecisive = decision.outcome == .deniedImplicitly && decision.stoppedAt == layer
        if !decision.exists(layer) { question.answer = .none }
        let applying = relevant.filter { $0.verdict == .applies }
        if !applying.isEmpty {
            question.answer = .yes
            question.detail = applying.map(place).joined(separator: ", ")
            question.isDecisive = false
        } else if let almost = relevant.first(where: \.verdict.isConditionFailure) {
            question.answer = .almost
            question.detail = place(almost)
            question.failures = decision.failures(of: almost.id)
        }
        return question
    }

    private func reach(_ finding: Finding) -> Reach? {
        guard let clause = decision.statement(finding.id)?.principal else { return .caller }
        return clause.reach(
            decision.request.principal, effect: finding.effect, hasBoundary: decision.policies.boundary != nil)
    }

    private func place(_ finding: Finding) -> String {
        "\(finding.document)/\(decision.name(finding))"
    }
}

extension Verdict {
    /// Whether everything but a condition matched.
    var isConditionFailure: Bool {
        switch self {
        case .conditionFails, .malformedCondition: true
        default: false
        }
    }
}

extension Principal {
    /// What a person calls the caller.
    var shortName: String {
        switch self {
        case .root(let account): "root of \(account)"
        case .user(_, _, let name, _): name
        case .assumedRole(_, _, let role, _, let session): "\(role)/\(session)"
        case .service(let name): name
        case .anonymous: "anybody"
        }
    }
}
