/// One chart's elements, in a panel of its own.
struct SVGPanel {
    private let chart: BenchChart
    private let plot: (left: Double, top: Double, width: Double, height: Double)

    init(_ chart: BenchChart, height: Int) {
        self.chart = chart
        plot = (left: 90, top: 34, width: Double(SVGChart.width) - 240, height: Double(height) - 84)
    }

    var elements: [String] {
        [Self.text(chart.title, x: 20, y: 20, size: 13)] + grid + crossover + chart.series.flatMap { line($0) } + legend
    }

    // MARK: - Axes

    private func x(_ bytes: Double) -> Double { plot.left + chart.sizes.position(bytes) * plot.width }

    private func y(_ cost: Double) -> Double { plot.top + (1 - chart.costs.position(cost)) * plot.height }

    private var grid: [String] {
        let rows = chart.costs.decades.flatMap { decade in
            [
                Self.line(x1: plot.left, y1: y(decade), x2: plot.left + plot.width, y2: y(decade), "#dddddd"),
                Self.text(
                    chart.unit.text(decade), x: Int(plot.left) - 8, y: Int(y(decade)) + 4, size: 11, anchor: "end"),
            ]
        }
        let bottom = plot.top + plot.height
        let columns = chart.measuredSizes.enumerated().flatMap { index, bytes in
            [
                Self.line(x1: x(Double(bytes)), y1: bottom, x2: x(Double(bytes)), y2: bottom + 5, "#888888"),
                // Neighbours stand on two levels, so that they never overlap.
                Self.text(
                    Quantity.text(bytes: bytes), x: Int(x(Double(bytes))), y: Int(bottom) + (index % 2 == 0 ? 18 : 31),
                    size: 11, anchor: "middle"),
            ]
        }
        return rows + columns
    }

    private var crossover: [String] {
        guard let bytes = chart.crossover?.bytes else { return [] }
        let place = x(Double(bytes))
        return [
            Self.line(x1: place, y1: plot.top, x2: place, y2: plot.top + plot.height, "#444444", dash: "2 3"),
            Self.text(chart.crossoverText, x: Int(place) + 6, y: Int(plot.top) + 10, size: 11),
        ]
    }

    // MARK: - Lines

    private func line(_ series: BenchChart.Series) -> [String] {
        let style = Style(series.method)
        let places = series.points.map { "\(Self.round(x(Double($0.bytes)))),\(Self.round(y($0.cost)))" }
        let path =
            "<polyline points=\"\(places.joined(separator: " "))\" fill=\"none\" stroke=\"\(style.colour)\" "
            + "stroke-width=\"2\" stroke-dasharray=\"\(style.dash)\"/>"
        let dots = series.points.map { point in
            "<circle cx=\"\(Self.round(x(Double(point.bytes))))\" cy=\"\(Self.round(y(point.cost)))\" r=\"3\" "
                + "fill=\"\(style.colour)\"><title>"
                + "\(series.method.rawValue), \(Quantity.text(bytes: point.bytes)): \(chart.unit.text(point.cost))"
                .xmlEscaped + "</title></circle>"
        }
        return [path] + dots
    }

    private var legend: [String] {
        let left = plot.left + plot.width + 20
        return chart.series.enumerated().flatMap { index, series in
            let style = Style(series.method)
            let height = plot.top + 10 + Double(index) * 20
            return [
                Self.line(x1: left, y1: height, x2: left + 24, y2: height, style.colour, dash: style.dash),
                Self.text(series.method.rawValue, x: Int(left) + 30, y: Int(height) + 4, size: 12),
            ]
        }
    }

    /// Colour and dashes: either alone tells the methods apart (colours of Okabe and Ito, 2008).
    private struct Style {
        let colour: String
        let dash: String

        init(_ method: BenchMethod) {
            (colour, dash) =
                switch method {
                case .direct: ("#d55e00", "none")
                case .envelope: ("#0072b2", "7 3")
                case .cached: ("#009e73", "2 2")
                case .bucketKeys: ("#cc79a7", "9 3 2 3")
                }
        }
    }

    // MARK: - Elements

    static func text(_ text: String, x: Int, y: Int, size: Int, anchor: String = "start") -> String {
        "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(size)\" text-anchor=\"\(anchor)\" fill=\"#222222\">"
            + text.xmlEscaped + "</text>"
    }

    private static func line(
        x1: Double, y1: Double, x2: Double, y2: Double, _ colour: String, dash: String = "none"
    ) -> String {
        "<line x1=\"\(round(x1))\" y1=\"\(round(y1))\" x2=\"\(round(x2))\" y2=\"\(round(y2))\" "
            + "stroke=\"\(colour)\" stroke-dasharray=\"\(dash)\"/>"
    }

    /// A tenth of a pixel is enough.
    private static func round(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
