import Testing

@testable import LabMeasure

@Suite struct BenchPlanTests {
    private static func one(_ method: BenchMethod, _ bytes: Int, objects: Int = 1, cache: Int = 100) -> BenchCase {
        BenchCase(method: method, objectBytes: bytes, objects: objects, cacheMessages: cache)
    }

    @Test(arguments: [
        (one(.direct, 1), 1), (one(.direct, 4096), 1), (one(.direct, 4097), 2), (one(.direct, 10 << 20), 2560),
        (one(.envelope, 10 << 20), 1), (one(.cached, 1, objects: 10_000), 100), (one(.cached, 1, objects: 101), 2),
        (one(.bucketKeys, 1, objects: 50), 1),
    ])
    func callsAreKnownBefore(subject: BenchCase, calls: Int) {
        #expect(subject.plannedCalls == calls)
    }

    @Test func everySizeIsMeasuredOnceAndInOrder() throws {
        let plan = try BenchPlan(methods: [.direct, .envelope], sizes: [4096, 256, 4096])
        #expect(plan.cases.map(\.objectBytes) == [256, 256, 4096, 4096])
        #expect(plan.cases.map(\.method) == [.direct, .envelope, .direct, .envelope])
        #expect(plan.totalBytes == 2 * 100 * (256 + 4096))
    }

    @Test(arguments: [(256, 100), (1 << 20, 64), (16 << 20, 4), (1 << 30, 2)])
    func largeObjectsAreFewer(size: Int, count: Int) {
        #expect(BenchPlan.objects(ofSize: size) == count)
    }

    @Test(arguments: [[], [0], [-1], [(64 << 30) + 1], Array(1...33)])
    func sizesHaveBounds(sizes: [Int]) {
        #expect(throws: BenchRefusal.self) { try BenchPlan(methods: [.direct], sizes: sizes) }
    }

    @Test func countsHaveBounds() {
        #expect(throws: BenchRefusal.objectCount(0)) { try BenchPlan(methods: [.direct], sizes: [1], objects: 0) }
        #expect(throws: BenchRefusal.cache(0)) { try BenchPlan(methods: [.cached], sizes: [1], cacheMessages: 0) }
    }

    @Test func whatDoesNotFitIntoMemoryIsRefusedBeforeItRuns() throws {
        let plan = try BenchPlan(methods: [.bucketKeys], sizes: [1 << 30], objects: 4)
        #expect(throws: BenchRefusal.self) { try plan.check(against: BenchResources(freeBytes: 4 << 30)) }
        try plan.check(against: BenchResources(freeBytes: 8 << 30))
        // An envelope leaves nothing behind: the same bytes fit anywhere.
        let envelopes = try BenchPlan(methods: [.envelope], sizes: [1 << 30], objects: 4)
        try envelopes.check(against: BenchResources(freeBytes: 64 << 20))
    }

    @Test func whatNobodyWouldWaitForIsRefused() throws {
        let plan = try BenchPlan(methods: [.direct], sizes: [1 << 30], objects: 17)
        #expect(throws: BenchRefusal.self) { try plan.check(against: BenchResources(freeBytes: 1 << 40)) }
    }

    @Test func whatS3DoesNotTakeAtOnceIsRefused() throws {
        let plan = try BenchPlan(methods: [.bucketKeys], sizes: [6 << 30], objects: 1)
        #expect(throws: BenchRefusal.tooLargeToPut(plan.cases[0])) {
            try plan.check(against: BenchResources(freeBytes: 1 << 40))
        }
    }

    @Test func refusalsSayWhatToDo() {
        let subject = Self.one(.bucketKeys, 1 << 30, objects: 40)
        let refusal = BenchRefusal.tooLarge(subject, needed: 40 << 30, available: 12 << 30)
        #expect(
            refusal.description == "`bucket-keys` with 40 x 1 GiB needs 40 GiB of memory, and 12 GiB may be used here")
        #expect(refusal.hint?.contains("--objects") == true)
    }
}
