import Foundation
import GRDB
import LabCore
import LabCrypto
import LabService
import LabStore
import LabTrail
import LabWorld

/// Measures the trail: what issue 7 promises, ratios within one run.
///
///     kmslab-trail-bench [EVENTS] [WRITES]    the length of the long trail (default 1000000), requests of each of the 64
///                                             writers (default 500)
@main
struct TrailBench {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let (events, writes) = (arguments.first ?? 1_000_000, arguments.dropFirst().first ?? 500)
        try appendingInMemory(count: min(events, 300_000))
        try await groupCommit(writers: 64, writes: writes)
        try await lookingUp(sizes: [events / 100, events / 10, events])
    }

    private static func report(_ what: String, _ value: String) {
        print("\(what.padding(toLength: 58, withPad: " ", startingAt: 0)) \(value)")
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let duration = try ContinuousClock().measure(body)
        return duration / .seconds(1)
    }
}

/// Events as the pipeline makes them: a thousand keys, a hundred users, one second after the other.
private struct Events {
    private let random = OpenSSLRandom()
    static let start = Timestamp(millisecondsSince1970: 1_767_225_600_000)

    /// The key that the rare question is about: one event in ten thousand.
    static let rareKey = "arn:aws:kms:us-east-1:111122223333:key/rare"

    func event(_ number: Int) throws -> AuditEvent {
        let user = "user-\(number % 100)"
        let caller = Caller(
            .user(account: .standard, path: "/", name: user, id: "AIDA\(user)"), accessKeyID: "AKIA\(user)")
        let call = Call(
            caller: caller, region: .standard, now: Self.start + .seconds(number), random: random,
            requestID: try random.uuid())
        let key = number % 10_000 == 0 ? Self.rareKey : "arn:aws:kms:us-east-1:111122223333:key/\(number % 1000)"
        let detail = AuditDetail(
            requestParameters: ["keyId": .string(key), "encryptionAlgorithm": "SYMMETRIC_DEFAULT"],
            resources: [AuditResource(arn: key, account: .standard, type: "AWS::KMS::Key")])
        return AuditEvent(
            eventID: try random.uuid(), call: call,
            operation: OperationFacts(service: .kms, eventName: "Encrypt", isReadOnly: true), detail: detail,
            error: nil)
    }
}

extension TrailBench {
    /// Appending in memory, the pages' filters included.
    private static func appendingInMemory(count: Int) throws {
        let source = Events()
        let events = try (0..<count).map(source.event)
        var log = EventLog()
        let time = seconds { for event in events { log.append(event) } }
        report("append in memory (promised: at most 2 µs)", String(format: "%.3f µs", time / Double(count) * 1e6))
        let query = EventHistoryQuery(
            account: .standard, region: .standard, attribute: EventHistoryAttribute(.resourceName, Events.rareKey),
            from: Events.start, to: Timestamp(millisecondsSince1970: .max), limit: 50)
        let found = median { _ = log.page(query) }
        report("look-up of a rare key in memory", String(format: "%.3f ms", found * 1e3))
    }

    private static func median(of rounds: Int = 21, _ body: () throws -> Void) rethrows -> Double {
        var times: [Double] = []
        for _ in 0..<rounds { times.append(try seconds(body)) }
        return times.sorted()[rounds / 2]
    }
}

extension TrailBench {
    /// Requests that leave an event and nothing else, answered when it is on the disk; beside them SQLite alone, which
    /// writes the same records in transactions of as many.
    private static func groupCommit(writers: Int, writes: Int) async throws {
        try await withHome { home in
            let lab = home.lab
            let input = try MemberReader.read([:], ListTrails.Input.init)
            let duration = try await ContinuousClock().measure {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<writers {
                        group.addTask {
                            for _ in 0..<writes {
                                let call = try lab.call(as: Caller(.root(.standard), accessKeyID: "test"))
                                _ = try await lab.perform(ListTrails.self, input, in: call)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            let count = writers * writes
            let rate = Double(count) / (duration / .seconds(1))
            let records = try home.store.events(last: count).map {
                Data(($0.recordText + ($0.decisionsText ?? "")).utf8)
            }
            let raw = try rawBatches(records, of: writers)
            report("durable events a second at \(writers) writers", String(format: "%.0f", rate))
            report("SQLite alone, the same bytes in batches of \(writers)", String(format: "%.0f", raw))
            report("ratio (promised: 20,000 a second or 0.60)", String(format: "%.2f", rate / raw))
        }
    }

    private static func rawBatches(_ records: [Data], of size: Int) throws -> Double {
        let directory = FileManager.default.temporaryDirectory.appending(path: "kmslab-raw-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let pool = try DatabasePool(path: directory.appending(path: "raw.sqlite").path)
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "CREATE TABLE events (seq INTEGER PRIMARY KEY, record BLOB NOT NULL)")
        }
        let time = try seconds {
            for start in stride(from: 0, to: records.count, by: size) {
                try pool.write { db in
                    let insert = try db.cachedStatement(sql: "INSERT INTO events (record) VALUES (?)")
                    for record in records[start..<min(start + size, records.count)] {
                        try insert.execute(arguments: [record])
                    }
                }
            }
        }
        return Double(records.count) / time
    }

    private static func withHome(_ body: (OpenHome) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "kmslab-trail-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let ambient = Ambient(clock: SystemClock(), random: OpenSSLRandom())
        let home = try OpenHome.open(HomeDirectory(path: path), ambient: ambient)
        try await body(home)
        try home.close()
    }
}

extension TrailBench {
    /// The first page of LookupEvents by key, as the trail grows.
    private static func lookingUp(sizes: [Int]) async throws {
        try await withHome { home in
            let source = Events()
            var count = 0
            for size in sizes {
                while count < size {
                    let next = min(count + 1000, size)
                    try home.store.append(
                        try (count..<next).map { Commit(events: [RecordedEvent(try source.event($0))]) })
                    count = next
                }
                for (name, key) in [
                    ("a key of one event in 10,000", Events.rareKey),
                    ("a key of one event in 1,000", "arn:aws:kms:us-east-1:111122223333:key/7"),
                ] {
                    let query = EventHistoryQuery(
                        account: .standard, region: .standard, attribute: EventHistoryAttribute(.resourceName, key),
                        from: Events.start, to: Timestamp(millisecondsSince1970: .max), limit: 50)
                    let time = try median { _ = try home.store.page(query) }
                    report("first page of \(count) events by \(name)", String(format: "%.3f ms", time * 1e3))
                }
            }
            report("", "(promised: at most 5 ms, not growing)")
        }
    }
}
