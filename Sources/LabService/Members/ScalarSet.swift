/// A set of Unicode scalars as a character class writes it.
struct ScalarSet {
    /// Classes that go by a scalar's general category.
    enum Category {
        case letter
        case number
        case separator
    }

    private var ranges: [ClosedRange<UInt32>] = []
    private var categories: [Category] = []
    private var complements: [ScalarSet] = []
    var isNegated = false

    static let digit = ScalarSet(["0"..."9"])
    static let word = ScalarSet(["a"..."z", "A"..."Z", "0"..."9", "_"..."_"])
    static let space = ScalarSet([" "..." ", "\t"..."\r"])
    /// Anything but a line's end.
    static let dot = ScalarSet(["\n"..."\n", "\r"..."\r", "\u{85}"..."\u{85}", "\u{2028}"..."\u{2029}"]).negated

    init(_ ranges: [ClosedRange<Unicode.Scalar>] = []) {
        for range in ranges { insert(range.lowerBound, range.upperBound) }
    }

    var negated: ScalarSet {
        var set = self
        set.isNegated.toggle()
        return set
    }

    mutating func insert(_ first: Unicode.Scalar, _ last: Unicode.Scalar) {
        guard first <= last else { return }
        ranges.append(first.value...last.value)
    }

    mutating func insert(_ category: Category) {
        categories.append(category)
    }

    mutating func formUnion(_ other: ScalarSet) {
        guard !other.isNegated else { return complements.append(other) }
        ranges += other.ranges
        categories += other.categories
        complements += other.complements
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let isListed =
            ranges.contains { $0.contains(scalar.value) } || categories.contains { Self.has(scalar, $0) }
            || complements.contains { $0.contains(scalar) }
        return isListed != isNegated
    }

    private static func has(_ scalar: Unicode.Scalar, _ category: Category) -> Bool {
        switch (category, scalar.properties.generalCategory) {
        case (.letter, .uppercaseLetter), (.letter, .lowercaseLetter), (.letter, .titlecaseLetter),
            (.letter, .modifierLetter), (.letter, .otherLetter):
            true
        case (.number, .decimalNumber), (.number, .letterNumber), (.number, .otherNumber): true
        case (.separator, .spaceSeparator), (.separator, .lineSeparator), (.separator, .paragraphSeparator): true
        default: false
        }
    }
}
