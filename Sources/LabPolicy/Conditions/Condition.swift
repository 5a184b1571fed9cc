/// One condition: an operator, a key and the values it wants.
struct Condition: Hashable, Sendable {
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
    }

    /// Evaluates the condition of a statement with `effect`.
    ///
    /// Two rules fail closed. An ambiguous key never satisfies an `Allow` and always satisfies a `Deny`: AWS KMS denies
    /// requests whose encryption context makes a condition ambiguous. A key that AWS does not know and the request does
    /// not have never satisfies an `Allow`, whatever the operator: a misspelt key must not open anything.
    func evaluate(effect: Effect, in request: AccessRequest) -> Result {
        guard let operands else { return .malformed }
        let found = request.lookUp(key)
        if found?.isAmbiguous == true { return effect == .deny ? .holds : .fails }
        if found == nil, effect == .allow, !key.isKnown { return .fails }
        let values = found?.values ?? []
        return holds(operands, values, isAbsent: values.isEmpty, in: request) ? .holds : .fails
    }

    private func holds(_ operands: Operands, _ values: [String], isAbsent: Bool, in request: AccessRequest) -> Bool {
        if case .absence(let wanted) = operands { return wanted.contains(isAbsent) }
        if isAbsent { return holdsWithoutKey }
        switch comparison.quantifier {
        case .forAllValues: return values.allSatisfy { satisfies(operands, $0, in: request) }
        case .forAnyValue: return values.contains { satisfies(operands, $0, in: request) }
        // AWS leaves a plain operator on several values undefined. Here one matching value is enough, and a negated
        // operator wants none to match, as if it were the opposite of its positive twin.
        case nil where comparison.isNegated: return values.allSatisfy { satisfies(operands, $0, in: request) }
        case nil: return values.contains { satisfies(operands, $0, in: request) }
        }
    }

    /// AWS: a missing key fails an operator and satisfies a negated one, any `…IfExists` and `ForAllValues`.
    /// `ForAnyValue` wants a value, so it fails even with `…IfExists` (re:Post, "ForAnyValue:StringEqualsIfExists
    /// behaving unexpectedly").
    private var holdsWithoutKey: Bool {
        switch comparison.quantifier {
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
