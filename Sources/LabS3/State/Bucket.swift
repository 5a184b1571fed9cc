public import LabCore
public import LabPolicy
public import LabService

/// What a bucket's row is named by.
public struct BucketID: RowID, Codable {
    /// The bucket's name: no two buckets of the world share one.
    public let name: String

    /// A bucket by its name.
    public init(_ name: String) {
        self.name = name
    }

    /// The name.
    public var rowKey: String { name }
    /// Orders by name.
    public static func < (left: BucketID, right: BucketID) -> Bool { left.name < right.name }
}

/// A bucket with its configuration.
public struct Bucket: Row {
    /// The table's name in the store.
    public static let table = "s3.buckets"

    /// The name.
    public let name: String
    /// The account that owns it.
    public let owner: AccountID
    /// The Region that it is in.
    public let region: Region
    /// When it was made.
    public let createdAt: Timestamp

    /// Whether versions are kept; `nil` as long as nobody has said.
    public var versioning: VersioningStatus?
    /// The default encryption.
    public var encryption: BucketEncryption
    /// Object Lock; `nil` when it is not enabled.
    public var objectLock: ObjectLockConfiguration?
    /// Who owns what others write; `nil` when the controls were deleted, which means `ObjectWriter`.
    public var ownership: ObjectOwnership?
    /// What public access is blocked; `nil` when the block was deleted.
    public var publicAccessBlock: PublicAccessBlock?
    /// The bucket policy.
    public var policy: PolicyDocument?
    /// Grants beyond the owner's; `nil` when there are none.
    public var acl: AccessControlList?
    /// The bucket's tags.
    public var tags: [S3Tag] = []
    /// The CORS rules; `nil` when there is no configuration.
    public var cors: [CORSRule]?
    /// The lifecycle rules; `nil` when there is no configuration.
    public var lifecycle: LifecycleConfiguration?
    /// When the next lifecycle action may be due.
    public var lifecycleDue: Timestamp?
    /// Where access logs would go.
    public var logging: BucketLogging?
    /// Who pays for requests: `BucketOwner` or `Requester`.
    public var requestPayer = "BucketOwner"
    /// Transfer acceleration: `Enabled`, `Suspended`, or `nil` as long as nobody has said.
    public var accelerateStatus: String?

    /// A bucket as AWS makes it: nobody else's business, ACLs off, SSE-S3.
    public init(
        name: String, owner: AccountID, region: Region, createdAt: Timestamp,
        encryption: BucketEncryption = BucketEncryption()
    ) {
        self.name = name
        self.owner = owner
        self.region = region
        self.createdAt = createdAt
        self.encryption = encryption
        ownership = .bucketOwnerEnforced
        publicAccessBlock = .all
    }

    /// The bucket's name.
    public var id: BucketID { BucketID(name) }
    /// The bucket's ARN.
    public var arn: String { S3ARN.bucket(name) }
    /// When a lifecycle action may be due.
    public var dueDate: Timestamp? { lifecycleDue }
    /// The owner: ListBuckets looks at one account's buckets only.
    public var group: String? { owner.digits }
    /// Whether access control lists count for nothing.
    public var ignoresACLs: Bool { ownership == .bucketOwnerEnforced }
    /// Whether versions were ever kept.
    public var isVersioned: Bool { versioning != nil }
}

/// Whether a bucket keeps versions.
public enum VersioningStatus: String, Sendable, Codable, CaseIterable {
    /// Every write makes a version.
    case enabled = "Enabled"
    /// Writes replace the `null` version; other versions stay.
    case suspended = "Suspended"
}

/// Who owns the objects that other accounts write.
///
/// - SeeAlso: Amazon S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket"
public enum ObjectOwnership: String, Sendable, Codable, CaseIterable {
    /// The bucket's owner; ACLs are off.
    case bucketOwnerEnforced = "BucketOwnerEnforced"
    /// The bucket's owner, when the writer grants it full control.
    case bucketOwnerPreferred = "BucketOwnerPreferred"
    /// The writer.
    case objectWriter = "ObjectWriter"
}

/// Which ways to make a bucket public are shut.
///
/// - SeeAlso: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage"
public struct PublicAccessBlock: Sendable, Hashable, Codable {
    /// Refuse public ACLs.
    public var blockPublicAcls: Bool
    /// Ignore public ACLs.
    public var ignorePublicAcls: Bool
    /// Refuse public bucket policies.
    public var blockPublicPolicy: Bool
    /// Let nobody but the own account in through a public policy.
    public var restrictPublicBuckets: Bool

    /// Everything shut, as on a new bucket.
    public static let all = PublicAccessBlock(
        blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true)

    /// A block; what is left out is open.
    public init(
        blockPublicAcls: Bool = false, ignorePublicAcls: Bool = false, blockPublicPolicy: Bool = false,
        restrictPublicBuckets: Bool = false
    ) {
        self.blockPublicAcls = blockPublicAcls
        self.ignorePublicAcls = ignorePublicAcls
        self.blockPublicPolicy = blockPublicPolicy
        self.restrictPublicBuckets = restrictPublicBuckets
    }
}

/// A bucket's default encryption.
public struct BucketEncryption: Sendable, Hashable, Codable {
    /// `AES256`, `aws:kms` or `aws:kms:dsse`.
    public var algorithm: EncryptionMode
    /// The key, exactly as it was given; `nil` means the AWS managed key.
    public var kmsMasterKeyID: String?
    /// Whether objects get a bucket-level key.
    public var bucketKeyEnabled: Bool
    /// Whether writes with a customer's key are refused.
    public var blocksCustomerKeys: Bool
    /// Whether somebody has set the default, which lets an object be copied onto itself.
    public var isExplicit: Bool

    /// A default encryption; without arguments that of a new bucket.
    public init(
        algorithm: EncryptionMode = .aes256, kmsMasterKeyID: String? = nil, bucketKeyEnabled: Bool = false,
        blocksCustomerKeys: Bool = true, isExplicit: Bool = false
    ) {
        self.algorithm = algorithm
        self.kmsMasterKeyID = kmsMasterKeyID
        self.bucketKeyEnabled = bucketKeyEnabled
        self.blocksCustomerKeys = blocksCustomerKeys
        self.isExplicit = isExplicit
    }
}

/// Server-side encryption, as `x-amz-server-side-encryption` names it.
public enum EncryptionMode: String, Sendable, Codable, CaseIterable {
    /// SSE-S3.
    case aes256 = "AES256"
    /// SSE-KMS.
    case kms = "aws:kms"
    /// Dual-layer encryption with KMS keys.
    case dsse = "aws:kms:dsse"
}

/// Object Lock as a bucket has it.
public struct ObjectLockConfiguration: Sendable, Hashable, Codable {
    /// What new versions get unless the writer says otherwise.
    public var defaultRetention: DefaultRetention?

    /// Object Lock, with or without a default.
    public init(defaultRetention: DefaultRetention? = nil) {
        self.defaultRetention = defaultRetention
    }

    /// A default retention.
    public struct DefaultRetention: Sendable, Hashable, Codable {
        /// How long.
        public enum Period: Sendable, Hashable, Codable {
            /// Days of 24 hours.
            case days(Int)
            /// Years of 365 days.
            case years(Int)

            /// The period in days.
            public var days: Int {
                switch self {
                case .days(let count): count
                case .years(let count): count * 365
                }
            }
        }

        /// How strictly.
        public var mode: ObjectLock.Mode
        /// How long.
        public var period: Period

        /// A default retention.
        public init(mode: ObjectLock.Mode, period: Period) {
            self.mode = mode
            self.period = period
        }
    }
}

/// Where a bucket's access logs would go. The lab writes none; its trail says more.
public struct BucketLogging: Sendable, Hashable, Codable {
    /// The bucket for the logs.
    public var targetBucket: String
    /// What the logs' keys begin with.
    public var targetPrefix: String

    /// A target.
    public init(targetBucket: String, targetPrefix: String) {
        self.targetBucket = targetBucket
        self.targetPrefix = targetPrefix
    }
}

/// A rule of cross-origin resource sharing.
public struct CORSRule: Sendable, Hashable, Codable {
    /// The rule's id.
    public var id: String?
    /// Request headers that may be sent; `*` stands for any run of characters.
    public var allowedHeaders: [String]
    /// Methods that may be used.
    public var allowedMethods: [String]
    /// Origins that may ask; `*` stands for any run of characters.
    public var allowedOrigins: [String]
    /// Response headers that scripts may read.
    public var exposeHeaders: [String]
    /// How long a browser may remember the answer, in seconds.
    public var maxAgeSeconds: Int?

    /// A rule.
    public init(
        id: String? = nil, allowedHeaders: [String] = [], allowedMethods: [String], allowedOrigins: [String],
        exposeHeaders: [String] = [], maxAgeSeconds: Int? = nil
    ) {
        self.id = id
        self.allowedHeaders = allowedHeaders
        self.allowedMethods = allowedMethods
        self.allowedOrigins = allowedOrigins
        self.exposeHeaders = exposeHeaders
        self.maxAgeSeconds = maxAgeSeconds
    }
}
