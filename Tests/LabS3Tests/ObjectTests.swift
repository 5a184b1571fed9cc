import LabCore
import LabCrypto
import LabService
import Testing

@testable import LabS3

/// Buckets and objects without versions: what comes back, and what is refused.
@Suite struct ObjectTests {
    @Test func anObjectComesBackWithWhatItWasGiven() async throws {
        let lab = try await TestLab.withBucket()
        var properties = ObjectProperties()
        properties.contentType = "text/plain"
        properties.metadata = [MetadataEntry("Team", "ledger")]
        let headers = ObjectHeaders(properties: properties, tagging: "a=1&b=%C3%A9+x")
        let put = try await lab.put("a//b", Array("hello".utf8), headers)
        #expect(put.eTag == "5d41402abc4b2a76b9719d911017c592")
        #expect(put.versionID == nil)
        #expect(put.encryption.serverSideEncryption == "AES256")
        #expect(put.checksum?.algorithm == .crc64nvme)
        let read = try await lab.read("a//b")
        #expect(try read.body.collect() == Array("hello".utf8))
        #expect(read.description.contentType == "text/plain")
        #expect(read.description.properties.metadata == [MetadataEntry("team", "ledger")])
        #expect(read.description.tagCount == 2)
        #expect(read.description.versionID == nil)
        #expect(read.description.lastModified == lab.now)
    }

    @Test func keysAreBytesNotText() async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("\u{E9}", [1])
        try await lab.put("e\u{301}", [2])
        #expect(try await lab.get("\u{E9}") == [1])
        #expect(try await lab.get("e\u{301}") == [2])
        #expect(try await lab.list().count == 2)
    }

    @Test func aMissingKeyIsNotFoundOnlyForThoseWhoMayList() async throws {
        let lab = try await TestLab.withBucket()
        #expect(await refusal { try await lab.get("nothing") }?.name == "NoSuchKey")
        lab.caller = TestLab.alice
        lab.identityPolicies = [
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#
        ]
        let hidden = await refusal { try await lab.get("nothing") }
        #expect(hidden?.name == "AccessDenied")
        #expect(hidden?.code.httpStatus == 403)
    }

    @Test func aMissingBucketIsNotFoundForEverybody() async throws {
        let lab = TestLab()
        lab.caller = TestLab.anonymous
        #expect(await refusal { try await lab.get("a") }?.name == "NoSuchBucket")
    }

    @Test(arguments: ["ab", "UPPER", "a..b", "-ab", "ab-", "192.168.1.1", "xn--abc", "abc-s3alias", "a_b", "a b"])
    func badBucketNamesAreRefused(name: String) async throws {
        let lab = TestLab()
        let error = await refusal { try await lab.run(CreateBucket.self, .init(bucket: name)) }
        #expect(error?.name == "InvalidBucketName")
    }

    @Test func onesOwnBucketAgainIsFineInTheStandardRegionOnly() async throws {
        let lab = try await TestLab.withBucket()
        _ = try await lab.run(CreateBucket.self, .init(bucket: "lab"))
        lab.caller = TestLab.stranger
        lab.identityPolicies = [TestLab.allowEverything]
        let taken = await refusal { try await lab.run(CreateBucket.self, .init(bucket: "lab")) }
        #expect(taken?.name == "BucketAlreadyExists")
    }

    @Test func aBucketWithObjectsStays() async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("a")
        let error = await refusal { try await lab.run(DeleteBucket.self, BucketRequest(bucket: "lab")) }
        #expect(error?.name == "BucketNotEmpty")
        #expect(error?.message == "The bucket you tried to delete is not empty")
        try await lab.delete("a")
        _ = try await lab.run(DeleteBucket.self, BucketRequest(bucket: "lab"))
        #expect(await refusal { try await lab.get("a") }?.name == "NoSuchBucket")
    }

    @Test func aBucketOfAnotherRegionRedirects() async throws {
        let lab = try await TestLab.withBucket()
        lab.region = try #require(Region("eu-west-1"))
        let error = await refusal { try await lab.get("a") }
        #expect(error?.name == "PermanentRedirect")
        #expect(error?.details["header:x-amz-bucket-region"] == "us-east-1")
    }

    @Test func theExpectedOwnerMustBeTheOwner() async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("a", facts: RequestFacts(expectedBucketOwner: "111122223333"))
        let other = await refusal { try await lab.get("a", facts: RequestFacts(expectedBucketOwner: "999988887777")) }
        #expect(other?.name == "AccessDenied")
        let malformed = await refusal { try await lab.get("a", facts: RequestFacts(expectedBucketOwner: "me")) }
        #expect(malformed?.name == "InvalidBucketOwnerAWSAccountID")
    }

    @Test(arguments: [
        ("bytes=0-4", "hello", "bytes 0-4/11"), ("bytes=6-", "world", "bytes 6-10/11"),
        ("bytes=-5", "world", "bytes 6-10/11"), ("bytes=4-400", "o world", "bytes 4-10/11"),
        ("bytes=-400", "hello world", "bytes 0-10/11"),
    ])
    func aRangeComesBackAlone(range: String, body: String, contentRange: String) async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("a", Array("hello world".utf8))
        let read = try await lab.read("a", range: range)
        #expect(try read.body.collect() == Array(body.utf8))
        #expect(read.description.status == 206)
        #expect(read.description.contentRange == contentRange)
    }

    @Test(arguments: ["bytes=5-1", "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes=--1", ""])
    func aRangeThatIsNoneIsIgnored(range: String) async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("a", Array("hello world".utf8))
        #expect(try await lab.read("a", range: range).description.status == 200)
    }

    @Test(arguments: ["bytes=11-", "bytes=-0", "bytes=99999999999999999999-"])
    func aRangeBeyondTheEndIsRefused(range: String) async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("a", Array("hello world".utf8))
        let error = await refusal { try await lab.read("a", range: range) }
        #expect(error?.name == "InvalidRange")
        #expect(error?.details["ActualObjectSize"] == "11")
    }

    @Test func readConditionsHoldOrNot() async throws {
        let lab = try await TestLab.withBucket()
        let tag = try await lab.put("a").eTag
        func get(_ conditions: ReadConditions) async -> String? {
            let request = ObjectReadRequest(bucket: "lab", key: "a", conditions: conditions)
            return await refusal { try await lab.run(GetObject.self, request) }?.name
        }
        let earlier = lab.now - .hours(1)
        #expect(await get(ReadConditions(ifMatch: "\"\(tag)\"")) == nil)
        #expect(await get(ReadConditions(ifMatch: "other")) == "PreconditionFailed")
        #expect(await get(ReadConditions(ifNoneMatch: tag)) == "NotModified")
        #expect(await get(ReadConditions(ifModifiedSince: lab.now)) == "NotModified")
        #expect(await get(ReadConditions(ifUnmodifiedSince: earlier)) == "PreconditionFailed")
        #expect(await get(ReadConditions(ifMatch: tag, ifUnmodifiedSince: earlier)) == nil)
        #expect(await get(ReadConditions(ifNoneMatch: tag, ifModifiedSince: earlier)) == "NotModified")
        #expect(await get(ReadConditions(ifNoneMatch: "x", ifModifiedSince: lab.now)) == nil)
    }

    @Test func writeConditionsHoldOrNot() async throws {
        let lab = try await TestLab.withBucket()
        let absent = WriteConditions(ifNoneMatch: "*")
        let tag = try await lab.put("a", conditions: absent).eTag
        let again = await refusal { try await lab.put("a", conditions: absent) }
        #expect(again?.name == "PreconditionFailed")
        #expect(again?.details["Condition"] == "If-None-Match")
        try await lab.put("a", [1], conditions: WriteConditions(ifMatch: tag))
        let stale = await refusal { try await lab.put("a", conditions: WriteConditions(ifMatch: tag)) }
        #expect(stale?.name == "PreconditionFailed")
        let missing = await refusal { try await lab.put("b", conditions: WriteConditions(ifMatch: tag)) }
        #expect(missing?.name == "NoSuchKey")
        let unsupported = await refusal { try await lab.put("a", conditions: WriteConditions(ifNoneMatch: tag)) }
        #expect(unsupported?.code.httpStatus == 501)
        #expect(unsupported?.details["Header"] == "If-None-Match")
    }

    @Test func ofTwoConditionalWritersOneWins() async throws {
        let lab = try await TestLab.withBucket()
        let input = PutObject.Input(
            bucket: "lab", key: "a", body: MemorySource([1]), conditions: WriteConditions(ifNoneMatch: "*"))
        let error = await refusal {
            try await lab.run(PutObject.self, input) { () async throws(ServiceError) in
                try await lab.put("a", [2], conditions: WriteConditions(ifNoneMatch: "*"))
            }
        }
        #expect(error?.name == "PreconditionFailed")
        #expect(try await lab.get("a") == [2])
    }

    @Test func integrityIsVerified() async throws {
        let lab = try await TestLab.withBucket()
        let body = Array("hello".utf8)
        let md5 = Base64.encode(DigestAlgorithm.md5.digest(of: body))
        try await lab.put("a", body, checksums: ChecksumHeaders(contentMD5: md5))
        let wrong = Base64.encode(DigestAlgorithm.md5.digest(of: [1]))
        let badMD5 = await refusal { try await lab.put("b", body, checksums: ChecksumHeaders(contentMD5: wrong)) }
        #expect(badMD5?.name == "BadDigest")
        #expect(badMD5?.details["CalculatedDigest"] == md5)
        let malformed = await refusal { try await lab.put("b", body, checksums: ChecksumHeaders(contentMD5: "x")) }
        #expect(malformed?.name == "InvalidDigest")
        for algorithm in ChecksumAlgorithm.allCases {
            let value = Base64.encode(algorithm.value(of: body))
            let put = try await lab.put("a", body, checksums: ChecksumHeaders(values: [.init(algorithm, value)]))
            #expect(put.checksum == ObjectChecksum(algorithm: algorithm, value: value))
            let other = Base64.encode(algorithm.value(of: [1]))
            let bad = await refusal {
                try await lab.put("b", body, checksums: ChecksumHeaders(values: [.init(algorithm, other)]))
            }
            #expect(bad?.message == "The \(algorithm.rawValue) you specified did not match the calculated checksum.")
        }
        #expect(await refusal { try await lab.get("b") }?.name == "NoSuchKey")
    }

    @Test func aTrailingChecksumIsVerified() async throws {
        let lab = try await TestLab.withBucket()
        let body = Array("hello".utf8)
        func put(_ trailers: [String: String]) async -> ServiceError? {
            let input = PutObject.Input(
                bucket: "lab", key: "a", body: MemorySource(body, trailers: trailers),
                checksums: ChecksumHeaders(trailer: "x-amz-checksum-crc32"))
            return await refusal { try await lab.run(PutObject.self, input) }
        }
        let value = Base64.encode(ChecksumAlgorithm.crc32.value(of: body))
        #expect(await put(["x-amz-checksum-crc32": value]) == nil)
        #expect(await put([:])?.name == "MalformedTrailerError")
        #expect(await put(["x-amz-checksum-crc32": "AAAAAA=="])?.name == "BadDigest")
        #expect(await put(["x-amz-checksum-crc32": "!"])?.name == "InvalidRequest")
    }

    @Test func aBodyThatEndsEarlyIsNotKept() async throws {
        let lab = try await TestLab.withBucket()
        let short = PutObject.Input(bucket: "lab", key: "a", body: MemorySource([1, 2]), contentLength: 3)
        #expect(await refusal { try await lab.run(PutObject.self, short) }?.name == "IncompleteBody")
        let broken = PutObject.Input(bucket: "lab", key: "a", body: BrokenSource())
        #expect(await refusal { try await lab.run(PutObject.self, broken) }?.name == "SignatureDoesNotMatch")
        #expect(try await lab.list().isEmpty)
        #expect(lab.state.bodies.count == 0)
    }

    @Test func limitsAreAWSs() async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put(String(repeating: "k", count: 1024))
        let long = await refusal { try await lab.put(String(repeating: "\u{E9}", count: 513)) }
        #expect(long?.name == "KeyTooLongError")
        #expect(long?.details["Size"] == "1026")
        var properties = ObjectProperties()
        properties.metadata = [MetadataEntry("a", String(repeating: "x", count: 2048))]
        let large = await refusal { try await lab.put("a", [], ObjectHeaders(properties: properties)) }
        #expect(large?.name == "MetadataTooLarge")
        let tags = (0...10).map { "k\($0)=v" }.joined(separator: "&")
        #expect(await refusal { try await lab.put("a", [], ObjectHeaders(tagging: tags)) }?.name == "BadRequest")
        #expect(await refusal { try await lab.put("a", [], ObjectHeaders(tagging: "a=1&a=2")) }?.name == "InvalidTag")
        let huge = PutObject.Input(bucket: "lab", key: "a", body: MemorySource([]), contentLength: 6 << 30)
        #expect(await refusal { try await lab.run(PutObject.self, huge) }?.name == "EntityTooLarge")
    }

    @Test func aCopyIsSealedAfreshAndKeepsMetadata() async throws {
        let lab = try await TestLab.withBucket()
        var properties = ObjectProperties()
        properties.contentType = "text/plain"
        try await lab.put("a b", Array("hello".utf8), ObjectHeaders(properties: properties, tagging: "a=1"))
        let copy = try await lab.run(
            CopyObject.self, CopyObject.Input(bucket: "lab", key: "c", copySource: "/lab/a%20b"))
        #expect(copy.eTag == "5d41402abc4b2a76b9719d911017c592")
        let read = try await lab.read("c")
        #expect(try read.body.collect() == Array("hello".utf8))
        #expect(read.description.contentType == "text/plain")
        #expect(read.description.tagCount == 1)
    }

    @Test func aCopyOntoItselfMustChangeSomething() async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("a")
        func copy(_ input: CopyObject.Input) async -> String? {
            await refusal { try await lab.run(CopyObject.self, input) }?.name
        }
        let same = CopyObject.Input(bucket: "lab", key: "a", copySource: "lab/a")
        #expect(await copy(same) == "InvalidRequest")
        var replaced = same
        replaced.metadataDirective = "REPLACE"
        #expect(await copy(replaced) == nil)
        var encrypted = same
        encrypted.headers.encryption.serverSideEncryption = "AES256"
        #expect(await copy(encrypted) == nil)
        var unknown = same
        unknown.metadataDirective = "MERGE"
        #expect(await copy(unknown) == "InvalidArgument")
        #expect(await copy(.init(bucket: "lab", key: "b", copySource: "lab")) == "InvalidArgument")
        #expect(await copy(.init(bucket: "lab", key: "b", copySource: "lab/zz")) == "NoSuchKey")
        #expect(await copy(.init(bucket: "lab", key: "b", copySource: "other/a")) == "NoSuchBucket")
    }

    @Test func swappedRecordsDoNotOpen() async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("a", Array(repeating: 1, count: 10_000))
        try await lab.put("b", Array(repeating: 2, count: 10_000))
        let a = try #require(lab.state.newest("a", in: "lab"))
        let b = try #require(lab.state.newest("b", in: "lab"))
        lab.state.objects.put(ObjectVersion(id: a.id, content: b.content))
        lab.state.objects.put(ObjectVersion(id: b.id, content: a.content))
        for key in ["a", "b"] {
            #expect(await refusal { try await lab.get(key) } != nil)
        }
    }
}

/// A body whose second piece has a bad signature.
private struct BrokenSource: BodySource {
    func next() async throws(ServiceError) -> [UInt8]? {
        throw ServiceError(ServiceError.Code("SignatureDoesNotMatch", 403))
    }
}

/// What the disk has.
@Suite struct SealedPartTests {
    @Test func theBytesAtRestAreShownAsTheyAre() async throws {
        let lab = try await TestLab.withBucket(versioning: .enabled)
        try await lab.put("a", Array(repeating: 1, count: 5000))
        try await lab.put("b", [1])
        let large = try lab.state.sealedParts(of: try #require(lab.state.newest("a", in: "lab")))
        #expect(large.map(\.isInline) == [false])
        #expect(large.first?.bytes.byteCount == 5064)
        #expect(try large.first?.bytes.read(at: 0, count: 8) == Array("KLS3BODY".utf8))
        let small = try lab.state.sealedParts(of: try #require(lab.state.newest("b", in: "lab")))
        #expect(small.map(\.isInline) == [true])
        try await lab.delete("a")
        #expect(try lab.state.sealedParts(of: try #require(lab.state.newest("a", in: "lab"))).isEmpty)
    }
}
