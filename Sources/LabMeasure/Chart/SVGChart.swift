/// A report's charts as one picture, Scalable Vector Graphics 1.1: no script, no font, nothing from outside.
public struct SVGChart {
    private let charts: [BenchChart]
    private let title: String
    private let remark: String

    /// The charts below each other, under a title; `remark` stands small at the foot.
    public init(_ charts: [BenchChart], title: String, remark: String) {
        self.charts = charts
        self.title = title
        self.remark = remark
    }

    static let width = 760
    private static let panelHeight = 300
    private static let head = 40
    private static let foot = 40

    /// The document.
    public var text: String {
        let height = Self.head + charts.count * Self.panelHeight + Self.foot
        let size = "width=\"\(Self.width)\" height=\"\(height)\" viewBox=\"0 0 \(Self.width) \(height)\""
        let panels = charts.enumerated().flatMap { index, chart in
            ["<g transform=\"translate(0 \(Self.head + index * Self.panelHeight))\">"]
                + SVGPanel(chart, height: Self.panelHeight).elements + ["</g>"]
        }
        let lines =
            [
                "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) role=\"img\" font-family=\"sans-serif\">",
                "<title>\(title.xmlEscaped)</title>",
                "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
                SVGPanel.text(title, x: 20, y: 26, size: 16),
            ] + panels + [SVGPanel.text(remark, x: 20, y: height - 14, size: 11), "</svg>"]
        return lines.joined(separator: "\n") + "\n"
    }
}

extension BenchReport {
    /// The picture of the report.
    public var svg: String {
        SVGChart(charts, title: "Encrypting with a KMS key: cost against size", remark: "Model: \(modelLine)").text
    }
}

extension String {
    /// The text where XML expects character data or an attribute's value.
    var xmlEscaped: String {
        var escaped = ""
        for character in self {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
