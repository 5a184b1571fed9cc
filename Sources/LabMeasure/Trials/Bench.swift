import KMSLab
public import LabCore

/// Runs a plan, case after case, each in a lab of its own.
public struct Bench: Sendable {
    private let plan: BenchPlan
    private let ambient: Ambient
    private let meter: any Meter

    /// A run of `plan` with this clock and randomness, timed by `meter`.
    public init(_ plan: BenchPlan, ambient: Ambient, meter: any Meter) {
        self.plan = plan
        self.ambient = ambient
        self.meter = meter
    }

    /// Measures everything.
    ///
    /// - Parameter progress: Called after every object with the plaintext bytes sealed so far, of all cases together.
    /// - Throws: what the lab's services and the message format throw; nothing of a case that failed is reported.
    public func run(progress: (Int) -> Void = { _ in }) async throws -> [BenchMeasurement] {
        var measurements: [BenchMeasurement] = []
        var done = 0
        for one in plan.cases {
            measurements.append(
                try await measure(one) {
                    done += one.objectBytes
                    progress(done)
                })
        }
        return measurements
    }

    private func measure(_ one: BenchCase, _ sealed: () -> Void) async throws -> BenchMeasurement {
        try await warmUp(one)
        let workshop = try await Workshop(one, ambient: ambient)
        let trial = one.trial(in: workshop)
        var tally = Tally(workshop)
        for first in stride(from: 0, to: one.objects, by: Self.batch) {
            let start = meter.reading
            for number in first..<min(first + Self.batch, one.objects) {
                tally.add(try await trial.seal(number))
                sealed()
            }
            tally.add(meter.reading - start)
        }
        return tally.measurement(of: one)
    }

    /// Objects between two looks at the trail: it keeps many times as many events in memory.
    private static let batch = 10_000

    /// One object in a lab of its own, so that what happens once a process is not counted with the first case.
    private func warmUp(_ one: BenchCase) async throws {
        let small = BenchCase(
            method: one.method, objectBytes: min(one.objectBytes, Workshop.pieceLength), objects: 1,
            cacheMessages: one.cacheMessages)
        _ = try await small.trial(in: try await Workshop(small, ambient: ambient)).seal(0)
    }
}

/// What is counted while objects are sealed.
private struct Tally {
    private let workshop: Workshop
    private let eventsBefore: Int
    private var eventsSeen: Int
    private var keyCalls = 0
    private var plaintextToKMS = 0
    private var storedBytes = 0
    private var spent = MeterReading(wall: 0, cpu: 0)
    /// The latest data key and how often in a row it came, and the most that any came: keys are used one after another.
    private var latestKey: [UInt8]?
    private var latestUses = 0
    private var mostUses = 0

    init(_ workshop: Workshop) {
        self.workshop = workshop
        eventsBefore = workshop.lab.eventCount
        eventsSeen = eventsBefore
    }

    mutating func add(_ object: SealedObject) {
        plaintextToKMS += object.plaintextToKMS
        storedBytes += object.storedBytes
        guard let key = object.wrappedKey else { return }
        latestUses = key == latestKey ? latestUses + 1 : 1
        latestKey = key
        mostUses = max(mostUses, latestUses)
    }

    /// The end of a batch: the time it took, and what it left in the trail.
    mutating func add(_ time: MeterReading) {
        spent.wall += time.wall
        spent.cpu += time.cpu
        keyCalls += workshop.keyCalls(since: eventsSeen)
        eventsSeen = workshop.lab.eventCount
    }

    func measurement(of one: BenchCase) -> BenchMeasurement {
        BenchMeasurement(
            subject: one, keyCalls: keyCalls, plaintextToKMS: plaintextToKMS, storedBytes: storedBytes,
            events: eventsSeen - eventsBefore, eventBytes: workshop.averageRecordBytes,
            objectsPerDataKey: objectsPerDataKey(one), wallSeconds: spent.wall, cpuSeconds: spent.cpu)
    }

    /// S3 does not show its keys: there it is the objects for each bucket-level key that was fetched.
    private func objectsPerDataKey(_ one: BenchCase) -> Int {
        guard one.method == .bucketKeys else { return mostUses }
        return (one.objects + max(1, keyCalls) - 1) / max(1, keyCalls)
    }
}
