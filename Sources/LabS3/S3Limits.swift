public import LabCore

/// Every limit of the object store: AWS's numbers, and the lab's own where AWS has none.
///
/// - SeeAlso: Amazon S3 User Guide, "Amazon S3 multipart upload limits", "Bucket quotas", "Naming Amazon S3 objects"
public enum S3Limits {
    /// An object's key, in bytes.
    public static let keyBytes = 1...1024
    /// A bucket's name, in characters.
    public static let bucketNameLength = 3...63
    /// Buckets an account.
    public static let bucketsPerAccount = 10_000
    /// A body written in one request, in bytes: 5 GiB.
    public static let singleBodyBytes = 5 << 30
    /// The source of CopyObject, in bytes: 5 GiB.
    public static let copySourceBytes = 5 << 30
    /// An object, in bytes: 10,000 parts of 5 GiB.
    public static let objectBytes = 10_000 * (5 << 30)
    /// The number of a part.
    public static let partNumbers = 1...10_000
    /// Every part but the last, in bytes.
    public static let partBytes = (5 << 20)...(5 << 30)
    /// User metadata, names and values together, in bytes.
    public static let userMetadataBytes = 2048
    /// Tags an object.
    public static let tagsPerObject = 10
    /// Tags a bucket.
    public static let tagsPerBucket = 50
    /// A tag's key, in characters.
    public static let tagKeyLength = 1...128
    /// A tag's value, in characters.
    public static let tagValueLength = 0...256
    /// Entries of a listing's page.
    public static let listPage = 1000
    /// Keys of DeleteObjects.
    public static let deleteObjects = 1...1000
    /// Rules of a lifecycle configuration.
    public static let lifecycleRules = 1...1000
    /// Rules of a CORS configuration.
    public static let corsRules = 1...100
    /// Grants of an access control list.
    public static let grants = 100
    /// A bucket policy, in bytes: 20 KiB.
    public static let bucketPolicyBytes = 20_480
    /// Object Lock's default retention, in days.
    public static let retentionDays = 1...36_500
    /// Object Lock's default retention, in years.
    public static let retentionYears = 1...100
    /// How long a bucket-level key is used before another is fetched. AWS publishes no number; this is the lab's.
    public static let bucketKeyLifetime = LabDuration.minutes(5)
    /// Bucket-level keys that are remembered at most; the lab's own number.
    public static let rememberedBucketKeys = 1024
    /// Sealed bodies up to this size are kept in their record, in bytes; the lab's own number.
    public static let inlineBodyBytes = 2048
    /// How much memory of bodies in memory that are gone is kept for the next ones.
    static let freePagesByteCount = 64 << 20
}
