import LabCore
import Testing

@testable import LabS3

/// Every case of Object Lock: mode × hold × operation × principal × bypass × time, against a second, plain statement of
/// AWS's rules.
@Suite struct ObjectLockTests {
    private static let now = Timestamp(millisecondsSince1970: 1_795_612_326_000)

    /// Who asks: the root user and an administrator have every permission, a user has none to pass governance mode.
    enum Who: CaseIterable {
        case root
        case administrator
        case user

        var maySkip: Bool { self != .user }
    }

    enum When: CaseIterable {
        case before
        case atTheDate
        case after

        var now: Timestamp {
            switch self {
            case .before: ObjectLockTests.now - LabDuration(milliseconds: 1)
            case .atTheDate: ObjectLockTests.now
            case .after: ObjectLockTests.now + LabDuration(milliseconds: 1)
            }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let mode: ObjectLock.Mode?
        let isHeld: Bool
        let who: Who
        let asks: Bool
        let when: When

        var testDescription: String {
            "\(mode?.rawValue ?? "no mode"), hold \(isHeld), \(who), bypass \(asks), \(when)"
        }

        var protection: ObjectLock.Protection {
            ObjectLock.Protection(
                retention: mode.map { ObjectLock.Retention(mode: $0, retainUntil: ObjectLockTests.now) },
                isLegalHoldOn: isHeld)
        }

        var bypass: ObjectLock.Bypass { ObjectLock.Bypass(isRequested: asks, isPermitted: who.maySkip) }
        /// The mode, as long as it counts.
        var active: ObjectLock.Mode? { when == .before ? mode : nil }
        var skips: Bool { asks && who.maySkip }
    }

    static let cases: [Case] = [nil, .governance, .compliance].flatMap { mode in
        [false, true].flatMap { isHeld in
            Who.allCases.flatMap { who in
                [false, true].flatMap { asks in
                    When.allCases.map { Case(mode: mode, isHeld: isHeld, who: who, asks: asks, when: $0) }
                }
            }
        }
    }

    @Test(arguments: cases)
    func deletingIsAllowedExactlyWhenAWSAllowsIt(row: Case) {
        let isFree =
            !row.isHeld
            && (row.active == nil || (row.active == .governance && row.skips))
        let obstacle = ObjectLock.mayDelete(row.protection, bypass: row.bypass, now: row.when.now)
        #expect((obstacle == nil) == isFree)
        if row.isHeld { #expect(obstacle == .legalHold) }
        if !row.isHeld, row.active == .compliance { #expect(obstacle == .compliance) }
    }

    @Test(arguments: cases)
    func changingARetentionIsAllowedExactlyWhenAWSAllowsIt(row: Case) {
        for target in Self.targets {
            let isFree: Bool =
                switch row.active {
                case nil: true
                case .governance: row.skips || (target?.mode == .governance && target.map(Self.isLonger) == true)
                case .compliance: target?.mode == .compliance && target.map(Self.isLonger) == true
                }
            let obstacle = ObjectLock.mayChange(
                row.protection, to: target, bypass: row.bypass, now: row.when.now)
            #expect((obstacle == nil) == isFree, "\(String(describing: target))")
        }
    }

    @Test(arguments: cases)
    func rewrappingIsAllowedForUnlockedVersionsOnly(row: Case) {
        let isFree = !row.isHeld && row.active == nil
        #expect((ObjectLock.mayRewrap(row.protection, now: row.when.now) == nil) == isFree)
    }

    private static let targets: [ObjectLock.Retention?] =
        [nil]
        + ObjectLock.Mode.allCases.flatMap { mode in
            [-1, 0, 1].map { ObjectLock.Retention(mode: mode, retainUntil: now + .hours($0)) }
        }

    private static func isLonger(_ retention: ObjectLock.Retention) -> Bool { retention.retainUntil >= now }
}

/// Object Lock through the operations.
@Suite struct LockOperationTests {
    private static let refused = "Access Denied because object protected by object lock."

    private func lab() async throws -> TestLab { try await TestLab.withBucket(lock: true) }

    private func lock(_ mode: String, _ until: Timestamp, hold: String? = nil) -> ObjectHeaders {
        ObjectHeaders(lock: LockHeaders(mode: mode, retainUntilDate: until.iso8601, legalHold: hold))
    }

    private func sums(_ body: [UInt8] = Array("hello".utf8)) -> ChecksumHeaders {
        ChecksumHeaders(values: [.init(.crc32, Base64.encode(ChecksumAlgorithm.crc32.value(of: body)))])
    }

    private func retain(
        _ lab: TestLab, _ key: String, _ mode: String?, _ until: Timestamp?, bypass: Bool = false
    ) async -> ServiceError? {
        await refusal {
            try await lab.run(
                PutObjectRetention.self,
                .init(
                    bucket: "lab", key: key,
                    retention: .success(.init(mode: mode, retainUntilDate: until?.iso8601)),
                    bypassGovernanceRetention: bypass))
        }
    }

    @Test func aLockedVersionStaysAndAMarkerGoesOnTop() async throws {
        let lab = try await lab()
        let until = lab.now + .days(1)
        let put = try await lab.put("a", Array("hello".utf8), lock("COMPLIANCE", until), checksums: sums())
        let id = try #require(put.versionID?.text)
        let marker = try await lab.delete("a")
        #expect(marker.deleteMarker == true)
        let refused = await refusal { try await lab.delete("a", versionID: id) }
        #expect(refused?.message == Self.refused)
        #expect(refused?.code.httpStatus == 403)
        #expect(await refusal { try await lab.delete("a", versionID: id, bypass: true) }?.message == Self.refused)
        #expect(try await lab.get("a", versionID: id) == Array("hello".utf8))
        lab.now = until
        try await lab.delete("a", versionID: id)
        #expect(await refusal { try await lab.get("a", versionID: id) }?.name == "NoSuchVersion")
    }

    @Test func governanceYieldsToPermissionAndHeaderTogether() async throws {
        let lab = try await lab()
        let headers = lock("GOVERNANCE", lab.now + .days(1))
        let put = try await lab.put("a", Array("hello".utf8), headers, checksums: sums())
        let id = try #require(put.versionID?.text)
        lab.caller = TestLab.alice
        lab.identityPolicies = [
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"},"#
                + #"{"Effect":"Deny","Action":"s3:BypassGovernanceRetention","Resource":"*"}]}"#
        ]
        #expect(await refusal { try await lab.delete("a", versionID: id, bypass: true) }?.message == Self.refused)
        lab.identityPolicies = [TestLab.allowEverything]
        #expect(await refusal { try await lab.delete("a", versionID: id) }?.message == Self.refused)
        try await lab.delete("a", versionID: id, bypass: true)
    }

    @Test func aLegalHoldHoldsByItself() async throws {
        let lab = try await lab()
        let id = try #require(try await lab.put("a").versionID?.text)
        func hold(_ status: String?) async -> ServiceError? {
            await refusal {
                try await lab.run(PutObjectLegalHold.self, .init(bucket: "lab", key: "a", status: .success(status)))
            }
        }
        let request = VersionRequest(bucket: "lab", key: "a")
        let unset = await refusal { try await lab.run(GetObjectLegalHold.self, request) }
        #expect(unset?.name == "NoSuchObjectLockConfiguration")
        #expect(unset?.code.httpStatus == 404)
        #expect(await hold("ON") == nil)
        #expect(await refusal { try await lab.delete("a", versionID: id, bypass: true) }?.message == Self.refused)
        #expect(await hold("on")?.name == "MalformedXML")
        #expect(await hold("OFF") == nil)
        #expect(try await lab.head("a").isLegalHoldOn == false)
        try await lab.delete("a", versionID: id)
    }

    @Test func aRetentionIsExtendedButNotShortened() async throws {
        let lab = try await lab()
        try await lab.put("a")
        let day = lab.now + .days(1)
        #expect(await retain(lab, "a", "GOVERNANCE", day) == nil)
        #expect(await retain(lab, "a", "GOVERNANCE", day + .days(1)) == nil)
        #expect(await retain(lab, "a", "GOVERNANCE", day)?.message == Self.refused)
        #expect(await retain(lab, "a", nil, nil)?.message == Self.refused)
        #expect(await retain(lab, "a", "COMPLIANCE", day + .days(2))?.message == Self.refused)
        #expect(await retain(lab, "a", nil, nil, bypass: true) == nil)
        #expect(await retain(lab, "a", "COMPLIANCE", day) == nil)
        #expect(await retain(lab, "a", "COMPLIANCE", day + .days(1), bypass: true) == nil)
        #expect(await retain(lab, "a", "COMPLIANCE", day, bypass: true)?.message == Self.refused)
        #expect(await retain(lab, "a", "GOVERNANCE", day + .days(9), bypass: true)?.message == Self.refused)
        let shown = try await lab.run(GetObjectRetention.self, VersionRequest(bucket: "lab", key: "a"))
        #expect(shown == ObjectLock.Retention(mode: .compliance, retainUntil: day + .days(1)))
    }

    @Test func retentionBodiesAreValidated() async throws {
        let lab = try await lab()
        try await lab.put("a")
        let past = try #require(Timestamp(iso8601: "2020-01-01T00:00:00Z"))
        let error = await retain(lab, "a", "GOVERNANCE", past)
        #expect(error?.message == "The retain until date must be in the future!")
        #expect(error?.details["ArgumentName"] == "RetainUntilDate")
        #expect(error?.details["ArgumentValue"] == "Tue Dec 31 16:00:00 PST 2019")
        #expect(await retain(lab, "a", "GOVERNANCE", nil)?.name == "MalformedXML")
        #expect(await retain(lab, "a", "WORM", lab.now + .days(1))?.name == "MalformedXML")
        #expect(await retain(lab, "nothing", "WORM", nil)?.name == "NoSuchKey")
        try await lab.delete("a")
        let id = try #require(lab.state.newest("a", in: "lab")?.versionID.text)
        let marker = await refusal {
            try await lab.run(GetObjectRetention.self, VersionRequest(bucket: "lab", key: "a", versionID: id))
        }
        #expect(marker?.name == "MethodNotAllowed")
        #expect(marker?.details["ResourceType"] == "DeleteMarker")
    }

    @Test func lockHeadersAreValidated() async throws {
        let lab = try await lab()
        func put(_ headers: LockHeaders, checked: Bool = true) async -> ServiceError? {
            await refusal {
                try await lab.put(
                    "a", Array("hello".utf8), ObjectHeaders(lock: headers), checksums: checked ? sums() : .init())
            }
        }
        let later = (lab.now + .days(1)).iso8601
        let noDate = await put(LockHeaders(mode: "GOVERNANCE"))
        #expect(noDate?.details["ArgumentName"] == "x-amz-object-lock-retain-until-date")
        let noMode = await put(LockHeaders(retainUntilDate: later))
        #expect(noMode?.details["ArgumentName"] == "x-amz-object-lock-mode")
        #expect(await put(LockHeaders(mode: "X", retainUntilDate: later))?.message == "Unknown wormMode directive.")
        #expect(await put(LockHeaders(mode: "GOVERNANCE", retainUntilDate: "tomorrow"))?.name == "InvalidArgument")
        let past = await put(LockHeaders(mode: "GOVERNANCE", retainUntilDate: lab.now.iso8601))
        #expect(past?.message == "The retain until date must be in the future!")
        #expect(await put(LockHeaders(legalHold: "on"))?.name == "InvalidArgument")
        let unchecked = await put(LockHeaders(legalHold: "ON"), checked: false)
        #expect(unchecked?.message?.hasPrefix("Content-MD5 OR x-amz-checksum- HTTP header is required") == true)
        let plain = try await TestLab.withBucket()
        let missing = await refusal {
            try await plain.put("a", [], ObjectHeaders(lock: LockHeaders(legalHold: "ON")), checksums: sums([]))
        }
        #expect(missing?.message == "Bucket is missing ObjectLockConfiguration")
        let bypass = await refusal { try await plain.delete("a", bypass: false) }
        #expect(bypass?.name == "InvalidArgument")
    }

    @Test func theDefaultRetentionCountsFromTheWrite() async throws {
        let lab = try await lab()
        func configure(_ configuration: PutObjectLockConfiguration.Configuration) async -> ServiceError? {
            await refusal {
                try await lab.run(
                    PutObjectLockConfiguration.self, .init(bucket: "lab", configuration: .success(configuration)))
            }
        }
        let enabled = "Enabled"
        #expect(
            await configure(.init(objectLockEnabled: enabled, rule: .init(mode: "GOVERNANCE", days: 3))) == nil)
        #expect(await refusal { try await lab.put("a") }?.name == "InvalidRequest")
        try await lab.put("a", Array("hello".utf8), checksums: sums())
        #expect(
            try await lab.head("a").retention
                == ObjectLock.Retention(mode: .governance, retainUntil: lab.now + .days(3)))
        let explicit = lock("COMPLIANCE", lab.now + .days(1))
        try await lab.put("a", Array("hello".utf8), explicit, checksums: sums())
        #expect(try await lab.head("a").retention?.mode == .compliance)
        for rule: PutObjectLockConfiguration.Rule in [
            .init(), .init(mode: "GOVERNANCE"), .init(mode: "GOVERNANCE", days: 1, years: 1), .init(mode: "X", days: 1),
        ] {
            #expect(await configure(.init(objectLockEnabled: enabled, rule: rule))?.name == "MalformedXML")
        }
        #expect(await configure(.init(objectLockEnabled: "Disabled"))?.name == "MalformedXML")
        let zero = await configure(.init(objectLockEnabled: enabled, rule: .init(mode: "GOVERNANCE", days: 0)))
        #expect(zero?.name == "InvalidArgument")
        let long = await configure(.init(objectLockEnabled: enabled, rule: .init(mode: "GOVERNANCE", years: 101)))
        #expect(long?.message == "Default retention period too large.")
        #expect(await configure(.init(objectLockEnabled: enabled)) == nil)
        try await lab.put("b")
        #expect(try await lab.head("b").retention == nil)
    }

    @Test func aLockedBucketKeepsItsVersions() async throws {
        let lab = try await lab()
        let suspended = await refusal {
            try await lab.run(PutBucketVersioning.self, .init(bucket: "lab", status: .success("Suspended")))
        }
        #expect(suspended?.name == "InvalidBucketState")
        #expect(suspended?.code.httpStatus == 409)
        #expect(
            suspended?.message
                == "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.")
        _ = try await lab.run(PutBucketVersioning.self, .init(bucket: "lab", status: .success("Enabled")))
        let plain = try await TestLab.withBucket()
        let unversioned = await refusal {
            try await plain.run(
                PutObjectLockConfiguration.self,
                .init(bucket: "lab", configuration: .success(.init(objectLockEnabled: "Enabled"))))
        }
        #expect(unversioned?.name == "InvalidBucketState")
        let absent = await refusal {
            try await plain.run(GetObjectLockConfiguration.self, BucketRequest(bucket: "lab"))
        }
        #expect(absent?.name == "ObjectLockConfigurationNotFoundError")
    }

    @Test func aBatchReportsEveryKeyByItself() async throws {
        let lab = try await lab()
        let headers = lock("GOVERNANCE", lab.now + .days(1))
        let locked = try await lab.put("a", Array("hello".utf8), headers, checksums: sums())
        let free = try await lab.put("b")
        let objects = [("a", locked.versionID?.text), ("b", free.versionID?.text), ("c", nil), ("d", "bad id")].map {
            DeleteObjects.ObjectIdentifier(key: $0.0, versionID: $0.1)
        }
        let output = try await lab.run(
            DeleteObjects.self, .init(bucket: "lab", batch: .success(.init(objects)), checksums: sums()))
        #expect(output.errors.map(\.key) == ["a", "d"])
        #expect(output.errors.first?.error.message == Self.refused)
        #expect(output.errors.last?.error.name == "NoSuchVersion")
        #expect(output.deleted.map(\.key) == ["b", "c"])
        #expect(output.deleted.last?.deleteMarker == true)
        let none = await refusal {
            try await lab.run(DeleteObjects.self, .init(bucket: "lab", batch: .success(.init([])), checksums: sums()))
        }
        #expect(none?.name == "MalformedXML")
        let unchecked = await refusal {
            try await lab.run(
                DeleteObjects.self,
                .init(bucket: "lab", batch: .success(.init(objects)), checksums: ChecksumHeaders()))
        }
        #expect(unchecked?.name == "InvalidRequest")
    }

    @Test func policiesCanCapTheRetention() async throws {
        let lab = try await lab()
        lab.caller = TestLab.alice
        lab.identityPolicies = [
            TestLab.allowEverything,
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:PutObjectRetention","Resource":"*","#
                + #""Condition":{"NumericGreaterThan":{"s3:object-lock-remaining-retention-days":"30"}}}]}"#,
        ]
        try await lab.put("a")
        #expect(await retain(lab, "a", "GOVERNANCE", lab.now + .days(30)) == nil)
        #expect(await retain(lab, "a", "GOVERNANCE", lab.now + .days(31))?.name == "AccessDenied")
    }

    @Test func aLockedVersionKeepsItsKey() async throws {
        let lab = try await lab()
        let arn = try lab.keys.makeKey()
        try await lab.put("a", Array("hello".utf8), lock("GOVERNANCE", lab.now + .days(1)), checksums: sums())
        let error = await refusal {
            try await lab.run(
                UpdateObjectEncryption.self,
                .init(bucket: "lab", key: "a", encryption: .success(.init(kmsKeyARN: arn)), checksums: sums()))
        }
        #expect(error?.message == Self.refused)
    }
}
