import LabCore
import Testing

@testable import LabMeasure

extension BenchReport {
    /// Direct costs a microsecond a byte above ten, an envelope a hundred whatever the size.
    static func sample(
        methods: [BenchMethod] = BenchMethod.allCases, sizes: [Int] = [16, 1024, 8192, 1 << 20]
    ) -> BenchReport {
        let measurements = sizes.flatMap { size in methods.map { BenchMeasurement.sample($0, size) } }
        return BenchReport(measurements, model: CostModel(roundTripSeconds: 0.01, requestsPerSecond: 1000))
    }
}

extension BenchMeasurement {
    static func sample(_ method: BenchMethod, _ size: Int) -> BenchMeasurement {
        let subject = BenchCase(method: method, objectBytes: size, objects: 100, cacheMessages: 50)
        let calls = subject.plannedCalls
        let wall = method == .direct ? Double(size) * 100e-6 : 100 * 100e-6
        return BenchMeasurement(
            subject: subject, keyCalls: calls, plaintextToKMS: method == .direct ? size * 100 : 0,
            storedBytes: size * 100 + calls * 28, events: method == .bucketKeys ? calls + 100 : calls, eventBytes: 500,
            objectsPerDataKey: method == .direct ? 0 : 100 / calls, wallSeconds: wall, cpuSeconds: wall)
    }
}

@Suite struct CostModelTests {
    private let model = CostModel(roundTripSeconds: 0.01, requestsPerSecond: 1000)

    @Test func roundTripsAreAddedToWhatWasMeasured() {
        let direct = BenchMeasurement.sample(.direct, 8192)
        #expect(direct.callsPerObject == 2)
        #expect(abs(model.secondsPerObject(direct) - (0.008192 + 0.02)) < 1e-9)
    }

    @Test func theQuotaIsSharedByTheCallsOfAnObject() {
        #expect(model.objectsPerSecond(.sample(.direct, 8192)) == 500)
        #expect(abs(model.objectsPerSecond(.sample(.cached, 8192)) - 50_000) < 1e-6)
    }

    /// 2 calls an object, 2,000,000 requests, 0.03 USD for 10,000 of them.
    @Test func theBillIsTheRequests() {
        #expect(abs(model.dollarsPerMillion(.sample(.direct, 8192)) - 6) < 1e-9)
        #expect(abs(model.dollarsPerMillion(.sample(.envelope, 8192)) - 3) < 1e-9)
    }

    @Test func theTableSaysFromWhenAndWhereItIs() {
        #expect(PriceTable.date.wholeMatch(of: /20\d\d-\d\d-\d\d/) != nil)
        #expect(!PriceTable.sources.isEmpty && PriceTable.sources.allSatisfy { $0.hasPrefix("https://") })
    }
}

@Suite struct CrossoverTests {
    /// A curve through size and cost.
    private static func curve(_ costs: [(Int, Double)]) throws -> CostCurve {
        try #require(CostCurve(costs.map { .init(bytes: $0.0, cost: $0.1) }))
    }

    private func crossover(_ holder: [(Int, Double)], _ challenger: [(Int, Double)]) throws -> Crossover? {
        Crossover.between(
            sizes: holder.map(\.0), holder: try Self.curve(holder).cost, challenger: try Self.curve(challenger).cost)
    }

    @Test func itLiesBetweenTheSizesWhereTheOrderChanges() throws {
        let found = try crossover([(100, 1), (10_000, 100)], [(100, 10), (10_000, 10)])
        #expect(found?.bytes.map { (1000...1001).contains($0) } == true)
    }

    @Test func aChallengerThatAlwaysWinsHasWonBefore() throws {
        #expect(try crossover([(8, 2), (16, 4)], [(8, 1), (16, 1)]) == .before(8))
    }

    @Test func aChallengerThatDoesNotWinHasNotWonYet() throws {
        #expect(try crossover([(8, 1), (16, 1)], [(8, 1), (16, 1)]) == .after(16))
    }

    @Test func noiseAtSmallSizesIsNoCrossover() throws {
        let found = try crossover([(1, 2), (10, 1), (100, 100)], [(1, 1), (10, 10), (100, 10)])
        #expect(found?.bytes.map { (31...33).contains($0) } == true)
    }

    @Test func withoutBothThereIsNone() {
        #expect(CostCurve([]) == nil)
        #expect(Crossover.between(sizes: [], holder: { _ in 1 }, challenger: { _ in 1 }) == nil)
        #expect(BenchReport.sample(methods: [.direct]).crossover(.here) == nil)
    }

    @Test func curvesGoStraightOnLogarithmicAxes() throws {
        let curve = try Self.curve([(10, 1), (1000, 100), (100_000, 100)])
        #expect(abs(curve.cost(100) - 10) < 1e-9)
        #expect(curve.cost(1000) == 100 && abs(curve.cost(5000) - 100) < 1e-9)
        #expect(curve.cost(1) == 1 && curve.cost(1 << 30) == 100)
    }

    @Test func theReportComparesDirectWithEnvelopes() {
        let report = BenchReport.sample()
        #expect(report.crossover(.here)?.bytes.map { (100...101).contains($0) } == true)
    }

    /// The second call, and with it the difference, begins behind byte 4,096, whatever sizes were measured.
    @Test(arguments: [[16, 1024, 8192], [4096, 8192], [256, 1 << 20]])
    func theBillGrowsWithTheSecondCall(sizes: [Int]) {
        #expect(BenchReport.sample(sizes: sizes).crossover(.price) == .at(4097))
    }
}

@Suite struct ReportTextTests {
    private let report = BenchReport.sample()

    @Test func whatIsModelledStandsUnderModelOnly() throws {
        let json = report.json
        #expect(json.names == ["measured", "model", "crossover", "lessons"])
        #expect(json["model"]?["isModel"]?.bool == true)
        #expect(json["model"]?["date"]?.string == PriceTable.date)
        let first = try #require(json["measured"]?.array?.first?.object)
        #expect(first["kmsCalls"]?.integer == 100)
        #expect(first["trailBytes"]?.integer == 50_000)
        #expect(first.names.allSatisfy { !$0.lowercased().contains("dollar") && !$0.contains("quota") })
        #expect(json["crossover"]?["here"]?["bytes"]?.integer == report.crossover(.here)?.bytes)
    }

    @Test func everyLineOfTheCSVHasTheHeadersColumns() {
        let lines = report.csvLines
        #expect(lines.count == 1 + report.measurements.count)
        #expect(Set(lines.map { $0.split(separator: ",").count }) == [14])
        #expect(lines[1].hasPrefix("direct,16,100,100,1600,"))
    }

    @Test func tablesHaveARowForEveryMeasurement() {
        for rows in [report.measuredRows, report.modelledRows] {
            #expect(rows.count == 1 + report.measurements.count)
            #expect(Set(rows.map(\.count)).count == 1)
        }
        #expect(report.measuredRows[1].last == "-")
        #expect(report.objectsLine.hasPrefix("100 objects of every size") && report.modelLine.count <= 78)
    }

    @Test(arguments: [BenchMethod.allCases, [.direct], [.envelope], [.cached], [.direct, .envelope]])
    func thereAreThreeLessonsThatFit(methods: [BenchMethod]) {
        let lessons = BenchReport.sample(methods: methods).lessons
        #expect(lessons.count == 3)
        #expect(lessons.allSatisfy { !$0.isEmpty && $0.count <= 76 && !$0.contains("nan") })
    }

    @Test func theLessonsTellTheRunsOwnNumbers() {
        #expect(report.lessons[0].contains("256 for 1 MiB"))
        #expect(report.lessons[1].contains(/from 10[01] B here/))
        #expect(report.lessons[2].contains("one leaked key opens 100."))
    }
}
