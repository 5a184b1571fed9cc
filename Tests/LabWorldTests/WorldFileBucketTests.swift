import LabCore
import LabPolicy
import LabS3
import LabService
import LabTesting
import LabWorld
import Testing

@Suite struct WorldFileBucketTests {
    private static func file(_ bucket: String) -> String {
        """
        accounts:
          "111122223333":
            keys:
              ledger: {}
            buckets:
              kumo-ledger: \(bucket)
        """
    }

    private static let whole = file(
        """
        {region: eu-west-1, object-lock: {mode: GOVERNANCE, days: 30}, encryption: aws:kms, key: alias/ledger,
                bucket-key: true, allow-sse-c: true, ownership: ObjectWriter, public-access-block: [BlockPublicAcls],
                tags: {data: secret},
                policy: {Version: 2012-10-17, Statement: [{Effect: Allow, Principal: {AWS: "111122223333"},
                  Action: "s3:GetObject", Resource: "arn:aws:s3:::kumo-ledger/*"}]}}
        """)

    private func bucket(_ lab: Lab) throws -> Bucket {
        try #require(lab.world.s3.buckets.all.first { $0.name == "kumo-ledger" })
    }

    @Test func aBucketIsAsTheFileSays() async throws {
        let bucket = try bucket(try await WorldFixture(Self.whole).lab)
        #expect(bucket.region.code == "eu-west-1")
        #expect(bucket.versioning == .enabled)
        #expect(bucket.objectLock?.defaultRetention == .init(mode: .governance, period: .days(30)))
        #expect(bucket.encryption.algorithm == .kms && bucket.encryption.kmsMasterKeyID == "alias/ledger")
        #expect(bucket.encryption.bucketKeyEnabled && !bucket.encryption.blocksCustomerKeys)
        #expect(bucket.ownership == .objectWriter)
        #expect(bucket.publicAccessBlock == PublicAccessBlock(blockPublicAcls: true))
        #expect(bucket.policy?.text.contains("s3:GetObject") == true)
        #expect(bucket.tags == [S3Tag(key: "data", value: "secret")])
    }

    @Test func whatIsLeftOutIsAsAWSMakesIt() async throws {
        let fixture = try await WorldFixture(Self.file("{}"))
        let bucket = try bucket(fixture.lab)
        #expect(bucket.versioning == nil && bucket.objectLock == nil && bucket.policy == nil)
        #expect(bucket.publicAccessBlock == .all && bucket.ownership == .bucketOwnerEnforced)
        #expect(bucket.encryption == BucketEncryption())
    }

    @Test(arguments: [whole, file("{}"), file("{object-lock: true}"), file("{versioning: Suspended}")])
    func aSavedBucketMakesTheSameBucketAgain(file: String) async throws {
        let fixture = try await WorldFixture(file)
        #expect(try await fixture.load(file)["changedRows"] == 0)
        let text = try #require(try await fixture.lab.door("world")["file"]?.string)
        let other = try await WorldFixture(text)
        #expect(try await other.lab.door("world")["file"]?.string == text)
        #expect(try await other.lab.door("world-diff", ["file": .string(file)])["differences"] == [])
    }

    @Test func whatTheFileDoesNotSayStays() async throws {
        let fixture = try await WorldFixture(Self.whole)
        try await fixture.load(Self.file("{region: eu-west-1, tags: {data: open}}"))
        let bucket = try bucket(fixture.lab)
        #expect(bucket.tags == [S3Tag(key: "data", value: "open")])
        #expect(bucket.encryption.algorithm == .kms && bucket.ownership == .objectWriter)
    }

    @Test(arguments: [
        ("{lock: true}", "no `lock`"), ("{object-lock: {mode: GOVERNANCE}}", "`days` or `years`"),
        ("{object-lock: {mode: GOVERNANCE, days: 1, years: 1}}", "not both"),
        ("{encryption: rot13}", "aws:kms:dsse"), ("{public-access-block: [Everything]}", "BlockPublicAcls"),
        ("{versioning: Disabled}", "Suspended"), ("{object-lock: true, versioning: Suspended}", "InvalidBucketState"),
        ("{policy: {Version: x}}", "MalformedPolicy"),
    ])
    func aMistakeIsNamedAndNothingIsLoaded(bucket: String, word: String) async throws {
        let home = try InMemoryLab()
        do throws(ServiceError) {
            _ = try await home.lab.door("world-load", ["file": .string(Self.file(bucket)), "name": "team.yaml"])
            Issue.record("the file was loaded")
        } catch {
            let message = "\(error.message ?? "") \(error.hint ?? "")"
            #expect(message.hasPrefix("team.yaml:6: ") && message.contains(word), "\(message)")
        }
        #expect(home.lab.world.s3.buckets.count == 0)
    }

    @Test func aBucketStaysInItsRegion() async throws {
        let fixture = try await WorldFixture(Self.whole)
        await #expect(throws: ServiceError.self) { try await fixture.load(Self.file("{region: us-east-1}")) }
    }
}
