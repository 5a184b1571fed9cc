/// One field of a cron expression: which numbers it stands for.
struct CronField: Hashable, Sendable {
    let numbers: Set<Int>

    /// Reads `*`, `?`, numbers, names, ranges `a-b`, steps `a/b`, and lists of those; `nil` for anything else.
    init?(_ text: String, in bounds: ClosedRange<Int>, names: [String] = []) {
        var numbers: Set<Int> = []
        for part in Self.parts(of: text, ",") {
            guard let range = Self.range(part, bounds, names) else { return nil }
            numbers.formUnion(range)
        }
        self.numbers = numbers
    }

    private static func parts(of text: String, _ separator: Character) -> [String] {
        text.split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
    }

    private static func range(
        _ text: String, _ bounds: ClosedRange<Int>, _ names: [String]
    ) -> [Int]? {
        let steps = parts(of: text, "/")
        guard steps.count <= 2, let base = base(steps[0], bounds, names) else { return nil }
        guard steps.count == 2 else { return Array(base) }
        guard let step = Int(steps[1]), step > 0 else { return nil }
        let end = base.count == 1 ? bounds.upperBound : base.upperBound
        return Array(stride(from: base.lowerBound, through: end, by: step))
    }

    private static func base(
        _ text: String, _ bounds: ClosedRange<Int>, _ names: [String]
    ) -> ClosedRange<Int>? {
        if text == "*" || text == "?" { return bounds }
        let ends = parts(of: text, "-").map { number($0, bounds, names) }
        guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
            return nil
        }
        return first...last
    }

    private static func number(
        _ text: String, _ bounds: ClosedRange<Int>, _ names: [String]
    ) -> Int? {
        if let index = names.firstIndex(of: text.uppercased()) { return bounds.lowerBound + index }
        return Int(text).flatMap { bounds.contains($0) ? $0 : nil }
    }
}
