public import LabCore
public import LabPolicy
public import LabService

/// What a request about an object turned out to name.
public struct ObjectTarget: Sendable {
    /// The bucket.
    public let bucket: Bucket
    /// The key.
    public let key: ObjectKey
    /// The version asked for; `nil` for the newest.
    public let requestedID: VersionID?
    /// The newest version, be it a delete marker; `nil` when the key has none.
    public let newest: ObjectVersion?
    /// The version asked for, or the newest; `nil` when there is none.
    public let version: ObjectVersion?

    /// The version as one that has a body.
    ///
    /// - Throws: `NoSuchKey`, also for a key whose newest version is a delete marker; `NoSuchVersion`;
    ///   `MethodNotAllowed` for a delete marker that was asked for by its id.
    func existing(_ method: String) throws(ServiceError) -> (version: ObjectVersion, data: ObjectData) {
        guard let version else {
            guard let requestedID else { throw S3Error.noSuchKey(key) }
            throw S3Error.noSuchVersion(key, requestedID.text)
        }
        if let data = version.data { return (version, data) }
        guard requestedID != nil else { throw S3Error.noSuchKey(key, headers: markerHeaders(version)) }
        var headers = markerHeaders(version)
        headers["Allow"] = "DELETE"
        headers["Last-Modified"] = version.lastModified.httpDate
        throw S3Error.methodNotAllowed(method, resource: "DeleteMarker", headers: headers)
    }

    private func markerHeaders(_ marker: ObjectVersion) -> [String: String] {
        ["x-amz-delete-marker": "true", "x-amz-version-id": marker.versionID.text]
    }

    /// What `x-amz-version-id` says about the version: nothing in a bucket that never kept versions.
    var shownVersionID: VersionID? {
        bucket.isVersioned ? version?.versionID : nil
    }
}

extension S3State {
    /// Finds what a request about an object names. That there is no such key or version is said later, once it is known
    /// that the caller may know.
    ///
    /// - Throws: `NoSuchBucket` and the like; `InvalidArgument` for what cannot be a version id here.
    func target(_ input: some ObjectInput, in call: Call) throws(ServiceError) -> ObjectTarget {
        try target(input.objectKey, versionID: input.versionID, in: try bucket(input, in: call))
    }

    func target(
        _ key: ObjectKey, versionID: String?, in bucket: Bucket
    ) throws(ServiceError) -> ObjectTarget {
        let requestedID = try versionID.map { text throws(ServiceError) in
            guard let id = VersionID(text), id.isNull || bucket.isVersioned else {
                throw S3Error.invalidVersionID(text)
            }
            return id
        }
        let newest = newest(key, in: bucket.name)
        var found = newest
        if let requestedID { found = version(requestedID, of: key, in: bucket.name) }
        return ObjectTarget(
            bucket: bucket, key: key, requestedID: requestedID, newest: newest, version: found)
    }
}

/// An operation on one version of an object, which reads or changes what is known about it and not its body.
public protocol VersionOperation: S3Operation where Target == ObjectTarget, Input: ObjectInput {
    /// The IAM action for the newest version.
    static var action: String { get }
    /// The IAM action for a version named by its id.
    static var versionAction: String { get }
    /// The HTTP method, as the error for delete markers names it.
    static var method: String { get }
    /// Adds the operation's own condition keys.
    static func setConditions(_ input: Input, in call: Call, to context: inout ConditionContext)
    /// Refuses what state does not allow, and input that makes no sense.
    static func checkVersion(
        _ input: Input, _ target: ObjectTarget, _ data: ObjectData, in call: Call, state: S3State
    ) throws(ServiceError)
    /// The event's `requestParameters` beside bucket and key.
    static func parameters(_ input: Input) -> JSONObject
}

extension VersionOperation {
    /// A data event.
    public static var isDataEvent: Bool { true }
    /// The same action for every version.
    public static var versionAction: String { action }
    /// No condition keys of its own.
    public static func setConditions(_ input: Input, in call: Call, to context: inout ConditionContext) {}
    /// Nothing to refuse.
    public static func checkVersion(
        _ input: Input, _ target: ObjectTarget, _ data: ObjectData, in call: Call, state: S3State
    ) throws(ServiceError) {}
    /// Nothing.
    public static func parameters(_ input: Input) -> JSONObject { [:] }

    /// Finds the version.
    public static func resolve(
        _ input: Input, in call: Call, on state: S3State
    ) throws(ServiceError) -> ObjectTarget {
        try state.target(input, in: call)
    }

    /// The operation's action on the object; for a key that is not there, the right to know that, too.
    public static func demands(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        let maker = DemandMaker(target.bucket, input.facts, in: call)
        let demand = maker.onObject(
            input.versionID == nil ? action : versionAction, target.key, version: target.version,
            versionID: input.versionID
        ) { context in setConditions(input, in: call, to: &context) }
        return [demand] + maker.absence(of: target)
    }

    /// The version must be there and no delete marker; then what the operation itself refuses.
    public static func check(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) throws(ServiceError) {
        let (_, data) = try target.existing(method)
        try checkVersion(input, target, data, in: call, state: state)
    }

    /// Bucket, key and version.
    public static func audit(
        _ input: Input, target: ObjectTarget?, output: Output?, in call: Call
    ) -> AuditDetail {
        var parameters = parameters(input)
        parameters["versionId"] = input.versionID.map(JSONValue.string)
        return S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.bucket.owner, parameters: parameters)
    }
}

/// An operation that reads what is known about a version.
public protocol VersionQuery: VersionOperation, Query {}

extension VersionQuery {
    /// It reads.
    public static var isReadOnly: Bool { true }
    /// `GET`.
    public static var method: String { "GET" }
}

/// An operation that changes what is known about a version.
public protocol VersionMutation: VersionOperation, Mutation where Output == VersionAnswer, Prepared == Void {
    /// Changes the version's data, which are put back into the state afterwards.
    static func change(
        _ data: inout ObjectData, _ input: Input, on target: ObjectTarget, in call: Call
    ) throws(ServiceError)
}

/// The answer to a change of what is known about a version.
public struct VersionAnswer: Sendable, Hashable {
    /// `x-amz-version-id`, where AWS's answer has it; `nil` in a bucket that never kept versions.
    public let versionID: VersionID?
}

extension VersionMutation {
    /// It changes something.
    public static var isReadOnly: Bool { false }
    /// `PUT`.
    public static var method: String { "PUT" }

    /// Changes the version and puts it back.
    public static func apply(
        _ input: Input, on target: ObjectTarget, prepared: Void, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> VersionAnswer {
        var (version, data) = try target.existing(method)
        try change(&data, input, on: target, in: call)
        version.content.data = data
        state.objects.put(version)
        state.noteForLifecycle(at: call.now, in: target.bucket)
        return VersionAnswer(versionID: target.shownVersionID)
    }
}

extension DemandMaker {
    /// Whoever may not list a bucket is not told that a key is missing, but that access is denied.
    ///
    /// - SeeAlso: Amazon S3 API Reference, "GetObject", permissions
    func absence(of target: ObjectTarget) -> [AccessDemand] {
        guard target.newest?.data == nil, target.requestedID == nil else { return [] }
        return [onBucket("s3:ListBucket", refusal: S3Error.accessDenied)]
    }
}
