import BenchmarkCases
import Foundation
import KMSLab

/// Measures the cases in this process and prints JSON; what it is doing goes to standard error.
///
///     kmslab-measure [--quick | --large | --check] [GROUP…]
///
/// `--quick` makes short rounds, `--large` adds worlds of a million keys (minutes, gigabytes), `--check` does everything
/// once and measures nothing that should be believed: whether the cases work at all.
@main
struct Measure {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let groups = Set(arguments.filter { !$0.hasPrefix("--") })
        let rounds = Rounds(arguments)
        var results: [JSONValue] = []
        for one in BenchmarkCase.all where groups.isEmpty || groups.contains(one.group) {
            guard !one.isLarge || arguments.contains("--large") else { continue }
            FileHandle.standardError.write(Data("\(one.group): \(one.name)\n".utf8))
            results.append(.object(try await rounds.measure(one)))
        }
        let report: JSONObject = [
            "library": .string(LibCrypto.version), "cases": .array(results),
            "unmeasuredOperations": .array(KeyService.unmeasured.map(JSONValue.string)),
        ]
        print(JSONValue.object(report).prettyText)
    }
}

/// How long and how often.
struct Rounds {
    private let count: Int
    private let seconds: Double

    init(_ arguments: some Collection<String>) {
        if arguments.contains("--check") {
            (count, seconds) = (1, 0)
        } else if arguments.contains("--quick") {
            (count, seconds) = (5, 0.05)
        } else {
            (count, seconds) = (15, 0.2)
        }
    }

    /// A case's name and its times, in nanoseconds for doing it once.
    func measure(_ one: BenchmarkCase) async throws -> JSONObject {
        let round = try await one.prepare()
        let times = try await times(one, round)
        var samples: [Sample] = []
        for _ in 0..<count { samples.append(try await Sample.take(round, times)) }
        var json: JSONObject = [
            "group": .string(one.group), "name": .string(one.name), "rounds": .integer(Int64(count)),
            "timesARound": .integer(Int64(times)),
        ]
        json["bytes"] = one.bytes.map { .integer(Int64($0)) }
        json["wallNanoseconds"] = .object(Spread(samples.map(\.wall)).json)
        json["cpuNanoseconds"] = .object(Spread(samples.map(\.cpu)).json)
        return json
    }

    /// So often that a round takes its seconds; that warms up as well.
    private func times(_ one: BenchmarkCase, _ round: BenchmarkRound) async throws -> Int {
        if let fixed = one.fixedCount {
            _ = try await Sample.take(round, fixed)
            return fixed
        }
        var times = 1
        while true {
            let wall = try await Sample.take(round, times).wall * Double(times) / 1e9
            guard wall < seconds, times < 1 << 30 else { return times }
            times = wall < seconds / 16 ? times * 8 : max(times + 1, Int(Double(times) * seconds / wall * 1.1))
        }
    }
}

/// One round: nanoseconds for doing it once.
struct Sample {
    let wall: Double
    let cpu: Double

    static func take(_ round: BenchmarkRound, _ times: Int) async throws -> Sample {
        try await round.before(times)
        let (wall, cpu) = (ContinuousClock.now, clock())
        try await round.run(times)
        // `clock()` counts microseconds of CPU time, of all threads.
        let spent = Double(clock() - cpu) * 1000
        return Sample(wall: (ContinuousClock.now - wall) / .nanoseconds(times), cpu: spent / Double(times))
    }
}

/// The middle of the rounds, and the quarters on both sides.
struct Spread {
    private let sorted: [Double]

    init(_ values: [Double]) {
        sorted = values.sorted()
    }

    private func at(_ share: Double) -> JSONValue {
        guard !sorted.isEmpty else { return .null }
        let value = sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
        return .number((value * 10).rounded() / 10)
    }

    var json: JSONObject { ["median": at(0.5), "low": at(0.25), "high": at(0.75)] }
}
