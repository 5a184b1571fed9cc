/// A frame around lines, with a title above and a remark below; frames stand in frames.
///
/// Drawn with plain ASCII in 78 columns, so that it looks the same in every terminal, in a log and on paper.
struct Box {
    /// What stands in a box.
    enum Content {
        case line(String)
        case box(Box)
    }

    private let title: String
    private let remark: String
    private var contents: [Content] = []

    /// The columns of the outermost frame.
    static let width = 78

    init(_ title: String, remark: String = "") {
        self.title = title
        self.remark = remark
    }

    mutating func add(_ line: String) {
        contents.append(.line(line))
    }

    mutating func add(_ box: Box) {
        contents.append(.box(box))
    }

    /// A name and its value, the values below each other.
    mutating func add(_ name: String, _ value: String) {
        add((name.columns < 11 ? name.padded(to: 11) : "\(name) ") + value)
    }

    /// The lines of the drawing.
    func lines(width: Int = Box.width) -> [String] {
        var lines = [edge(title, "", width)]
        for content in contents {
            switch content {
            case .line(let text): lines.append(framed(text, width))
            case .box(let box): lines += box.lines(width: width - 4).map { framed($0, width) }
            }
        }
        lines.append(edge("", remark, width))
        return lines
    }

    private func framed(_ text: String, _ width: Int) -> String {
        "| " + text.cut(to: width - 4).padded(to: width - 4) + " |"
    }

    private func edge(_ title: String, _ remark: String, _ width: Int) -> String {
        let left = title.isEmpty ? "+" : "+-- \(title.cut(to: width - 8)) "
        let right = remark.isEmpty ? "+" : " \(remark.cut(to: width - 8)) --+"
        return left + String(repeating: "-", count: max(0, width - left.columns - right.columns)) + right
    }
}
