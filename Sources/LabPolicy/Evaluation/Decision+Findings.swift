import LabCore

extension Decision {
    /// What was found about every statement of every document, in the order of evaluation; grants come last.
    public var findings: [Finding] { marks.map(finding) }

    /// The statements that decided: every applying `Deny` of an explicit denial; of an allowed request every applying
    /// `Allow` on a path that leads in, and those of the layers that had to let it through. Empty for an implicit
    /// denial, where it is the absence that decides.
    public var determining: [StatementID] { marks.filter(isDetermining).map(\.id) }

    /// What each layer contributed, in the order of evaluation.
    public var layers: [LayerFinding] {
        Layer.allCases.map { LayerFinding(layer: $0, effect: effect(of: $0), isDecisive: stoppedAt == $0) }
    }

    /// The document that holds a statement; `nil` for grants and for ids of another decision.
    public func policy(of id: StatementID) -> AttachedPolicy? {
        switch id.layer {
        case .serviceControl: policies.serviceControl.element(id.level)?.element(id.document)
        case .resourceControl: policies.resourceControl.element(id.level)?.element(id.document)
        case .vpcEndpoint: policies.vpcEndpoint
        case .resource: policies.resource
        case .identity: policies.identity.element(id.document)
        case .boundary: policies.boundary
        case .session: policies.session.element(id.document)
        case .grants: nil
        }
    }

    /// Every condition of a statement that this request does not meet; a ``Finding`` names the first one only.
    public func failedConditions(of id: StatementID) -> [Verdict] {
        guard let statement = statement(id) else { return [] }
        return statement.conditions.compactMap { condition in
            switch condition.evaluate(effect: statement.effect, in: request) {
            case .holds: nil
            case .fails: verdict(failing: condition)
            case .malformed: verdict(malformed: condition)
            }
        }
    }

    func statement(_ id: StatementID) -> Statement? {
        policy(of: id)?.document.compiled.statements.element(id.statement)
    }

    private func finding(_ mark: Mark) -> Finding {
        Finding(
            id: mark.id, document: documentName(mark.id), sid: statement(mark.id)?.sid, effect: mark.effect,
            verdict: verdict(mark))
    }

    private func documentName(_ id: StatementID) -> String {
        if let policy = policy(of: id) { return policy.name }
        let grant = policies.grants.element(id.document)
        return grant?.name ?? grant?.grantID ?? ""
    }

    private func effect(of layer: Layer) -> LayerFinding.Effect {
        let own = marks.filter { $0.id.layer == layer }
        if own.contains(where: { $0.effect == .deny && $0.reach != nil }) { return .denies }
        if own.contains(where: { $0.effect == .allow && $0.reach != nil }) { return .allows }
        return exists(layer) ? .isSilent : .isAbsent
    }

    func exists(_ layer: Layer) -> Bool {
        switch layer {
        case .serviceControl: !policies.serviceControl.isEmpty
        case .resourceControl: !policies.resourceControl.isEmpty
        case .vpcEndpoint: policies.vpcEndpoint != nil
        case .resource: policies.resource != nil
        case .identity: !policies.identity.isEmpty
        case .boundary: policies.boundary != nil
        case .session: !policies.session.isEmpty
        case .grants: !policies.grants.isEmpty
        }
    }
}

extension Decision {
    private func verdict(_ mark: Mark) -> Verdict {
        switch mark.code {
        case .applies: .applies
        case .principalDiffers: .principalDiffers
        case .actionDiffers: .actionDiffers
        case .resourceDiffers: .resourceDiffers
        case .conditionFails(let index): condition(index, of: mark.id).map(verdict(failing:)) ?? .actionDiffers
        case .malformedCondition(let index): condition(index, of: mark.id).map(verdict(malformed:)) ?? .actionDiffers
        case .skipped(let skip): .skipped(reason(skip, mark.id))
        }
    }

    private func condition(_ index: Int, of id: StatementID) -> Condition? {
        statement(id)?.conditions.element(index)
    }

    private func verdict(failing condition: Condition) -> Verdict {
        .conditionFails(
            key: condition.key.name, operator: condition.comparison.name, wanted: condition.wanted,
            found: request.lookUp(condition.key)?.values)
    }

    private func verdict(malformed condition: Condition) -> Verdict {
        .malformedCondition(key: condition.key.name, operator: condition.comparison.name, wanted: condition.wanted)
    }

    private func reason(_ skip: Mark.Skip, _ id: StatementID) -> Verdict.SkipReason {
        switch skip {
        case .noAction: .noAction
        case .noResource: .noResource
        case .notEffectiveInResourcePolicies: .notEffectiveInResourcePolicies
        case .beyondResourceControl: .beyondResourceControl
        case .callerHasNoAccount: .callerHasNoAccount
        case .bucketOwnerRoot: .bucketOwnerRoot
        case .grant: .grant(policies.grants.element(id.document)?.result.obstacle ?? "")
        }
    }
}

extension Decision {
    private func isDetermining(_ mark: Mark) -> Bool {
        guard let reach = mark.reach else { return false }
        switch outcome {
        case .deniedExplicitly: return mark.effect == .deny
        case .deniedImplicitly: return false
        case .allowed: return mark.effect == .allow && opensPath(mark.id.layer, reach)
        }
    }

    /// Whether an `Allow` in `layer` belongs to a path that leads in. A root user at home needs no statement, so that
    /// nothing else matters unless something limits it.
    private func opensPath(_ layer: Layer, _ reach: Reach) -> Bool {
        let isLimited = policies.boundary != nil || !policies.session.isEmpty
        let paths = paths.contains(.root) && !isLimited ? .root : paths
        return switch layer {
        case .serviceControl, .resourceControl, .vpcEndpoint: true
        case .identity: !paths.isDisjoint(with: .needingIdentity) && !isRoot
        case .boundary, .session: !paths.isDisjoint(with: .limited)
        case .resource: !paths.isDisjoint(with: reach.resourcePaths)
        case .grants: !paths.isDisjoint(with: reach.grantPaths)
        }
    }

    private var isRoot: Bool {
        if case .root = request.principal { true } else { false }
    }
}

extension Reach {
    fileprivate var resourcePaths: AllowPaths {
        switch self {
        case .everyone, .caller: [.resourceDirect, .crossAccount]
        case .role: [.resourceRole, .crossAccount]
        case .account: [.resourceDelegated, .crossAccount]
        }
    }

    fileprivate var grantPaths: AllowPaths {
        switch self {
        case .everyone, .caller: .grantDirect
        case .role: .grantRole
        case .account: .grantDelegated
        }
    }
}

extension GrantFinding.Result {
    /// Why the grant does not cover the request, in words; empty when it does.
    var obstacle: String {
        switch self {
        case .applies: ""
        case .granteeDiffers(let grantee): "is for \(grantee)"
        case .operationNotListed(let operations): "lists \(operations.joined(separator: ", "))"
        case .constraintFails(let reason), .inactive(let reason): reason
        }
    }
}

extension Array {
    /// The element at `index`, or `nil` beyond the ends.
    func element(_ index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}
