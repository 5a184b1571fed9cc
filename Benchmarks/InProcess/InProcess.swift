import Benchmark
import BenchmarkCases

/// The cases of `Benchmarks/Cases` under ordo-one/benchmark: percentiles, baselines and comparisons between two commits
/// (`swift package --package-path Benchmarks benchmark baseline update before`).
let benchmarks: @Sendable () -> Void = {
    for one in BenchmarkCase.all where !one.isLarge {
        let configuration = Benchmark.Configuration(
            metrics: [.cpuTotal, .wallClock, .throughput], scalingFactor: one.bytes ?? 0 > 1 << 20 ? .one : .kilo,
            maxDuration: .seconds(1))
        Benchmark("\(one.group): \(one.name)", configuration: configuration) { benchmark in
            let round = try await one.prepare()
            let count = one.fixedCount ?? benchmark.scaledIterations.count
            try await round.before(count)
            benchmark.startMeasurement()
            try await round.run(count)
            benchmark.stopMeasurement()
        }
    }
}
