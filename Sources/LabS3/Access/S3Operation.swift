public import LabCore
public import LabPolicy
public import LabService

/// An operation of the object store.
///
/// Inputs are plain structs that name AWS's members; header values are text exactly as sent, because S3's errors quote
/// them, and the operation checks them. The order of an operation's checks is S3's: the bucket exists, its owner and
/// Region fit (`resolve`), policies allow (`demands`), the request makes sense in this state (`check`).
public protocol S3Operation: Operation where State == S3State, Input: S3Input {}

extension S3Operation {
    /// The object store.
    public static var service: Service { .s3 }
}

/// What every input has.
public protocol S3Input: Sendable {
    /// How the request was signed, and its common headers.
    var facts: RequestFacts { get }
}

/// An input that names a bucket.
public protocol BucketInput: S3Input {
    /// The bucket's name.
    var bucket: String { get }
}

/// An input that names an object.
public protocol ObjectInput: BucketInput {
    /// The key, as its bytes were on the wire.
    var key: String { get }
    /// `versionId`.
    var versionID: String? { get }
}

extension ObjectInput {
    /// Operations that make objects name no version.
    public var versionID: String? { nil }
    /// The key as S3 compares it.
    var objectKey: ObjectKey { ObjectKey(key) }
}

/// An operation on a bucket.
///
/// The few words that differ from one operation to the next are here; the operation's file says what it does.
public protocol BucketOperation: S3Operation where Target == Bucket, Input: BucketInput {
    /// The IAM action, such as `s3:GetEncryptionConfiguration`.
    static var action: String { get }
    /// Adds the operation's own condition keys.
    static func setConditions(_ input: Input, in context: inout ConditionContext)
    /// Refuses what the bucket's state does not allow, and input that makes no sense.
    static func checkBucket(_ input: Input, _ bucket: Bucket, in call: Call, state: S3State) throws(ServiceError)
    /// The event's `requestParameters` beside the bucket's name.
    static func parameters(_ input: Input) -> JSONObject
}

extension BucketOperation {
    /// A management event.
    public static var isDataEvent: Bool { false }
    /// No condition keys of its own.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {}
    /// Nothing to refuse.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {}
    /// Nothing.
    public static func parameters(_ input: Input) -> JSONObject { [:] }

    /// Finds the bucket.
    public static func resolve(_ input: Input, in call: Call, on state: S3State) throws(ServiceError) -> Bucket {
        try state.bucket(input, in: call)
    }

    /// One demand: the operation's action on the bucket.
    public static func demands(
        _ input: Input, on target: Bucket, in call: Call, state: S3State
    ) -> [AccessDemand] {
        let maker = DemandMaker(target, input.facts, in: call)
        return [maker.onBucket(action) { context in setConditions(input, in: &context) }]
    }

    /// What the operation itself refuses.
    public static func check(
        _ input: Input, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        try checkBucket(input, target, in: call, state: state)
    }

    /// The bucket.
    public static func audit(_ input: Input, target: Bucket?, output: Output?, in call: Call) -> AuditDetail {
        S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, owner: target?.owner, parameters: parameters(input))
    }
}

/// An operation on a bucket that reads.
public protocol BucketQuery: BucketOperation, Query {}

extension BucketQuery {
    /// It reads.
    public static var isReadOnly: Bool { true }
}

/// An operation on a bucket that changes its configuration.
public protocol BucketMutation: BucketOperation, Mutation where Output == NoOutput, Prepared == Void {
    /// Changes the bucket, which is put back into the state afterwards.
    static func change(_ bucket: inout Bucket, _ input: Input, in call: Call) throws(ServiceError)
}

extension BucketMutation {
    /// It changes something.
    public static var isReadOnly: Bool { false }

    /// Changes the bucket and puts it back.
    public static func apply(
        _ input: Input, on target: Bucket, prepared: Void, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> NoOutput {
        var bucket = target
        try change(&bucket, input, in: call)
        state.buckets.put(bucket)
        return NoOutput()
    }
}

/// The output of operations that answer with headers only, or with nothing.
public struct NoOutput: Sendable, Hashable {
    /// Nothing.
    public init() {}
}

extension S3State {
    /// The bucket that a request names.
    ///
    /// - Throws: `NoSuchBucket`, `PermanentRedirect` for another Region, `AccessDenied` for another expected owner.
    func bucket(_ input: some BucketInput, in call: Call) throws(ServiceError) -> Bucket {
        try bucket(input.bucket, input.facts, expectedOwner: input.facts.expectedBucketOwner, in: call)
    }

    func bucket(
        _ name: String, _ facts: RequestFacts, expectedOwner: String?, in call: Call
    ) throws(ServiceError) -> Bucket {
        if let expectedOwner, AccountID(expectedOwner) == nil { throw S3Error.invalidExpectedOwner(expectedOwner) }
        guard let bucket = buckets[BucketID(name)] else { throw S3Error.noSuchBucket(name) }
        // Only Signature Version 4 names a Region that could be the wrong one.
        guard facts.signature != .version4 || call.region == bucket.region else {
            throw S3Error.permanentRedirect(bucket)
        }
        if let expectedOwner, expectedOwner != bucket.owner.digits { throw S3Error.accessDenied }
        return bucket
    }
}
