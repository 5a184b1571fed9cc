import LabCore
import LabCrypto
import LabService

/// Takes in one body: reads it piece by piece, computes what is asked for over it, seals it and keeps it.
///
/// Digests that take longer than encryption run beside it, and neither waits for more than a batch; the others are
/// computed in passing.
struct BodyIntake {
    /// What a body came to.
    struct Outcome: Sendable {
        let body: StagedBody
        let md5: [UInt8]?
        let checksum: ObjectChecksum?
    }

    let identity: BodyIdentity
    let dataKeys: [KeyMaterial]
    let expected: ExpectedChecksums
    /// The checksum to compute and keep; `nil` for none.
    let checksumAlgorithm: ChecksumAlgorithm?
    /// Whether the entity tag is the MD5.
    let needsMD5: Bool
    /// How `BadDigest` writes the expected MD5.
    let md5Expectation: S3Error.DigestForm
    /// `Content-Length`, when it was sent.
    let contentLength: Int?
    let store: any BodyStore
    let random: any RandomSource

    private static let batchByteCount = 1 << 20

    /// Reads the whole of `source`.
    ///
    /// - Throws: the source's error; `EntityTooLarge`, `IncompleteBody`, `BadDigest`, and what else checksums may come to.
    func take(_ source: any BodySource) async throws(ServiceError) -> Outcome {
        var digests = BodyDigests(expected, needsMD5: needsMD5, algorithm: checksumAlgorithm)
        guard digests.areSlow else {
            let body = try await seal(source, with: &digests)
            let result = try digests.finish(trailers: await source.trailers(), md5Expectation: md5Expectation)
            return Outcome(body: body, md5: result.md5, checksum: result.checksum)
        }
        let worker = DigestWorker(digests)
        let body = try await seal(source, beside: worker)
        let result = try await worker.finish(trailers: await source.trailers(), md5Expectation: md5Expectation)
        return Outcome(body: body, md5: result.md5, checksum: result.checksum)
    }

    private func seal(
        _ source: any BodySource, with digests: inout BodyDigests
    ) async throws(ServiceError) -> StagedBody {
        var writer = try makeWriter()
        while let piece = try await source.next() {
            digests.update(piece)
            try write([piece], to: &writer)
        }
        return try await finish(&writer)
    }

    private func seal(_ source: any BodySource, beside digests: DigestWorker) async throws(ServiceError) -> StagedBody {
        var writer = try makeWriter()
        while let batch = try await nextBatch(source) {
            async let digested: Void = digests.update(batch)
            try write(batch, to: &writer)
            await digested
        }
        return try await finish(&writer)
    }

    private func finish(_ writer: inout BodyWriter) async throws(ServiceError) -> StagedBody {
        if let contentLength, contentLength != writer.byteCount { throw S3Error.incompleteBody }
        do throws(BodyFailure) {
            return try await writer.finish()
        } catch {
            throw S3Error.body(error)
        }
    }

    private func makeWriter() throws(ServiceError) -> BodyWriter {
        do throws(BodyFailure) {
            return try BodyWriter(identity: identity, dataKeys: dataKeys, store: store, random: random)
        } catch {
            throw S3Error.body(error)
        }
    }

    private func nextBatch(_ source: any BodySource) async throws(ServiceError) -> [[UInt8]]? {
        var batch: [[UInt8]] = []
        var size = 0
        while size < Self.batchByteCount, let piece = try await source.next() {
            batch.append(piece)
            size += piece.count
        }
        return batch.isEmpty ? nil : batch
    }

    private func write(_ batch: [[UInt8]], to writer: inout BodyWriter) throws(ServiceError) {
        do throws(BodyFailure) {
            for piece in batch { try writer.write(piece) }
        } catch {
            throw S3Error.body(error)
        }
        guard writer.byteCount <= S3Limits.singleBodyBytes else {
            throw S3Error.entityTooLarge(writer.byteCount, limit: S3Limits.singleBodyBytes)
        }
    }
}

/// The digests of a body, on a task of their own.
private actor DigestWorker {
    private var digests: BodyDigests

    init(_ digests: sending BodyDigests) {
        self.digests = digests
    }

    func update(_ pieces: [[UInt8]]) {
        for piece in pieces { digests.update(piece) }
    }

    func finish(
        trailers: [String: String], md5Expectation: S3Error.DigestForm
    ) throws(ServiceError) -> BodyDigests.Result {
        try digests.finish(trailers: trailers, md5Expectation: md5Expectation)
    }
}

/// A stored body as the source of a copy: opened chunk by chunk, never whole in memory.
struct ReaderSource: BodySource {
    let reader: BodyReader

    func next() async throws(ServiceError) -> [UInt8]? { try reader.next() }
}
