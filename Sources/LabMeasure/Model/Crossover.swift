/// The object size from which one method is better than another.
public enum Crossover: Hashable, Sendable {
    /// From this many bytes on, between two sizes that were measured.
    case at(Int)
    /// Already at the smallest size that was measured.
    case before(Int)
    /// Not even at the largest size that was measured.
    case after(Int)

    /// The bytes, when the crossover lies between sizes that were measured.
    public var bytes: Int? {
        if case .at(let bytes) = self { bytes } else { nil }
    }

    /// Where `challenger` begins to cost less than `holder`, looked for at `sizes` (ascending) and between them; `nil`
    /// without sizes.
    ///
    /// A challenger that wins, loses again and wins counts from the last time on: noise at small sizes is no crossover.
    /// Between two sizes it is taken to overtake once.
    static func between(
        sizes: [Int], holder: (Int) -> Double, challenger: (Int) -> Double
    ) -> Crossover? {
        func wins(_ bytes: Int) -> Bool { challenger(bytes) < holder(bytes) }
        guard let first = sizes.first, let last = sizes.last else { return nil }
        guard wins(last) else { return .after(last) }
        guard let index = sizes.lastIndex(where: { !wins($0) }) else { return .before(first) }
        return .at(smallest(above: sizes[index], upTo: sizes[index + 1], where: wins))
    }

    /// The smallest number for which `holds`, by halving; it does not hold for `low` and holds for `high`.
    private static func smallest(above low: Int, upTo high: Int, where holds: (Int) -> Bool) -> Int {
        var (low, high) = (low, high)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
