public import LabCore
import LabPolicy
public import LabService

/// A request that names a bucket and nothing else: the input of most reads of a configuration, and of deletions.
public struct BucketRequest: BucketInput {
    /// The bucket's name.
    public var bucket: String
    /// How the request was signed.
    public var facts: RequestFacts

    /// A request about a bucket.
    public init(bucket: String, facts: RequestFacts = RequestFacts()) {
        self.bucket = bucket
        self.facts = facts
    }
}

/// `DeleteBucket`: for empty buckets; uploads that were not completed go with it.
///
/// - SeeAlso: Amazon S3 API Reference, "DeleteBucket"
public enum DeleteBucket: BucketOperation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `DeleteBucket`.
    public static let name = "DeleteBucket"
    /// `s3:DeleteBucket`.
    public static let action = "s3:DeleteBucket"
    /// It writes.
    public static let isReadOnly = false
    /// Which bucket.
    public typealias Input = BucketRequest
    /// Nothing.
    public typealias Output = NoOutput

    /// The bucket must be empty of all versions.
    public static func checkBucket(
        _ input: BucketRequest, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard !state.hasVersions(in: bucket.name) else { throw S3Error.bucketNotEmpty(bucket) }
    }

    /// Deletes the bucket.
    public static func apply(
        _ input: BucketRequest, on target: Bucket, prepared: Void, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> NoOutput {
        let start = UploadRowID.beforeUploads(of: "", in: target.name)
        for upload in state.uploads.prefix(from: start, while: { $0.bucket == target.name }) { state.remove(upload) }
        state.buckets[target.id] = nil
        return NoOutput()
    }
}

/// `HeadBucket`: whether a bucket is there and may be listed. Its Region is told even to those who may not.
///
/// - SeeAlso: Amazon S3 API Reference, "HeadBucket"
public enum HeadBucket: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `HeadBucket`.
    public static let name = "HeadBucket"
    /// `s3:ListBucket`.
    public static let action = "s3:ListBucket"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// Where the bucket is.
    public struct Output: Sendable {
        /// `x-amz-bucket-region`.
        public let region: Region
        /// `x-amz-bucket-arn`.
        public let bucketARN: String
    }

    /// `s3:ListBucket`; the refusal names the Region.
    public static func demands(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) -> [AccessDemand] {
        var refusal = S3Error.accessDenied
        refusal.details[S3Error.headerPrefix + "x-amz-bucket-region"] = target.region.code
        return [DemandMaker(target, input.facts, in: call).onBucket(action, refusal: refusal)]
    }

    /// Says where the bucket is.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        Output(region: target.region, bucketARN: target.arn)
    }
}

/// `GetBucketLocation`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketLocation"
public enum GetBucketLocation: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketLocation`.
    public static let name = "GetBucketLocation"
    /// `s3:GetBucketLocation`.
    public static let action = "s3:GetBucketLocation"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// The Region, as this old operation writes it.
    public struct Output: Sendable {
        /// `LocationConstraint`; `nil` for us-east-1.
        public let locationConstraint: String?
    }

    /// Finds the bucket from every Region: this operation is how clients learn which one it is.
    public static func resolve(_ input: BucketRequest, in call: Call, on state: S3State) throws(ServiceError) -> Bucket
    {
        var facts = input.facts
        facts.signature = facts.signature == .version4 ? .version2 : facts.signature
        return try state.bucket(
            input.bucket, facts, expectedOwner: input.facts.expectedBucketOwner, in: call)
    }

    /// Says where the bucket is.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        Output(locationConstraint: target.region == .standard ? nil : target.region.code)
    }
}

/// `ListBuckets`: the caller's account's own.
///
/// - SeeAlso: Amazon S3 API Reference, "ListBuckets"
public enum ListBuckets: S3Operation, Query {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `ListBuckets`.
    public static let name = "ListBuckets"
    /// It reads.
    public static let isReadOnly = true
    /// A management event.
    public static let isDataEvent = false
    /// Nothing is named.
    public typealias Target = NoOutput

    /// Which buckets.
    public struct Input: S3Input {
        /// `prefix`.
        public var prefix: String?
        /// `max-buckets`.
        public var maxBuckets: Int?
        /// `continuation-token`.
        public var continuationToken: String?
        /// `bucket-region`.
        public var bucketRegion: String?
        /// How the request was signed.
        public var facts: RequestFacts

        /// Which buckets; without arguments all.
        public init(
            prefix: String? = nil, maxBuckets: Int? = nil, continuationToken: String? = nil,
            bucketRegion: String? = nil, facts: RequestFacts = RequestFacts()
        ) {
            self.prefix = prefix
            self.maxBuckets = maxBuckets
            self.continuationToken = continuationToken
            self.bucketRegion = bucketRegion
            self.facts = facts
        }
    }

    /// A page of buckets.
    public struct Output: Sendable {
        /// The buckets, by name.
        public let buckets: [Entry]
        /// The canonical user id of the owner.
        public let ownerID: String
        /// `ContinuationToken`, when there is more.
        public let continuationToken: String?
        /// `Prefix`, as asked.
        public let prefix: String?
    }

    /// A bucket in the list.
    public struct Entry: Sendable {
        /// The name.
        public let name: String
        /// When it was made.
        public let creationDate: Timestamp
        /// `BucketRegion`.
        public let region: Region
        /// `BucketArn`.
        public let arn: String
    }

    /// Nothing to find.
    public static func resolve(_ input: Input, in call: Call, on state: S3State) throws(ServiceError) -> NoOutput {
        NoOutput()
    }

    /// `s3:ListAllMyBuckets`.
    public static func demands(
        _ input: Input, on target: NoOutput, in call: Call, state: S3State
    ) -> [AccessDemand] {
        let refusal = call.caller.principal == .anonymous ? S3Error.accessDenied : nil
        return [
            AccessDemand(
                action: "s3:ListAllMyBuckets", resource: "arn:aws:s3:::*", owner: call.account, rules: .s3,
                refusal: refusal)
        ]
    }

    /// The parameters must make sense.
    public static func check(
        _ input: Input, on target: NoOutput, in call: Call, state: S3State
    ) throws(ServiceError) {
        if let region = input.bucketRegion, Region(region) == nil || !region.contains("-") {
            throw S3Error.invalidArgument(
                "Argument value \(region) is not a valid AWS Region", "bucket-region", region)
        }
        if let count = input.maxBuckets, !(1...10_000).contains(count) {
            throw S3Error.invalidArgument(
                "Argument max-buckets must be an integer between 1 and 10000", "max-buckets", String(count))
        }
        if let token = input.continuationToken { _ = try ContinuationToken.decode(token) }
    }

    /// Lists.
    public static func perform(
        _ input: Input, on target: NoOutput, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        let position = try input.continuationToken.map(ContinuationToken.decode) ?? .start
        let all = state.buckets.rows(in: call.account.digits).filter { bucket in
            input.prefix.map(bucket.name.hasPrefix) ?? true
                && input.bucketRegion.map { bucket.region.code == $0 } ?? true && position.precedes(bucket.name)
        }
        let page = all.prefix(input.maxBuckets ?? all.count)
        let next = page.count < all.count ? page.last.map { ListPosition.afterKey(ObjectKey($0.name)) } : nil
        return Output(
            buckets: page.map {
                Entry(name: $0.name, creationDate: $0.createdAt, region: $0.region, arn: $0.arn)
            },
            ownerID: CanonicalUserID.of(call.account), continuationToken: next.map(ContinuationToken.encode),
            prefix: input.prefix)
    }

    /// What was asked for.
    public static func audit(
        _ input: Input, target: NoOutput?, output: Output?, in call: Call
    ) -> AuditDetail {
        S3Audit(input.facts, in: call).detail()
    }
}

extension ListPosition {
    /// Whether a name comes after this position.
    fileprivate func precedes(_ name: String) -> Bool {
        guard case .afterKey(let key) = self else { return true }
        return key < ObjectKey(name)
    }
}
