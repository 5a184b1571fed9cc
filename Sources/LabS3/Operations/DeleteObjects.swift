public import LabCore
public import LabService

/// `DeleteObjects`: up to 1,000 deletions in one request. What cannot be deleted is reported for its key; the rest goes.
///
/// Who may is decided key by key, too: what the caller may not delete is reported as `AccessDenied`.
///
/// - SeeAlso: Amazon S3 API Reference, "DeleteObjects"
public enum DeleteObjects: S3Operation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `DeleteObjects`.
    public static let name = "DeleteObjects"
    /// It writes.
    public static let isReadOnly = false
    /// A data event.
    public static let isDataEvent = true

    /// One key to delete.
    public struct ObjectIdentifier: Sendable, Hashable {
        /// The key.
        public var key: String
        /// `VersionId`.
        public var versionID: String?
        /// `ETag`: a condition.
        public var eTag: String?

        /// A key to delete.
        public init(key: String, versionID: String? = nil, eTag: String? = nil) {
            self.key = key
            self.versionID = versionID
            self.eTag = eTag
        }
    }

    /// The body: `Delete`.
    public struct Batch: Sendable {
        /// The keys.
        public var objects: [ObjectIdentifier]
        /// Whether only failures are reported.
        public var isQuiet: Bool

        /// A batch.
        public init(_ objects: [ObjectIdentifier], isQuiet: Bool = false) {
            self.objects = objects
            self.isQuiet = isQuiet
        }
    }

    /// What to delete.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body.
        public var batch: Decoded<Batch>
        /// `x-amz-bypass-governance-retention`; `nil` when it was not sent.
        public var bypassGovernanceRetention: Bool?
        /// The body's integrity, which was verified; whether the request vouched for it at all counts here.
        public var checksums: ChecksumHeaders
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to delete.
        public init(
            bucket: String, batch: Decoded<Batch>, bypassGovernanceRetention: Bool? = nil,
            checksums: ChecksumHeaders, facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.batch = batch
            self.bypassGovernanceRetention = bypassGovernanceRetention
            self.checksums = checksums
            self.facts = facts
        }
    }

    /// What the request turned out to name: the bucket. Keys are looked up one after the other, for a key may stand in
    /// the batch twice.
    public struct Target: Sendable {
        /// The bucket.
        public let bucket: Bucket
        /// What the caller may not delete, by its place in the batch.
        var refusals: [Int: ServiceError] = [:]
    }

    /// What became of every key, in the order of the request.
    public struct Output: Sendable {
        /// What was deleted; empty for a quiet request.
        public let deleted: [Deleted]
        /// What was not.
        public let errors: [Failure]
    }

    /// A key that was deleted.
    public struct Deleted: Sendable, Hashable {
        /// The key.
        public let key: String
        /// `VersionId`, when one was asked for.
        public let versionID: String?
        /// `DeleteMarker`: `true` when a marker was made or removed, else `nil`.
        public let deleteMarker: Bool?
        /// `DeleteMarkerVersionId`.
        public let deleteMarkerVersionID: String?
    }

    /// A key that was not deleted.
    public struct Failure: Sendable, Hashable {
        /// The key.
        public let key: String
        /// `VersionId`, when one was asked for.
        public let versionID: String?
        /// The error.
        public let error: ServiceError
    }

    /// Finds the bucket.
    public static func resolve(_ input: Input, in call: Call, on state: S3State) throws(ServiceError) -> Target {
        Target(bucket: try state.bucket(input, in: call))
    }

    /// The right to delete, for a request that names nothing to delete.
    public static func demands(
        _ input: Input, on target: Target, in call: Call, state: S3State
    ) -> [AccessDemand] {
        guard keys(input).isEmpty else { return [] }
        return [DemandMaker(target.bucket, input.facts, in: call).onBucket("s3:DeleteObject")]
    }

    /// The demands of every deletion.
    public static func partDemands(
        _ input: Input, on target: Target, in call: Call, state: S3State
    ) -> [[AccessDemand]] {
        let maker = DemandMaker(target.bucket, input.facts, in: call)
        return keys(input).map { object in
            let found = try? state.target(ObjectKey(object.key), versionID: object.versionID, in: target.bucket)
            guard let found else { return [maker.onObject("s3:DeleteObjectVersion", ObjectKey(object.key))] }
            return maker.deletion(
                found, versionID: object.versionID, bypasses: input.bypassGovernanceRetention == true,
                readsETag: object.eTag != nil && object.eTag != "*", now: call.now)
        }
    }

    /// Keeps what is refused for its turn.
    public static func mark(_ target: inout Target, refused: [Int: ServiceError]) { target.refusals = refused }

    /// The keys of a batch that is well-formed.
    private static func keys(_ input: Input) -> [ObjectIdentifier] {
        let objects = (try? input.batch.get())?.objects ?? []
        return S3Limits.deleteObjects.contains(objects.count) ? objects : []
    }

    /// The batch must be well-formed and vouched for.
    public static func check(
        _ input: Input, on target: Target, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard input.checksums.isPresent else { throw S3Error.missingContentMD5 }
        let batch = try input.batch.get()
        guard S3Limits.deleteObjects.contains(batch.objects.count) else { throw S3Error.malformedXML }
        if input.bypassGovernanceRetention != nil, target.bucket.objectLock == nil { throw S3Error.bypassWithoutLock }
    }

    /// Deletes what can be deleted.
    public static func apply(
        _ input: Input, on target: Target, prepared: Void, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> Output {
        let batch = try input.batch.get()
        var deleted: [Deleted] = []
        var errors: [Failure] = []
        for (place, object) in batch.objects.enumerated() {
            do throws(ServiceError) {
                if let refusal = target.refusals[place] { throw refusal }
                deleted.append(try delete(object, input, target.bucket, call, &state))
            } catch {
                errors.append(Failure(key: object.key, versionID: object.versionID, error: error))
            }
        }
        return Output(deleted: batch.isQuiet ? [] : deleted, errors: errors)
    }

    private static func delete(
        _ object: ObjectIdentifier, _ input: Input, _ bucket: Bucket, _ call: Call, _ state: inout S3State
    ) throws(ServiceError) -> Deleted {
        let key = ObjectKey(object.key)
        if let text = object.versionID, VersionID(text) == nil { throw S3Error.noSuchVersion(key, text) }
        let target = try state.target(key, versionID: object.versionID, in: bucket)
        try Deletion(target, bypasses: input.bypassGovernanceRetention == true, ifMatch: object.eTag).check(
            now: call.now)
        let outcome = try state.delete(target, in: call)
        let isMarker = outcome.deleteMarker == true
        return Deleted(
            key: object.key, versionID: object.versionID, deleteMarker: outcome.deleteMarker,
            deleteMarkerVersionID: isMarker ? outcome.versionID?.text : nil)
    }

    /// The bucket.
    public static func audit(_ input: Input, target: Target?, output: Output?, in call: Call) -> AuditDetail {
        S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, owner: target?.bucket.owner, parameters: ["delete": ""])
    }
}
