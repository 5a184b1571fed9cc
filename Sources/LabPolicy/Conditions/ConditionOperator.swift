/// A condition operator's name taken apart: `ForAnyValue:StringNotLikeIfExists`.
///
/// - SeeAlso: IAM User Guide, "IAM JSON policy elements: Condition operators"
struct ConditionOperator: Hashable, Sendable {
    /// The prefix for keys with several values.
    enum Quantifier: String, Hashable, Sendable {
        /// Every value of the request must match; true when there is none.
        case forAllValues = "ForAllValues:"
        /// At least one value of the request must match; false when there is none.
        case forAnyValue = "ForAnyValue:"
    }

    /// What is compared, and how.
    enum Test: Hashable, Sendable {
        case string(StringTest)
        case numeric(Comparison)
        case date(Comparison)
        case bool
        case binary
        case address
        case arn
        case null
    }

    enum StringTest: Hashable, Sendable {
        case equals
        case equalsIgnoringCase
        case like
    }

    enum Comparison: Hashable, Sendable {
        case equals
        case less
        case lessOrEqual
        case greater
        case greaterOrEqual
    }

    /// The name as written.
    let name: String
    let quantifier: Quantifier?
    let test: Test
    /// Whether the test is turned round (`StringNotEquals`): it then holds for requests without the key.
    let isNegated: Bool
    /// Whether requests without the key satisfy it.
    let ifExists: Bool

    /// Parses a name; `nil` when there is no such operator.
    init?(_ name: String) {
        var rest = name[...]
        quantifier = [Quantifier.forAllValues, .forAnyValue].first { rest.hasPrefix($0.rawValue) }
        if let quantifier { rest = rest.dropFirst(quantifier.rawValue.count) }
        ifExists = rest.hasSuffix("IfExists")
        if ifExists { rest = rest.dropLast("IfExists".count) }
        guard let (test, isNegated) = Self.tests[String(rest)], !(test == .null && ifExists) else { return nil }
        self.name = name
        self.test = test
        self.isNegated = isNegated
    }

    private static let tests: [String: (test: Test, isNegated: Bool)] = [
        "StringEquals": (.string(.equals), false),
        "StringNotEquals": (.string(.equals), true),
        "StringEqualsIgnoreCase": (.string(.equalsIgnoringCase), false),
        "StringNotEqualsIgnoreCase": (.string(.equalsIgnoringCase), true),
        "StringLike": (.string(.like), false),
        "StringNotLike": (.string(.like), true),
        "NumericEquals": (.numeric(.equals), false),
        "NumericNotEquals": (.numeric(.equals), true),
        "NumericLessThan": (.numeric(.less), false),
        "NumericLessThanEquals": (.numeric(.lessOrEqual), false),
        "NumericGreaterThan": (.numeric(.greater), false),
        "NumericGreaterThanEquals": (.numeric(.greaterOrEqual), false),
        "DateEquals": (.date(.equals), false),
        "DateNotEquals": (.date(.equals), true),
        "DateLessThan": (.date(.less), false),
        "DateLessThanEquals": (.date(.lessOrEqual), false),
        "DateGreaterThan": (.date(.greater), false),
        "DateGreaterThanEquals": (.date(.greaterOrEqual), false),
        "Bool": (.bool, false),
        "BinaryEquals": (.binary, false),
        "IpAddress": (.address, false),
        "NotIpAddress": (.address, true),
        "ArnEquals": (.arn, false),
        "ArnLike": (.arn, false),
        "ArnNotEquals": (.arn, true),
        "ArnNotLike": (.arn, true),
        "Null": (.null, false),
    ]
}

extension ConditionOperator.Comparison {
    /// Whether `found` stands in this relation to `wanted`.
    func holds<Value: Comparable>(_ found: Value, _ wanted: Value) -> Bool {
        switch self {
        case .equals: found == wanted
        case .less: found < wanted
        case .lessOrEqual: found <= wanted
        case .greater: found > wanted
        case .greaterOrEqual: found >= wanted
        }
    }
}
