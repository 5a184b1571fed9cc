import LabCore
import LabCrypto
import LabS3
import LabService
import LabWorld

/// Somebody who writes objects into a bucket that locks, in one piece and in parts, deletes some of the versions, and
/// tries to delete those that are locked.
struct UploadClient {
    let lab: Lab

    static let bucket = "vault"
    private static let longestBodies = [0, 700, 5_000, 90_000, 200_000]
    private static let modes = ["AES256", "aws:kms", "aws:kms:dsse"]

    /// The bucket; that it is there already is no error.
    func makeBucket() async throws(ServiceError) {
        guard (try? lab.world.s3.bucket(named: Self.bucket)) == nil else { return }
        let input = CreateBucket.Input(bucket: Self.bucket, objectLockEnabled: true)
        _ = try await lab.perform(CreateBucket.self, input, in: try call())
    }

    func run() async throws(ServiceError) {
        while true {
            try await put(isLocked: false)
            let locked = try await put(isLocked: true)
            try await delete(locked, isLocked: true)
            try await uploadInParts()
            try await delete(try await put(isLocked: false), isLocked: false)
        }
    }

    private func call() throws(ServiceError) -> Call { try lab.call(as: Caller(.root(.standard))) }

    /// A body of any length: in its record, in a file, in several chunks.
    private func body() -> [UInt8] {
        let length = Int.random(in: 0...(Self.longestBodies.randomElement() ?? 0))
        return [UInt8](repeating: UInt8.random(in: 0...255), count: length)
    }

    private static func md5(_ body: [UInt8]) -> ChecksumHeaders {
        ChecksumHeaders(contentMD5: Base64.encode(DigestAlgorithm.md5.digest(of: body)))
    }

    @discardableResult
    private func put(isLocked: Bool) async throws(ServiceError) -> (key: String, version: String) {
        let body = body()
        let call = try call()
        let key = "k\(Int.random(in: 0..<8))"
        var headers = ObjectHeaders()
        headers.encryption = EncryptionHeaders(serverSideEncryption: Self.modes.randomElement())
        if isLocked {
            headers.lock.mode = Bool.random() ? "COMPLIANCE" : "GOVERNANCE"
            headers.lock.retainUntilDate = (call.now + .days(400)).iso8601
        }
        let input = PutObject.Input(
            bucket: Self.bucket, key: key, body: SlowSource(body), contentLength: body.count, headers: headers,
            checksums: Self.md5(body))
        let version = try await lab.perform(PutObject.self, input, in: call).versionID?.text ?? "null"
        say(isLocked ? "locked" : "put", key, version, body)
        return (key, version)
    }

    private func uploadInParts() async throws(ServiceError) {
        let body = body()
        let key = "k\(Int.random(in: 0..<8))"
        let created = try await lab.perform(
            CreateMultipartUpload.self, .init(bucket: Self.bucket, key: key), in: try call())
        let part = try await lab.perform(
            UploadPart.self,
            .init(
                bucket: Self.bucket, key: key, uploadID: created.uploadID, partNumber: 1, body: SlowSource(body),
                contentLength: body.count), in: try call())
        let parts = [CompleteMultipartUpload.CompletedPart(partNumber: 1, eTag: part.eTag)]
        let output = try await lab.perform(
            CompleteMultipartUpload.self,
            .init(bucket: Self.bucket, key: key, uploadID: created.uploadID, parts: .success(parts)), in: try call())
        say("put", key, output.versionID?.text ?? "null", body)
    }

    /// Deletes a version for good. Of a locked one it must be refused.
    private func delete(_ object: (key: String, version: String), isLocked: Bool) async throws(ServiceError) {
        let input = DeleteObject.Input(bucket: Self.bucket, key: object.key, versionID: object.version)
        do throws(ServiceError) {
            _ = try await lab.perform(DeleteObject.self, input, in: try call())
            CrashHarness.say("\(isLocked ? "broken" : "deleted") \(object.key) \(object.version) -")
        } catch {
            guard isLocked, error.code.wireName == "AccessDenied" else { throw error }
        }
    }

    private func say(_ what: String, _ key: String, _ version: String, _ body: [UInt8]) {
        CrashHarness.say("\(what) \(key) \(version) \(Hex.encode(DigestAlgorithm.sha256.digest(of: body)))")
    }
}

/// A body that takes its time, so that kills find it half-way.
private actor SlowSource: BodySource {
    private var rest: ArraySlice<UInt8>

    init(_ body: [UInt8]) {
        rest = body[...]
    }

    func next() async throws(ServiceError) -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        try? await Task.sleep(for: .microseconds(Int.random(in: 0...400)))
        let piece = rest.prefix(40_000)
        rest = rest.dropFirst(piece.count)
        return Array(piece)
    }
}
