public import LabCore
public import LabService

/// A configuration that the lab does not have, read: AWS's answer for a bucket that has none.
public protocol AbsentConfigurationQuery: BucketQuery where Input == BucketRequest, Output == NoOutput {
    /// AWS's error for a bucket without one; `nil` where AWS answers with nothing instead.
    static func absence(_ bucket: String) -> ServiceError?
}

extension AbsentConfigurationQuery {
    /// Says that there is none.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> NoOutput {
        if let absence = absence(target.name) { throw absence }
        return NoOutput()
    }
}

/// `GetBucketWebsite`: there are no websites in the lab.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketWebsite"
public enum GetBucketWebsite: AbsentConfigurationQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketWebsite`.
    public static let name = "GetBucketWebsite"
    /// `s3:GetBucketWebsite`.
    public static let action = "s3:GetBucketWebsite"

    /// `NoSuchWebsiteConfiguration`.
    public static func absence(_ bucket: String) -> ServiceError? {
        S3Error.notFound(
            "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration", bucket)
    }
}

/// `DeleteBucketWebsite`: nothing to delete, which is no error.
///
/// - SeeAlso: Amazon S3 API Reference, "DeleteBucketWebsite"
public enum DeleteBucketWebsite: AbsentConfigurationQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `DeleteBucketWebsite`.
    public static let name = "DeleteBucketWebsite"
    /// `s3:DeleteBucketWebsite`.
    public static let action = "s3:DeleteBucketWebsite"
    /// AWS counts it as a write.
    public static let isReadOnly = false

    /// No error.
    public static func absence(_ bucket: String) -> ServiceError? { nil }
}

/// `GetBucketReplication`: there is no replication in the lab.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketReplication"
public enum GetBucketReplication: AbsentConfigurationQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketReplication`.
    public static let name = "GetBucketReplication"
    /// `s3:GetReplicationConfiguration`.
    public static let action = "s3:GetReplicationConfiguration"

    /// `ReplicationConfigurationNotFoundError`.
    public static func absence(_ bucket: String) -> ServiceError? {
        S3Error.notFound(
            "ReplicationConfigurationNotFoundError", "The replication configuration was not found", bucket)
    }
}

/// `DeleteBucketReplication`: nothing to delete, which is no error.
///
/// - SeeAlso: Amazon S3 API Reference, "DeleteBucketReplication"
public enum DeleteBucketReplication: AbsentConfigurationQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `DeleteBucketReplication`.
    public static let name = "DeleteBucketReplication"
    /// `s3:PutReplicationConfiguration`: there is no action of its own.
    public static let action = "s3:PutReplicationConfiguration"
    /// AWS counts it as a write.
    public static let isReadOnly = false

    /// No error.
    public static func absence(_ bucket: String) -> ServiceError? { nil }
}

/// `GetBucketNotificationConfiguration`: there are no notifications in the lab, and AWS's answer is empty.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketNotificationConfiguration"
public enum GetBucketNotificationConfiguration: AbsentConfigurationQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketNotificationConfiguration`.
    public static let name = "GetBucketNotificationConfiguration"
    /// CloudTrail's name.
    public static let eventName = "GetBucketNotification"
    /// `s3:GetBucketNotification`.
    public static let action = "s3:GetBucketNotification"

    /// No error: an empty configuration.
    public static func absence(_ bucket: String) -> ServiceError? { nil }
}

/// The operations of AWS's model that the lab refuses with `NotImplemented`, each with its reason in one word: what they
/// are for is outside the lab.
public enum S3Unsupported {
    /// The names, in alphabetical order.
    public static let names: [String] = [
        "CreateBucketMetadataConfiguration", "CreateBucketMetadataTableConfiguration", "CreateSession",
        "DeleteBucketAnalyticsConfiguration", "DeleteBucketIntelligentTieringConfiguration",
        "DeleteBucketInventoryConfiguration", "DeleteBucketMetadataConfiguration",
        "DeleteBucketMetadataTableConfiguration", "DeleteBucketMetricsConfiguration", "GetBucketAbac",
        "GetBucketAnalyticsConfiguration", "GetBucketIntelligentTieringConfiguration",
        "GetBucketInventoryConfiguration", "GetBucketLifecycle", "GetBucketMetadataConfiguration",
        "GetBucketMetadataTableConfiguration", "GetBucketMetricsConfiguration", "GetBucketNotification",
        "GetObjectTorrent", "ListBucketAnalyticsConfigurations", "ListBucketIntelligentTieringConfigurations",
        "ListBucketInventoryConfigurations", "ListBucketMetricsConfigurations", "ListDirectoryBuckets",
        "PutBucketAbac", "PutBucketAnalyticsConfiguration", "PutBucketIntelligentTieringConfiguration",
        "PutBucketInventoryConfiguration", "PutBucketLifecycle", "PutBucketMetricsConfiguration",
        "PutBucketNotification", "PutBucketNotificationConfiguration", "PutBucketReplication", "PutBucketWebsite",
        "RenameObject", "RestoreObject", "SelectObjectContent", "UpdateBucketMetadataInventoryTableConfiguration",
        "UpdateBucketMetadataJournalTableConfiguration", "WriteGetObjectResponse",
    ]
}
