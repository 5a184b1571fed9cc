import LabCore
import LabCrypto
import LabS3
import LabService

extension LabDoor {
    /// An operation of the object store as somebody, in JSON: for experiments, whose bodies are small.
    static let store = LabDoor(
        name: "store",
        summary: "an operation of S3 as somebody; {\"operation\": \"GetObject\", \"bucket\": …, \"key\": …, \"as\": …}",
        changesLab: true
    ) { lab, input throws(ServiceError) in
        let request = try StoreDoorRequest(input, in: lab)
        guard let operation = StoreDoorOperations.all[request.operation] else {
            let names = StoreDoorOperations.all.keys.sorted().joined(separator: ", ")
            throw DoorInput.error("no S3 operation `\(request.operation)` can be asked here; there are \(names)")
        }
        return try await operation(lab, request)
    }
}

/// What goes in at the door of the object store.
struct StoreDoorRequest {
    let operation: String
    let bucket: String
    let key: String
    /// The version, or which: `first`, `latest`, `marker`.
    let versionID: String?
    let isBypassing: Bool
    let input: DoorInput
    let call: Call

    private static let members = [
        "operation", "bucket", "key", "version", "bypass", "as", "region", "body", "sse", "key_id", "mode", "until",
        "hold", "prefix",
    ]

    init(_ object: JSONObject, in lab: Lab) throws(ServiceError) {
        input = try DoorInput(object, allowing: Self.members)
        operation = try input.string("operation") ?? ""
        bucket = try input.string("bucket") ?? ""
        key = try input.string("key") ?? ""
        isBypassing = try input.string("bypass") == "true"
        let caller = try lab.world.caller(named: try input.string("as") ?? "root")
        call = try lab.call(as: caller, in: try input.region() ?? .standard)
        versionID = try Self.version(try input.string("version"), of: key, in: bucket, lab)
    }

    private static func version(
        _ text: String?, of key: String, in bucket: String, _ lab: Lab
    ) throws(ServiceError) -> String? {
        guard let text, ["first", "latest", "marker"].contains(text) else { return text }
        let versions = try lab.world.s3.versions(of: key, in: bucket)
        switch text {
        case "first": return versions.last?.versionID.text
        case "latest": return versions.first { !$0.isDeleteMarker }?.versionID.text
        default: return versions.first { $0.isDeleteMarker }?.versionID.text
        }
    }

    /// The retention that is asked for; `+7y` counts from now.
    func retention() throws(ServiceError) -> PutObjectRetention.Retention {
        let until = try input.string("until")
        let isRelative = until?.hasPrefix("+") == true
        let duration = isRelative ? until.flatMap { LabDuration($0) } : nil
        guard !isRelative || duration != nil else { throw DoorInput.error("`until` is no time") }
        return PutObjectRetention.Retention(
            mode: try input.string("mode"), retainUntilDate: duration.map { (call.now + $0).iso8601 } ?? until)
    }
}

/// The operations of the object store that can be asked in JSON.
enum StoreDoorOperations {
    typealias Operation = @Sendable (Lab, StoreDoorRequest) async throws(ServiceError) -> JSONObject

    /// How much of an object's body an answer holds.
    private static let largestBody = 8 << 20

    static let all: [String: Operation] = [
        "GetObject": get, "HeadObject": head, "PutObject": put, "DeleteObject": delete,
        "GetObjectRetention": retention, "PutObjectRetention": setRetention, "PutObjectLegalHold": setHold,
        "GetObjectLockConfiguration": lock, "GetBucketEncryption": encryption, "GetBucketPolicy": policy,
        "DeleteBucketPolicy": deletePolicy,
        "ListObjectVersions": versions, "StoredBytes": stored,
    ]

    private static let get: Operation = { lab, request throws(ServiceError) in
        let input = ObjectReadRequest(bucket: request.bucket, key: request.key, versionID: request.versionID)
        let output = try await lab.perform(GetObject.self, input, in: request.call)
        guard output.description.contentLength <= largestBody else { throw tooLarge }
        var json = describe(output.description)
        json["body"] = .string(Base64.encode(try output.body.collect()))
        return json
    }

    private static let head: Operation = { lab, request throws(ServiceError) in
        let input = ObjectReadRequest(bucket: request.bucket, key: request.key, versionID: request.versionID)
        return describe(try await lab.perform(HeadObject.self, input, in: request.call))
    }

    private static let put: Operation = { lab, request throws(ServiceError) in
        let body = Array((try request.input.string("body") ?? "").utf8)
        let encryption = EncryptionHeaders(
            serverSideEncryption: try request.input.string("sse"), sseKMSKeyID: try request.input.string("key_id"))
        let input = PutObject.Input(
            bucket: request.bucket, key: request.key, body: MemorySource(body), contentLength: body.count,
            headers: ObjectHeaders(encryption: encryption),
            checksums: ChecksumHeaders(contentMD5: Base64.encode(DigestAlgorithm.md5.digest(of: body))))
        let output = try await lab.perform(PutObject.self, input, in: request.call)
        var json: JSONObject = ["eTag": .string(output.eTag)]
        json["versionId"] = output.versionID.map { .string($0.text) }
        return json
    }

    private static let delete: Operation = { lab, request throws(ServiceError) in
        let input = DeleteObject.Input(
            bucket: request.bucket, key: request.key, versionID: request.versionID,
            bypassGovernanceRetention: request.isBypassing ? true : nil)
        let output = try await lab.perform(DeleteObject.self, input, in: request.call)
        var json: JSONObject = ["deleteMarker": .bool(output.deleteMarker == true)]
        json["versionId"] = output.versionID.map { .string($0.text) }
        return json
    }

    private static let retention: Operation = { lab, request throws(ServiceError) in
        let input = VersionRequest(bucket: request.bucket, key: request.key, versionID: request.versionID)
        return json(try await lab.perform(GetObjectRetention.self, input, in: request.call))
    }

    private static let setRetention: Operation = { lab, request throws(ServiceError) in
        let input = PutObjectRetention.Input(
            bucket: request.bucket, key: request.key, versionID: request.versionID,
            retention: .success(try request.retention()), bypassGovernanceRetention: request.isBypassing)
        _ = try await lab.perform(PutObjectRetention.self, input, in: request.call)
        return [:]
    }

    private static let setHold: Operation = { lab, request throws(ServiceError) in
        let input = PutObjectLegalHold.Input(
            bucket: request.bucket, key: request.key, versionID: request.versionID,
            status: .success(try request.input.string("hold")))
        _ = try await lab.perform(PutObjectLegalHold.self, input, in: request.call)
        return [:]
    }

    private static let lock: Operation = { lab, request throws(ServiceError) in
        let input = BucketRequest(bucket: request.bucket)
        let configuration = try await lab.perform(GetObjectLockConfiguration.self, input, in: request.call)
        guard let standard = configuration.defaultRetention else { return ["enabled": true] }
        return [
            "enabled": true, "mode": .string(standard.mode.rawValue),
            "days": .integer(Int64(standard.period.days)),
        ]
    }

    private static let encryption: Operation = { lab, request throws(ServiceError) in
        let input = BucketRequest(bucket: request.bucket)
        let found = try await lab.perform(GetBucketEncryption.self, input, in: request.call)
        var json: JSONObject = [
            "algorithm": .string(found.algorithm.rawValue), "bucketKey": .bool(found.bucketKeyEnabled),
        ]
        json["key"] = found.kmsMasterKeyID.map { .string($0) }
        return json
    }

    private static let policy: Operation = { lab, request throws(ServiceError) in
        let output = try await lab.perform(
            GetBucketPolicy.self, BucketRequest(bucket: request.bucket), in: request.call)
        return ["policy": .string(output.policy)]
    }

    private static let deletePolicy: Operation = { lab, request throws(ServiceError) in
        _ = try await lab.perform(DeleteBucketPolicy.self, BucketRequest(bucket: request.bucket), in: request.call)
        return [:]
    }

    private static let versions: Operation = { lab, request throws(ServiceError) in
        let list = ListRequest(bucket: request.bucket, prefix: try request.input.string("prefix") ?? "")
        let output = try await lab.perform(ListObjectVersions.self, .init(list), in: request.call)
        let versions = output.versions.map { version -> JSONValue in
            [
                "key": .string(version.key), "versionId": .string(version.versionID.text),
                "isLatest": .bool(version.isLatest), "isDeleteMarker": .bool(version.object == nil),
            ]
        }
        return ["versions": .array(versions)]
    }

    /// What a thief of the disk has in hand of a body: no request, and no event.
    private static let stored: Operation = { lab, request throws(ServiceError) in
        let state = lab.world.s3
        let (version, data) = try state.version(request.versionID, of: request.key, in: request.bucket)
        guard data.byteCount <= largestBody else { throw tooLarge }
        do throws(BodyFailure) {
            var bytes: [UInt8] = []
            for part in try state.sealedParts(of: version) {
                bytes += try part.bytes.read(at: 0, count: part.bytes.byteCount)
            }
            return ["body": .string(Base64.encode(bytes))]
        } catch {
            throw ServiceError(LabError.internalFailure, "the body cannot be read: \(error)")
        }
    }

    private static let tooLarge = ServiceError(
        ServiceError.Code("InvalidDoorInput"), "an answer holds \(largestBody) bytes of a body at most")

    private static func describe(_ description: ObjectDescription) -> JSONObject {
        var json: JSONObject = ["contentLength": .integer(Int64(description.contentLength))]
        json["versionId"] = description.versionID.map { .string($0.text) }
        json["sse"] = description.encryption.serverSideEncryption.map { .string($0) }
        json["kmsKey"] = description.encryption.sseKMSKeyID.map { .string($0) }
        json["customerAlgorithm"] = description.encryption.sseCustomerAlgorithm.map { .string($0) }
        if let retention = description.retention { json["retention"] = .object(Self.json(retention)) }
        json["hold"] = description.isLegalHoldOn.map { .bool($0) }
        return json
    }

    private static func json(_ retention: ObjectLock.Retention) -> JSONObject {
        ["mode": .string(retention.mode.rawValue), "retainUntil": .string(retention.retainUntil.iso8601)]
    }
}
