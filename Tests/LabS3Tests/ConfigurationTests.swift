import LabCore
import LabService
import Testing

@testable import LabS3

/// What Terraform reads: AWS's answer for everything that a bucket does not have, and what was put back as it was.
@Suite struct ConfigurationTests {
    private let request = BucketRequest(bucket: "lab")

    @Test func whatABucketHasNotIsSaidInAWSsWords() async throws {
        let lab = try await TestLab.withBucket()
        #expect(await refusal { try await lab.run(GetBucketPolicy.self, request) }?.name == "NoSuchBucketPolicy")
        #expect(await refusal { try await lab.run(GetBucketCors.self, request) }?.name == "NoSuchCORSConfiguration")
        #expect(
            await refusal { try await lab.run(GetBucketWebsite.self, request) }?.name == "NoSuchWebsiteConfiguration")
        #expect(
            await refusal { try await lab.run(GetBucketReplication.self, request) }?.name
                == "ReplicationConfigurationNotFoundError")
        let tags = await refusal { try await lab.run(GetBucketTagging.self, request) }
        #expect(tags?.name == "NoSuchTagSet")
        #expect(tags?.code.httpStatus == 404)
        #expect(tags?.details["BucketName"] == "lab")
        #expect(try await lab.run(GetBucketLogging.self, request).logging == nil)
        #expect(try await lab.run(GetBucketAccelerateConfiguration.self, request).status == nil)
        #expect(try await lab.run(GetBucketRequestPayment.self, request).payer == "BucketOwner")
        _ = try await lab.run(GetBucketNotificationConfiguration.self, request)
        _ = try await lab.run(DeleteBucketWebsite.self, request)
        #expect(try await lab.run(GetPublicAccessBlock.self, request) == .all)
        #expect(try await lab.run(GetBucketOwnershipControls.self, request) == .bucketOwnerEnforced)
        _ = try await lab.run(DeletePublicAccessBlock.self, request)
        _ = try await lab.run(DeleteBucketOwnershipControls.self, request)
        #expect(
            await refusal { try await lab.run(GetPublicAccessBlock.self, request) }?.name
                == "NoSuchPublicAccessBlockConfiguration")
        #expect(
            await refusal { try await lab.run(GetBucketOwnershipControls.self, request) }?.name
                == "OwnershipControlsNotFoundError")
    }

    @Test func tagsComeBackInOrder() async throws {
        let lab = try await TestLab.withBucket()
        let tags = [S3Tag(key: "b", value: "1"), S3Tag(key: "a", value: "")]
        _ = try await lab.run(PutBucketTagging.self, .init(bucket: "lab", tags: .success(tags)))
        #expect(try await lab.run(GetBucketTagging.self, request).tags == tags)
        _ = try await lab.run(DeleteBucketTagging.self, request)
        try await lab.put("a")
        _ = try await lab.run(PutObjectTagging.self, .init(bucket: "lab", key: "a", tags: .success(tags)))
        let object = VersionRequest(bucket: "lab", key: "a")
        #expect(try await lab.run(GetObjectTagging.self, object).tags == tags)
        _ = try await lab.run(DeleteObjectTagging.self, object)
        #expect(try await lab.run(GetObjectTagging.self, object).tags.isEmpty)
        func put(_ tags: [S3Tag]) async -> String? {
            await refusal {
                try await lab.run(PutObjectTagging.self, .init(bucket: "lab", key: "a", tags: .success(tags)))
            }?.name
        }
        #expect(await put([S3Tag(key: "aws:x", value: "")]) == "InvalidTag")
        #expect(await put([S3Tag(key: "", value: "")]) == "InvalidTag")
        #expect(await put([S3Tag(key: "a", value: "<")]) == "InvalidTag")
        #expect(await put(tags + tags) == "InvalidTag")
        #expect(await put((0...10).map { S3Tag(key: "k\($0)", value: "") }) == "BadRequest")
    }

    @Test func corsRulesAnswerBrowsers() async throws {
        let lab = try await TestLab.withBucket()
        let rules = [
            CORSRule(allowedMethods: ["PUT"], allowedOrigins: ["https://*.example.com"], exposeHeaders: ["ETag"]),
            CORSRule(allowedHeaders: ["x-amz-*"], allowedMethods: ["GET"], allowedOrigins: ["*"], maxAgeSeconds: 9),
        ]
        _ = try await lab.run(PutBucketCors.self, .init(bucket: "lab", rules: .success(rules)))
        let stored = try await lab.run(GetBucketCors.self, request).rules
        #expect(stored == rules)
        let get = CORSAnswer(stored, origin: "https://a.org", method: "GET", headers: ["X-Amz-Date"])
        #expect(get?.allowOrigin == "*")
        #expect(get?.maxAgeSeconds == 9)
        let put = CORSAnswer(stored, origin: "https://a.example.com", method: "PUT")
        #expect(put?.allowOrigin == "https://a.example.com")
        #expect(put?.exposeHeaders == ["ETag"])
        #expect(CORSAnswer(stored, origin: "https://example.org", method: "PUT") == nil)
        #expect(CORSAnswer(stored, origin: "https://a.org", method: "GET", headers: ["content-type"]) == nil)
        let bad = [CORSRule(allowedMethods: ["PATCH"], allowedOrigins: ["*"])]
        let error = await refusal { try await lab.run(PutBucketCors.self, .init(bucket: "lab", rules: .success(bad))) }
        #expect(error?.name == "InvalidRequest")
    }

    @Test func malformedBodiesComeAfterMissingBuckets() async throws {
        let lab = try await TestLab.withBucket()
        let malformed = PutBucketTagging.Input(bucket: "lab", tags: .failure(S3Error.malformedXML))
        #expect(await refusal { try await lab.run(PutBucketTagging.self, malformed) }?.name == "MalformedXML")
        var missing = malformed
        missing.bucket = "no-such-bucket"
        #expect(await refusal { try await lab.run(PutBucketTagging.self, missing) }?.name == "NoSuchBucket")
    }

    @Test func bucketsAreListedForTheirOwner() async throws {
        let lab = TestLab()
        for name in ["ccc", "aaa", "bbb"] { _ = try await lab.run(CreateBucket.self, .init(bucket: name)) }
        lab.caller = TestLab.stranger
        lab.identityPolicies = [TestLab.allowEverything]
        _ = try await lab.run(CreateBucket.self, .init(bucket: "theirs"))
        #expect(try await lab.run(ListBuckets.self, .init()).buckets.map(\.name) == ["theirs"])
        lab.caller = Caller(.root(.standard))
        let page = try await lab.run(ListBuckets.self, .init(maxBuckets: 2))
        #expect(page.buckets.map(\.name) == ["aaa", "bbb"])
        let rest = try await lab.run(ListBuckets.self, .init(continuationToken: page.continuationToken))
        #expect(rest.buckets.map(\.name) == ["ccc"])
        #expect(try await lab.run(ListBuckets.self, .init(prefix: "b")).buckets.map(\.name) == ["bbb"])
        lab.caller = TestLab.anonymous
        #expect(await refusal { try await lab.run(ListBuckets.self, .init()) }?.name == "AccessDenied")
    }

    static let locations: [(String, String?, String?)] = [
        ("us-east-1", "us-east-1", "InvalidLocationConstraint"), ("us-east-1", "eu-west-1", nil),
        ("eu-west-1", nil, "IllegalLocationConstraintException"), ("eu-west-1", "eu-west-1", nil),
        ("eu-west-1", "EU", nil), ("eu-west-1", "eu-central-1", "IllegalLocationConstraintException"),
    ]

    @Test(arguments: locations)
    func locationsFollowTheEndpoint(region: String, constraint: String?, code: String?) async throws {
        let lab = TestLab()
        lab.region = try #require(Region(region))
        let error = await refusal {
            try await lab.run(
                CreateBucket.self,
                .init(bucket: "lab", configuration: .success(.init(locationConstraint: constraint))))
        }
        #expect(error?.name == code)
    }

    @Test func eventsNameWhatWasDoneAndNothingSecret() async throws {
        let lab = try await TestLab.withBucket(options: S3Options(allowsCustomerKeys: true))
        let key = CustomerKeyHeaders(key: Array(repeating: 0x42, count: 32))
        let input = PutObject.Input(
            bucket: "lab", key: "a", body: MemorySource(Array("plain words".utf8)),
            headers: ObjectHeaders(encryption: EncryptionHeaders(customerKey: key)))
        let target = try PutObject.resolve(input, in: lab.call, on: lab.state)
        let output = try await lab.run(PutObject.self, input)
        let detail = PutObject.audit(input, target: target, output: output, in: lab.call)
        let text = JSONValue.object(
            [
                "request": .object(detail.requestParameters ?? [:]),
                "response": .object(detail.responseElements ?? [:]),
                "additional": .object(detail.additionalEventData ?? [:]),
            ]
        ).compactText
        #expect(text.contains("\"bucketName\":\"lab\""))
        #expect(text.contains("\"SSEApplied\":\"SSE_C\""))
        #expect(text.contains("\"bytesTransferredIn\":11"))
        #expect(!text.contains(key.key?.exposed ?? "?"))
        #expect(!text.contains("plain words"))
        #expect(detail.resources.map(\.type) == ["AWS::S3::Object", "AWS::S3::Bucket"])
        #expect(!"\(input)".contains(key.key?.exposed ?? "?"))
    }
}
