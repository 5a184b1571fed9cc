/// One statement, compiled. A class, because a decision visits every statement and copying one would copy all its parts.
final class Statement: Sendable {
    let sid: String?
    let effect: Effect
    /// `Principal` or `NotPrincipal`; `nil` in policies of an identity.
    let principal: PrincipalClause?
    /// `Action` or `NotAction`; `nil` only in key policies, where the statement then has no effect.
    let action: ActionClause?
    /// `Resource` or `NotResource`; `nil` in trust policies, and in key policies, where the statement then has no effect.
    let resource: ResourceClause?
    let conditions: [Condition]

    init(
        sid: String?, effect: Effect, principal: PrincipalClause?, action: ActionClause?, resource: ResourceClause?,
        conditions: [Condition]
    ) {
        self.sid = sid
        self.effect = effect
        self.principal = principal
        self.action = action
        self.resource = resource
        self.conditions = conditions
    }
}

/// `Principal` or `NotPrincipal`.
struct PrincipalClause: Hashable, Sendable {
    let patterns: [PrincipalPattern]
    let isNegated: Bool
}

/// `Action` or `NotAction`: case does not matter.
struct ActionClause: Hashable, Sendable {
    /// The actions as written.
    let written: [String]
    let isNegated: Bool
    private let patterns: [[UInt16]]

    init(_ written: [String], isNegated: Bool) {
        self.written = written
        self.isNegated = isNegated
        patterns = written.map { Glob.units($0.lowercased(), wildcards: true) }
    }

    /// Whether the clause covers `action`, which is in lower case.
    func covers(_ action: Span<UInt8>) -> Bool {
        for pattern in patterns where Glob.matches(pattern.span, action) { return !isNegated }
        return isNegated
    }
}

/// `Resource` or `NotResource`: case matters.
struct ResourceClause: Sendable {
    let patterns: [PolicyText]
    let isNegated: Bool

    /// Whether the clause covers the request's resource. A pattern with a variable that has no value matches nothing,
    /// and under `NotResource` it makes the statement void.
    func covers(_ resource: Span<UInt8>, in request: AccessRequest) -> Bool {
        for pattern in patterns {
            guard let matches = pattern.matches(resource, in: request) else {
                if isNegated { return false }
                continue
            }
            if matches { return !isNegated }
        }
        return isNegated
    }
}
