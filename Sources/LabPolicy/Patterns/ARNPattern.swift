/// A pattern that is compared with ARNs field by field: a wildcard never crosses one of the first five colons.
///
/// - SeeAlso: IAM User Guide, "IAM JSON policy elements: Condition operators", ARN condition operators
enum ARNPattern {
    /// Whether `pattern`, variables replaced, matches `arn`. A lone `*` matches every ARN.
    static func matches(_ pattern: [UInt16], _ arn: Span<UInt8>) -> Bool {
        guard let value = fieldEnds(count: arn.count, isColon: { arn[$0] == UInt8(ascii: ":") }) else { return false }
        if pattern == [Glob.many] { return true }
        let wanted = fieldEnds(count: pattern.count, isColon: { pattern[$0] == UInt16(UInt8(ascii: ":")) })
        guard let wanted else { return false }
        let units = pattern.span
        return zip(wanted, value).allSatisfy { field, text in
            Glob.matches(units.extracting(field), arn.extracting(text))
        }
    }

    /// The six fields' ranges; `nil` when there are fewer than five colons.
    private static func fieldEnds(count: Int, isColon: (Int) -> Bool) -> [Range<Int>]? {
        var fields: [Range<Int>] = []
        var start = 0
        for index in 0..<count where fields.count < 5 && isColon(index) {
            fields.append(start..<index)
            start = index + 1
        }
        guard fields.count == 5 else { return nil }
        return fields + [start..<count]
    }
}
