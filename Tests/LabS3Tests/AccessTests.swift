import LabCore
import LabCrypto
import LabPolicy
import LabService
import Testing

@testable import LabS3

/// Who may: actions as AWS maps them, bucket policies, lists, and the block in front of the public.
@Suite struct AccessTests {
    private func policy(_ lab: TestLab, _ statement: String) async throws {
        _ = try await lab.run(
            PutBucketPolicy.self,
            .init(bucket: "lab", policy: #"{"Version":"2012-10-17","Statement":[\#(statement)]}"#))
    }

    private static let publicRead =
        #"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::lab/*"}"#

    @Test func aPublicPolicyNeedsAnOpenBlock() async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("a")
        #expect(await refusal { try await policy(lab, Self.publicRead) }?.name == "AccessDenied")
        _ = try await lab.run(DeletePublicAccessBlock.self, BucketRequest(bucket: "lab"))
        try await policy(lab, Self.publicRead)
        #expect(try await lab.run(GetBucketPolicyStatus.self, BucketRequest(bucket: "lab")).isPublic)
        lab.caller = TestLab.anonymous
        #expect(try await lab.get("a") == Array("hello".utf8))
        #expect(await refusal { try await lab.get("missing") }?.name == "AccessDenied")
        #expect(await refusal { try await lab.put("b") }?.name == "AccessDenied")
        lab.caller = Caller(.root(.standard))
        _ = try await lab.run(
            PutPublicAccessBlock.self,
            .init(bucket: "lab", block: .success(PublicAccessBlock(restrictPublicBuckets: true))))
        lab.caller = TestLab.anonymous
        #expect(await refusal { try await lab.get("a") }?.name == "AccessDenied")
    }

    @Test func aPublicObjectUnderAKMSKeyStaysShutToStrangers() async throws {
        let lab = try await TestLab.withBucket()
        _ = try await lab.put("a", encryption: EncryptionHeaders(serverSideEncryption: "aws:kms"))
        _ = try await lab.run(DeletePublicAccessBlock.self, BucketRequest(bucket: "lab"))
        try await policy(lab, Self.publicRead)
        lab.caller = TestLab.anonymous
        let error = await refusal { try await lab.get("a", facts: RequestFacts(signature: .none)) }
        #expect(error?.name == "InvalidArgument")
        #expect(error?.message?.hasSuffix("require AWS Signature Version 4.") == true)
        lab.caller = TestLab.stranger
        lab.identityPolicies = [TestLab.allowEverything]
        lab.keys.deny("Decrypt")
        #expect(await refusal { try await lab.get("a") }?.code.httpStatus == 403)
    }

    @Test func crossAccountTakesBothSides() async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("a")
        try await policy(
            lab,
            #"{"Effect":"Allow","Principal":{"AWS":"999988887777"},"Action":"s3:GetObject","#
                + #""Resource":"arn:aws:s3:::lab/*"}"#)
        lab.caller = TestLab.stranger
        let refused = await refusal { try await lab.get("a") }
        #expect(refused?.message == "Access Denied")
        lab.identityPolicies = [TestLab.allowEverything]
        #expect(try await lab.get("a") == Array("hello".utf8))
        #expect(await refusal { try await lab.put("a") }?.name == "AccessDenied")
    }

    /// What a policy says about encryption is asked of the request, not of what results. `IfExists` does not help a Deny:
    /// a condition on a key that is absent counts as met (IAM User Guide, "...IfExists condition operators").
    @Test(arguments: [
        (#""StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"}"#, false),
        (#""Null":{"s3:x-amz-server-side-encryption":"true"}"#, false),
        (#""StringNotEqualsIfExists":{"s3:x-amz-server-side-encryption":"aws:kms"}"#, false),
        (
            #""StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"},"#
                + #""Null":{"s3:x-amz-server-side-encryption":"false"}"#, true
        ),
        (#""Null":{"s3:x-amz-server-side-encryption-customer-algorithm":"false"}"#, true),
    ])
    func encryptionPoliciesSeeHeaders(condition: String, isAllowed: Bool) async throws {
        let lab = try await TestLab.withBucket()
        lab.change { $0.encryption.algorithm = .kms }
        try await policy(
            lab,
            #"{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::lab/*","#
                + #""Condition":{\#(condition)}}"#)
        #expect((await refusal { try await lab.put("a") } == nil) == isAllowed)
    }

    @Test func partsCarryTheUploadsEncryptionHeaders() async throws {
        let lab = try await TestLab.withBucket()
        try await policy(
            lab,
            #"{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::lab/*","#
                + #""Condition":{"StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"}}}"#)
        let plain = await refusal {
            try await lab.run(CreateMultipartUpload.self, .init(bucket: "lab", key: "a"))
        }
        #expect(plain?.name == "AccessDenied")
        let headers = ObjectHeaders(encryption: EncryptionHeaders(serverSideEncryption: "aws:kms"))
        let id = try await lab.run(
            CreateMultipartUpload.self, .init(bucket: "lab", key: "a", headers: headers)
        ).uploadID
        _ = try await lab.run(
            UploadPart.self, .init(bucket: "lab", key: "a", uploadID: id, partNumber: 1, body: MemorySource([1])))
    }

    @Test func everyOperationAsksForAWSsActions() async throws {
        let lab = try await TestLab.withBucket(lock: true)
        func actions(_ body: () async throws -> Void) async throws -> [String] {
            let count = lab.demanded.count
            try await body()
            var seen: [String] = []
            for action in lab.demanded[count...] where !seen.contains(action) { seen.append(action) }
            return seen
        }
        let body = Array("hello".utf8)
        let sums = ChecksumHeaders(values: [.init(.crc32, Base64.encode(ChecksumAlgorithm.crc32.value(of: body)))])
        var headers = ObjectHeaders(tagging: "a=1", lock: LockHeaders(legalHold: "OFF"))
        headers.access.acl = "bucket-owner-full-control"
        headers.lock.mode = "GOVERNANCE"
        headers.lock.retainUntilDate = (lab.now + .days(1)).iso8601
        #expect(
            try await actions { try await lab.put("a", body, headers, checksums: sums) } == [
                "s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectAcl", "s3:PutObjectRetention",
                "s3:PutObjectLegalHold",
            ])
        let id = try #require(lab.state.newest("a", in: "lab")?.versionID.text)
        #expect(try await actions { _ = try await lab.get("a") } == ["s3:GetObject"])
        #expect(try await actions { _ = try await lab.get("a", versionID: id) } == ["s3:GetObjectVersion"])
        #expect(try await actions { _ = try await lab.list() } == ["s3:ListBucket"])
        let version = VersionRequest(bucket: "lab", key: "a", versionID: id)
        #expect(
            try await actions { _ = try await lab.run(GetObjectTagging.self, version) }
                == ["s3:GetObjectVersionTagging"])
        let copy = CopyObject.Input(bucket: "lab", key: "b", copySource: "lab/a")
        #expect(
            try await actions { _ = try await lab.run(CopyObject.self, copy) } == [
                "s3:GetObject", "s3:GetObjectTagging", "s3:PutObject", "s3:PutObjectTagging",
            ])
        #expect(
            try await actions { try await lab.delete("a", versionID: id, bypass: true) }
                == ["s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"])
        #expect(try await actions { try await lab.delete("a") } == ["s3:DeleteObject"])
        let bucket = BucketRequest(bucket: "lab")
        #expect(
            try await actions { _ = try await lab.run(GetBucketEncryption.self, bucket) }
                == ["s3:GetEncryptionConfiguration"])
        #expect(
            try await actions { _ = try await lab.run(DeletePublicAccessBlock.self, bucket) }
                == ["s3:PutBucketPublicAccessBlock"])
    }

    @Test func listsAreOffUnlessOwnershipAllowsThem() async throws {
        let lab = try await TestLab.withBucket()
        func put(_ acl: String) async -> String? {
            await refusal {
                try await lab.run(
                    PutBucketAcl.self,
                    .init(bucket: "lab", acl: ACLRequest(headers: AccessHeaders(acl: acl))))
            }?.name
        }
        #expect(await put("public-read") == "AccessControlListNotSupported")
        #expect(await put("bucket-owner-full-control") == nil)
        #expect(await put("private") == nil)
        let none = await refusal { try await lab.run(PutBucketAcl.self, .init(bucket: "lab", acl: ACLRequest())) }
        #expect(none?.name == "MissingSecurityHeader")
        let shown = try await lab.run(GetBucketAcl.self, BucketRequest(bucket: "lab"))
        #expect(shown.list == .onlyOwner(.standard))
        _ = try await lab.run(
            PutBucketOwnershipControls.self, .init(bucket: "lab", rules: .success(["ObjectWriter"])))
        #expect(await put("public-read") == "AccessDenied")
        _ = try await lab.run(DeletePublicAccessBlock.self, BucketRequest(bucket: "lab"))
        #expect(await put("public-read") == nil)
        let enforced = await refusal {
            try await lab.run(
                PutBucketOwnershipControls.self, .init(bucket: "lab", rules: .success(["BucketOwnerEnforced"])))
        }
        #expect(enforced?.name == "InvalidBucketAclWithObjectOwnership")
    }

    @Test func aPublicListLetsStrangersInUntilItIsIgnored() async throws {
        let lab = try await TestLab.withBucket()
        lab.change {
            $0.ownership = .objectWriter
            $0.publicAccessBlock = nil
        }
        let headers = ObjectHeaders(access: AccessHeaders(acl: "public-read"))
        try await lab.put("a", Array("hello".utf8), headers)
        try await lab.put("b")
        lab.caller = TestLab.anonymous
        #expect(try await lab.get("a") == Array("hello".utf8))
        #expect(await refusal { try await lab.get("b") }?.name == "AccessDenied")
        lab.change { $0.publicAccessBlock = PublicAccessBlock(ignorePublicAcls: true) }
        #expect(await refusal { try await lab.get("a") }?.name == "AccessDenied")
    }

    @Test func aWriterOwnsWhatItWritesWhereOwnershipSaysSo() async throws {
        let lab = try await TestLab.withBucket()
        lab.change { $0.ownership = .objectWriter }
        try await policy(
            lab,
            #"{"Effect":"Allow","Principal":{"AWS":"999988887777"},"Action":"s3:*","#
                + #""Resource":["arn:aws:s3:::lab/*","arn:aws:s3:::lab"]}"#)
        lab.caller = TestLab.stranger
        lab.identityPolicies = [TestLab.allowEverything]
        try await lab.put("theirs")
        lab.caller = TestLab.alice
        // The bucket's owner may not read what another account owns, until that account grants it.
        #expect(await refusal { try await lab.get("theirs") }?.name == "AccessDenied")
        lab.caller = TestLab.stranger
        let grant = AccessHeaders(grantRead: "id=\"\(CanonicalUserID.of(.standard))\"")
        _ = try await lab.run(
            PutObjectAcl.self, .init(bucket: "lab", key: "theirs", acl: ACLRequest(headers: grant)))
        lab.caller = TestLab.alice
        #expect(try await lab.get("theirs") == Array("hello".utf8))
    }

    @Test func canonicalIDsAreReadBack() throws {
        let id = CanonicalUserID.of(.standard)
        #expect(id.utf8.count == 64)
        #expect(CanonicalUserID.account(of: id) == .standard)
        #expect(CanonicalUserID.account(of: String(repeating: "0", count: 64)) == nil)
    }

    @Test(arguments: [
        ("x", "Policies must be valid JSON and the first byte must be '{'"), ("{}", "Missing required field Statement"),
    ])
    func malformedPoliciesAreRefused(text: String, message: String) async throws {
        let lab = try await TestLab.withBucket()
        let error = await refusal {
            try await lab.run(PutBucketPolicy.self, .init(bucket: "lab", policy: text))
        }
        #expect(error?.name == "MalformedPolicy")
        #expect(error?.message == message)
        let large = String(repeating: " ", count: 20_481)
        #expect(
            await refusal { try await lab.run(PutBucketPolicy.self, .init(bucket: "lab", policy: large)) }?.name
                == "MalformedPolicy")
        let foreign = Self.publicRead.replacing("lab", with: "other")
        #expect(await refusal { try await policy(lab, foreign) }?.name == "MalformedPolicy")
    }
}
