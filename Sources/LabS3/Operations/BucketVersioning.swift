public import LabCore
public import LabService

/// `GetBucketVersioning`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketVersioning"
public enum GetBucketVersioning: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketVersioning`.
    public static let name = "GetBucketVersioning"
    /// `s3:GetBucketVersioning`.
    public static let action = "s3:GetBucketVersioning"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// Whether versions are kept.
    public struct Output: Sendable {
        /// `Status`; `nil`, an empty answer, as long as nobody has said.
        public let status: VersioningStatus?
    }

    /// Says whether versions are kept.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        Output(status: target.versioning)
    }
}

/// `PutBucketVersioning`: from nothing to enabled or suspended, and between these two; never back to nothing.
///
/// - SeeAlso: Amazon S3 API Reference, "PutBucketVersioning"
public enum PutBucketVersioning: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutBucketVersioning`.
    public static let name = "PutBucketVersioning"
    /// `s3:PutBucketVersioning`.
    public static let action = "s3:PutBucketVersioning"

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body's `Status`, as sent; `nil` when it was missing.
        public var status: Decoded<String?>
        /// Whether the body sets `MFADelete`.
        public var hasMFADelete: Bool
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(
            bucket: String, status: Decoded<String?>, hasMFADelete: Bool = false, facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.status = status
            self.hasMFADelete = hasMFADelete
            self.facts = facts
        }
    }

    /// The status must be one, and a bucket with Object Lock keeps its versions.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        let status = try status(input)
        if input.hasMFADelete { throw S3Error.notImplemented("MFADelete") }
        if bucket.objectLock != nil, status != .enabled {
            throw S3Error.invalidBucketState(
                "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.")
        }
    }

    private static func status(_ input: Input) throws(ServiceError) -> VersioningStatus {
        guard let text = try input.status.get() else { throw S3Error.versioningWithoutStatus }
        guard let status = VersioningStatus(rawValue: text) else { throw S3Error.malformedXML }
        return status
    }

    /// Sets the status.
    public static func change(
        _ bucket: inout Bucket, _ input: Input, in call: Call
    ) throws(ServiceError) {
        bucket.versioning = try status(input)
    }

    /// The status.
    public static func parameters(_ input: Input) -> JSONObject {
        guard case .success(let status?) = input.status else { return [:] }
        return ["VersioningConfiguration": ["Status": .string(status)]]
    }
}

extension S3Error {
    static let versioningWithoutStatus = ServiceError(
        ServiceError.Code("IllegalVersioningConfigurationException"), "The Versioning element must be specified")
}
