/// A logarithmic axis: where a value lies between two ends.
struct LogScale: Hashable {
    let low: Double
    let high: Double

    /// An axis from `low` to `high`, both above zero; a point becomes a stretch of a tenth around it.
    init(low: Double, high: Double) {
        self.low = low < high ? low : low / 1.12
        self.high = low < high ? high : low * 1.12
    }

    /// An axis whose ends are powers of ten around the values; without values above zero from 1 to 10.
    init(decadesAround values: [Double]) {
        let values = values.filter { $0 > 0 && $0.isFinite }
        guard let least = values.min(), let most = values.max() else {
            self.init(low: 1, high: 10)
            return
        }
        let low = Self.power(notAbove: least)
        let top = Self.power(notAbove: most)
        self.init(low: low, high: max(most > top * 1.000_001 ? top * 10 : top, low * 10))
    }

    /// 0 at the low end, 1 at the high end; what lies outside is moved to the end.
    func position(_ value: Double) -> Double {
        guard value > 0 else { return 0 }
        let share = (logarithm(value) - logarithm(low)) / (logarithm(high) - logarithm(low))
        return min(1, max(0, share))
    }

    /// The powers of ten on the axis, lowest first.
    var decades: [Double] {
        var decades: [Double] = []
        var decade = Self.power(notAbove: low * 1.000_001)
        if decade < low * 0.999_999 { decade *= 10 }
        while decade <= high * 1.000_001 {
            decades.append(decade)
            decade *= 10
        }
        return decades
    }

    /// Multiplied, not computed from a logarithm: so that 1,000 is 1,000.
    private static func power(notAbove value: Double) -> Double {
        var power = 1.0
        while power > value * 1.000_001 { power /= 10 }
        while power * 10 <= value * 1.000_001 { power *= 10 }
        return power
    }
}
