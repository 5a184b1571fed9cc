import LabCore
import LabCrypto
import LabService
import Testing

@testable import LabS3

/// The four encryptions: which key is asked, with which context, what is kept, and what is refused.
@Suite struct EncryptionTests {
    private static let kms = EncryptionHeaders(serverSideEncryption: "aws:kms")
    private static let customerKey = Array(repeating: UInt8(0x42), count: 32)

    private func customer(_ key: [UInt8] = customerKey) -> EncryptionHeaders {
        EncryptionHeaders(customerKey: CustomerKeyHeaders(key: key))
    }

    private func context(_ arn: String) -> EncryptionContext {
        EncryptionContext([("aws:s3:arn", arn)]) ?? .empty
    }

    private func open(_ options: S3Options = S3Options(allowsCustomerKeys: true)) async throws -> TestLab {
        try await TestLab.withBucket(options: options)
    }

    @Test func ownedKeysLeaveNoTraceInTheKeyService() async throws {
        let lab = try await open()
        let put = try await lab.put("a")
        #expect(put.encryption.serverSideEncryption == "AES256")
        #expect(put.eTag == "5d41402abc4b2a76b9719d911017c592")
        #expect(try await lab.get("a") == Array("hello".utf8))
        #expect(lab.keys.requests.isEmpty)
    }

    @Test func aKMSObjectAsksForOneDataKeyAndOneDecryption() async throws {
        let lab = try await open()
        let arn = try lab.keys.makeKey()
        var headers = Self.kms
        headers.sseKMSKeyID = "11111111-2222-3333-4444-555555555555"
        let put = try await lab.put("a", encryption: headers)
        #expect(put.encryption.serverSideEncryption == "aws:kms")
        #expect(put.encryption.sseKMSKeyID == arn)
        #expect(put.encryption.bucketKeyEnabled == nil)
        #expect(put.eTag != "5d41402abc4b2a76b9719d911017c592")
        #expect(put.eTag.utf8.count == 32)
        #expect(try await lab.get("a", range: "bytes=0-0") == Array("h".utf8))
        _ = try await lab.head("a")
        let expected = context("arn:aws:s3:::lab/a")
        #expect(lab.keys.requests.map(\.action) == ["GenerateDataKey", "Decrypt"])
        #expect(lab.keys.requests.allSatisfy { $0.context == expected && $0.keyARN == arn })
    }

    @Test func withoutAKeyIDTheManagedKeyIsUsed() async throws {
        let lab = try await open()
        let first = try await lab.put("a", encryption: Self.kms)
        let second = try await lab.put("b", encryption: Self.kms)
        #expect(first.encryption.sseKMSKeyID == "arn:aws:kms:us-east-1:111122223333:key/aws-s3")
        #expect(first.encryption.sseKMSKeyID == second.encryption.sseKMSKeyID)
    }

    @Test func aCustomContextIsMergedAndReplayed() async throws {
        let lab = try await open()
        var headers = Self.kms
        headers.sseKMSEncryptionContext = Base64.encode(Array(#"{"team":"ledger"}"#.utf8))
        let put = try await lab.put("a", encryption: headers)
        #expect(put.encryption.sseKMSEncryptionContext == headers.sseKMSEncryptionContext)
        #expect(try await lab.get("a") == Array("hello".utf8))
        let expected = EncryptionContext([
            (key: "team", value: "ledger"), (key: "aws:s3:arn", value: "arn:aws:s3:::lab/a"),
        ])
        #expect(lab.keys.requests.allSatisfy { $0.context == expected })
        #expect(try await lab.head("a").encryption.sseKMSEncryptionContext == nil)
    }

    @Test(arguments: ["!", "e30", #"{"a":1}"#, #"["a"]"#, #"{"a":"1","a":"2"}"#, #"{"aws:s3:arn":"arn:aws:s3:::x"}"#])
    func aMalformedContextIsRefused(text: String) async throws {
        let lab = try await open()
        var headers = Self.kms
        headers.sseKMSEncryptionContext = text.hasPrefix("!") || text == "e30" ? text : Base64.encode(Array(text.utf8))
        #expect(await refusal { try await lab.put("a", encryption: headers) }?.name == "InvalidArgument")
    }

    @Test func aDisabledKeyStopsBodiesButNotHeadDeleteOrList() async throws {
        let lab = try await open()
        let arn = try lab.keys.makeKey()
        let headers = EncryptionHeaders(serverSideEncryption: "aws:kms", sseKMSKeyID: arn)
        _ = try await lab.put("a", encryption: headers)
        lab.keys.disable(arn)
        let put = await refusal { try await lab.put("b", encryption: headers) }
        #expect(put?.name == "KMS.DisabledException")
        #expect(put?.code.httpStatus == 400)
        #expect(put?.message == "\(arn) is disabled.")
        #expect(await refusal { try await lab.get("a") }?.name == "KMS.DisabledException")
        #expect(try await lab.head("a").contentLength == 5)
        #expect(try await lab.list() == ["a"])
        try await lab.delete("a")
    }

    @Test func aMissingPermissionIsPlainAccessDenied() async throws {
        let lab = try await open()
        _ = try await lab.put("a", encryption: Self.kms)
        lab.keys.deny("Decrypt")
        let error = await refusal { try await lab.get("a") }
        #expect(error?.name == "AccessDenied")
        #expect(error?.code.httpStatus == 403)
        #expect(try await lab.head("a").checksum == nil)
        #expect(await refusal { try await lab.head("a", checksum: true) }?.name == "AccessDenied")
        lab.keys.allow("Decrypt")
        #expect(try await lab.head("a", checksum: true).checksum?.algorithm == .crc64nvme)
    }

    @Test func anUnknownKeyIsNotFound() async throws {
        let lab = try await open()
        let headers = EncryptionHeaders(serverSideEncryption: "aws:kms", sseKMSKeyID: "nothing")
        #expect(await refusal { try await lab.put("a", encryption: headers) }?.name == "KMS.NotFoundException")
    }

    @Test func anAliasIsPinnedToItsKeyAtWriting() async throws {
        let lab = try await open()
        let first = try lab.keys.makeKey("one", alias: "alias/app")
        let second = try lab.keys.makeKey("two")
        let headers = EncryptionHeaders(serverSideEncryption: "aws:kms", sseKMSKeyID: "alias/app")
        #expect(try await lab.put("a", encryption: headers).encryption.sseKMSKeyID == first)
        lab.keys.pointAlias("alias/app", to: second)
        #expect(try await lab.put("b", encryption: headers).encryption.sseKMSKeyID == second)
        #expect(try await lab.head("a").encryption.sseKMSKeyID == first)
        #expect(try await lab.get("a") == Array("hello".utf8))
    }

    @Test(arguments: [
        (EncryptionHeaders(serverSideEncryption: "aes:kms"), "The encryption method specified is not supported"),
        (EncryptionHeaders(serverSideEncryption: "aes256"), "The encryption method specified is not supported"),
        (
            EncryptionHeaders(sseKMSKeyID: "x"),
            "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms"
        ),
        (
            EncryptionHeaders(serverSideEncryption: "AES256", sseKMSKeyID: "x"),
            "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms"
        ),
    ])
    func impossibleHeadersAreRefused(headers: EncryptionHeaders, message: String) async throws {
        let lab = try await open()
        let error = await refusal { try await lab.put("a", encryption: headers) }
        #expect(error?.name == "InvalidArgument")
        #expect(error?.message == message)
    }

    @Test func bothLayersOfADualLayerObjectNeedTheirKeys() async throws {
        let lab = try await open()
        let put = try await lab.put(
            "a", Array(repeating: 7, count: 100_000),
            encryption: EncryptionHeaders(serverSideEncryption: "aws:kms:dsse", bucketKeyEnabled: "true"))
        #expect(put.encryption.serverSideEncryption == "aws:kms:dsse")
        #expect(put.encryption.bucketKeyEnabled == nil)
        #expect(try await lab.get("a") == Array(repeating: 7, count: 100_000))
        let data = try #require(lab.state.newest("a", in: "lab")?.data)
        guard case .dsse(let outer, let inner) = data.encryption else {
            Issue.record("not two layers")
            return
        }
        // Neither key alone will do: put under another layer's place, the body stays shut.
        let path = KeyPath(
            "a", in: try #require(lab.state.buckets[BucketID("lab")]), call: lab.call, state: lab.state,
            services: lab.services)
        let outerKey = try await path.open(.kms(outer))
        let innerKey = try await path.open(.s3(inner))
        let segment = SealedSegment(
            location: data.segments[0].location, row: lab.state.bodies.all.first, byteCount: 100_000,
            identity: BodyIdentity(bucket: "lab", key: "a", version: .null))
        for keys in [outerKey + outerKey, innerKey + innerKey, innerKey + outerKey] {
            var cursor = BodyCursor([segment], range: 0..<1, dataKeys: keys, store: lab.state.store)
            #expect(throws: BodyFailure.damaged) { try cursor.next() }
        }
    }

    @Test func theBucketsDefaultAppliesUnlessTheRequestSaysOtherwise() async throws {
        let lab = try await open()
        let arn = try lab.keys.makeKey("one")
        _ = try await lab.run(
            PutBucketEncryption.self,
            .init(
                bucket: "lab",
                rules: .success([.init(sseAlgorithm: "aws:kms", kmsMasterKeyID: "one", bucketKeyEnabled: true)])))
        let standard = try await lab.put("a")
        #expect(standard.encryption.serverSideEncryption == "aws:kms")
        #expect(standard.encryption.sseKMSKeyID == arn)
        #expect(standard.encryption.bucketKeyEnabled == true)
        let plain = try await lab.put("b", encryption: EncryptionHeaders(serverSideEncryption: "AES256"))
        #expect(plain.encryption.serverSideEncryption == "AES256")
        // The header wins with everything: the default's key is not inherited.
        let managed = try await lab.put("c", encryption: Self.kms)
        #expect(managed.encryption.sseKMSKeyID == "arn:aws:kms:us-east-1:111122223333:key/aws-s3")
        #expect(managed.encryption.bucketKeyEnabled == true)
        var off = Self.kms
        off.bucketKeyEnabled = "false"
        #expect(try await lab.put("d", encryption: off).encryption.bucketKeyEnabled == nil)
        let shown = try await lab.run(GetBucketEncryption.self, BucketRequest(bucket: "lab"))
        #expect(shown.kmsMasterKeyID == "one")
        _ = try await lab.run(DeleteBucketEncryption.self, BucketRequest(bucket: "lab"))
        #expect(try await lab.put("e").encryption.serverSideEncryption == "AES256")
        #expect(try await lab.head("a").encryption.serverSideEncryption == "aws:kms")
    }

    @Test func bucketKeysSaveCallsForALimitedTimeAndPerRequester() async throws {
        let lab = try await open()
        var headers = Self.kms
        headers.bucketKeyEnabled = "true"
        for key in ["a", "b", "c"] { _ = try await lab.put(key, encryption: headers) }
        for key in ["a", "b", "c"] { #expect(try await lab.get(key) == Array("hello".utf8)) }
        #expect(lab.keys.requests.map(\.action) == ["GenerateDataKey"])
        #expect(lab.keys.requests.first?.context == context("arn:aws:s3:::lab"))
        lab.now = lab.now + S3Limits.bucketKeyLifetime
        #expect(try await lab.get("a") == Array("hello".utf8))
        #expect(try await lab.get("b") == Array("hello".utf8))
        #expect(lab.keys.requests.map(\.action) == ["GenerateDataKey", "Decrypt"])
        lab.caller = TestLab.alice
        lab.identityPolicies = [TestLab.allowEverything]
        #expect(try await lab.get("a") == Array("hello".utf8))
        #expect(lab.keys.requests.map(\.action) == ["GenerateDataKey", "Decrypt", "Decrypt"])
    }

    @Test func aRevokedPermissionTakesEffectLateBehindABucketKey() async throws {
        let lab = try await open()
        var headers = Self.kms
        headers.bucketKeyEnabled = "true"
        _ = try await lab.put("a", encryption: headers)
        lab.keys.deny("Decrypt")
        #expect(try await lab.get("a") == Array("hello".utf8))
        lab.now = lab.now + S3Limits.bucketKeyLifetime
        #expect(await refusal { try await lab.get("a") }?.name == "AccessDenied")
    }

    @Test func aForkRemembersItsOwnBucketKeys() async throws {
        let lab = try await open()
        var headers = Self.kms
        headers.bucketKeyEnabled = "true"
        let original = lab.state
        lab.state = original.forked()
        _ = try await lab.put("a", encryption: headers)
        lab.state = original
        _ = try await lab.put("a", encryption: headers)
        #expect(lab.keys.requests.map(\.action) == ["GenerateDataKey", "GenerateDataKey"])
    }

    @Test func aCustomersKeyIsUsedAndForgotten() async throws {
        let lab = try await open()
        let put = try await lab.put("a", encryption: customer())
        #expect(put.encryption.serverSideEncryption == nil)
        #expect(put.encryption.sseCustomerAlgorithm == "AES256")
        #expect(put.encryption.sseCustomerKeyMD5 == CustomerKeyHeaders(key: Self.customerKey).keyMD5)
        #expect(put.eTag != "5d41402abc4b2a76b9719d911017c592")
        let body = try await lab.get("a", customerKey: CustomerKeyHeaders(key: Self.customerKey))
        #expect(body == Array("hello".utf8))
        let row = try #require(lab.state.newest("a", in: "lab"))
        let saved = try SavedRow.bytes(row)
        let md5 = DigestAlgorithm.md5.digest(of: Self.customerKey)
        for secret in [Self.customerKey, md5] {
            #expect(!saved.contains(secret))
            #expect(!saved.contains(Array(Base64.encode(secret).utf8)))
        }
        #expect(saved.contains(Array("\"a\"".utf8)), "the search must be able to find something")
        #expect(lab.keys.requests.isEmpty)
    }

    @Test func theWrongCustomersKeyIsRefusedInAWSsWords() async throws {
        let lab = try await open()
        _ = try await lab.put("a", encryption: customer())
        let missing = await refusal { try await lab.get("a") }
        #expect(missing?.name == "InvalidRequest")
        let wrong = Array(repeating: UInt8(1), count: 32)
        let other = await refusal { try await lab.get("a", customerKey: CustomerKeyHeaders(key: wrong)) }
        #expect(other?.name == "AccessDenied")
        #expect(other?.code.httpStatus == 403)
        let short = await refusal { try await lab.get("a", customerKey: CustomerKeyHeaders(key: [1, 2])) }
        #expect(short?.code.httpStatus == 403)
        var algorithm = CustomerKeyHeaders(key: Self.customerKey)
        algorithm.algorithm = "AES128"
        let unknown = await refusal { try await lab.get("a", customerKey: algorithm) }
        #expect(unknown?.name == "InvalidEncryptionAlgorithmError")
        _ = try await lab.put("b")
        let needless = await refusal {
            try await lab.get("b", customerKey: CustomerKeyHeaders(key: Self.customerKey))
        }
        #expect(needless?.message == "The encryption parameters are not applicable to this object.")
        #expect(await refusal { try await lab.head("a") }?.code.httpStatus == 400)
    }

    @Test(arguments: [
        (CustomerKeyHeaders(key: "x", keyMD5: "y"), "must provide a valid encryption algorithm."),
        (CustomerKeyHeaders(algorithm: "AES256", keyMD5: "y"), "must provide an appropriate secret key."),
        (CustomerKeyHeaders(algorithm: "AES256", key: "AAAA"), "client calculated MD5 of the secret key."),
        (CustomerKeyHeaders(key: [1, 2, 3]), "The secret key was invalid for the specified algorithm."),
        (
            CustomerKeyHeaders(algorithm: "AES256", key: Base64.encode(customerKey), keyMD5: "AAAA"),
            "The calculated MD5 hash of the key did not match the hash that was provided."
        ),
    ])
    func malformedCustomersKeysAreRefused(headers: CustomerKeyHeaders, message: String) async throws {
        let lab = try await open()
        let error = await refusal { try await lab.put("a", encryption: EncryptionHeaders(customerKey: headers)) }
        #expect(error?.name == "InvalidArgument")
        #expect(error?.details["ArgumentName"] == "x-amz-server-side-encryption")
        #expect(error?.message?.hasSuffix(message) == true, "\(error?.message ?? "")")
    }

    @Test func customersKeysAreBlockedOnNewBucketsAndCanBeUnblocked() async throws {
        let lab = try await TestLab.withBucket()
        let blocked = await refusal { try await lab.put("a", encryption: customer()) }
        #expect(blocked?.name == "AccessDenied")
        #expect(
            blocked?.message
                == "User: arn:aws:iam::111122223333:root is not authorized to perform: s3:PutObject on resource: "
                + "\"arn:aws:s3:::lab/a\" because this bucket has blocked upload requests that specify Server Side "
                + "Encryption with Customer provided keys (SSE-C).")
        // Before anybody looks at the key itself.
        let malformed = EncryptionHeaders(customerKey: CustomerKeyHeaders(algorithm: "AES256"))
        #expect(await refusal { try await lab.put("a", encryption: malformed) }?.name == "AccessDenied")
        func put(_ rule: PutBucketEncryption.Rule) async throws {
            _ = try await lab.run(PutBucketEncryption.self, .init(bucket: "lab", rules: .success([rule])))
        }
        try await put(.init(sseAlgorithm: "AES256", blockedEncryptionTypes: ["NONE"]))
        _ = try await lab.put("a", encryption: customer())
        try await put(.init(sseAlgorithm: "AES256"))
        _ = try await lab.put("a", encryption: customer())
        try await put(.init(blockedEncryptionTypes: ["SSE-C"]))
        #expect(await refusal { try await lab.put("b", encryption: customer()) }?.name == "AccessDenied")
        let key = CustomerKeyHeaders(key: Self.customerKey)
        #expect(try await lab.get("a", customerKey: key) == Array("hello".utf8))
    }

    @Test func bucketDefaultsAreValidated() async throws {
        let lab = try await open()
        func put(_ rules: [PutBucketEncryption.Rule], bucket: String = "lab") async -> ServiceError? {
            await refusal {
                try await lab.run(PutBucketEncryption.self, .init(bucket: bucket, rules: .success(rules)))
            }
        }
        let rule = PutBucketEncryption.Rule(sseAlgorithm: "AES256")
        #expect(await put([])?.name == "MalformedXML")
        #expect(await put([rule, rule])?.name == "MalformedXML")
        #expect(await put([], bucket: "other-bucket")?.name == "NoSuchBucket")
        let keyed = await put([.init(sseAlgorithm: "AES256", kmsMasterKeyID: "x")])
        #expect(keyed?.details["ArgumentName"] == "ApplyServerSideEncryptionByDefault")
        #expect(await put([.init(sseAlgorithm: "aws:kms", kmsMasterKeyID: "nobody-looks")]) == nil)
    }

    @Test func aCopyChainChangesModesAndTagsAsAWSDoes() async throws {
        let lab = try await open()
        let arn = try lab.keys.makeKey()
        let md5 = "5d41402abc4b2a76b9719d911017c592"
        #expect(try await lab.put("s3").eTag == md5)
        func copy(
            _ source: String, to key: String, _ encryption: EncryptionHeaders,
            sourceKey: CustomerKeyHeaders = CustomerKeyHeaders()
        ) async throws -> CopyObject.Output {
            try await lab.run(
                CopyObject.self,
                .init(
                    bucket: "lab", key: key, copySource: "lab/\(source)",
                    headers: ObjectHeaders(encryption: encryption), copySourceCustomerKey: sourceKey))
        }
        let kms = EncryptionHeaders(serverSideEncryption: "aws:kms", sseKMSKeyID: arn)
        #expect(try await copy("s3", to: "kms", kms).eTag != md5)
        #expect(try await copy("kms", to: "c", customer()).encryption.sseCustomerAlgorithm == "AES256")
        let without = await refusal { try await copy("c", to: "back", EncryptionHeaders()) }
        #expect(without?.name == "InvalidRequest")
        let key = CustomerKeyHeaders(key: Self.customerKey)
        let back = try await copy("c", to: "back", EncryptionHeaders(), sourceKey: key)
        #expect(back.eTag == md5)
        #expect(back.encryption.serverSideEncryption == "AES256")
        #expect(try await lab.get("back") == Array("hello".utf8))
        #expect(lab.keys.requests.map(\.action) == ["GenerateDataKey", "Decrypt"])
    }

    @Test func anUpdatedEncryptionMovesNoByte() async throws {
        let lab = try await open()
        let arn = try lab.keys.makeKey()
        let body = Array(repeating: UInt8(9), count: 100_000)
        let put = try await lab.put("a", body)
        let before = try #require(lab.state.newest("a", in: "lab"))
        func update(_ key: String, _ arn: String?, bucketKey: Bool = false) async -> ServiceError? {
            let encryption = arn.map { UpdateObjectEncryption.Encryption(kmsKeyARN: $0, bucketKeyEnabled: bucketKey) }
            return await refusal {
                try await lab.run(
                    UpdateObjectEncryption.self,
                    .init(
                        bucket: "lab", key: key, encryption: .success(encryption),
                        checksums: ChecksumHeaders(contentMD5: "x")))
            }
        }
        #expect(await update("a", arn) == nil)
        let after = try await lab.head("a")
        #expect(after.encryption.sseKMSKeyID == arn)
        #expect(after.eTag == put.eTag)
        #expect(after.lastModified == before.lastModified)
        #expect(lab.state.newest("a", in: "lab")?.data?.segments.first?.byteCount == 100_000)
        #expect(lab.state.bodies.count == 1)
        #expect(try await lab.get("a") == body)
        #expect(lab.keys.requests.map(\.action) == ["Encrypt", "Decrypt"])
        #expect(await update("a", arn, bucketKey: true) == nil)
        #expect(try await lab.head("a").encryption.bucketKeyEnabled == true)
        #expect(try await lab.get("a") == body)
        #expect(await update("a", "alias/app")?.name == "InvalidRequest")
        #expect(await update("a", nil)?.name == "InvalidRequest")
        #expect(await update("a", "arn:aws:kms:us-east-1:999988887777:key/x")?.name == "AccessDenied")
        _ = try await lab.put("c", encryption: customer())
        #expect(await update("c", arn)?.name == "InvalidRequest")
        _ = try await lab.put("d", encryption: EncryptionHeaders(serverSideEncryption: "aws:kms:dsse"))
        #expect(await update("d", arn)?.name == "InvalidRequest")
    }

    @Test func requestsThatCannotCarryKeysAreRefused() async throws {
        let lab = try await open(S3Options(allowsCustomerKeys: true, requiresTLS: true))
        lab.origin.isSecure = false
        #expect(
            await refusal { try await lab.put("a", encryption: Self.kms) }?.message?.hasSuffix("a secure connection.")
                == true)
        #expect(await refusal { try await lab.put("a", encryption: customer()) }?.name == "InvalidRequest")
        lab.origin.isSecure = true
        _ = try await lab.put("a", encryption: Self.kms)
        let old = await refusal { try await lab.get("a", facts: RequestFacts(signature: .version2)) }
        #expect(old?.message?.hasSuffix("require AWS Signature Version 4.") == true)
        #expect(old?.details["ArgumentValue"] == "null")
        let mode = ObjectReadRequest(bucket: "lab", key: "a", serverSideEncryption: "AES256")
        #expect(await refusal { try await lab.run(GetObject.self, mode) }?.name == "InvalidArgument")
    }

    @Test(arguments: ["", "aws:kms", "aws:kms:dsse", "customer"])
    func plantedTextIsNowhereInTheState(mode: String) async throws {
        let lab = try await open()
        let planted = Array("the eagle lands at midnight".utf8)
        let body = Array(repeatElement(planted, count: 5_000).joined())
        let headers =
            mode == "customer" ? customer() : EncryptionHeaders(serverSideEncryption: mode.isEmpty ? nil : mode)
        _ = try await lab.put("large", body, encryption: headers)
        _ = try await lab.put("small", planted, encryption: headers)
        for row in lab.state.objects.all { #expect(!(try SavedRow.bytes(row).contains(planted))) }
        for row in lab.state.bodies.all {
            let bytes = try lab.state.store.open(row)
            #expect(!(try bytes.read(at: 0, count: bytes.byteCount).contains(planted)))
        }
        #expect(lab.state.bodies.count == 1)
    }
}
