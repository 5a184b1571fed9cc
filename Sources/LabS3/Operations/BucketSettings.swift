public import LabCore
public import LabService

/// `GetBucketLogging`: an empty answer when no target was set.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketLogging"
public enum GetBucketLogging: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketLogging`.
    public static let name = "GetBucketLogging"
    /// `s3:GetBucketLogging`.
    public static let action = "s3:GetBucketLogging"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// Where logs go.
    public struct Output: Sendable {
        /// The target; `nil` makes an empty `BucketLoggingStatus`.
        public let logging: BucketLogging?
    }

    /// Says where logs go.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        Output(logging: target.logging)
    }
}

/// `PutBucketLogging`: kept and shown; the lab writes no access logs.
///
/// - SeeAlso: Amazon S3 API Reference, "PutBucketLogging"
public enum PutBucketLogging: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutBucketLogging`.
    public static let name = "PutBucketLogging"
    /// `s3:PutBucketLogging`.
    public static let action = "s3:PutBucketLogging"

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body's `LoggingEnabled`; `nil` switches logging off.
        public var logging: Decoded<BucketLogging?>
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(bucket: String, logging: Decoded<BucketLogging?>, facts: RequestFacts = RequestFacts()) {
            self.bucket = bucket
            self.logging = logging
            self.facts = facts
        }
    }

    /// The target must be a bucket of the same owner and Region, without Object Lock.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard let logging = try input.logging.get() else { return }
        let target = state.buckets[BucketID(logging.targetBucket)]
        guard let target, target.owner == bucket.owner, target.region == bucket.region, target.objectLock == nil else {
            throw ServiceError(
                ServiceError.Code("InvalidTargetBucketForLogging"),
                "The target bucket for logging does not exist, is not owned by you, or does not have the appropriate "
                    + "grants for the log-delivery group.", details: ["TargetBucket": logging.targetBucket])
        }
    }

    /// Sets the target.
    public static func change(_ bucket: inout Bucket, _ input: Input, in call: Call) throws(ServiceError) {
        bucket.logging = try input.logging.get()
    }
}

/// `GetBucketRequestPayment`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketRequestPayment"
public enum GetBucketRequestPayment: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketRequestPayment`.
    public static let name = "GetBucketRequestPayment"
    /// `s3:GetBucketRequestPayment`.
    public static let action = "s3:GetBucketRequestPayment"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// Who pays.
    public struct Output: Sendable {
        /// `BucketOwner` or `Requester`.
        public let payer: String
    }

    /// Says who pays.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        Output(payer: target.requestPayer)
    }
}

/// `PutBucketRequestPayment`: kept and shown; nobody pays in a lab.
///
/// - SeeAlso: Amazon S3 API Reference, "PutBucketRequestPayment"
public enum PutBucketRequestPayment: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutBucketRequestPayment`.
    public static let name = "PutBucketRequestPayment"
    /// `s3:PutBucketRequestPayment`.
    public static let action = "s3:PutBucketRequestPayment"

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body's `Payer`, as sent.
        public var payer: Decoded<String>
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(bucket: String, payer: Decoded<String>, facts: RequestFacts = RequestFacts()) {
            self.bucket = bucket
            self.payer = payer
            self.facts = facts
        }
    }

    /// The payer must be one.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard ["BucketOwner", "Requester"].contains(try input.payer.get()) else { throw S3Error.malformedXML }
    }

    /// Sets the payer.
    public static func change(_ bucket: inout Bucket, _ input: Input, in call: Call) throws(ServiceError) {
        bucket.requestPayer = try input.payer.get()
    }
}

/// `GetBucketAccelerateConfiguration`: an empty answer as long as nobody has said.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketAccelerateConfiguration"
public enum GetBucketAccelerateConfiguration: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketAccelerateConfiguration`.
    public static let name = "GetBucketAccelerateConfiguration"
    /// `s3:GetAccelerateConfiguration`.
    public static let action = "s3:GetAccelerateConfiguration"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// Whether transfers are accelerated.
    public struct Output: Sendable {
        /// `Enabled`, `Suspended`, or `nil` for an empty answer.
        public let status: String?
    }

    /// Says whether transfers are accelerated.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        Output(status: target.accelerateStatus)
    }
}

/// `PutBucketAccelerateConfiguration`: kept and shown; nothing is far away in a lab.
///
/// - SeeAlso: Amazon S3 API Reference, "PutBucketAccelerateConfiguration"
public enum PutBucketAccelerateConfiguration: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutBucketAccelerateConfiguration`.
    public static let name = "PutBucketAccelerateConfiguration"
    /// `s3:PutAccelerateConfiguration`.
    public static let action = "s3:PutAccelerateConfiguration"

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body's `Status`, as sent.
        public var status: Decoded<String>
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(bucket: String, status: Decoded<String>, facts: RequestFacts = RequestFacts()) {
            self.bucket = bucket
            self.status = status
            self.facts = facts
        }
    }

    /// The status must be one, and the name without dots.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard !bucket.name.contains(".") else {
            throw S3Error.invalidRequest(
                "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names")
        }
        guard VersioningStatus(rawValue: try input.status.get()) != nil else { throw S3Error.malformedXML }
    }

    /// Sets the status.
    public static func change(_ bucket: inout Bucket, _ input: Input, in call: Call) throws(ServiceError) {
        bucket.accelerateStatus = try input.status.get()
    }
}
