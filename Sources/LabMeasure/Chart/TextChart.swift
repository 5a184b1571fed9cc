/// A chart in characters: 78 columns of plain ASCII, the same in every terminal and in a mail.
public struct TextChart {
    private let chart: BenchChart
    private var cells: [[Character]]

    private static let labelWidth = 10
    private static let plotWidth = 66
    private static let plotHeight = 11

    /// Draws `chart`.
    public init(_ chart: BenchChart) {
        self.chart = chart
        cells = Array(repeating: Array(repeating: " ", count: Self.plotWidth), count: Self.plotHeight)
        drawCrossover()
        for series in chart.series { drawLine(series) }
        for series in chart.series { drawPoints(series) }
    }

    /// The lines, the title first.
    public var lines: [String] {
        let plot = cells.enumerated().map { row, cells in
            label(ofRow: row) + " |" + String(cells).trimmingTrailingSpaces
        }
        let axis = String(repeating: " ", count: Self.labelWidth) + " +" + String(repeating: "-", count: Self.plotWidth)
        return [chart.title] + plot + [axis, sizeLabels] + legend
    }

    // MARK: - Drawing

    private func column(_ bytes: Double) -> Int {
        Int((chart.sizes.position(bytes) * Double(Self.plotWidth - 1)).rounded())
    }

    private func row(_ cost: Double) -> Int {
        Self.plotHeight - 1 - Int((chart.costs.position(cost) * Double(Self.plotHeight - 1)).rounded())
    }

    private mutating func drawCrossover() {
        guard let bytes = chart.crossover?.bytes else { return }
        let column = column(Double(bytes))
        for row in cells.indices { cells[row][column] = ":" }
    }

    /// Dots between the points: as a straight line goes on logarithmic axes.
    private mutating func drawLine(_ series: BenchChart.Series) {
        for (point, next) in zip(series.points, series.points.dropFirst()) {
            let from = (column: column(Double(point.bytes)), row: row(point.cost))
            let to = (column: column(Double(next.bytes)), row: row(next.cost))
            guard to.column > from.column else { continue }
            for column in from.column...to.column {
                let share = Double(column - from.column) / Double(to.column - from.column)
                cells[from.row + Int((share * Double(to.row - from.row)).rounded())][column] = "."
            }
        }
    }

    /// The method's letter; a star where several lie.
    private mutating func drawPoints(_ series: BenchChart.Series) {
        for point in series.points {
            let (row, column) = (row(point.cost), column(Double(point.bytes)))
            let isFree = cells[row][column] == " " || cells[row][column] == "." || cells[row][column] == ":"
            cells[row][column] = isFree ? series.method.letter : "*"
        }
    }

    // MARK: - Labels

    private func label(ofRow row: Int) -> String {
        let decade = chart.costs.decades.first { self.row($0) == row }
        return (decade.map { chart.unit.text($0) } ?? "").paddedLeft(to: Self.labelWidth)
    }

    /// As many sizes as find room below the axis.
    private var sizeLabels: String {
        var line = String(repeating: " ", count: Self.labelWidth + 2)
        for bytes in chart.measuredSizes {
            let text = Quantity.text(bytes: bytes)
            let place = min(column(Double(bytes)), Self.plotWidth - text.count) + Self.labelWidth + 2
            guard place >= line.trimmingTrailingSpaces.count + 2 || line.trimmingTrailingSpaces.isEmpty else {
                continue
            }
            line = line.padded(to: place) + text
        }
        return line
    }

    private var legend: [String] {
        let methods = chart.series.map { "\($0.method.letter) \($0.method.rawValue)" } + ["* several"]
        let mark = chart.crossoverText.isEmpty ? [] : ["  : \(chart.crossoverText)"]
        return ["  " + methods.joined(separator: "   ")] + mark
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        String(reversed().drop { $0 == " " }.reversed())
    }

    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    fileprivate func paddedLeft(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
