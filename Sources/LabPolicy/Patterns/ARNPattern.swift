/// A pattern that is compared with ARNs field by field: a wildcard never crosses one of the first five colons.
///
/// - SeeAlso: IAM User Guide, "IAM JSON policy elements: Condition operators", ARN condition operators
enum ARNPattern {
    /// Whether `pattern`, variables replaced, matches `arn`. A lone `*` matches every ARN.
    static func matches(_ pattern: Span<UInt16>, _ arn: Span<UInt8>) -> Bool {
        guard arn.resourceStart != nil else { return false }
        if pattern.count == 1, pattern[0] == Glob.many { return true }
        guard pattern.resourceStart != nil else { return false }
        var (position, offset) = (0, 0)
        for _ in 0..<5 {
            let (end, stop) = (pattern.colon(from: position), arn.colon(from: offset))
            let isEqual = Glob.matches(pattern.extracting(position..<end), arn.extracting(offset..<stop))
            guard isEqual else { return false }
            (position, offset) = (end + 1, stop + 1)
        }
        return Glob.matches(
            pattern.extracting(position..<pattern.count), arn.extracting(offset..<arn.count))
    }
}

extension Span where Element: FixedWidthInteger {
    /// The place of the next colon, or the end.
    fileprivate func colon(from start: Int) -> Int {
        var index = start
        while index < count, self[index] != 0x3A { index += 1 }
        return index
    }

    /// Where an ARN's resource starts, after the fifth colon; `nil` when there are fewer.
    var resourceStart: Int? {
        var start = 0
        for _ in 0..<5 {
            start = colon(from: start) + 1
            if start > count { return nil }
        }
        return start
    }
}
