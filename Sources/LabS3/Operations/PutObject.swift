public import LabCore
import LabPolicy
public import LabService

/// `PutObject`: a new version of an object, with its body. A form (`POST Object`) comes in here too.
///
/// - SeeAlso: Amazon S3 API Reference, "PutObject"
public enum PutObject: S3Operation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutObject`.
    public static let name = "PutObject"
    /// It writes.
    public static let isReadOnly = false
    /// A data event.
    public static let isDataEvent = true

    /// An object to write.
    public struct Input: ObjectInput {
        /// The bucket's name.
        public var bucket: String
        /// The key.
        public var key: String
        /// The body.
        public var body: any BodySource
        /// `Content-Length`, or `x-amz-decoded-content-length`.
        public var contentLength: Int?
        /// What the object gets beside its body.
        public var headers: ObjectHeaders
        /// The checksums of the body.
        public var checksums: ChecksumHeaders
        /// The conditions.
        public var conditions: WriteConditions
        /// How the request was signed.
        public var facts: RequestFacts

        /// An object to write; what is left out was not sent.
        public init(
            bucket: String, key: String, body: any BodySource, contentLength: Int? = nil,
            headers: ObjectHeaders = ObjectHeaders(), checksums: ChecksumHeaders = ChecksumHeaders(),
            conditions: WriteConditions = WriteConditions(), facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.body = body
            self.contentLength = contentLength
            self.headers = headers
            self.checksums = checksums
            self.conditions = conditions
            self.facts = facts
        }
    }

    /// What became of it.
    public struct Output: Sendable {
        /// `ETag`, without quotes.
        public let eTag: String
        /// `x-amz-version-id`; `nil` unless versioning is enabled.
        public let versionID: VersionID?
        /// The encryption.
        public let encryption: EncryptionAnswer
        /// The checksum.
        public let checksum: ObjectChecksum?
        /// `x-amz-object-size`.
        public let size: Int
        /// `x-amz-expiration`, when a lifecycle rule covers the object.
        public let expiration: String?
        /// CloudTrail's `SSEApplied`.
        let applied: String
    }

    /// Finds bucket and key.
    public static func resolve(
        _ input: Input, in call: Call, on state: S3State
    ) throws(ServiceError) -> ObjectTarget {
        try state.target(input, in: call)
    }

    /// `s3:PutObject`, and an action for every kind of header beyond.
    public static func demands(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        let maker = DemandMaker(target.bucket, input.facts, in: call)
        return maker.write(target, input.headers, in: call) { context in
            context.set("s3:ObjectCreationOperation", true)
            context.set("s3:if-match", input.conditions.ifMatch)
            context.set("s3:if-none-match", input.conditions.ifNoneMatch)
        }
    }

    /// Everything that can be said before the body is read.
    public static func check(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) throws(ServiceError) {
        _ = try plan(input, target, call, state)
        try input.conditions.checkForm()
        _ = try ExpectedChecksums(input.checksums)
        if let length = input.contentLength, length > S3Limits.singleBodyBytes {
            throw S3Error.entityTooLarge(length, limit: S3Limits.singleBodyBytes)
        }
        let needsChecksum = input.headers.lock.isPresent || target.bucket.objectLock?.defaultRetention != nil
        guard !needsChecksum || input.checksums.isPresent else { throw S3Error.lockNeedsChecksum("Object") }
        try input.conditions.check(target.newest, key: target.key)
    }

    /// Takes in the body.
    public static func prepare(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State, services: Services
    ) async throws(ServiceError) -> PreparedVersion {
        let expected = try ExpectedChecksums(input.checksums)
        let writer = VersionWriter(
            target: target, plan: try plan(input, target, call, state), call: call, state: state, services: services)
        return PreparedVersion(
            try await writer.take(
                input.body, contentLength: input.contentLength, expected: expected, algorithm: expected.algorithm))
    }

    /// Makes the version.
    public static func apply(
        _ input: Input, on target: ObjectTarget, prepared: PreparedVersion, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> Output {
        let object = prepared.object
        let version = try state.insert(object, on: target, at: call.now)
        return Output(
            eTag: object.eTag, versionID: object.version.isNull ? nil : object.version,
            encryption: object.encryptionAnswer(input.headers.encryption), checksum: object.checksum,
            size: object.body.byteCount, expiration: target.bucket.expirationHeader(for: version),
            applied: object.plan.encryption.applied)
    }

    private static func plan(
        _ input: Input, _ target: ObjectTarget, _ call: Call, _ state: S3State
    ) throws(ServiceError) -> PlannedObject {
        try input.headers.plan(
            target.key, in: target.bucket, operation: name, facts: input.facts, call: call, options: state.options)
    }

    /// Bucket, key, encryption; no body, no key.
    public static func audit(
        _ input: Input, target: ObjectTarget?, output: Output?, in call: Call
    ) -> AuditDetail {
        var response = output?.encryption.auditMembers
        response?["x-amz-version-id"] = output?.versionID.map { .string($0.text) }
        return S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.bucket.owner,
            parameters: input.headers.encryption.auditMembers, response: response, bytesIn: output?.size ?? 0,
            applied: output?.applied)
    }
}

/// A body that was taken in and waits for the writer. When the request fails there, the body goes.
public struct PreparedVersion: Sendable {
    let object: PreparedObject

    init(_ object: PreparedObject) {
        self.object = object
    }
}

extension DemandMaker {
    /// The demands of a write: the object, and everything that its headers ask for.
    func write(
        _ target: ObjectTarget, _ headers: ObjectHeaders, in call: Call,
        _ conditions: @escaping @Sendable (inout ConditionContext) -> Void = { _ in }
    ) -> [AccessDemand] {
        let actions = ["s3:PutObject"] + headers.furtherActions(of: call.caller)
        return actions.map { action in
            onObject(action, target.key) { context in
                headers.setConditions(in: &context, now: call.now)
                conditions(&context)
            }
        }
    }
}
