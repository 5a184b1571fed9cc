import Foundation
import LabCore
import LabCrypto
import LabS3
import LabService
import LabTesting
import LabWorld
import Testing

@testable import LabStore

/// What lies in the home for objects is ciphertext, whatever the encryption: every byte of it is searched for what was
/// planted.
@Suite struct ObjectSecrecyTests {
    private static let planted = Array("nobody but the reader sees this 4711".utf8)
    private static let customerKey = [UInt8](repeating: 0x5A, count: 16) + (0..<16).map { $0 &* 11 }

    struct Mode: Sendable, CustomTestStringConvertible {
        let name: String
        let headers: EncryptionHeaders
        var testDescription: String { name }
    }

    static let modes = [
        Mode(name: "none asked for", headers: EncryptionHeaders()),
        Mode(name: "SSE-S3", headers: EncryptionHeaders(serverSideEncryption: "AES256")),
        Mode(name: "SSE-KMS", headers: EncryptionHeaders(serverSideEncryption: "aws:kms")),
        Mode(name: "bucket key", headers: EncryptionHeaders(serverSideEncryption: "aws:kms", bucketKeyEnabled: "true")),
        Mode(name: "DSSE-KMS", headers: EncryptionHeaders(serverSideEncryption: "aws:kms:dsse")),
        Mode(name: "SSE-C", headers: EncryptionHeaders(customerKey: CustomerKeyHeaders(key: customerKey))),
    ]

    /// Small enough to lie in its record, and large enough for a file of its own.
    @Test(arguments: modes, [1, 3_000]) func noPlaintextLiesInTheHome(_ mode: Mode, _ copies: Int) async throws {
        let temporary = try TemporaryHome()
        let home = try temporary.open()
        try await makeBucket(in: home)
        let body = Array(repeatElement(Self.planted, count: copies).joined())
        try await put("whole", body, mode.headers, in: home)
        try await putInParts("parts", body, mode.headers, in: home)
        for key in ["whole", "parts"] { #expect(try await read(key, mode, in: home) == body) }
        try expectSecrets(body, in: temporary)
        try home.close()
        try expectSecrets(body, in: temporary)
    }

    /// A search that cannot find anything would find nothing: names and metadata are in the clear, as at AWS.
    @Test func theSearchFindsWhatIsInTheClear() async throws {
        let temporary = try TemporaryHome()
        let home = try temporary.open()
        try await makeBucket(in: home)
        try await put("a-name-in-the-clear", Self.planted, EncryptionHeaders(), in: home)
        try home.close()
        #expect(try holds(Array("a-name-in-the-clear".utf8), temporary))
    }

    /// The bodies that lie in memory, where a lab has no home, are sealed, too.
    @Test(arguments: modes) func noPlaintextLiesInAStateInMemory(_ mode: Mode) async throws {
        let lab = try InMemoryLab().lab
        let call = try lab.call(as: InMemoryLab.root())
        _ = try await lab.perform(CreateBucket.self, CreateBucket.Input(bucket: "lab"), in: call)
        try await Self.allowCustomerKeys(in: lab)
        for copies in [1, 3_000] {
            let body = Array(repeatElement(Self.planted, count: copies).joined())
            let input = PutObject.Input(
                bucket: "lab", key: "k", body: MemorySource(body), contentLength: body.count,
                headers: ObjectHeaders(encryption: mode.headers))
            _ = try await lab.perform(PutObject.self, input, in: call)
            let version = try #require(lab.world.s3.objects.all.first)
            for part in try lab.world.s3.sealedParts(of: version) {
                let bytes = Data(try part.bytes.read(at: 0, count: part.bytes.byteCount))
                #expect(bytes.count >= body.count && bytes.range(of: Data(Self.planted.prefix(12))) == nil)
            }
            let row = try JSONEncoder().encode(version)
            for form in Self.forms(of: Self.planted) { #expect(row.range(of: form) == nil) }
        }
    }

    private func expectSecrets(_ body: [UInt8], in temporary: TemporaryHome) throws {
        #expect(try !holds(Self.planted, temporary), "the plaintext")
        #expect(try !holds(Self.customerKey, temporary), "the customer's key")
    }

    private func holds(_ bytes: [UInt8], _ temporary: TemporaryHome) throws -> Bool {
        try temporary.files().contains { name, content in
            name != "root.key" && Self.forms(of: bytes).contains { content.range(of: $0) != nil }
        }
    }

    /// The ways in which bytes are usually written; base64 at each of its three offsets.
    private static func forms(of bytes: [UInt8]) -> [Data] {
        let base64 = (0..<3).map { skipped in
            let whole = bytes.dropFirst(skipped).prefix((bytes.count - skipped) / 3 * 3)
            return Data(Base64.encode(Array(whole)).utf8)
        }
        return [Data(bytes), Data(Hex.encode(bytes).utf8)] + base64
    }

    private func makeBucket(in home: OpenHome) async throws {
        _ = try await home.lab.perform(CreateBucket.self, CreateBucket.Input(bucket: "lab"), in: try home.call())
        try await Self.allowCustomerKeys(in: home.lab)
    }

    private static func allowCustomerKeys(in lab: Lab) async throws {
        let rule = PutBucketEncryption.Rule(sseAlgorithm: "AES256", blockedEncryptionTypes: ["NONE"])
        _ = try await lab.perform(
            PutBucketEncryption.self, PutBucketEncryption.Input(bucket: "lab", rules: .success([rule])),
            in: try lab.call(as: InMemoryLab.root()))
    }

    private func put(_ key: String, _ body: [UInt8], _ headers: EncryptionHeaders, in home: OpenHome) async throws {
        let input = PutObject.Input(
            bucket: "lab", key: key, body: MemorySource(body), contentLength: body.count,
            headers: ObjectHeaders(encryption: headers))
        _ = try await home.lab.perform(PutObject.self, input, in: try home.call())
    }

    private func putInParts(
        _ key: String, _ body: [UInt8], _ headers: EncryptionHeaders, in home: OpenHome
    ) async throws {
        let lab = home.lab
        let upload = try await lab.perform(
            CreateMultipartUpload.self,
            .init(bucket: "lab", key: key, headers: ObjectHeaders(encryption: headers)), in: try home.call())
        let part = try await lab.perform(
            UploadPart.self,
            .init(
                bucket: "lab", key: key, uploadID: upload.uploadID, partNumber: 1, body: MemorySource(body),
                contentLength: body.count, customerKey: headers.customerKey), in: try home.call())
        _ = try await lab.perform(
            CompleteMultipartUpload.self,
            .init(
                bucket: "lab", key: key, uploadID: upload.uploadID,
                parts: .success([CompleteMultipartUpload.CompletedPart(partNumber: 1, eTag: part.eTag)]),
                customerKey: headers.customerKey),
            in: try home.call())
    }

    private func read(_ key: String, _ mode: Mode, in home: OpenHome) async throws -> [UInt8] {
        let input = ObjectReadRequest(bucket: "lab", key: key, customerKey: mode.headers.customerKey)
        return try await home.lab.perform(GetObject.self, input, in: try home.call()).body.collect()
    }
}
