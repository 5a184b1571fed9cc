public import LabCore
import LabPolicy
public import LabService

/// `CreateBucket`: nobody else's business from the start: public access blocked, ACLs off, SSE-S3, customer keys
/// blocked.
///
/// - SeeAlso: Amazon S3 API Reference, "CreateBucket"
public enum CreateBucket: S3Operation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `CreateBucket`.
    public static let name = "CreateBucket"
    /// It writes.
    public static let isReadOnly = false
    /// A management event.
    public static let isDataEvent = false
    /// The bucket that has the name already.
    public typealias Target = Bucket?

    /// A bucket to make.
    public struct Input: BucketInput {
        /// The name.
        public var bucket: String
        /// What the body asks for.
        public var configuration: Decoded<Configuration>
        /// Lists, which need ownership controls that allow them.
        public var access: AccessHeaders
        /// `x-amz-bucket-object-lock-enabled`.
        public var objectLockEnabled: Bool
        /// `x-amz-object-ownership`.
        public var objectOwnership: String?
        /// How the request was signed.
        public var facts: RequestFacts

        /// A bucket to make; what is left out was not sent.
        public init(
            bucket: String, configuration: Decoded<Configuration> = .success(Configuration()),
            access: AccessHeaders = AccessHeaders(), objectLockEnabled: Bool = false,
            objectOwnership: String? = nil, facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.configuration = configuration
            self.access = access
            self.objectLockEnabled = objectLockEnabled
            self.objectOwnership = objectOwnership
            self.facts = facts
        }
    }

    /// The body: `CreateBucketConfiguration`.
    public struct Configuration: Sendable {
        /// `LocationConstraint`.
        public var locationConstraint: String?
        /// `Tags`.
        public var tags: [S3Tag]

        /// A body; without arguments none.
        public init(locationConstraint: String? = nil, tags: [S3Tag] = []) {
            self.locationConstraint = locationConstraint
            self.tags = tags
        }
    }

    /// Where the bucket is.
    public struct Output: Sendable {
        /// `Location`: a path in us-east-1, elsewhere a URL.
        public let location: String
        /// `x-amz-bucket-arn`.
        public let bucketARN: String
    }

    /// Looks whether the name is taken.
    public static func resolve(_ input: Input, in call: Call, on state: S3State) throws(ServiceError) -> Bucket? {
        state.buckets[BucketID(input.bucket)]
    }

    /// `s3:CreateBucket`, and an action for every header beyond.
    public static func demands(
        _ input: Input, on target: Bucket?, in call: Call, state: S3State
    ) -> [AccessDemand] {
        let configuration = try? input.configuration.get()
        let bucket = Bucket(name: input.bucket, owner: call.account, region: call.region, createdAt: call.now)
        let maker = DemandMaker(bucket, input.facts, in: call)
        var actions = ["s3:CreateBucket"]
        if input.access.isPresent, input.access.acl != "private" { actions.append("s3:PutBucketAcl") }
        if input.objectOwnership != nil { actions.append("s3:PutBucketOwnershipControls") }
        if input.objectLockEnabled { actions += ["s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning"] }
        if configuration?.tags.isEmpty == false { actions.append("s3:TagResource") }
        return actions.map { action in
            maker.onBucket(action) { context in
                context.set("s3:LocationConstraint", configuration?.locationConstraint)
                context.set("s3:x-amz-acl", input.access.acl)
                context.set("s3:x-amz-object-ownership", input.objectOwnership)
            }
        }
    }

    /// The name must be valid and free, the Region must fit, lists must be allowed.
    public static func check(
        _ input: Input, on target: Bucket?, in call: Call, state: S3State
    ) throws(ServiceError) {
        let configuration = try input.configuration.get()
        guard BucketName.isValid(input.bucket) else { throw S3Error.invalidBucketName(input.bucket) }
        let region = try region(configuration.locationConstraint, in: call)
        try TagRules.check(configuration.tags, .bucket)
        if let target { try checkTaken(target, configuration, region, in: call) }
        _ = try acl(input, try ownership(input), call)
        let owned = state.buckets.rows(in: call.account.digits).count
        guard target != nil || owned < S3Limits.bucketsPerAccount else { throw S3Error.tooManyBuckets }
    }

    /// One's own bucket again is no error in us-east-1, for historical reasons.
    private static func checkTaken(
        _ bucket: Bucket, _ configuration: Configuration, _ region: Region, in call: Call
    ) throws(ServiceError) {
        guard bucket.owner == call.account else { throw S3Error.bucketAlreadyExists(bucket.name) }
        let isRepeatable = bucket.region == .standard && region == .standard && configuration.tags.isEmpty
        guard isRepeatable else { throw S3Error.bucketAlreadyOwnedByYou(bucket.name) }
    }

    private static func region(_ constraint: String?, in call: Call) throws(ServiceError) -> Region {
        guard let constraint else {
            guard call.region == .standard else { throw S3Error.illegalLocation("unspecified") }
            return call.region
        }
        let code = constraint == "EU" ? "eu-west-1" : constraint
        guard let region = Region(code), region != .standard, code.contains("-") else {
            throw S3Error.invalidLocation(constraint)
        }
        guard call.region == .standard || call.region == region else { throw S3Error.illegalLocation(constraint) }
        return region
    }

    private static func ownership(_ input: Input) throws(ServiceError) -> ObjectOwnership {
        guard let text = input.objectOwnership else { return .bucketOwnerEnforced }
        guard let ownership = ObjectOwnership(rawValue: text) else {
            throw S3Error.invalidArgument(
                "Invalid x-amz-object-ownership header: \(text)", "x-amz-object-ownership", text)
        }
        return ownership
    }

    private static func acl(
        _ input: Input, _ ownership: ObjectOwnership, _ call: Call
    ) throws(ServiceError) -> AccessControlList? {
        guard input.access.isPresent, input.access.acl != "private" else { return nil }
        let list = try input.access.list(owner: call.account, bucketOwner: call.account)
        guard ownership != .bucketOwnerEnforced else { throw S3Error.bucketACLWithEnforcedOwnership }
        // The block that every new bucket has.
        if list.isPublic { throw S3Error.accessDenied }
        return list.isOnly(call.account) ? nil : list
    }

    /// Makes the bucket, unless it is there already.
    public static func apply(
        _ input: Input, on target: Bucket?, prepared: Void, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> Output {
        let configuration = try input.configuration.get()
        let region = try region(configuration.locationConstraint, in: call)
        if target == nil { state.buckets.put(try bucket(input, configuration, region, call, state.options)) }
        let isLocal = region == .standard
        return Output(
            location: isLocal ? "/\(input.bucket)" : "http://\(input.bucket).s3.amazonaws.com/",
            bucketARN: S3ARN.bucket(input.bucket))
    }

    private static func bucket(
        _ input: Input, _ configuration: Configuration, _ region: Region, _ call: Call, _ options: S3Options
    ) throws(ServiceError) -> Bucket {
        var bucket = Bucket(
            name: input.bucket, owner: call.account, region: region, createdAt: call.now,
            encryption: BucketEncryption(blocksCustomerKeys: !options.allowsCustomerKeys))
        bucket.tags = configuration.tags
        bucket.ownership = try ownership(input)
        bucket.acl = try acl(input, try ownership(input), call)
        if input.objectLockEnabled {
            bucket.objectLock = ObjectLockConfiguration()
            bucket.versioning = .enabled
        }
        return bucket
    }

    /// The bucket and what it was asked to be.
    public static func audit(
        _ input: Input, target: Bucket??, output: Output?, in call: Call
    ) -> AuditDetail {
        var parameters: JSONObject = [:]
        let constraint = (try? input.configuration.get())?.locationConstraint
        parameters["CreateBucketConfiguration"] = constraint.map { ["LocationConstraint": .string($0)] }
        parameters["x-amz-acl"] = input.access.acl.map(JSONValue.string)
        parameters["x-amz-object-ownership"] = input.objectOwnership.map(JSONValue.string)
        if input.objectLockEnabled { parameters["x-amz-bucket-object-lock-enabled"] = "true" }
        return S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, owner: call.caller.principal.account, parameters: parameters)
    }
}
