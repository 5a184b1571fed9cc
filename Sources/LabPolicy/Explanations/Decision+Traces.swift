extension Decision {
    /// Every document with every statement, grants as one document at the end.
    var documentTraces: [Explanation.DocumentTrace] {
        let determining = Set(determining)
        var traces: [Explanation.DocumentTrace] = []
        for group in findings.groupedByDocument {
            guard let first = group.first else { continue }
            let statements = group.map { trace($0, isDetermining: determining.contains($0.id)) }
            traces.append(.init(layer: first.id.layer, title: title(first.id), statements: statements))
        }
        return traces
    }

    private func trace(_ finding: Finding, isDetermining: Bool) -> Explanation.StatementTrace {
        .init(
            symbol: finding.symbol, name: name(finding), effect: finding.effect, reason: reason(finding),
            isDetermining: isDetermining)
    }

    private func title(_ id: StatementID) -> String {
        guard let policy = policy(of: id) else { return "grants" }
        return policy.title(in: id.layer)
    }

    /// The `Sid` when there is one that says something, else the statement's number.
    func name(_ finding: Finding) -> String {
        if finding.id.layer == .grants { return finding.document }
        if let sid = finding.sid, !sid.isEmpty { return sid }
        return "statement \(finding.id.statement + 1)"
    }

    private func reason(_ finding: Finding) -> String {
        switch finding.verdict {
        case .applies: finding.effect == .allow ? "allows" : "denies"
        case .principalDiffers: "names somebody else"
        case .actionDiffers: "is about other actions"
        case .resourceDiffers: "is about other resources"
        case .conditionFails, .malformedCondition:
            failures(of: finding.id).map(\.text).joined(separator: "; ")
        case .skipped(let reason): reason.text
        }
    }

    /// The conditions of a statement that this request does not meet.
    func failures(of id: StatementID) -> [Explanation.ConditionFailure] {
        failedConditions(of: id).compactMap(\.failure)
    }
}

extension Finding {
    fileprivate var symbol: Explanation.StatementTrace.Symbol {
        guard verdict == .applies else { return .silent }
        return effect == .allow ? .allows : .denies
    }
}

extension [Finding] {
    /// Runs of findings about one document.
    fileprivate var groupedByDocument: [[Finding]] {
        var groups: [[Finding]] = []
        for finding in self {
            if let last = groups.last?.last, last.id.isInSameDocument(as: finding.id) {
                groups[groups.count - 1].append(finding)
            } else {
                groups.append([finding])
            }
        }
        return groups
    }
}

extension StatementID {
    /// Whether both statements stand in one document; all grants count as one.
    fileprivate func isInSameDocument(as other: StatementID) -> Bool {
        guard layer == other.layer else { return false }
        return layer == .grants || (level == other.level && document == other.document)
    }
}

extension AttachedPolicy {
    /// The document's name for people.
    func title(in layer: Layer) -> String {
        if layer == .boundary { return "permissions boundary \(name)" }
        return switch holder {
        case .resource(let name): name.isEmpty ? self.name : "\(self.name) of \(name)"
        case .user(let user): "user policy \(name) (\(user))"
        case .group(let group): "group policy \(name) (\(group))"
        case .role(let role): "role policy \(name) (\(role))"
        case .session(let session): "session policy \(name) (\(session))"
        case .organization(let level): "\(layer.awsName) \(name) (\(level))"
        case .vpcEndpoint(let id): "endpoint policy \(name) (\(id))"
        }
    }
}

extension Verdict {
    /// The condition that failed, if that is the verdict.
    fileprivate var failure: Explanation.ConditionFailure? {
        switch self {
        case .conditionFails(let key, let name, let wanted, let found):
            .init(key: key, operator: name, wanted: wanted, found: found, isMalformed: false)
        case .malformedCondition(let key, let name, let wanted):
            .init(key: key, operator: name, wanted: wanted, found: nil, isMalformed: true)
        default: nil
        }
    }
}

extension Explanation.ConditionFailure {
    /// The failure in one line.
    var text: String {
        if isMalformed { return "\(`operator`) \(key): \(wantedText) cannot be compared" }
        return "\(`operator`) \(key): wants \(wantedText), got \(foundText)"
    }

    /// What the policy wants.
    public var wantedText: String { wanted.isEmpty ? "(nothing)" : wanted.joined(separator: ", ") }

    /// What the request has.
    public var foundText: String {
        guard let found else { return "(absent)" }
        return found.isEmpty ? "(empty)" : found.joined(separator: ", ")
    }
}

extension Verdict.SkipReason {
    fileprivate var text: String {
        switch self {
        case .noAction: "has no Action, so no effect"
        case .noResource: "has no Resource, so no effect"
        case .notEffectiveInResourcePolicies: "has no say: this action is never decided here"
        case .beyondResourceControl: "has no say: resource control policies do not reach this"
        case .callerHasNoAccount: "has no say: the caller belongs to no account"
        case .bucketOwnerRoot: "has no say: a bucket owner's root user keeps its policy in hand"
        case .grant(let reason): reason
        }
    }
}
