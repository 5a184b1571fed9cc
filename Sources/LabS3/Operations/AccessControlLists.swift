public import LabCore
public import LabPolicy
public import LabService

/// An access control list as answers show it.
public struct ACLAnswer: Sendable {
    /// The canonical user id of the owner.
    public let ownerID: String
    /// The grants, the owner's first.
    public let list: AccessControlList

    init(_ acl: AccessControlList?, owner: AccountID) {
        ownerID = CanonicalUserID.of(owner)
        list = acl ?? .onlyOwner(owner)
    }
}

/// A list that a request asks for: by headers or by a body.
public struct ACLRequest: Sendable {
    /// The headers.
    public var headers: AccessHeaders
    /// The body's grants; `nil` when there is no body.
    public var grants: Decoded<[AccessControlList.Grant]>?

    /// A list, by headers or by a body.
    public init(headers: AccessHeaders = AccessHeaders(), grants: Decoded<[AccessControlList.Grant]>? = nil) {
        self.headers = headers
        self.grants = grants
    }

    /// The list; `nil` when nobody but the owner is granted anything.
    ///
    /// - Throws: `MissingSecurityHeader` for neither headers nor body, `AccessControlListNotSupported` where ACLs are off,
    ///   `MalformedACLError`.
    func list(owner: AccountID, bucket: Bucket, options: S3Options) throws(ServiceError) -> AccessControlList? {
        if headers.isPresent { return try headers.list(owner: owner, bucket: bucket, options: options) }
        guard let grants else { throw S3Error.missingHeader("x-amz-acl") }
        let list = AccessControlList(try grants.get())
        guard list.grants.count <= S3Limits.grants else { throw S3Error.malformedACL }
        if list.isOnly(owner) { return nil }
        if bucket.ignoresACLs { throw S3Error.aclNotSupported }
        if list.isPublic, bucket.publicAccessBlock?.blockPublicAcls == true { throw S3Error.accessDenied }
        return list
    }
}

/// `GetBucketAcl`: where ACLs are off, the owner's full control.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketAcl"
public enum GetBucketAcl: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketAcl`.
    public static let name = "GetBucketAcl"
    /// `s3:GetBucketAcl`.
    public static let action = "s3:GetBucketAcl"
    /// Which bucket.
    public typealias Input = BucketRequest
    /// The list.
    public typealias Output = ACLAnswer

    /// Shows the list.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> ACLAnswer {
        ACLAnswer(target.ignoresACLs ? nil : target.acl, owner: target.owner)
    }
}

/// `PutBucketAcl`.
///
/// - SeeAlso: Amazon S3 API Reference, "PutBucketAcl"
public enum PutBucketAcl: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutBucketAcl`.
    public static let name = "PutBucketAcl"
    /// `s3:PutBucketAcl`.
    public static let action = "s3:PutBucketAcl"

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The list.
        public var acl: ACLRequest
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(bucket: String, acl: ACLRequest, facts: RequestFacts = RequestFacts()) {
            self.bucket = bucket
            self.acl = acl
            self.facts = facts
        }
    }

    /// `s3:x-amz-acl`.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        context.set("s3:x-amz-acl", input.acl.headers.acl)
    }

    /// The list must be allowed.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        _ = try input.acl.list(owner: bucket.owner, bucket: bucket, options: state.options)
    }

    /// Sets the list.
    public static func change(_ bucket: inout Bucket, _ input: Input, in call: Call) throws(ServiceError) {
        bucket.acl = try input.acl.list(owner: bucket.owner, bucket: bucket, options: S3Options())
    }
}

/// `GetObjectAcl`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetObjectAcl"
public enum GetObjectAcl: VersionQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetObjectAcl`.
    public static let name = "GetObjectAcl"
    /// `s3:GetObjectAcl`.
    public static let action = "s3:GetObjectAcl"
    /// `s3:GetObjectVersionAcl`.
    public static let versionAction = "s3:GetObjectVersionAcl"
    /// Which version.
    public typealias Input = VersionRequest
    /// The list.
    public typealias Output = ACLAnswer

    /// Shows the list.
    public static func perform(
        _ input: VersionRequest, on target: ObjectTarget, in call: Call, state: S3State
    ) throws(ServiceError) -> ACLAnswer {
        let (version, data) = try target.existing(method)
        return ACLAnswer(target.bucket.ignoresACLs ? nil : data.acl, owner: version.content.owner)
    }
}

/// `PutObjectAcl`.
///
/// - SeeAlso: Amazon S3 API Reference, "PutObjectAcl"
public enum PutObjectAcl: VersionMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutObjectAcl`.
    public static let name = "PutObjectAcl"
    /// `s3:PutObjectAcl`.
    public static let action = "s3:PutObjectAcl"
    /// `s3:PutObjectVersionAcl`.
    public static let versionAction = "s3:PutObjectVersionAcl"

    /// What to set.
    public struct Input: ObjectInput {
        /// The bucket's name.
        public var bucket: String
        /// The key.
        public var key: String
        /// `versionId`.
        public var versionID: String?
        /// The list.
        public var acl: ACLRequest
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(
            bucket: String, key: String, versionID: String? = nil, acl: ACLRequest,
            facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.versionID = versionID
            self.acl = acl
            self.facts = facts
        }
    }

    /// `s3:x-amz-acl`.
    public static func setConditions(_ input: Input, in call: Call, to context: inout ConditionContext) {
        context.set("s3:x-amz-acl", input.acl.headers.acl)
    }

    /// The list must be allowed.
    public static func checkVersion(
        _ input: Input, _ target: ObjectTarget, _ data: ObjectData, in call: Call, state: S3State
    ) throws(ServiceError) {
        _ = try list(input, target, state.options)
    }

    private static func list(
        _ input: Input, _ target: ObjectTarget, _ options: S3Options
    ) throws(ServiceError) -> AccessControlList? {
        let owner = target.version?.content.owner ?? target.bucket.owner
        return try input.acl.list(owner: owner, bucket: target.bucket, options: options)
    }

    /// Sets the list.
    public static func change(
        _ data: inout ObjectData, _ input: Input, on target: ObjectTarget, in call: Call
    ) throws(ServiceError) {
        data.acl = try list(input, target, S3Options())
    }
}
