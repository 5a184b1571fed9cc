/// One picture: what an object costs with each method, against its size, on two logarithmic axes.
public struct BenchChart: Hashable, Sendable {
    /// A method's line.
    struct Series: Hashable {
        let method: BenchMethod
        let points: [CostCurve.Point]
    }

    /// What is drawn, and whether it is a model.
    public let title: String
    /// The numbers behind the lines.
    let series: [Series]
    /// From which size on the envelope is better, if that is known.
    let crossover: Crossover?
    /// What the vertical axis counts.
    let unit: Unit

    /// What the vertical axis counts.
    enum Unit: Hashable {
        case seconds
        case dollars

        func text(_ value: Double) -> String {
            switch self {
            case .seconds: Quantity.text(seconds: value)
            case .dollars: "\(Quantity.text(number: value)) USD"
            }
        }
    }

    /// The horizontal axis.
    var sizes: LogScale {
        let bytes = series.flatMap(\.points).map { Double($0.bytes) }
        return LogScale(low: bytes.min() ?? 1, high: bytes.max() ?? 1)
    }

    /// The vertical axis.
    var costs: LogScale { LogScale(decadesAround: series.flatMap(\.points).map(\.cost)) }

    /// The sizes that were measured, smallest first.
    var measuredSizes: [Int] { Set(series.flatMap(\.points).map(\.bytes)).sorted() }

    /// What the mark says; empty without one.
    var crossoverText: String {
        crossover?.bytes.map { "the envelope overtakes at \(Quantity.text(bytes: $0))" } ?? ""
    }
}

extension BenchReport {
    /// The pictures of a report: time here, time with round trips, price.
    public var charts: [BenchChart] {
        let trip = Quantity.text(seconds: model.roundTripSeconds)
        return [
            chart(.here, "time an object, measured here", .seconds),
            chart(.withRoundTrips, "time an object with \(trip) a round trip to KMS (model)", .seconds),
            chart(.price, "USD for the KMS requests of a million objects (model)", .dollars),
        ]
    }

    private func chart(_ measure: Measure, _ title: String, _ unit: BenchChart.Unit) -> BenchChart {
        BenchChart(
            title: title, series: methods.map { .init(method: $0, points: points($0, measure)) },
            crossover: crossover(measure), unit: unit)
    }
}
