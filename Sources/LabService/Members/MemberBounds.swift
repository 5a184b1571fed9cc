/// What may stand as the bounds of a member: `1...2048`, `1...` or `...50`.
public protocol MemberBounds: Sendable {
    /// The lowest allowed length, count or value; `nil` when there is none.
    var lowest: Int? { get }
    /// The highest allowed length, count or value; `nil` when there is none.
    var highest: Int? { get }
}

extension ClosedRange<Int>: MemberBounds {
    /// The lower bound.
    public var lowest: Int? { lowerBound }
    /// The upper bound.
    public var highest: Int? { upperBound }
}

extension PartialRangeFrom<Int>: MemberBounds {
    /// The lower bound.
    public var lowest: Int? { lowerBound }
    /// None.
    public var highest: Int? { nil }
}

extension PartialRangeThrough<Int>: MemberBounds {
    /// None.
    public var lowest: Int? { nil }
    /// The upper bound.
    public var highest: Int? { upperBound }
}

/// Bounds as they are declared, in one concrete type.
public struct MemberRange: Hashable, Sendable {
    /// The lowest allowed length, count or value; `nil` when there is none.
    public let lowest: Int?
    /// The highest allowed length, count or value; `nil` when there is none.
    public let highest: Int?

    /// No bounds.
    public static let any = MemberRange(nil)

    /// The bounds that `bounds` declares; none for `nil`.
    public init(_ bounds: (any MemberBounds)?) {
        lowest = bounds?.lowest
        highest = bounds?.highest
    }

    /// What the bounds are put on: AWS words the constraint differently for lengths and for values.
    enum Measure: String {
        case length
        case value
    }

    /// AWS's sentences for the bounds, the upper one first.
    func constraints(on measure: Measure) -> [String] {
        [highest.map { Self.atMost($0, measure) }, lowest.map { Self.atLeast($0, measure) }].compactMap(\.self)
    }

    /// AWS's sentence for the bound that `size` breaks; `nil` when it keeps both.
    func brokenConstraint(_ size: Int, on measure: Measure) -> String? {
        if let highest, size > highest { return Self.atMost(highest, measure) }
        if let lowest, size < lowest { return Self.atLeast(lowest, measure) }
        return nil
    }

    private static func atMost(_ bound: Int, _ measure: Measure) -> String {
        "Member must have \(measure.rawValue) less than or equal to \(bound)"
    }

    private static func atLeast(_ bound: Int, _ measure: Measure) -> String {
        "Member must have \(measure.rawValue) greater than or equal to \(bound)"
    }
}
