import Foundation
import LabCore
import Testing

@testable import LabMeasure

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct LogScaleTests {
    @Test(arguments: [
        ([0.02, 3], [0.01, 0.1, 1, 10]), ([1, 1000], [1, 10, 100, 1000]), ([5], [1, 10]), ([], [1, 10]),
    ])
    func theAxisEndsAtPowersOfTen(values: [Double], decades: [Double]) {
        let scale = LogScale(decadesAround: values)
        #expect(scale.decades.count == decades.count)
        for (found, wanted) in zip(scale.decades, decades) { #expect(abs(found / wanted - 1) < 1e-9) }
    }

    @Test func positionsGrowWithTheLogarithm() {
        let scale = LogScale(low: 1, high: 10_000)
        #expect(scale.position(1) == 0)
        #expect(abs(scale.position(100) - 0.5) < 1e-12)
        #expect(scale.position(10_000) == 1)
        #expect(scale.position(0) == 0 && scale.position(1e9) == 1)
    }

    @Test func onePointIsAnAxisToo() {
        let scale = LogScale(low: 5, high: 5)
        #expect(scale.position(5).isFinite)
    }
}

@Suite struct TextChartTests {
    @Test func everyLineFitsThePageAndIsPlain() {
        for chart in BenchReport.sample().charts {
            let lines = TextChart(chart).lines
            #expect(lines.allSatisfy { $0.count <= 78 }, "\(lines.joined(separator: "\n"))")
            #expect(lines.allSatisfy { $0.allSatisfy(\.isASCII) })
        }
    }

    @Test func theCrossoverIsMarkedWhereItLies() throws {
        let report = BenchReport.sample(methods: [.direct, .envelope])
        let lines = TextChart(report.charts[0]).lines
        let marks = lines.dropFirst().prefix(11).compactMap { line in
            line.firstIndex(of: ":").map { line.distance(from: line.startIndex, to: $0) }
        }
        // 100 B lie at 17 % of the way from 16 B to 1 MiB, on 66 columns behind a margin of 12.
        #expect(Set(marks) == [12 + 11])
        #expect(lines.last?.contains("overtakes at 10") == true)
        let without = BenchReport.sample(methods: [.envelope])
        #expect(TextChart(without.charts[0]).lines.dropFirst().prefix(11).allSatisfy { !$0.contains(":") })
    }

    @Test func everyMethodHasItsLetter() {
        let report = BenchReport.sample(methods: [.direct, .envelope])
        let plot = TextChart(report.charts[0]).lines.dropFirst().prefix(11).joined()
        #expect(plot.contains("d") && plot.contains("e"))
    }

    @Test func oneSizeIsAChartToo() {
        let lines = TextChart(BenchReport.sample(sizes: [4096]).charts[0]).lines
        #expect(lines.contains { $0.contains("4 KiB") })
    }
}

/// Reads the picture as any browser would.
private final class SVGReader: NSObject, XMLParserDelegate {
    private(set) var elements: [String: Int] = [:]
    private(set) var texts: [String] = []
    private var text = ""

    static func read(_ svg: String) -> SVGReader? {
        let reader = SVGReader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        return parser.parse() ? reader : nil
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements[name, default: 0] += 1
        text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        if name == "text" { texts.append(text) }
    }
}

@Suite struct SVGChartTests {
    @Test func thePictureIsWellFormedAndHoldsEveryPoint() throws {
        let report = BenchReport.sample()
        let picture = try #require(SVGReader.read(report.svg))
        #expect(picture.elements["svg"] == 1)
        #expect(picture.elements["polyline"] == 3 * 4)
        #expect(picture.elements["circle"] == 3 * report.measurements.count)
        #expect(picture.texts.contains { $0.hasPrefix("the envelope overtakes at 10") })
        #expect(picture.texts.contains { $0.contains(PriceTable.date) })
    }

    @Test func charactersOfXMLAreEscaped() throws {
        let chart = SVGChart([], title: "a < b & \"c\"", remark: "")
        let picture = try #require(SVGReader.read(chart.text))
        #expect(picture.texts.contains("a < b & \"c\""))
    }

    @Test func nothingComesFromOutside() {
        let svg = BenchReport.sample().svg
        #expect(!svg.contains("href") && !svg.contains("<script") && !svg.contains("url("))
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
}
