public import LabCore
public import LabService

/// `GetBucketTagging`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketTagging"
public enum GetBucketTagging: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketTagging`.
    public static let name = "GetBucketTagging"
    /// `s3:GetBucketTagging`.
    public static let action = "s3:GetBucketTagging"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// The tags.
    public struct Output: Sendable {
        /// The tags, in the order in which they were set.
        public let tags: [S3Tag]
    }

    /// Says which tags there are.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        guard !target.tags.isEmpty else {
            throw S3Error.notFound("NoSuchTagSet", "The TagSet does not exist", target.name)
        }
        return Output(tags: target.tags)
    }
}

/// `PutBucketTagging`: these tags, in place of all others.
///
/// - SeeAlso: Amazon S3 API Reference, "PutBucketTagging"
public enum PutBucketTagging: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutBucketTagging`.
    public static let name = "PutBucketTagging"
    /// `s3:PutBucketTagging`.
    public static let action = "s3:PutBucketTagging"

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body's tags.
        public var tags: Decoded<[S3Tag]>
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(bucket: String, tags: Decoded<[S3Tag]>, facts: RequestFacts = RequestFacts()) {
            self.bucket = bucket
            self.tags = tags
            self.facts = facts
        }
    }

    /// The tags must be well-formed.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        try TagRules.check(try input.tags.get(), .bucket)
    }

    /// Sets the tags.
    public static func change(_ bucket: inout Bucket, _ input: Input, in call: Call) throws(ServiceError) {
        bucket.tags = try input.tags.get()
    }

    /// The tags.
    public static func parameters(_ input: Input) -> JSONObject {
        let tags = (try? input.tags.get()) ?? []
        return [
            "Tagging": [
                "TagSet": [
                    "Tag": .array(tags.map { ["Key": .string($0.key), "Value": .string($0.value)] })
                ]
            ]
        ]
    }
}

/// `DeleteBucketTagging`: may be repeated.
///
/// - SeeAlso: Amazon S3 API Reference, "DeleteBucketTagging"
public enum DeleteBucketTagging: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `DeleteBucketTagging`.
    public static let name = "DeleteBucketTagging"
    /// `s3:PutBucketTagging`: there is no action of its own.
    public static let action = "s3:PutBucketTagging"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// Removes the tags.
    public static func change(_ bucket: inout Bucket, _ input: BucketRequest, in call: Call) throws(ServiceError) {
        bucket.tags = []
    }
}
