import LabCore

/// What was found about one statement, as indices: cheap to make, turned into a ``Finding`` when somebody asks.
struct Mark: Hashable, Sendable {
    /// What was found, without texts.
    enum Code: Hashable, Sendable {
        case applies(Reach)
        case principalDiffers
        case actionDiffers
        case resourceDiffers
        case conditionFails(Int)
        case malformedCondition(Int)
        case skipped(Skip)
    }

    /// Why a statement was not looked at.
    enum Skip: UInt8, Hashable, Sendable {
        case noAction
        case noResource
        case notEffectiveInResourcePolicies
        case beyondResourceControl
        case callerHasNoAccount
        case bucketOwnerRoot
        case grant
    }

    let id: StatementID
    let effect: Effect
    let code: Code

    /// How the statement reaches the caller, if it applies.
    var reach: Reach? {
        guard case .applies(let reach) = code else { return nil }
        return reach
    }
}

/// Visits statements in a fixed order and marks what it finds.
///
/// Immutable, so that the request need not be copied for every statement.
struct Examiner {
    private let request: AccessRequest
    private let policies: ApplicablePolicies
    private let rules: ServiceRules
    /// The action in lower case.
    private let action: String

    init(request: AccessRequest, action: String, policies: ApplicablePolicies, rules: ServiceRules) {
        self.request = request
        self.policies = policies
        self.rules = rules
        self.action = action
    }

    /// Visits every statement of every document, then the grants, and gives their marks.
    func visitAll() -> [Mark] {
        var marks: [Mark] = []
        marks.reserveCapacity(policies.statementCount)
        for (level, documents) in policies.serviceControl.enumerated() {
            visit(documents, layer: .serviceControl, level: level, &marks)
        }
        for (level, documents) in policies.resourceControl.enumerated() {
            visit(documents, layer: .resourceControl, level: level, &marks)
        }
        visit(policies.vpcEndpoint, layer: .vpcEndpoint, &marks)
        visit(policies.resource, layer: .resource, &marks)
        visit(policies.identity, layer: .identity, level: 0, &marks)
        visit(policies.boundary, layer: .boundary, &marks)
        visit(policies.session, layer: .session, level: 0, &marks)
        visitGrants(&marks)
        return marks
    }

    private func visit(_ policy: AttachedPolicy?, layer: Layer, _ marks: inout [Mark]) {
        guard let policy else { return }
        visit(policy.document.compiled, layer: layer, level: 0, document: 0, skip: skip(layer), &marks)
    }

    private func visit(_ documents: [AttachedPolicy], layer: Layer, level: Int, _ marks: inout [Mark]) {
        guard !documents.isEmpty else { return }
        let skip = skip(layer)
        for index in documents.indices {
            visit(documents[index].document.compiled, layer: layer, level: level, document: index, skip: skip, &marks)
        }
    }

    private func visit(
        _ policy: CompiledPolicy, layer: Layer, level: Int, document: Int, skip: Mark.Skip?, _ marks: inout [Mark]
    ) {
        for index in policy.statements.indices {
            let statement = policy.statements[index]
            let id = StatementID(layer: layer, level: level, document: document, statement: index)
            let code = skip.map { .skipped($0) } ?? examine(statement, in: layer)
            marks.append(Mark(id: id, effect: statement.effect, code: code))
        }
    }

    private func visitGrants(_ marks: inout [Mark]) {
        for index in policies.grants.indices {
            let id = StatementID(layer: .grants, level: 0, document: index, statement: 0)
            marks.append(Mark(id: id, effect: .allow, code: policies.grants[index].result.code))
        }
    }

    /// Why a whole layer has no say about the request; `nil` when it has.
    private func skip(_ layer: Layer) -> Mark.Skip? {
        switch layer {
        case .serviceControl, .identity, .boundary, .session:
            request.principal.account == nil ? .callerHasNoAccount : nil
        case .resourceControl: rules.resourceControlReaches(action) ? nil : .beyondResourceControl
        case .resource:
            rules.resourcePolicyDecides(action, on: request.resource) ? nil : .notEffectiveInResourcePolicies
        case .vpcEndpoint, .grants: nil
        }
    }

    private func examine(_ statement: Statement, in layer: Layer) -> Mark.Code {
        guard let reach = reach(statement) else { return .principalDiffers }
        guard let actions = statement.action else { return .skipped(.noAction) }
        guard actions.covers(action.utf8Span.span) else { return .actionDiffers }
        if let resources = statement.resource {
            guard resources.covers(request.resource.utf8Span.span, in: request) else { return .resourceDiffers }
        } else if layer == .resource, rules.model == .key {
            return .skipped(.noResource)
        }
        for index in statement.conditions.indices {
            switch statement.conditions[index].evaluate(effect: statement.effect, in: request) {
            case .holds: continue
            case .fails: return .conditionFails(index)
            case .malformed: return .malformedCondition(index)
            }
        }
        let sparesOwner = layer == .resource && statement.effect == .deny && rules.sparesBucketOwner(action, request)
        return sparesOwner ? .skipped(.bucketOwnerRoot) : .applies(reach)
    }

    private func reach(_ statement: Statement) -> Reach? {
        guard let clause = statement.principal else { return .caller }
        return clause.reach(request.principal, effect: statement.effect, hasBoundary: policies.boundary != nil)
    }
}

extension ApplicablePolicies {
    /// How many findings a decision over these policies has.
    fileprivate var statementCount: Int {
        func count(_ policies: some Sequence<AttachedPolicy>) -> Int {
            policies.reduce(0) { $0 + $1.document.statementCount }
        }
        let organization = count(serviceControl.joined()) + count(resourceControl.joined())
        let single = [vpcEndpoint, resource, boundary].reduce(0) { $0 + ($1?.document.statementCount ?? 0) }
        return organization + single + count(identity) + count(session) + grants.count
    }
}

extension GrantFinding.Result {
    fileprivate var code: Mark.Code {
        guard case .applies(let grantee) = self else { return .skipped(.grant) }
        return switch grantee {
        case .caller: .applies(.caller)
        case .role: .applies(.role)
        case .account: .applies(.account)
        }
    }
}
