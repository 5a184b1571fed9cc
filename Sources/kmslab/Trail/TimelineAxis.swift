import LabCore

/// How fine the cells of a time axis are.
enum TimelineUnit: CaseIterable {
    case second
    case tenSeconds
    case minute
    case tenMinutes
    case hour
    case sixHours
    case day
    case week
    case month
    case quarter
    case year

    /// The number of the cell that a moment falls into, counted from some beginning.
    func index(of time: Timestamp) -> Int {
        let calendar = CalendarTime(time)
        let months = calendar.year * 12 + calendar.month - 1
        switch self {
        case .month: return months
        case .quarter: return months / 3
        case .year: return calendar.year
        default: return Int((Double(time.millisecondsSince1970) / Double(milliseconds)).rounded(.down))
        }
    }

    private var milliseconds: Int64 {
        switch self {
        case .second: 1000
        case .tenSeconds: 10_000
        case .minute: 60_000
        case .tenMinutes: 600_000
        case .hour: 3_600_000
        case .sixHours: 21_600_000
        case .day: 86_400_000
        default: 7 * 86_400_000
        }
    }

    /// Whether the time of day says something that the date does not.
    var isWithinDay: Bool {
        switch self {
        case .second, .tenSeconds, .minute, .tenMinutes, .hour, .sixHours: true
        default: false
        }
    }
}

/// A time axis of cells. What nobody used is folded into one cell, and the cells are as fine as the room allows.
struct TimelineAxis {
    /// A cell.
    enum Cell: Equatable {
        /// A piece of time: its number, and the first moment in it that anything is known of.
        case slot(index: Int, time: Timestamp)
        /// Time that was left out.
        case gap
    }

    let unit: TimelineUnit
    let cells: [Cell]
    /// How many columns a cell has: two at least, more where there are few cells, so that their dates find room.
    let width: Int
    private let columns: [Int: Int]

    /// The most cells there are.
    private static let room = 30
    private static let columnsInAll = 61
    private static let widest = 7

    /// An axis on which all of `moments` have a place; at least one is needed.
    init(_ moments: [Timestamp]) {
        let sorted = moments.sorted()
        let axes = TimelineUnit.allCases.lazy.map { ($0, Self.cells(of: sorted, $0)) }
        let fitting = axes.first { $0.1.count <= Self.room }
        unit = fitting?.0 ?? .year
        cells = fitting?.1 ?? Array(Self.cells(of: sorted, .year).suffix(Self.room))
        var columns: [Int: Int] = [:]
        for (column, cell) in cells.enumerated() {
            if case .slot(let index, _) = cell { columns[index] = column }
        }
        self.columns = columns
        width = max(2, min(Self.widest, Self.columnsInAll / cells.count))
    }

    /// The cell that a moment falls into; `nil` when it was left out.
    func column(of time: Timestamp) -> Int? { columns[unit.index(of: time)] }

    private static func cells(of sorted: [Timestamp], _ unit: TimelineUnit) -> [Cell] {
        var cells: [Cell] = []
        var last: Int?
        for time in sorted {
            let index = unit.index(of: time)
            guard index != last else { continue }
            if let last, index > last + 1 { cells.append(.gap) }
            cells.append(.slot(index: index, time: time))
            last = index
        }
        return cells
    }
}

extension TimelineAxis {
    /// The lines above the lanes: dates, times of day where they count, and the axis itself.
    func header(now: Timestamp) -> [String] {
        let present = column(of: now)
        let dates = labels(present) { unit.isWithinDay ? $0.iso8601.prefix(10) : $0.iso8601.prefix(7) }
        let details = labels(present) { time in
            switch unit {
            case .second, .tenSeconds: time.iso8601.dropFirst(11).prefix(8)
            case .minute, .tenMinutes, .hour, .sixHours: time.iso8601.dropFirst(11).prefix(5)
            case .day, .week: time.iso8601.dropFirst(8).prefix(2)
            default: ""
            }
        }
        return [dates, details].filter { !$0.isEmpty } + [ruler(present)]
    }

    /// Labels above the cells where they change, as many as there is room for. Behind a gap there is one if anywhere.
    private func labels(_ present: Int?, _ text: (Timestamp) -> Substring) -> String {
        let texts = cells.map { cell -> String in
            guard case .slot(_, let time) = cell else { return "" }
            return String(text(time))
        }
        let isBehindGap = texts.indices.map { $0 > 0 && cells[$0 - 1] == .gap }
        let important = [0, present].compactMap { $0 } + texts.indices.filter { isBehindGap[$0] }
        var line = LineCanvas(width: Self.columnsInAll)
        for column in important + texts.indices.filter({ !important.contains($0) }) {
            let isNew = important.contains(column) || texts[column] != texts[column - 1]
            if isNew, !texts[column].isEmpty { line.place(texts[column], at: column * width) }
        }
        return line.text
    }

    private func ruler(_ present: Int?) -> String {
        let isAhead = { (column: Int) in present.map { column > $0 } ?? false }
        return cells.enumerated().map { column, cell in
            guard cell != .gap else { return String(repeating: ".", count: width) }
            let mark = column == present ? ">" : isAhead(column) ? "+" : "|"
            let rest = column == cells.count - 1 ? "" : column == present || isAhead(column) ? " " : "-"
            return mark + String(repeating: rest, count: width - 1)
        }.joined()
    }
}

/// A line that texts are placed on, where nothing stands yet.
struct LineCanvas {
    private var cells: [Character]

    init(width: Int) {
        cells = [Character](repeating: " ", count: width)
    }

    /// Places an ASCII text with a blank around it, or leaves it out when something is in the way.
    mutating func place(_ text: String, at column: Int) {
        let range = column..<(column + text.count)
        let around = max(0, column - 1)..<min(cells.count, range.upperBound + 1)
        guard range.upperBound <= cells.count, cells[around].allSatisfy({ $0 == " " }) else { return }
        cells.replaceSubrange(range, with: Array(text))
    }

    /// The line, without blanks at its end.
    var text: String { String(String(cells).reversed().drop { $0 == " " }.reversed()) }
}
