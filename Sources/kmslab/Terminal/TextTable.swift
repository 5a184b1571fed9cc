/// A table of text: columns as wide as they need to be, two spaces between them.
struct TextTable {
    private var rows: [[String]]

    init(_ header: String...) {
        self.init(header: header)
    }

    init(header: [String]) {
        rows = [header.map { Style.dim($0) }]
    }

    mutating func add(_ cells: String...) {
        add(row: cells)
    }

    mutating func add(row cells: [String]) {
        rows.append(cells)
    }

    /// Whether there is nothing below the header.
    var isEmpty: Bool { rows.count == 1 }

    /// The lines.
    var lines: [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].columns }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0.padded(to: $1) }
            return trimmed(cells.joined(separator: "  "))
        }
    }

    func printAll() {
        for line in lines { print(line) }
    }

    private func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
