public import LabCore
public import LabService

/// `UpdateObjectEncryption`: puts a version's data key under another KMS key. The body stays where it is, and so do entity
/// tag, date, checksum and version id.
///
/// - SeeAlso: Amazon S3 User Guide, "Updating server-side encryption for existing data"
public enum UpdateObjectEncryption: S3Operation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `UpdateObjectEncryption`.
    public static let name = "UpdateObjectEncryption"
    /// It writes.
    public static let isReadOnly = false
    /// A data event.
    public static let isDataEvent = true

    /// The body's `SSE-KMS` element.
    public struct Encryption: Sendable, Hashable {
        /// `KMSKeyArn`: a full ARN, no id and no alias.
        public var kmsKeyARN: String
        /// `BucketKeyEnabled`.
        public var bucketKeyEnabled: Bool

        /// A KMS key.
        public init(kmsKeyARN: String, bucketKeyEnabled: Bool = false) {
            self.kmsKeyARN = kmsKeyARN
            self.bucketKeyEnabled = bucketKeyEnabled
        }
    }

    /// What to update.
    public struct Input: ObjectInput {
        /// The bucket's name.
        public var bucket: String
        /// The key.
        public var key: String
        /// `versionId`.
        public var versionID: String?
        /// The body's `SSE-KMS` element; `nil` when it has none.
        public var encryption: Decoded<Encryption?>
        /// The body's integrity.
        public var checksums: ChecksumHeaders
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to update.
        public init(
            bucket: String, key: String, versionID: String? = nil, encryption: Decoded<Encryption?>,
            checksums: ChecksumHeaders, facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.versionID = versionID
            self.encryption = encryption
            self.checksums = checksums
            self.facts = facts
        }
    }

    /// The data key under the new key.
    public struct Prepared: Sendable {
        let record: KMSDataKey
        /// What was rewrapped, to notice that the version was changed meanwhile.
        let old: ObjectEncryption
    }

    /// Nothing.
    public typealias Output = NoOutput

    /// Finds the version.
    public static func resolve(
        _ input: Input, in call: Call, on state: S3State
    ) throws(ServiceError) -> ObjectTarget {
        try state.target(input, in: call)
    }

    /// `s3:UpdateObjectEncryption`.
    public static func demands(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        let maker = DemandMaker(target.bucket, input.facts, in: call)
        let demand = maker.onObject(
            "s3:UpdateObjectEncryption", target.key, version: target.version, versionID: input.versionID)
        return [demand] + maker.absence(of: target)
    }

    /// The source must be SSE-S3 or SSE-KMS, the target a KMS key of the bucket's owner, and nothing locked.
    public static func check(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard input.checksums.isPresent else { throw S3Error.missingContentMD5 }
        guard input.facts.signature == .version4 else { throw S3Error.kmsNeedsSignature }
        let encryption = try encryption(input)
        let (version, data) = try target.existing("PUT")
        guard data.encryption.customerKey == nil, data.encryption.mode != .dsse else {
            throw S3Error.invalidRequest(
                "The object's server-side encryption type does not support the UpdateObjectEncryption operation.")
        }
        let arn = ARN(encryption.kmsKeyARN)
        guard arn?.account == target.bucket.owner.digits else { throw S3Error.accessDenied }
        guard ObjectLock.mayRewrap(version.protection, now: call.now) == nil else { throw S3Error.lockedAccess }
    }

    private static func encryption(_ input: Input) throws(ServiceError) -> Encryption {
        guard let encryption = try input.encryption.get() else {
            throw S3Error.invalidRequest("The UpdateObjectEncryption operation supports SSE-KMS as the target only.")
        }
        guard let arn = ARN(encryption.kmsKeyARN), arn.service == "kms", arn.resource.hasPrefix("key/") else {
            throw S3Error.invalidRequest("The provided KMS key ARN is not valid: use the full ARN of a KMS key.")
        }
        return encryption
    }

    /// Puts the data key under the new key.
    public static func prepare(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State, services: Services
    ) async throws(ServiceError) -> Prepared {
        let (_, data) = try target.existing("PUT")
        let encryption = try encryption(input)
        let path = KeyPath(target.key, in: target.bucket, call: call, state: state, services: services)
        guard let dataKey = try await path.open(data.encryption).first else { throw S3Error.body(.damaged) }
        let record = try await path.rewrap(
            dataKey, under: .named(encryption.kmsKeyARN), isBucketKeyEnabled: encryption.bucketKeyEnabled)
        return Prepared(record: record, old: data.encryption)
    }

    /// Puts the record of the data key in place of the old one.
    public static func apply(
        _ input: Input, on target: ObjectTarget, prepared: Prepared, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> NoOutput {
        var (version, data) = try target.existing("PUT")
        guard data.encryption == prepared.old else { throw S3Error.operationAborted }
        data.encryption = .kms(prepared.record)
        version.content.data = data
        state.objects.put(version)
        return NoOutput()
    }

    /// Bucket, key, version and new key.
    public static func audit(
        _ input: Input, target: ObjectTarget?, output: NoOutput?, in call: Call
    ) -> AuditDetail {
        var parameters: JSONObject = [:]
        parameters["versionId"] = input.versionID.map(JSONValue.string)
        if case .success(let encryption?) = input.encryption {
            parameters["ObjectEncryption"] = [
                "SSE-KMS": [
                    "KMSKeyArn": .string(encryption.kmsKeyARN), "BucketKeyEnabled": .bool(encryption.bucketKeyEnabled),
                ]
            ]
        }
        return S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.bucket.owner, parameters: parameters)
    }
}
