import LabCore
import LabCrypto
import LabService
import Testing

@testable import LabS3

/// Multipart uploads under every encryption.
@Suite struct MultipartTests {
    private static let partSize = 5 << 20
    private static let customerKey = Array(repeating: UInt8(0x42), count: 32)

    private func part(_ byte: UInt8, _ size: Int = partSize) -> [UInt8] { Array(repeating: byte, count: size) }

    private func begin(
        _ lab: TestLab, _ key: String = "a", _ headers: ObjectHeaders = ObjectHeaders(), algorithm: String? = nil,
        type: String? = nil
    ) async throws -> String {
        try await lab.run(
            CreateMultipartUpload.self,
            .init(bucket: "lab", key: key, headers: headers, checksumAlgorithm: algorithm, checksumType: type)
        ).uploadID
    }

    @discardableResult
    private func upload(
        _ lab: TestLab, _ id: String, _ number: Int, _ body: [UInt8],
        customerKey: CustomerKeyHeaders = CustomerKeyHeaders(), checksums: ChecksumHeaders = ChecksumHeaders()
    ) async throws(ServiceError) -> UploadPart.Output {
        try await lab.run(
            UploadPart.self,
            .init(
                bucket: "lab", key: "a", uploadID: id, partNumber: number, body: MemorySource(body),
                contentLength: body.count, checksums: checksums, customerKey: customerKey))
    }

    private func complete(
        _ lab: TestLab, _ id: String, _ parts: [CompleteMultipartUpload.CompletedPart],
        conditions: WriteConditions = WriteConditions(), checksums: ChecksumHeaders = ChecksumHeaders(),
        size: Int? = nil
    ) async throws(ServiceError) -> CompleteMultipartUpload.Output {
        try await lab.run(
            CompleteMultipartUpload.self,
            .init(
                bucket: "lab", key: "a", uploadID: id, parts: .success(parts), checksums: checksums,
                mpuObjectSize: size, conditions: conditions))
    }

    private func listed(_ parts: [UploadPart.Output]) -> [CompleteMultipartUpload.CompletedPart] {
        parts.enumerated().map { .init(partNumber: $0.offset + 1, eTag: "\"\($0.element.eTag)\"") }
    }

    @Test(arguments: ["", "aws:kms", "aws:kms:dsse", "customer"])
    func partsBecomeAnObject(mode: String) async throws {
        let lab = try await TestLab.withBucket(options: S3Options(allowsCustomerKeys: true))
        let key = mode == "customer" ? CustomerKeyHeaders(key: Self.customerKey) : CustomerKeyHeaders()
        let headers = ObjectHeaders(
            encryption: mode == "customer"
                ? EncryptionHeaders(customerKey: key)
                : EncryptionHeaders(serverSideEncryption: mode.isEmpty ? nil : mode))
        let id = try await begin(lab, "a", headers)
        let first = try await upload(lab, id, 1, part(1), customerKey: key)
        let second = try await upload(lab, id, 2, part(2, 10), customerKey: key)
        let output = try await complete(lab, id, listed([first, second]))
        #expect(output.eTag.hasSuffix("-2"))
        let whole = part(1) + part(2, 10)
        #expect(try await lab.get("a", customerKey: key) == whole)
        let edge = try await lab.get("a", range: "bytes=\(Self.partSize - 2)-\(Self.partSize + 1)", customerKey: key)
        #expect(edge == [1, 1, 2, 2])
        let request = ObjectReadRequest(bucket: "lab", key: "a", partNumber: 2, customerKey: key)
        let read = try await lab.run(GetObject.self, request)
        #expect(read.description.status == 206)
        #expect(read.description.partsCount == 2)
        #expect(try read.body.collect() == part(2, 10))
        #expect(lab.state.parts.count == 0)
        #expect(lab.state.uploads.count == 0)
        switch mode {
        case "": #expect(lab.keys.requests.isEmpty)
        case "customer": #expect(output.encryption == EncryptionAnswer())
        default:
            let actions = lab.keys.requests.map(\.action)
            #expect(actions.filter { $0 == "GenerateDataKey" }.count == 1)
            #expect(actions.prefix(3) == ["GenerateDataKey", "Decrypt", "Decrypt"])
        }
    }

    @Test func theTagIsTheMD5OfThePartsMD5s() async throws {
        let lab = try await TestLab.withBucket()
        let id = try await begin(lab)
        let first = try await upload(lab, id, 1, part(1))
        let second = try await upload(lab, id, 2, [2])
        let digests = [part(1), [2]].flatMap { DigestAlgorithm.md5.digest(of: $0) }
        let expected = Hex.encode(DigestAlgorithm.md5.digest(of: digests)) + "-2"
        #expect(try await complete(lab, id, listed([first, second])).eTag == expected)
        // Again: the same answer, as long as the list is the same.
        #expect(try await complete(lab, id, listed([first, second])).eTag == expected)
        #expect(await refusal { try await complete(lab, id, listed([first])) }?.name == "NoSuchUpload")
        let copy = try await lab.run(CopyObject.self, .init(bucket: "lab", key: "b", copySource: "lab/a"))
        #expect(!copy.eTag.contains("-"))
    }

    @Test func theListIsChecked() async throws {
        let lab = try await TestLab.withBucket()
        let id = try await begin(lab)
        let small = try await upload(lab, id, 1, [1])
        let large = try await upload(lab, id, 2, part(2))
        func complete(_ parts: [CompleteMultipartUpload.CompletedPart]) async -> ServiceError? {
            await refusal { try await self.complete(lab, id, parts) }
        }
        #expect(await complete([])?.message == "You must specify at least one part")
        let disorder = listed([small, large]).reversed()
        #expect(await complete(Array(disorder))?.name == "InvalidPartOrder")
        let unknown = await complete([.init(partNumber: 3, eTag: small.eTag)])
        #expect(unknown?.name == "InvalidPart")
        #expect(unknown?.details["PartNumber"] == "3")
        #expect(await complete([.init(partNumber: 1, eTag: large.eTag)])?.name == "InvalidPart")
        let tooSmall = await complete(listed([small, large]))
        #expect(tooSmall?.name == "EntityTooSmall")
        #expect(tooSmall?.details["MinSizeAllowed"] == "5242880")
        #expect(tooSmall?.message == "Your proposed upload is smaller than the minimum allowed size")
        #expect(await refusal { try await self.complete(lab, "none", listed([small])) }?.name == "NoSuchUpload")
        let size = await refusal { try await self.complete(lab, id, listed([small]), size: 5) }
        #expect(size?.message?.hasSuffix("header value 5 does not match what was computed: 1") == true)
        #expect(await refusal { try await upload(lab, id, 0, [1]) }?.name == "InvalidArgument")
        #expect(await refusal { try await upload(lab, id, 10_001, [1]) }?.name == "InvalidArgument")
    }

    @Test func aReplacedPartAndPartsLeftOutAreForgotten() async throws {
        let lab = try await TestLab.withBucket()
        let id = try await begin(lab)
        let old = try await upload(lab, id, 1, part(1))
        let new = try await upload(lab, id, 1, part(3))
        try await upload(lab, id, 5, part(5))
        #expect(lab.state.bodies.count == 2)
        let stale = await refusal { try await complete(lab, id, [.init(partNumber: 1, eTag: old.eTag)]) }
        #expect(stale?.name == "InvalidPart")
        _ = try await complete(lab, id, [.init(partNumber: 1, eTag: new.eTag)])
        #expect(lab.state.bodies.count == 1)
        #expect(try await lab.get("a") == part(3))
    }

    @Test func anAbortedUploadIsGone() async throws {
        let lab = try await TestLab.withBucket()
        let id = try await begin(lab)
        try await upload(lab, id, 1, part(1))
        _ = try await lab.run(AbortMultipartUpload.self, UploadRequest(bucket: "lab", key: "a", uploadID: id))
        #expect(lab.state.bodies.count == 0)
        #expect(await refusal { try await upload(lab, id, 1, [1]) }?.name == "NoSuchUpload")
        #expect(try await lab.list().isEmpty)
    }

    @Test func theCustomersKeyComesWithEveryPart() async throws {
        let lab = try await TestLab.withBucket(options: S3Options(allowsCustomerKeys: true))
        let key = CustomerKeyHeaders(key: Self.customerKey)
        let id = try await begin(lab, "a", ObjectHeaders(encryption: EncryptionHeaders(customerKey: key)))
        #expect(await refusal { try await upload(lab, id, 1, [1]) }?.name == "InvalidRequest")
        let other = CustomerKeyHeaders(key: Array(repeating: 9, count: 32))
        let wrong = await refusal { try await upload(lab, id, 1, [1], customerKey: other) }
        #expect(wrong?.message == "The provided encryption parameters did not match the ones used originally.")
        let plain = try await begin(lab)
        #expect(await refusal { try await upload(lab, plain, 1, [1], customerKey: key) }?.name == "InvalidRequest")
        let uploaded = try await upload(lab, id, 1, [1], customerKey: key)
        #expect(uploaded.checksum == nil)
        let parts = try await lab.run(ListParts.self, .init(bucket: "lab", key: "a", uploadID: id))
        #expect(parts.parts.first?.checksum == nil)
        #expect(try await complete(lab, id, listed([uploaded])).checksum == nil)
    }

    @Test func onlyMakingDataKeysIsEnoughForSmallObjectsAlone() async throws {
        let lab = try await TestLab.withBucket()
        lab.keys.deny("Decrypt")
        let headers = ObjectHeaders(encryption: EncryptionHeaders(serverSideEncryption: "aws:kms"))
        try await lab.put("small", [1], headers)
        let id = try await begin(lab, "a", headers)
        #expect(await refusal { try await upload(lab, id, 1, [1]) }?.name == "AccessDenied")
    }

    @Test func compositeChecksumsAreMadeOfTheParts() async throws {
        let lab = try await TestLab.withBucket()
        let id = try await begin(lab, algorithm: "SHA256")
        let bodies = [part(1), part(2, 3)]
        let values = bodies.map { Base64.encode(ChecksumAlgorithm.sha256.value(of: $0)) }
        var parts: [CompleteMultipartUpload.CompletedPart] = []
        for (index, body) in bodies.enumerated() {
            let output = try await upload(lab, id, index + 1, body)
            #expect(output.checksum?.value == values[index])
            parts.append(
                .init(partNumber: index + 1, eTag: output.eTag, checksums: [.init(.sha256, values[index])]))
        }
        let bare = parts.map { CompleteMultipartUpload.CompletedPart(partNumber: $0.partNumber, eTag: $0.eTag) }
        let missing = await refusal { try await complete(lab, id, bare) }
        #expect(missing?.message?.contains("It was missing for part 1 in the request.") == true)
        var wrong = parts
        wrong[1].checksums = [.init(.sha256, values[0])]
        let bad = await refusal { try await complete(lab, id, wrong) }
        #expect(bad?.message == "The sha256 you specified for part 2 did not match what we received.")
        let other = ChecksumHeaders(values: [.init(.crc32, "AAAAAA==")])
        let mismatch = await refusal { try await upload(lab, id, 3, [1], checksums: other) }
        #expect(
            mismatch?.message
                == "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32")
        let output = try await complete(lab, id, parts)
        let joined = bodies.flatMap { ChecksumAlgorithm.sha256.value(of: $0) }
        let expected = Base64.encode(ChecksumAlgorithm.sha256.value(of: joined))
        #expect(
            output.checksum == ObjectChecksum(algorithm: .sha256, type: .composite, value: "\(expected)-2"))
        let attributes = try await lab.run(
            GetObjectAttributes.self,
            .init(bucket: "lab", key: "a", objectAttributes: ["Checksum", "ObjectParts", "ObjectSize"]))
        #expect(attributes.checksum?.bareValue == expected)
        #expect(attributes.objectParts?.totalCount == 2)
        #expect(attributes.objectParts?.parts.map(\.checksum?.value) == values)
        #expect(attributes.objectSize == Self.partSize + 3)
        #expect(attributes.eTag == nil)
    }

    @Test(arguments: [nil, "CRC32", "CRC32C", "CRC64NVME"], ["", "aws:kms"])
    func fullObjectChecksumsAddUp(algorithm: String?, mode: String) async throws {
        let lab = try await TestLab.withBucket()
        let headers = ObjectHeaders(
            encryption: EncryptionHeaders(serverSideEncryption: mode.isEmpty ? nil : mode))
        let id = try await begin(
            lab, "a", headers, algorithm: algorithm, type: algorithm == nil ? nil : "FULL_OBJECT")
        let first = try await upload(lab, id, 1, part(1))
        let second = try await upload(lab, id, 2, part(2, 77))
        let whole = part(1) + part(2, 77)
        let known = ChecksumAlgorithm(rawValue: algorithm ?? "CRC64NVME") ?? .crc64nvme
        let expected = Base64.encode(known.value(of: whole))
        let wrong = ChecksumHeaders(values: [.init(known, Base64.encode(known.value(of: [1])))])
        let bad = await refusal { try await complete(lab, id, listed([first, second]), checksums: wrong) }
        #expect(bad?.name == "BadDigest")
        let output = try await complete(lab, id, listed([first, second]))
        #expect(output.checksum == ObjectChecksum(algorithm: known, value: expected))
        #expect(try await lab.head("a", checksum: true).checksum?.value == expected)
    }

    static let impossible: [(String?, String?)] = [
        ("CRC64NVME", "COMPOSITE"), ("SHA1", "FULL_OBJECT"), ("SHA256", "FULL_OBJECT"), ("MD4", nil),
        (nil, "COMPOSITE"), ("CRC32", "HALF"),
    ]

    @Test(arguments: impossible)
    func impossibleChecksumsAreRefused(algorithm: String?, type: String?) async throws {
        let lab = try await TestLab.withBucket()
        let error = await refusal { try await begin(lab, algorithm: algorithm, type: type) }
        #expect(error?.name == "InvalidRequest")
    }

    @Test func aConcurrentWriteIsAConflict() async throws {
        let lab = try await TestLab.withBucket()
        let absent = WriteConditions(ifNoneMatch: "*")
        let id = try await begin(lab)
        let part = try await upload(lab, id, 1, [1])
        let tag = try await lab.put("a").eTag
        let conflict = await refusal { try await complete(lab, id, listed([part]), conditions: absent) }
        #expect(conflict?.name == "ConditionalRequestConflict")
        #expect(conflict?.code.httpStatus == 409)
        let later = try await begin(lab)
        let other = try await upload(lab, later, 1, [1])
        let failed = await refusal { try await complete(lab, later, listed([other]), conditions: absent) }
        #expect(failed?.name == "PreconditionFailed")
        let matched = WriteConditions(ifMatch: tag)
        try await lab.delete("a")
        let deleted = await refusal { try await complete(lab, later, listed([other]), conditions: matched) }
        #expect(deleted?.name == "ConditionalRequestConflict")
    }

    @Test func partsAreCopiedFromRanges() async throws {
        let lab = try await TestLab.withBucket()
        let source = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        try await lab.put("source", source)
        let id = try await begin(lab)
        func copy(_ range: String?) async throws(ServiceError) -> UploadPartCopy.Output {
            try await lab.run(
                UploadPartCopy.self,
                .init(
                    bucket: "lab", key: "a", uploadID: id, partNumber: 1, copySource: "lab/source",
                    copySourceRange: range))
        }
        let part = try await copy("bytes=1000-150000")
        _ = try await complete(lab, id, [.init(partNumber: 1, eTag: part.eTag)])
        #expect(try await lab.get("a") == Array(source[1000...150_000]))
        let again = try await begin(lab)
        for (range, name) in [
            ("bytes=0-200000", "InvalidArgument"), ("bytes=200000-200001", "InvalidRequest"),
            ("bytes=5-", "InvalidArgument"), ("0-5", "InvalidArgument"),
        ] {
            let error = await refusal {
                try await lab.run(
                    UploadPartCopy.self,
                    .init(
                        bucket: "lab", key: "a", uploadID: again, partNumber: 1, copySource: "lab/source",
                        copySourceRange: range))
            }
            #expect(error?.name == name, "\(range)")
        }
    }

    @Test func uploadsAndPartsAreListed() async throws {
        let lab = try await TestLab.withBucket()
        let first = try await begin(lab, "a")
        lab.now = lab.now + .seconds(1)
        let second = try await begin(lab, "a")
        let other = try await begin(lab, "b/c")
        var input = ListMultipartUploads.Input(ListRequest(bucket: "lab"))
        let all = try await lab.run(ListMultipartUploads.self, input)
        #expect(all.uploads.map(\.id.uploadID) == [first, second, other])
        input.request.maxKeys = 1
        let page = try await lab.run(ListMultipartUploads.self, input)
        #expect(page.isTruncated)
        input.keyMarker = try #require(page.nextKeyMarker)
        input.uploadIDMarker = try #require(page.nextUploadIDMarker)
        #expect(try await lab.run(ListMultipartUploads.self, input).uploads.map(\.id.uploadID) == [second])
        let rolled = ListMultipartUploads.Input(ListRequest(bucket: "lab", delimiter: "/"))
        #expect(try await lab.run(ListMultipartUploads.self, rolled).commonPrefixes == ["b/"])
        for number in [3, 1, 2] { try await upload(lab, first, number, [UInt8(number)]) }
        let parts = try await lab.run(
            ListParts.self, .init(bucket: "lab", key: "a", uploadID: first, maxParts: 2, partNumberMarker: 1))
        #expect(parts.parts.map(\.number) == [2, 3])
        #expect(!parts.isTruncated)
        #expect(parts.nextPartNumberMarker == 3)
    }

    @Test func aMultipartObjectIsDatedByItsBeginning() async throws {
        let lab = try await TestLab.withBucket(versioning: .enabled)
        let start = lab.now
        let id = try await begin(lab)
        let part = try await upload(lab, id, 1, [1])
        lab.now = lab.now + .hours(1)
        try await lab.put("a", [7])
        lab.now = lab.now + .hours(1)
        _ = try await complete(lab, id, listed([part]))
        let head = try await lab.head("a")
        #expect(head.lastModified == start)
        #expect(try await lab.get("a") == [1])
    }

    @Test func partsOfAnotherUploadDoNotOpen() async throws {
        let lab = try await TestLab.withBucket()
        for key in ["a", "b"] {
            let id = try await begin(lab, key)
            _ = try await lab.run(
                UploadPart.self,
                .init(bucket: "lab", key: key, uploadID: id, partNumber: 1, body: MemorySource([1, 2, 3])))
        }
        let rows = lab.state.parts.all
        let first = try #require(rows.first)
        let second = try #require(rows.last)
        lab.state.parts.put(
            StoredPart(
                id: first.id, lastModified: first.lastModified, byteCount: first.byteCount, eTag: first.eTag,
                location: second.location, checksum: first.checksum))
        let upload = try #require(lab.state.uploads.all.first { $0.id.uploadID == first.id.uploadID })
        _ = try await lab.run(
            CompleteMultipartUpload.self,
            .init(
                bucket: "lab", key: upload.key.text, uploadID: first.id.uploadID,
                parts: .success([.init(partNumber: 1, eTag: first.eTag)])))
        #expect(await refusal { try await lab.get(upload.key.text) }?.name == "InternalError")
    }
}
