public import LabCore
public import LabPolicy
public import LabService

/// `GetObjectTagging`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetObjectTagging"
public enum GetObjectTagging: VersionQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetObjectTagging`.
    public static let name = "GetObjectTagging"
    /// `s3:GetObjectTagging`.
    public static let action = "s3:GetObjectTagging"
    /// `s3:GetObjectVersionTagging`.
    public static let versionAction = "s3:GetObjectVersionTagging"
    /// Which version.
    public typealias Input = VersionRequest

    /// The tags.
    public struct Output: Sendable {
        /// The tags, in the order in which they were set.
        public let tags: [S3Tag]
        /// `x-amz-version-id`.
        public let versionID: VersionID?
    }

    /// Says which tags there are.
    public static func perform(
        _ input: VersionRequest, on target: ObjectTarget, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        Output(tags: target.version?.data?.tags ?? [], versionID: target.shownVersionID)
    }
}

/// `PutObjectTagging`: these tags, in place of all others.
///
/// - SeeAlso: Amazon S3 API Reference, "PutObjectTagging"
public enum PutObjectTagging: VersionMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutObjectTagging`.
    public static let name = "PutObjectTagging"
    /// `s3:PutObjectTagging`.
    public static let action = "s3:PutObjectTagging"
    /// `s3:PutObjectVersionTagging`.
    public static let versionAction = "s3:PutObjectVersionTagging"

    /// What to set.
    public struct Input: ObjectInput {
        /// The bucket's name.
        public var bucket: String
        /// The key.
        public var key: String
        /// `versionId`.
        public var versionID: String?
        /// The body's tags.
        public var tags: Decoded<[S3Tag]>
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(
            bucket: String, key: String, versionID: String? = nil, tags: Decoded<[S3Tag]>,
            facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.versionID = versionID
            self.tags = tags
            self.facts = facts
        }
    }

    /// The tags, as policies see them.
    public static func setConditions(_ input: Input, in call: Call, to context: inout ConditionContext) {
        TagRules.setConditions(try? input.tags.get(), in: &context)
    }

    /// The tags must be well-formed.
    public static func checkVersion(
        _ input: Input, _ target: ObjectTarget, _ data: ObjectData, in call: Call, state: S3State
    ) throws(ServiceError) {
        try TagRules.check(try input.tags.get(), .object)
    }

    /// Sets the tags.
    public static func change(
        _ data: inout ObjectData, _ input: Input, on target: ObjectTarget, in call: Call
    ) throws(ServiceError) {
        data.tags = try input.tags.get()
    }
}

/// `DeleteObjectTagging`: no tags any more.
///
/// - SeeAlso: Amazon S3 API Reference, "DeleteObjectTagging"
public enum DeleteObjectTagging: VersionMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `DeleteObjectTagging`.
    public static let name = "DeleteObjectTagging"
    /// `s3:DeleteObjectTagging`.
    public static let action = "s3:DeleteObjectTagging"
    /// `s3:DeleteObjectVersionTagging`.
    public static let versionAction = "s3:DeleteObjectVersionTagging"
    /// `DELETE`.
    public static let method = "DELETE"
    /// Which version.
    public typealias Input = VersionRequest

    /// Removes the tags.
    public static func change(
        _ data: inout ObjectData, _ input: VersionRequest, on target: ObjectTarget, in call: Call
    ) throws(ServiceError) {
        data.tags = []
    }
}
