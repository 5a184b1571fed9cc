import LabCore
import LabCrypto
import LabTesting
import Synchronization
import Testing

@testable import LabMeasure

/// A meter that goes on by a second whenever somebody looks.
private final class ScriptedMeter: Meter {
    private let looks = Mutex(0.0)

    var reading: MeterReading {
        looks.withLock { looks in
            looks += 1
            return MeterReading(wall: looks, cpu: looks / 2)
        }
    }
}

/// What is counted is what really happens in the lab.
@Suite struct BenchTests {
    private func measure(
        _ method: BenchMethod, _ bytes: Int, objects: Int, cache: Int = 100
    ) async throws -> BenchMeasurement {
        let plan = try BenchPlan(methods: [method], sizes: [bytes], objects: objects, cacheMessages: cache)
        let ambient = Ambient(clock: ManualClock(), random: OpenSSLRandom())
        let measurements = try await Bench(plan, ambient: ambient, meter: ScriptedMeter()).run()
        return try #require(measurements.first)
    }

    @Test(arguments: [(1, 1), (4096, 1), (4097, 2), (10_000, 3)])
    func directAsksForEveryPiece(bytes: Int, calls: Int) async throws {
        let measured = try await measure(.direct, bytes, objects: 3)
        #expect(measured.keyCalls == 3 * calls)
        #expect(measured.events == 3 * calls)
        #expect(measured.plaintextToKMS == 3 * bytes)
        #expect(measured.objectsPerDataKey == 0)
        // Every piece has a header, a nonce and a tag of its own.
        #expect(measured.storedBytes > 3 * (bytes + calls * 28))
    }

    @Test(arguments: [1, 4096, 600_000])
    func anEnvelopeAsksOnceAndSendsNoPlaintext(bytes: Int) async throws {
        let measured = try await measure(.envelope, bytes, objects: 3)
        #expect(measured.keyCalls == 3)
        #expect(measured.plaintextToKMS == 0)
        #expect(measured.objectsPerDataKey == 1)
        #expect(measured.storedBytes > 3 * bytes)
    }

    @Test(arguments: [(1, 10, 1), (4, 3, 4), (10, 1, 10), (100, 1, 10)])
    func aCacheSharesKeysAsFarAsItIsAllowed(cache: Int, calls: Int, sharing: Int) async throws {
        let measured = try await measure(.cached, 100, objects: 10, cache: cache)
        #expect(measured.keyCalls == calls)
        #expect(measured.objectsPerDataKey == sharing)
    }

    @Test func aBucketKeyAsksOnceForTheWholeBucket() async throws {
        let measured = try await measure(.bucketKeys, 5000, objects: 7)
        #expect(measured.keyCalls == 1)
        #expect(measured.objectsPerDataKey == 7)
        #expect(measured.plaintextToKMS == 0)
        // Seven data events beside the one of KMS: bucket keys thin out KMS's events, not S3's.
        #expect(measured.events == 8)
    }

    @Test func eventsHaveASizeAndTimeIsTheMeters() async throws {
        let measured = try await measure(.envelope, 10, objects: 2)
        #expect(measured.eventBytes > 200)
        #expect(measured.wallSeconds == 1)
        #expect(measured.cpuSeconds == 0.5)
        #expect(measured.wallPerObject == 0.5)
    }

    @Test func progressCountsEveryByte() async throws {
        let plan = try BenchPlan(methods: [.direct, .envelope], sizes: [10, 20], objects: 2)
        let ambient = Ambient(clock: ManualClock(), random: OpenSSLRandom())
        let seen = Mutex<[Int]>([])
        _ = try await Bench(plan, ambient: ambient, meter: ScriptedMeter()).run { done in
            seen.withLock { $0.append(done) }
        }
        #expect(seen.withLock { $0 } == [10, 20, 30, 40, 60, 80, 100, 120])
        #expect(plan.totalBytes == 120)
    }

    @Test func theProcessMeterRunsForward() {
        let meter = ProcessMeter()
        let first = meter.reading
        let second = meter.reading
        #expect(second.wall >= first.wall && second.cpu >= first.cpu)
    }

    @Test func thisMachineHasMemory() {
        #expect(BenchResources.ofThisMachine().usableBytes > 1 << 20)
    }
}
