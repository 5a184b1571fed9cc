import LabCore
import LabCrypto
import LabService
import Testing

@testable import LabS3

/// Two chunks under one key and nonce would reveal their difference. A long run collects what every chunk was sealed with.
@Suite struct NonceTests {
    @Test func noChunkSharesKeyAndNonceWithAnother() async throws {
        let lab = try await TestLab.withBucket()
        var collector = NonceCollector()
        let id = try await lab.run(CreateMultipartUpload.self, .init(bucket: "lab", key: "parts")).uploadID
        for round in 0..<120 {
            if round.isMultiple(of: 20) { lab.state = lab.state.forked() }
            let body = Array(repeating: UInt8(1), count: round.isMultiple(of: 10) ? 150_000 : round * 7)
            let mode = ["AES256", "aws:kms", "aws:kms:dsse"][round % 3]
            _ = try await lab.put("k\(round % 5)", body, encryption: EncryptionHeaders(serverSideEncryption: mode))
            let version = try #require(lab.state.newest(ObjectKey("k\(round % 5)"), in: "lab"))
            let data = try #require(version.data)
            try await collector.collect(data.segments, data.encryption, version.key, data.sealedVersion, lab)
            // The same part of the same upload, again and again: one data key, many bodies.
            _ = try await lab.run(
                UploadPart.self,
                .init(bucket: "lab", key: "parts", uploadID: id, partNumber: 1, body: MemorySource(body)))
            let part = try #require(lab.state.parts.all.first)
            let upload = try #require(lab.state.uploads.all.first)
            let segment = BodySegment(
                number: 1, byteCount: part.byteCount, location: part.location, checksum: nil)
            try await collector.collect([segment], upload.encryption, "parts", upload.plannedVersion, lab)
        }
        #expect(collector.count > 300)
        #expect(collector.seen.count == collector.count)
    }

    @Test func nonceOfEveryChunkDiffersAndTheLastIsMarked() throws {
        let nonces = try (0..<5000).flatMap { index in
            [try BodyKeys.nonce(chunk: index, isLast: false), try BodyKeys.nonce(chunk: index, isLast: true)]
        }
        #expect(Set(nonces).count == nonces.count)
        #expect(throws: BodyFailure.tooLarge) { try BodyKeys.nonce(chunk: 1 << 32, isLast: false) }
    }
}

/// Collects key and nonce of every chunk of a body.
private struct NonceCollector {
    private(set) var seen: Set<[UInt8]> = []
    private(set) var count = 0

    mutating func collect(
        _ segments: [BodySegment], _ encryption: ObjectEncryption, _ key: ObjectKey, _ version: VersionID,
        _ lab: TestLab
    ) async throws {
        let bucket = try #require(lab.state.buckets[BucketID("lab")])
        let path = KeyPath(key, in: bucket, call: lab.call, state: lab.state, services: lab.services)
        let dataKeys = try await path.open(encryption)
        for segment in segments {
            let identity = BodyIdentity(bucket: "lab", key: key, version: version, part: segment.number)
            let format = try BodyFormat(parsing: try header(segment.location, lab.state))
            let keys = try BodyKeys(format: format, identity: identity, dataKeys: dataKeys).keys
            let chunks = format.chunkCount(segment.byteCount)
            for chunk in 0..<chunks {
                let nonce = try BodyKeys.nonce(chunk: chunk, isLast: chunk == chunks - 1)
                for key in keys {
                    seen.insert(key.exportForResponse() + nonce.bytes)
                    count += 1
                }
            }
        }
    }

    private func header(_ location: BodyLocation, _ state: S3State) throws -> [UInt8] {
        switch location {
        case .inline(let blob): return Array(blob.bytes.prefix(BodyFormat.headerByteCount))
        case .stored(let id):
            let row = try #require(state.bodies[id])
            return try state.store.open(row).read(at: 0, count: BodyFormat.headerByteCount)
        }
    }
}
