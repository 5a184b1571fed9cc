public import LabCore
public import LabService

/// `GetPublicAccessBlock`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetPublicAccessBlock"
public enum GetPublicAccessBlock: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetPublicAccessBlock`.
    public static let name = "GetPublicAccessBlock"
    /// CloudTrail's name.
    public static let eventName = "GetBucketPublicAccessBlock"
    /// `s3:GetBucketPublicAccessBlock`.
    public static let action = "s3:GetBucketPublicAccessBlock"
    /// Which bucket.
    public typealias Input = BucketRequest
    /// What is shut.
    public typealias Output = PublicAccessBlock

    /// Says what is shut.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> PublicAccessBlock {
        guard let block = target.publicAccessBlock else {
            throw S3Error.notFound(
                "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found",
                target.name)
        }
        return block
    }
}

/// `PutPublicAccessBlock`.
///
/// - SeeAlso: Amazon S3 API Reference, "PutPublicAccessBlock"
public enum PutPublicAccessBlock: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutPublicAccessBlock`.
    public static let name = "PutPublicAccessBlock"
    /// CloudTrail's name.
    public static let eventName = "PutBucketPublicAccessBlock"
    /// `s3:PutBucketPublicAccessBlock`.
    public static let action = "s3:PutBucketPublicAccessBlock"

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body.
        public var block: Decoded<PublicAccessBlock>
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(bucket: String, block: Decoded<PublicAccessBlock>, facts: RequestFacts = RequestFacts()) {
            self.bucket = bucket
            self.block = block
            self.facts = facts
        }
    }

    /// Sets the block.
    public static func change(_ bucket: inout Bucket, _ input: Input, in call: Call) throws(ServiceError) {
        bucket.publicAccessBlock = try input.block.get()
    }

    /// The block.
    public static func parameters(_ input: Input) -> JSONObject {
        guard let block = try? input.block.get() else { return [:] }
        return [
            "PublicAccessBlockConfiguration": [
                "BlockPublicAcls": .bool(block.blockPublicAcls), "IgnorePublicAcls": .bool(block.ignorePublicAcls),
                "BlockPublicPolicy": .bool(block.blockPublicPolicy),
                "RestrictPublicBuckets": .bool(block.restrictPublicBuckets),
            ]
        ]
    }
}

/// `DeletePublicAccessBlock`: everything open; may be repeated.
///
/// - SeeAlso: Amazon S3 API Reference, "DeletePublicAccessBlock"
public enum DeletePublicAccessBlock: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `DeletePublicAccessBlock`.
    public static let name = "DeletePublicAccessBlock"
    /// CloudTrail's name.
    public static let eventName = "DeleteBucketPublicAccessBlock"
    /// `s3:PutBucketPublicAccessBlock`: there is no action of its own.
    public static let action = "s3:PutBucketPublicAccessBlock"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// Removes the block.
    public static func change(_ bucket: inout Bucket, _ input: BucketRequest, in call: Call) throws(ServiceError) {
        bucket.publicAccessBlock = nil
    }
}

/// `GetBucketOwnershipControls`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketOwnershipControls"
public enum GetBucketOwnershipControls: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketOwnershipControls`.
    public static let name = "GetBucketOwnershipControls"
    /// `s3:GetBucketOwnershipControls`.
    public static let action = "s3:GetBucketOwnershipControls"
    /// Which bucket.
    public typealias Input = BucketRequest
    /// The one rule.
    public typealias Output = ObjectOwnership

    /// Says who owns what others write.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> ObjectOwnership {
        guard let ownership = target.ownership else {
            throw S3Error.notFound(
                "OwnershipControlsNotFoundError", "The bucket ownership controls were not found", target.name)
        }
        return ownership
    }
}

/// `PutBucketOwnershipControls`. Enforced ownership wants a list that grants nothing beyond the owner's.
///
/// - SeeAlso: Amazon S3 API Reference, "PutBucketOwnershipControls"
public enum PutBucketOwnershipControls: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutBucketOwnershipControls`.
    public static let name = "PutBucketOwnershipControls"
    /// `s3:PutBucketOwnershipControls`.
    public static let action = "s3:PutBucketOwnershipControls"

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body's rules, as sent.
        public var rules: Decoded<[String]>
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(bucket: String, rules: Decoded<[String]>, facts: RequestFacts = RequestFacts()) {
            self.bucket = bucket
            self.rules = rules
            self.facts = facts
        }
    }

    /// One known rule.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard try ownership(input) == .bucketOwnerEnforced, bucket.acl != nil else { return }
        throw S3Error.bucketACLWithEnforcedOwnership
    }

    private static func ownership(_ input: Input) throws(ServiceError) -> ObjectOwnership {
        let rules = try input.rules.get()
        guard rules.count == 1, let ownership = rules.first.flatMap(ObjectOwnership.init) else {
            throw S3Error.malformedXML
        }
        return ownership
    }

    /// Sets the rule.
    public static func change(_ bucket: inout Bucket, _ input: Input, in call: Call) throws(ServiceError) {
        bucket.ownership = try ownership(input)
    }

    /// The rule.
    public static func parameters(_ input: Input) -> JSONObject {
        let rules = (try? input.rules.get()) ?? []
        return ["OwnershipControls": ["Rule": .array(rules.map { ["ObjectOwnership": .string($0)] })]]
    }
}

/// `DeleteBucketOwnershipControls`: may be repeated.
///
/// - SeeAlso: Amazon S3 API Reference, "DeleteBucketOwnershipControls"
public enum DeleteBucketOwnershipControls: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `DeleteBucketOwnershipControls`.
    public static let name = "DeleteBucketOwnershipControls"
    /// `s3:PutBucketOwnershipControls`: there is no action of its own.
    public static let action = "s3:PutBucketOwnershipControls"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// Removes the rule.
    public static func change(_ bucket: inout Bucket, _ input: BucketRequest, in call: Call) throws(ServiceError) {
        bucket.ownership = nil
    }
}
