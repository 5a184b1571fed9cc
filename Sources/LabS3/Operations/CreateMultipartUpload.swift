public import LabCore
import LabPolicy
public import LabService

/// `CreateMultipartUpload`: everything about the object is said here, its encryption too: one data key for all parts.
///
/// - SeeAlso: Amazon S3 API Reference, "CreateMultipartUpload"
public enum CreateMultipartUpload: S3Operation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `CreateMultipartUpload`.
    public static let name = "CreateMultipartUpload"
    /// It writes.
    public static let isReadOnly = false
    /// A data event.
    public static let isDataEvent = true

    /// An upload to begin.
    public struct Input: ObjectInput {
        /// The bucket's name.
        public var bucket: String
        /// The key.
        public var key: String
        /// What the object gets beside its body.
        public var headers: ObjectHeaders
        /// `x-amz-checksum-algorithm`.
        public var checksumAlgorithm: String?
        /// `x-amz-checksum-type`.
        public var checksumType: String?
        /// How the request was signed.
        public var facts: RequestFacts

        /// An upload to begin; what is left out was not sent.
        public init(
            bucket: String, key: String, headers: ObjectHeaders = ObjectHeaders(), checksumAlgorithm: String? = nil,
            checksumType: String? = nil, facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.headers = headers
            self.checksumAlgorithm = checksumAlgorithm
            self.checksumType = checksumType
            self.facts = facts
        }
    }

    /// The upload.
    public struct Output: Sendable {
        /// `UploadId`.
        public let uploadID: String
        /// The encryption.
        public let encryption: EncryptionAnswer
        /// `x-amz-checksum-algorithm`.
        public let checksumAlgorithm: ChecksumAlgorithm?
        /// `x-amz-checksum-type`.
        public let checksumType: ChecksumType?
        /// CloudTrail's `SSEApplied`.
        let applied: String
    }

    /// What is made before the writer is entered.
    public struct Prepared: Sendable {
        let encryption: ObjectEncryption
        let plan: PlannedObject
        let uploadID: String
        let version: VersionID
    }

    /// Finds bucket and key.
    public static func resolve(
        _ input: Input, in call: Call, on state: S3State
    ) throws(ServiceError) -> ObjectTarget {
        try state.target(input, in: call)
    }

    /// As PutObject.
    public static func demands(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        DemandMaker(target.bucket, input.facts, in: call).write(target, input.headers, in: call) { context in
            context.set("s3:ObjectCreationOperation", false)
        }
    }

    /// As PutObject, as far as there is no body.
    public static func check(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) throws(ServiceError) {
        _ = try plan(input, target, call, state)
        _ = try checksum(input)
    }

    private static func plan(
        _ input: Input, _ target: ObjectTarget, _ call: Call, _ state: S3State
    ) throws(ServiceError) -> PlannedObject {
        try input.headers.plan(
            target.key, in: target.bucket, operation: name, facts: input.facts, call: call, options: state.options)
    }

    private static func checksum(
        _ input: Input
    ) throws(ServiceError) -> (algorithm: ChecksumAlgorithm, type: ChecksumType)? {
        guard let text = input.checksumAlgorithm else {
            guard input.checksumType == nil else { throw S3Error.checksumTypeAlone }
            return nil
        }
        guard let algorithm = ChecksumAlgorithm(rawValue: text.uppercased()) else { throw S3Error.unsupportedChecksum }
        guard let typeText = input.checksumType else { return (algorithm, algorithm.standardType) }
        guard let type = ChecksumType(rawValue: typeText) else {
            throw S3Error.invalidRequest("Value for x-amz-checksum-type header is invalid.")
        }
        guard algorithm.supports(type) else { throw S3Error.impossibleChecksum(type, algorithm) }
        return (algorithm, type)
    }

    /// Makes the data key.
    public static func prepare(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State, services: Services
    ) async throws(ServiceError) -> Prepared {
        let plan = try plan(input, target, call, state)
        let path = KeyPath(target.key, in: target.bucket, call: call, state: state, services: services)
        let (encryption, _) = try await path.make(plan.encryption)
        return Prepared(
            encryption: encryption, plan: plan, uploadID: try S3Random.token(64, from: call.random),
            version: try S3Random.versionID(from: call.random))
    }

    /// Begins the upload.
    public static func apply(
        _ input: Input, on target: ObjectTarget, prepared: Prepared, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> Output {
        let checksum = try checksum(input)
        let upload = MultipartUpload(
            id: UploadRowID(
                bucket: target.bucket.name, key: target.key, initiated: call.now, uploadID: prepared.uploadID),
            initiator: call.caller.principal, owner: prepared.plan.owner, plannedVersion: prepared.version,
            eTagAtStart: target.newest?.data?.eTag, properties: prepared.plan.properties,
            encryption: prepared.encryption, requestedEncryption: input.headers.encryption.requested,
            checksumAlgorithm: checksum?.algorithm, checksumType: checksum?.type, tags: prepared.plan.tags,
            retention: prepared.plan.retention, isLegalHoldOn: prepared.plan.isLegalHoldOn, acl: prepared.plan.acl)
        state.uploads.put(upload)
        state.noteForLifecycle(at: call.now, in: target.bucket)
        return Output(
            uploadID: prepared.uploadID,
            encryption: EncryptionAnswer(
                prepared.encryption, customerKeyMD5: prepared.plan.encryption.customerKeyMD5,
                context: input.headers.encryption.sseKMSEncryptionContext),
            checksumAlgorithm: checksum?.algorithm, checksumType: checksum?.type,
            applied: prepared.plan.encryption.applied)
    }

    /// Bucket, key, encryption. CloudTrail shows how a multipart object is encrypted here and not at its completion.
    public static func audit(
        _ input: Input, target: ObjectTarget?, output: Output?, in call: Call
    ) -> AuditDetail {
        S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.bucket.owner,
            parameters: input.headers.encryption.auditMembers, response: output?.encryption.auditMembers,
            applied: output?.applied)
    }
}
