/// What objects of any size cost with one method: measured at some sizes, and between them as costs go that grow by the
/// byte: straight on logarithmic axes.
struct CostCurve: Hashable {
    /// What an object of one size costs, in any unit.
    struct Point: Hashable {
        let bytes: Int
        let cost: Double
    }

    /// The points, smallest size first; never empty.
    private let points: [Point]

    /// A curve; `nil` without points.
    init?(_ points: [Point]) {
        guard !points.isEmpty else { return nil }
        self.points = points
    }

    /// The cost of an object of `bytes`; outside of what was measured that of the nearest size.
    func cost(_ bytes: Int) -> Double {
        guard let above = points.firstIndex(where: { $0.bytes >= bytes }) else { return points[points.count - 1].cost }
        guard above > 0, points[above].bytes != bytes else { return points[above].cost }
        return Self.cost(bytes, between: points[above - 1], and: points[above])
    }

    private static func cost(_ bytes: Int, between left: Point, and right: Point) -> Double {
        let whole = logarithm(Double(right.bytes)) - logarithm(Double(left.bytes))
        let share = (logarithm(Double(bytes)) - logarithm(Double(left.bytes))) / whole
        let from = logarithm(max(left.cost, .leastNormalMagnitude))
        let to = logarithm(max(right.cost, .leastNormalMagnitude))
        return exponential(from + share * (to - from))
    }
}
