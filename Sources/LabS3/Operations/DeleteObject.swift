public import LabCore
import LabPolicy
public import LabService

/// `DeleteObject`: without a version id a delete marker goes on top, whatever locks say; with one, the version is gone
/// for good, unless it is locked.
///
/// - SeeAlso: Amazon S3 API Reference, "DeleteObject"
public enum DeleteObject: S3Operation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `DeleteObject`.
    public static let name = "DeleteObject"
    /// It writes.
    public static let isReadOnly = false
    /// A data event.
    public static let isDataEvent = true

    /// What to delete.
    public struct Input: ObjectInput {
        /// The bucket's name.
        public var bucket: String
        /// The key.
        public var key: String
        /// `versionId`.
        public var versionID: String?
        /// `x-amz-bypass-governance-retention`; `nil` when it was not sent.
        public var bypassGovernanceRetention: Bool?
        /// `If-Match`.
        public var ifMatch: String?
        /// Whether `x-amz-if-match-last-modified-time` or `x-amz-if-match-size` was sent: they are for directory buckets.
        public var hasDirectoryConditions: Bool
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to delete; what is left out was not sent.
        public init(
            bucket: String, key: String, versionID: String? = nil, bypassGovernanceRetention: Bool? = nil,
            ifMatch: String? = nil, hasDirectoryConditions: Bool = false, facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.versionID = versionID
            self.bypassGovernanceRetention = bypassGovernanceRetention
            self.ifMatch = ifMatch
            self.hasDirectoryConditions = hasDirectoryConditions
            self.facts = facts
        }
    }

    /// What became of it.
    public struct Output: Sendable, Hashable {
        /// `x-amz-delete-marker`: `true` when a marker was made or removed, else `nil`.
        public let deleteMarker: Bool?
        /// `x-amz-version-id`: of the marker that was made, or of what was removed.
        public let versionID: VersionID?
    }

    /// Finds the version.
    public static func resolve(
        _ input: Input, in call: Call, on state: S3State
    ) throws(ServiceError) -> ObjectTarget {
        try state.target(input, in: call)
    }

    /// `s3:DeleteObject`, or `s3:DeleteObjectVersion` for a version; passing governance mode takes a permission of its own.
    public static func demands(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        DemandMaker(target.bucket, input.facts, in: call).deletion(
            target, versionID: input.versionID, bypasses: input.bypassGovernanceRetention == true,
            readsETag: input.ifMatch != nil && input.ifMatch != "*", now: call.now)
    }

    /// Conditions and locks.
    public static func check(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) throws(ServiceError) {
        if input.hasDirectoryConditions { throw S3Error.notImplemented(header: "x-amz-if-match-size") }
        if input.bypassGovernanceRetention != nil, target.bucket.objectLock == nil { throw S3Error.bypassWithoutLock }
        try Deletion(target, bypasses: input.bypassGovernanceRetention == true, ifMatch: input.ifMatch).check(
            now: call.now)
    }

    /// Deletes.
    public static func apply(
        _ input: Input, on target: ObjectTarget, prepared: Void, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> Output {
        try state.delete(target, in: call)
    }

    /// Bucket, key and version.
    public static func audit(
        _ input: Input, target: ObjectTarget?, output: Output?, in call: Call
    ) -> AuditDetail {
        var parameters: JSONObject = [:]
        parameters["versionId"] = input.versionID.map(JSONValue.string)
        parameters["x-amz-bypass-governance-retention"] = input.bypassGovernanceRetention.map {
            .string($0 ? "true" : "false")
        }
        var response: JSONObject = [:]
        response["x-amz-version-id"] = output?.versionID.map { .string($0.text) }
        if output?.deleteMarker == true { response["x-amz-delete-marker"] = "true" }
        return S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.bucket.owner, parameters: parameters,
            response: response.isEmpty ? nil : response)
    }
}

/// What stands in the way of one deletion.
struct Deletion {
    let target: ObjectTarget
    let bypasses: Bool
    let ifMatch: String?

    init(_ target: ObjectTarget, bypasses: Bool, ifMatch: String?) {
        self.target = target
        self.bypasses = bypasses
        self.ifMatch = ifMatch
    }

    /// - Throws: `PreconditionFailed`; `AccessDenied` for a locked version.
    func check(now: Timestamp) throws(ServiceError) {
        if let ifMatch, let eTag = target.version?.data?.eTag, !ETag.matches(ifMatch, eTag) {
            throw S3Error.preconditionFailed("If-Match")
        }
        guard target.requestedID != nil, let version = target.version else { return }
        // The permission was demanded wherever the wish could matter.
        let bypass = ObjectLock.Bypass(isRequested: bypasses, isPermitted: bypasses)
        guard ObjectLock.mayDelete(version.protection, bypass: bypass, now: now) == nil else {
            throw S3Error.lockedAccess
        }
    }
}

extension DemandMaker {
    /// The demands of a deletion.
    func deletion(
        _ target: ObjectTarget, versionID: String?, bypasses: Bool, readsETag: Bool, now: Timestamp
    ) -> [AccessDemand] {
        let action = versionID == nil ? "s3:DeleteObject" : "s3:DeleteObjectVersion"
        var demands = [onObject(action, target.key, version: target.version, versionID: versionID)]
        if readsETag { demands.append(read(target, versionID: versionID)) }
        if bypasses, versionID != nil, let version = target.version, version.isInGovernance(at: now) {
            demands.append(bypass(target, version, now: now))
        }
        return demands
    }

    /// Passing governance mode; without the permission the lock holds.
    func bypass(_ target: ObjectTarget, _ version: ObjectVersion, now: Timestamp) -> AccessDemand {
        onObject(
            "s3:BypassGovernanceRetention", target.key, version: version, versionID: version.versionID.text,
            refusal: S3Error.lockedAccess
        ) { context in
            guard let retention = version.data?.retention else { return }
            context.set("s3:object-lock-mode", retention.mode.rawValue)
            context.set("s3:object-lock-retain-until-date", retention.retainUntil.iso8601)
            context.set(
                "s3:object-lock-remaining-retention-days", String((retention.retainUntil - now).daysBegun))
        }
    }
}

extension ObjectVersion {
    /// Whether governance mode holds it, and nothing stricter.
    func isInGovernance(at now: Timestamp) -> Bool {
        ObjectLock.mayDelete(protection, bypass: .none, now: now) == .governance
    }
}

extension S3State {
    /// Deletes what a request names; checks are done.
    mutating func delete(_ target: ObjectTarget, in call: Call) throws(ServiceError) -> DeleteObject.Output {
        if let requestedID = target.requestedID {
            guard let version = target.version else {
                return DeleteObject.Output(deleteMarker: nil, versionID: requestedID)
            }
            remove(version)
            noteForLifecycle(at: call.now, in: target.bucket)
            let shown = target.bucket.isVersioned ? requestedID : nil
            return DeleteObject.Output(deleteMarker: version.isDeleteMarker ? true : nil, versionID: shown)
        }
        switch target.bucket.versioning {
        case nil:
            if let version = target.newest { remove(version) }
            return DeleteObject.Output(deleteMarker: nil, versionID: nil)
        case .enabled: return mark(target, try S3Random.versionID(from: call.random), now: call.now)
        case .suspended: return mark(target, .null, now: call.now)
        }
    }

    /// Puts a delete marker on top.
    mutating func mark(_ target: ObjectTarget, _ id: VersionID, now: Timestamp) -> DeleteObject.Output {
        let content = ObjectContent(versionID: id, lastModified: now, owner: target.bucket.owner)
        _ = insert(content, key: target.key, in: target.bucket, now: now)
        return DeleteObject.Output(deleteMarker: true, versionID: id)
    }
}
