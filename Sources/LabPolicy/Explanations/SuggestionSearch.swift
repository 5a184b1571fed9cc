/// Looks for changes that turn a refusal: tries each candidate for the layer where the decision stopped, and only when
/// none of them suffices goes on from what it led to.
struct SuggestionSearch {
    /// Candidates already applied, and the decision they lead to.
    private struct Trail {
        let steps: [SuggestionCandidate]
        let decision: Decision
    }

    private static let maximumDepth = 3
    /// Enough for a person to choose from, and a bound on the work.
    private static let maximumTrails = 64

    private let start: Decision

    init(_ decision: Decision) {
        start = decision
    }

    func run() -> [Suggestion] {
        var trails = [Trail(steps: [], decision: start)]
        for _ in 0..<Self.maximumDepth {
            trails = trails.prefix(Self.maximumTrails).flatMap(extended)
            let successes = trails.filter(\.decision.isAllowed)
            if !successes.isEmpty { return ranked(successes.map(\.steps)) }
        }
        return []
    }

    private func extended(_ trail: Trail) -> [Trail] {
        SuggestionCandidates(trail.decision).all.map { candidate in
            Trail(steps: trail.steps + [candidate], decision: candidate.applied(to: trail.decision))
        }
    }

    private func ranked(_ successes: [[SuggestionCandidate]]) -> [Suggestion] {
        var seen: Set<[Suggestion.Change]> = []
        let suggestions = successes.map(suggestion).filter { seen.insert($0.changes).inserted }
        let ordered = suggestions.enumerated().sorted { left, right in
            (left.element.power, left.element.changes.count, left.offset)
                < (right.element.power, right.element.changes.count, right.offset)
        }
        return ordered.map(\.element)
    }

    private func suggestion(_ steps: [SuggestionCandidate]) -> Suggestion {
        Suggestion(
            title: steps.map(\.title).joined(separator: ", then "), changes: Self.merged(steps.flatMap(\.changes)),
            power: steps.map(\.power).max() ?? .none)
    }

    /// Later texts of a document contain the earlier changes to it.
    private static func merged(_ changes: [Suggestion.Change]) -> [Suggestion.Change] {
        changes.enumerated().filter { index, change in
            guard let place = change.place else { return true }
            return !changes[(index + 1)...].contains { $0.place == place }
        }.map(\.element)
    }
}

/// One candidate: what to do, and what it does to a question.
struct SuggestionCandidate {
    let title: String
    let power: Suggestion.Power
    let changes: [Suggestion.Change]

    /// The decision after the changes.
    func applied(to decision: Decision) -> Decision {
        var request = decision.request
        var policies = decision.policies
        for change in changes { change.apply(&request, &policies) }
        return PolicyEvaluator.decide(request, policies, rules: decision.rules)
    }
}

extension Suggestion.Change {
    fileprivate var place: PolicyPlace? {
        switch self {
        case .putPolicy(let place, _), .detachPolicy(let place): place
        case .ask, .createGrant: nil
        }
    }

    fileprivate func apply(_ request: inout AccessRequest, _ policies: inout ApplicablePolicies) {
        switch self {
        case .ask(let key, let value):
            request.context.replace(key, [value])
            if ConditionKey(key).folded == "kms:viaservice" { request.isViaService = true }
        case .createGrant:
            policies.grants.append(GrantFinding(grantID: "new", result: .applies(.caller)))
        case .putPolicy(let place, let text): policies.put(text, at: place)
        case .detachPolicy(let place): policies.detach(place)
        }
    }
}

extension ApplicablePolicies {
    fileprivate mutating func put(_ text: String, at place: PolicyPlace) {
        let kind = place.document.flatMap { policy(place.layer, place.level, $0)?.document.kind }
        guard let document = try? PolicyDocument(parsing: text, kind: kind ?? place.kind) else { return }
        replace(place, with: AttachedPolicy(document, name: place.name, holder: place.holder))
    }

    private func policy(_ layer: Layer, _ level: Int, _ document: Int) -> AttachedPolicy? {
        switch layer {
        case .serviceControl: serviceControl.element(level)?.element(document)
        case .resourceControl: resourceControl.element(level)?.element(document)
        case .vpcEndpoint: vpcEndpoint
        case .resource: resource
        case .identity: identity.element(document)
        case .boundary: boundary
        case .session: session.element(document)
        case .grants: nil
        }
    }

    fileprivate mutating func detach(_ place: PolicyPlace) {
        replace(place, with: nil)
    }

    private mutating func replace(_ place: PolicyPlace, with policy: AttachedPolicy?) {
        switch place.layer {
        case .serviceControl: serviceControl[place.level].replace(place.document, with: policy)
        case .resourceControl: resourceControl[place.level].replace(place.document, with: policy)
        case .vpcEndpoint: vpcEndpoint = policy
        case .resource: resource = policy
        case .identity: identity.replace(place.document, with: policy)
        case .boundary: boundary = policy
        case .session: session.replace(place.document, with: policy)
        case .grants: break
        }
    }
}

extension [AttachedPolicy] {
    fileprivate mutating func replace(_ index: Int?, with policy: AttachedPolicy?) {
        switch (index, policy) {
        case (let index?, let policy?) where indices.contains(index): self[index] = policy
        case (let index?, nil) where indices.contains(index): remove(at: index)
        case (nil, let policy?): append(policy)
        default: break
        }
    }
}

extension PolicyPlace {
    /// The kind that a new document at this place has.
    fileprivate var kind: PolicyKind {
        switch (layer, holder) {
        case (.identity, .user): .identity(.userInline)
        case (.identity, .group): .identity(.groupInline)
        case (.identity, _): .identity(.roleInline)
        case (.boundary, _): .boundary
        case (.session, _): .session
        case (.serviceControl, _): .serviceControl
        case (.resourceControl, _): .resourceControl
        case (.vpcEndpoint, _): .vpcEndpoint
        case (.resource, _), (.grants, _): .resource(.other)
        }
    }
}
