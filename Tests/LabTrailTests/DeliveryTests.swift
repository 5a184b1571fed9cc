import LabCore
import LabCrypto
import LabS3
import LabService
import LabStore
import LabTesting
import LabTrail
import LabWorld
import Testing

/// Log files and digests: what they are called, what they hold, when they come, and what stands in their way.
@Suite struct DeliveryTests {
    @Test func fiveMinutesBringALogFileWithTheEvents() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.createKey()
        try await home.trail()
        try await home.createKey()
        #expect(home.files("CloudTrail").isEmpty)
        try await home.advance("5m")
        let files = home.files("CloudTrail")
        let folder = "AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/01/"
        let pattern = /111122223333_CloudTrail_us-east-1_20260101T0005Z_[A-Za-z0-9]{16}\.json\.gz/
        #expect(files.count == 1)
        let name = try #require(files.first?.split(separator: "/").last)
        #expect(files.first == folder + name && name.wholeMatch(of: pattern) != nil)
        let names = try await home.delivered().texts("eventName")
        #expect(names == ["StartLogging", "CreateKey"])
        let status = try await home.call("GetTrailStatus", ["Name": "main"])
        #expect(status["LatestDeliveryError"] == nil && status["LatestDeliveryTime"] == 1_767_225_900.0)
        #expect(home.files("CloudTrail-Digest").isEmpty)
    }

    @Test func everyEventIsDeliveredOnceAndATrailThatIsIdleDeliversNothing() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail()
        for _ in 0..<5 {
            try await home.createKey()
            try await home.advance("7m")
        }
        let count = home.files("CloudTrail").count
        try await home.advance("10h")
        #expect(home.files("CloudTrail").count == count)
        let ids = try await home.delivered().texts("eventID")
        #expect(Set(ids).count == ids.count)
        #expect(try await home.delivered().texts("eventName").filter { $0 == "CreateKey" }.count == 5)
    }

    @Test func dataEventsAreDeliveredOnlyWhenTheyAreSelected() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.bucket("letters")
        try await home.trail()
        try await home.put("letters", "a")
        try await home.advance("5m")
        #expect(try await home.delivered().texts("eventName").contains("PutObject") == false)
        try await home.call(
            "PutEventSelectors",
            [
                "TrailName": "main",
                "EventSelectors": [
                    ["DataResources": [["Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::letters/"]]]]
                ],
            ])
        try await home.put("letters", "b")
        try await home.advance("5m")
        let puts = try await home.delivered().filter { $0["eventName"] == "PutObject" }
        #expect(puts.map { $0["requestParameters"]?["key"] } == ["b"])
        #expect(puts.first?["eventCategory"] == "Data" && puts.first?["managementEvent"] == false)
    }

    @Test func aTrailDoesNotGoOnBecauseOfItself() async throws {
        let home = try TrailHome()
        let key = try await home.createKey()
        try await home.openKey(key)
        try await home.bucket()
        try await home.trail("main", ["KmsKeyId": .string(key)])
        try await home.call(
            "PutEventSelectors",
            [
                "TrailName": "main",
                "EventSelectors": [["DataResources": [["Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]]]]],
            ])
        try await home.advance("5m")
        let count = home.files("CloudTrail").count
        try await home.advance("30d")
        #expect(count == 1 && home.files("CloudTrail").count == 1)
        try await home.createKey()
        try await home.advance("5m")
        let names = try await home.delivered().texts("eventName")
        #expect(names.contains("GenerateDataKey") && names.contains("PutObject"))
    }

    @Test func logsLieUnderTheTrailsKeyAndDigestsDoNot() async throws {
        let home = try TrailHome()
        let key = try await home.createKey()
        try await home.openKey(key)
        try await home.bucket()
        try await home.trail("main", ["KmsKeyId": .string(key), "EnableLogFileValidation": true])
        try await home.advance("1h")
        let log = try #require(home.files("CloudTrail").first)
        let digest = try #require(home.files("CloudTrail-Digest").first)
        #expect(try home.version(log).encryption.mode == .kms)
        #expect(try home.version(digest).encryption.mode == .aes256)
        let event = try #require(try await home.records().last { $0["eventName"] == "GenerateDataKey" })
        #expect(
            event["requestParameters"]?["encryptionContext"]?["aws:cloudtrail:arn"]
                == "arn:aws:cloudtrail:us-east-1:111122223333:trail/main")
        #expect(event["userIdentity"]?["invokedBy"] == "cloudtrail.amazonaws.com")
        try await home.call("kms.DisableKey", ["KeyId": .string(key)])
        #expect(try await home.contents(digest)["logFiles"]?.array?.count == 1)
        await #expect(throws: ServiceError.self) { try await home.contents(log) }
    }

    @Test func digestsAreChainedAndSigned() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail("main", ["EnableLogFileValidation": true])
        try await home.advance("90m")
        try await home.createKey()
        try await home.advance("90m")
        let files = home.files("CloudTrail-Digest")
        #expect(files.count == 3)
        let keys = try await home.call("ListPublicKeys")["PublicKeyList"]?.array ?? []
        let value = try #require(keys.first?["Value"]?.string.flatMap(Base64.decode))
        #expect(keys.first?["Fingerprint"] == .string(Hex.encode(DigestAlgorithm.md5.digest(of: value))))
        var previous: JSONObject?
        for key in files {
            let digest = try await home.contents(key)
            #expect(digest["digestS3Object"] == .string(key))
            #expect(digest["digestPublicKeyFingerprint"] == keys.first?["Fingerprint"])
            #expect(digest["previousDigestS3Object"] == previous.map { $0["digestS3Object"] ?? .null } ?? .null)
            #expect(digest["digestStartTime"] == previous?["digestEndTime"] ?? "2026-01-01T00:00:00Z")
            let signature = try home.version(key).properties.metadata.first { $0.name == "signature" }
            #expect(signature?.value.count == 512)
            previous = digest
        }
        #expect(try await home.contents(files[0])["logFiles"]?.array?.count == 1)
        #expect(try await home.contents(files[1])["logFiles"]?.array?.count == 1)
        #expect(try await home.contents(files[2])["logFiles"] == [])
    }

    @Test func aYearAtOnceLosesNothingAndBringsFewEmptyDigests() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail("main", ["EnableLogFileValidation": true])
        let key = try await home.createKey()
        try await home.call("kms.EnableKeyRotation", ["KeyId": .string(key), "RotationPeriodInDays": 90])
        try await home.advance("366d")
        let names = try await home.delivered().texts("eventName")
        #expect(names.filter { $0 == "RotateKey" }.count == 4)
        let digests = home.files("CloudTrail-Digest")
        #expect((2 * TrailLimits.emptyDigests...200).contains(digests.count), "\(digests.count)")
        let last = try await home.contents(try #require(digests.last))
        #expect(last["digestEndTime"] == "2027-01-02T00:00:00Z")
        let keys = try await home.call("ListPublicKeys", ["StartTime": 1_767_225_600, "EndTime": 1_900_000_000])
        #expect(keys["PublicKeyList"]?.array?.count == 2)
    }

    @Test func aTrailThatStopsDeliversWhatItHasAndALastDigest() async throws {
        for operation in ["StopLogging", "DeleteTrail"] {
            let home = try TrailHome()
            try await home.bucket()
            try await home.trail("main", ["EnableLogFileValidation": true])
            home.clock.advance(.minutes(2))
            try await home.createKey()
            home.clock.advance(.minutes(1))
            try await home.call(operation, ["Name": "main"])
            try await home.createKey()
            #expect(try await home.delivered().texts("eventName") == ["StartLogging", "CreateKey", operation])
            let digest = try await home.contents(try #require(home.files("CloudTrail-Digest").first))
            #expect(digest["digestEndTime"] == "2026-01-01T00:03:00Z" && digest["logFiles"]?.array?.count == 1)
            try await home.advance("2h")
            #expect(home.files("CloudTrail").count == 1 && home.files("CloudTrail-Digest").count == 1)
        }
    }

    @Test func aTrailThatStartsAgainBeginsANewChain() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail("main", ["EnableLogFileValidation": true])
        try await home.advance("1h")
        try await home.call("StopLogging", ["Name": "main"])
        try await home.advance("1h")
        try await home.createKey()
        try await home.call("StartLogging", ["Name": "main"])
        try await home.advance("1h")
        let last = try await home.contents(try #require(home.files("CloudTrail-Digest").last))
        #expect(last["previousDigestS3Object"] == .null && last["digestStartTime"] == "2026-01-01T02:00:00Z")
        #expect(try await home.delivered().texts("eventName").contains("CreateKey") == false)
    }

    @Test func whatTheBucketRefusesIsInTheStatusAndComesLater() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail()
        try await home.createKey()
        try await home.setPolicy(
            of: "logs",
            [
                "Version": "2012-10-17",
                "Statement": [
                    ["Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/*"]
                ],
            ])
        try await home.advance("5m")
        try await home.advance("30d")
        #expect(home.files("CloudTrail").isEmpty)
        #expect(try await home.call("GetTrailStatus", ["Name": "main"])["LatestDeliveryError"] == "AccessDenied")
        let refused = try await home.records().filter { $0["errorCode"] == "AccessDenied" }
        #expect(refused.count == 2 && refused.allSatisfy { $0["eventName"] == "PutObject" })
        try await home.setPolicy(of: "logs", TrailHome.bucketPolicy("logs"))
        try await home.advance("5m")
        #expect(try await home.delivered().texts("eventName").contains("CreateKey"))
        #expect(try await home.call("GetTrailStatus", ["Name": "main"])["LatestDeliveryError"] == nil)
    }

    @Test func aBucketThatIsGoneIsInTheStatus() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail("main", ["EnableLogFileValidation": true])
        let root = try home.lab.call(as: InMemoryLab.root())
        _ = try await home.lab.perform(DeleteBucket.self, BucketRequest(bucket: "logs"), in: root)
        try await home.advance("2h")
        #expect(try await home.call("GetTrailStatus", ["Name": "main"])["LatestDeliveryError"] == "NoSuchBucket")
    }

    @Test func aTrailOfAllRegionsDeliversEachRegionToItsFolder() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail("main", ["IsMultiRegionTrail": true, "EnableLogFileValidation": true])
        let away = try #require(Region("eu-central-1"))
        try await home.call("kms.CreateKey", in: away)
        try await home.advance("1h")
        #expect(home.files("CloudTrail").filter { $0.contains("/eu-central-1/") }.count == 1)
        #expect(home.files("CloudTrail").filter { $0.contains("/us-east-1/") }.count == 1)
        let digest = try #require(home.files("CloudTrail-Digest").first { $0.contains("/eu-central-1/") })
        #expect(digest.contains("_CloudTrail-Digest_eu-central-1_main_us-east-1_"))
        #expect(try await home.contents(digest)["logFiles"]?.array?.count == 1)
    }

    @Test func whatWasDeliveredIsTakenBackWithTheChangeBeforeIt() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail()
        try await home.createKey()
        try await home.advance("5m")
        #expect(home.files("CloudTrail").count == 1)
        _ = try await home.lab.door("undo")
        #expect(home.files("CloudTrail").isEmpty)
        #expect(home.lab.history.first?.title == "CreateKey")
    }

    @Test func aHomeGoesOnDeliveringWhereItStopped() async throws {
        let directory = TemporaryDirectory()
        let clock = ManualClock()
        for round in 0..<3 {
            let open = try OpenHome.open(
                HomeDirectory(path: directory.path), ambient: Ambient(clock: clock, random: OpenSSLRandom()))
            let home = TrailHome(lab: open.lab, clock: clock)
            if round == 0 {
                try await home.bucket()
                try await home.trail("main", ["EnableLogFileValidation": true])
            }
            try await home.createKey()
            if round < 2 { try await home.advance("6m") }
            if round == 2 {
                try await home.advance("2h")
                let records = try await home.delivered()
                #expect(records.texts("eventName").filter { $0 == "CreateKey" }.count == 3)
                #expect(Set(records.texts("eventID")).count == records.count)
                #expect(home.files("CloudTrail-Digest").count == 2)
                #expect(open.lab.isDurable)
                #expect(try await home.lookUp(TrailHome.by("EventName", "CreateKey")).count == 3)
            }
            try open.close()
        }
    }
}

extension TrailHome {
    /// Puts a small object as root.
    func put(_ bucket: String, _ key: String) async throws {
        let input = PutObject.Input(bucket: bucket, key: key, body: MemorySource([1, 2, 3]))
        _ = try await lab.perform(PutObject.self, input, in: try lab.call(as: InMemoryLab.root()))
    }
}
