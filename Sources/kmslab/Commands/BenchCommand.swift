import ArgumentParser
import Foundation
import LabClient
import LabCore
import LabCrypto
import LabMeasure

/// `kmslab bench`
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure direct encryption against envelopes, cached data keys and S3 Bucket Keys.",
        discussion: """
            Seals objects of every size in a throw-away lab in memory, through the real pipeline, and counts what \
            happens: requests to KMS, bytes that leave for KMS, time, events, and how many objects one leaked data key \
            would open. What AWS would add (round trips, request quota, price) is a model and marked as one. Your \
            home is not touched.

            Example: kmslab bench envelope --objects 10000 --cache 100 --sizes 4KiB
            """)

    @Argument(
        help: ArgumentHelp(
            "What to measure: direct, envelope, cached, bucket-keys, or all (the default).", valueName: "method"))
    var methods: [String] = []

    @Option(
        name: [.customLong("sizes"), .customLong("size")],
        help: ArgumentHelp("Object sizes, such as 256,4KiB,10MiB,1GiB.", valueName: "sizes"))
    var sizes: String?

    @Option(help: ArgumentHelp("Objects of every size (default: 100 small ones, fewer large ones).", valueName: "n"))
    var objects: Int?

    @Option(help: ArgumentHelp("How many objects share a data key with `cached` (default: 100).", valueName: "n"))
    var cache: Int?

    @Option(help: ArgumentHelp("Model: a round trip to KMS, such as 8ms.", valueName: "time"))
    var latency = "8ms"

    @Option(help: ArgumentHelp("Model: requests a second that the account may make.", valueName: "n"))
    var quota: Int?

    @Flag(help: "Print JSON instead of tables and charts.")
    var json = false

    @Flag(help: "Print comma-separated values instead of tables and charts.")
    var csv = false

    @Option(help: ArgumentHelp("Also draw the charts into this file.", valueName: "file"))
    var svg: String?

    @Flag(help: "Replace the file of --svg if it exists.")
    var force = false

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let plan = try plan()
        let model = try model()
        try refusing { () throws(BenchRefusal) in try plan.check(against: .ofThisMachine()) }
        try checkPicture()
        let report = BenchReport(try await measure(plan), model: model)
        try draw(report)
        show(report)
    }

    // MARK: - Options

    private func plan() throws(Failure) -> BenchPlan {
        let methods = try chosenMethods()
        let sizes = try sizes.map(Self.sizes) ?? BenchPlan.standardSizes
        return try refusing { () throws(BenchRefusal) in
            try BenchPlan(
                methods: methods, sizes: sizes, objects: objects,
                cacheMessages: cache ?? BenchPlan.standardCacheMessages)
        }
    }

    /// `--cache` with `envelope` alone means cached envelopes: that is what it is for.
    private func chosenMethods() throws(Failure) -> [BenchMethod] {
        if methods.isEmpty || methods.contains("all") { return BenchMethod.allCases }
        var chosen: [BenchMethod] = []
        for name in methods {
            guard let method = BenchMethod(rawValue: name) else {
                let names = BenchMethod.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure(.usage, "there is no method `\(name)`", hint: "there are \(names) and all")
            }
            chosen.append(method)
        }
        if cache != nil, chosen.contains(.envelope) { chosen.append(.cached) }
        return BenchMethod.allCases.filter(chosen.contains)
    }

    private static func sizes(_ text: String) throws(Failure) -> [Int] {
        var sizes: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let size = Quantity.bytes(String(part)) else {
                throw Failure(.usage, "`\(part)` is not a size", hint: "for example `--sizes 256,4KiB,1MiB`")
            }
            sizes.append(size)
        }
        return sizes
    }

    private func model() throws(Failure) -> CostModel {
        guard !(json && csv) else { throw Failure(.usage, "`--json` and `--csv` exclude each other") }
        guard let seconds = Quantity.seconds(latency), seconds <= 60 else {
            throw Failure(.usage, "`\(latency)` is not a round trip", hint: "for example `--latency 8ms`, at most 60s")
        }
        if let quota, quota < 1 { throw Failure(.usage, "`--quota` is 1 or more requests a second") }
        return CostModel(
            roundTripSeconds: seconds, requestsPerSecond: quota.map(Double.init) ?? PriceTable.requestsPerSecond)
    }

    private func refusing<Value>(_ body: () throws(BenchRefusal) -> Value) throws(Failure) -> Value {
        do throws(BenchRefusal) {
            return try body()
        } catch {
            throw Failure(.usage, error.description, hint: error.hint)
        }
    }

    // MARK: - Work

    private func measure(_ plan: BenchPlan) async throws -> [BenchMeasurement] {
        let bench = Bench(
            plan, ambient: Ambient(clock: SystemClock(), random: OpenSSLRandom()), meter: ProcessMeter())
        let bar = ProgressBar("measuring")
        defer { bar.finish() }
        return try await bench.run { bar.update(.init(bytesDone: $0, bytesTotal: plan.totalBytes)) }
    }

    /// A picture that cannot be written is no reason to find out after minutes.
    private func checkPicture() throws(Failure) {
        guard let svg, !force, FileManager.default.fileExists(atPath: svg) else { return }
        throw Failure(.outputExists, "`\(svg)` exists already", hint: "`--force` replaces it")
    }

    private func draw(_ report: BenchReport) throws {
        guard let svg else { return }
        try WholeFile.write(Array(report.svg.utf8), to: .path(svg), overwrites: force, random: OpenSSLRandom())
    }

    private func show(_ report: BenchReport) {
        if json { return print(JSONValue.object(report.json).prettyText) }
        let lines = csv ? report.csvLines : BenchText(report).lines
        for line in lines { print(line) }
    }
}

/// A report for people.
struct BenchText {
    private let report: BenchReport

    init(_ report: BenchReport) {
        self.report = report
    }

    var lines: [String] {
        [Style.bold("measured here, an object"), report.objectsLine] + Self.table(report.measuredRows)
            + ["", Style.bold("modelled, an object"), report.modelLine] + Self.table(report.modelledRows)
            + report.charts.flatMap { [""] + TextChart($0).lines } + [""] + report.lessons.map { "- \($0)" }
    }

    private static func table(_ rows: [[String]]) -> [String] {
        var table = TextTable(header: rows.first ?? [])
        for row in rows.dropFirst() { table.add(row: row) }
        return table.lines
    }
}
