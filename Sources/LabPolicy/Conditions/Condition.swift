import LabCore

/// One condition: an operator, a key and the values it wants. A class for the reason that ``Statement`` is one.
final class Condition: Sendable {
    let comparison: ConditionOperator
    let key: ConditionKey
    /// The values as written.
    let wanted: [String]
    /// The values as the operator reads them; `nil` when one of them makes no sense to it.
    private let operands: Operands?

    init(_ comparison: ConditionOperator, key: ConditionKey, wanted: [String], hasVariables: Bool) {
        self.comparison = comparison
        self.key = key
        self.wanted = wanted
        operands = Operands(wanted, for: comparison.test, hasVariables: hasVariables)
    }

    /// What a condition comes to.
    enum Result {
        case holds
        case fails
        case malformed

        init(_ isMet: Bool) {
            self = isMet ? .holds : .fails
        }
    }

    /// Evaluates the condition of a statement with `effect`.
    ///
    /// Two rules fail closed. An ambiguous key never satisfies an `Allow` and always satisfies a `Deny`: AWS KMS denies
    /// requests whose encryption context makes a condition ambiguous. A key that AWS does not know and the request does
    /// not have never satisfies an `Allow`, whatever the operator: a misspelt key must not open anything.
    func evaluate(effect: Effect, in request: AccessRequest) -> Result {
        guard let operands else { return .malformed }
        if let entry = request.context.found(key) {
            if entry.isAmbiguous { return effect == .deny ? .holds : .fails }
            let isAbsent = entry.values.isEmpty
            return .init(isAbsent ? holdsWithoutKey(operands) : holds(operands, entry.values, in: request))
        }
        if let time = request.moment(of: key), let isMet = compare(time, operands) { return .init(isMet) }
        if let value = request.derivedValue(of: key) { return .init(holds(operands, value, in: request)) }
        if effect == .allow, !key.isKnown { return .fails }
        return .init(holdsWithoutKey(operands))
    }

    private func holds(_ operands: Operands, _ values: [String], in request: AccessRequest) -> Bool {
        if case .absence(let wanted) = operands { return wanted.contains(false) }
        switch comparison.quantifier {
        case .forAllValues: return values.allSatisfy { satisfies(operands, $0, in: request) }
        case .forAnyValue: return values.contains { satisfies(operands, $0, in: request) }
        // AWS leaves a plain operator on several values undefined. Here one matching value is enough, and a negated
        // operator wants none to match, as if it were the opposite of its positive twin.
        case nil where comparison.isNegated: return values.allSatisfy { satisfies(operands, $0, in: request) }
        case nil: return values.contains { satisfies(operands, $0, in: request) }
        }
    }

    /// With one value, which all derived keys have, the quantifiers make no difference.
    private func holds(_ operands: Operands, _ value: String, in request: AccessRequest) -> Bool {
        if case .absence(let wanted) = operands { return wanted.contains(false) }
        return satisfies(operands, value, in: request)
    }

    /// Compares the moment of the request with dates, without writing it down and reading it again; `nil` when the
    /// operator does not compare dates.
    private func compare(_ time: Timestamp, _ operands: Operands) -> Bool? {
        guard case .dates(let wanted, let relation) = operands else { return nil }
        return wanted.contains { relation.holds(time, $0) } != comparison.isNegated
    }

    /// AWS: a missing key fails an operator and satisfies a negated one, any `…IfExists` and `ForAllValues`.
    /// `ForAnyValue` wants a value, so it fails even with `…IfExists` (re:Post, "ForAnyValue:StringEqualsIfExists
    /// behaving unexpectedly").
    private func holdsWithoutKey(_ operands: Operands) -> Bool {
        if case .absence(let wanted) = operands { return wanted.contains(true) }
        return switch comparison.quantifier {
        case .forAllValues: true
        case .forAnyValue: false
        case nil: comparison.isNegated || comparison.ifExists
        }
    }

    /// Whether one value of the request satisfies the operator. A variable without a value satisfies nothing, negated
    /// or not: AWS then treats the whole statement as void.
    private func satisfies(_ operands: Operands, _ value: String, in request: AccessRequest) -> Bool {
        switch operands.compare(value, in: request) {
        case .matches: !comparison.isNegated
        case .differs: comparison.isNegated
        case .unresolved: false
        }
    }
}
