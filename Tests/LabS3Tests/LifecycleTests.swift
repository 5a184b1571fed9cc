import LabCore
import LabService
import Testing

@testable import LabS3

/// Lifecycle rules, acted on by the clock.
@Suite struct LifecycleTests {
    private func put(_ lab: TestLab, _ rules: [LifecycleRule]) async throws {
        _ = try await lab.run(
            PutBucketLifecycleConfiguration.self,
            .init(bucket: "lab", configuration: .success(LifecycleConfiguration(rules: rules))))
    }

    @Test func objectsExpireAtMidnightAndNotBefore() async throws {
        let lab = try await TestLab.withBucket()
        try await put(lab, [LifecycleRule(id: "r", filter: .init(prefix: "log/"), expiration: .init(days: 3))])
        let put = try await lab.put("log/a")
        #expect(put.expiration == "expiry-date=\"Sun, 29 Nov 2026 00:00:00 GMT\", rule-id=\"r\"")
        try await lab.put("keep")
        let midnight = try #require(Timestamp(iso8601: "2026-11-29T00:00:00Z"))
        lab.now = midnight - LabDuration(milliseconds: 1)
        #expect(try lab.performDueWork().isEmpty)
        #expect(try await lab.list() == ["keep", "log/a"])
        lab.now = midnight
        let events = try lab.performDueWork()
        #expect(events.map(\.name) == ["LifecycleExpiration"])
        #expect(events.first?.time == midnight)
        #expect(try await lab.list() == ["keep"])
        #expect(lab.state.nextDue == nil)
    }

    @Test func aJumpOfYearsDoesEverythingAtItsOwnTime() async throws {
        let lab = try await TestLab.withBucket(versioning: .enabled)
        try await put(
            lab,
            [
                LifecycleRule(
                    id: "r", filter: .init(), expiration: .init(days: 1),
                    noncurrentVersionExpiration: .init(noncurrentDays: 30)),
                LifecycleRule(id: "m", filter: .init(), expiration: .init(expiredObjectDeleteMarker: true)),
            ])
        try await lab.put("a", Array(repeating: 1, count: 5000))
        lab.now = lab.now + .days(800)
        let events = try lab.performDueWork()
        // Hidden after a day, gone thirty days later, and the marker with it.
        #expect(events.map(\.time.iso8601) == ["2026-11-27T00:00:00Z", "2026-12-27T00:00:00Z"])
        #expect(lab.state.objects.count == 0)
        #expect(lab.state.bodies.count == 0)
    }

    @Test func locksHoldAgainstLifecycle() async throws {
        let lab = try await TestLab.withBucket(lock: true)
        try await put(
            lab,
            [LifecycleRule(id: "r", filter: .init(), noncurrentVersionExpiration: .init(noncurrentDays: 1))])
        let until = lab.now + .days(100)
        let headers = ObjectHeaders(
            lock: LockHeaders(mode: "COMPLIANCE", retainUntilDate: until.iso8601))
        let body = Array("hello".utf8)
        let sums = ChecksumHeaders(values: [.init(.crc32, Base64.encode(ChecksumAlgorithm.crc32.value(of: body)))])
        try await lab.put("a", body, headers, checksums: sums)
        let held = ObjectHeaders(lock: LockHeaders(legalHold: "ON"))
        let hold = try #require(try await lab.put("a", body, held, checksums: sums).versionID?.text)
        try await lab.put("a", [3])
        lab.now = until - .days(1)
        _ = try lab.performDueWork()
        #expect(lab.state.objects.count == 3)
        lab.now = until + .days(2)
        _ = try lab.performDueWork()
        #expect(lab.state.objects.count == 2)
        _ = try await lab.run(
            PutObjectLegalHold.self, .init(bucket: "lab", key: "a", versionID: hold, status: .success("OFF")))
        lab.now = lab.now + .days(1)
        _ = try lab.performDueWork()
        #expect(try await lab.get("a") == [3])
        #expect(lab.state.objects.count == 1)
    }

    @Test func newerVersionsAreKeptAndUploadsAborted() async throws {
        let lab = try await TestLab.withBucket(versioning: .enabled)
        try await put(
            lab,
            [
                LifecycleRule(
                    id: "r", filter: .init(),
                    noncurrentVersionExpiration: .init(noncurrentDays: 1, newerNoncurrentVersions: 2),
                    abortIncompleteMultipartUploadDays: 7)
            ])
        for round in 0..<5 { try await lab.put("a", [UInt8(round)]) }
        _ = try await lab.run(CreateMultipartUpload.self, .init(bucket: "lab", key: "b"))
        lab.now = lab.now + .days(3)
        _ = try lab.performDueWork()
        #expect(lab.state.objects.count == 3)
        #expect(lab.state.uploads.count == 1)
        lab.now = lab.now + .days(5)
        _ = try lab.performDueWork()
        #expect(lab.state.uploads.count == 0)
    }

    @Test func filtersNarrowARule() async throws {
        let lab = try await TestLab.withBucket()
        let filter = LifecycleRule.Filter(tags: [S3Tag(key: "tmp", value: "1")], objectSizeGreaterThan: 3)
        try await put(lab, [LifecycleRule(id: "r", filter: filter, expiration: .init(days: 1))])
        try await lab.put("tagged", [1, 2, 3, 4], ObjectHeaders(tagging: "tmp=1"))
        try await lab.put("small", [1], ObjectHeaders(tagging: "tmp=1"))
        try await lab.put("untagged", [1, 2, 3, 4])
        try await put(
            lab,
            [
                LifecycleRule(id: "r", filter: filter, expiration: .init(days: 1)),
                LifecycleRule(id: "off", isEnabled: false, filter: .init(), expiration: .init(days: 1)),
            ])
        lab.now = lab.now + .days(5)
        _ = try lab.performDueWork()
        #expect(try await lab.list() == ["small", "untagged"])
    }

    @Test(arguments: [
        LifecycleRule(expiration: .init(days: 1)),
        LifecycleRule(prefix: "", filter: .init(), expiration: .init(days: 1)),
        LifecycleRule(filter: .init()), LifecycleRule(filter: .init(), expiration: .init(days: 0)),
        LifecycleRule(filter: .init(), expiration: .init(days: 1, expiredObjectDeleteMarker: true)),
        LifecycleRule(filter: .init(), expiration: .init(date: Timestamp(millisecondsSince1970: 1))),
        LifecycleRule(filter: .init(), noncurrentVersionExpiration: .init(noncurrentDays: 0)),
        LifecycleRule(
            filter: .init(tags: [S3Tag(key: "a", value: "b")]), abortIncompleteMultipartUploadDays: 1),
    ])
    func rulesThatMakeNoSenseAreRefused(rule: LifecycleRule) async throws {
        let lab = try await TestLab.withBucket()
        let error = await refusal { try await put(lab, [rule]) }
        #expect(error?.code.httpStatus == 400)
    }

    @Test func rulesGetIDsAndCanBeRemoved() async throws {
        let lab = try await TestLab.withBucket()
        let request = BucketRequest(bucket: "lab")
        let absent = await refusal { try await lab.run(GetBucketLifecycleConfiguration.self, request) }
        #expect(absent?.name == "NoSuchLifecycleConfiguration")
        try await put(lab, [LifecycleRule(filter: .init(), expiration: .init(days: 1))])
        let rules = try await lab.run(GetBucketLifecycleConfiguration.self, request).rules
        #expect(rules.first?.id?.utf8.count == 48)
        _ = try await lab.run(DeleteBucketLifecycle.self, request)
        #expect(lab.state.nextDue == nil)
    }
}
