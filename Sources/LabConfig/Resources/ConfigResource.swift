public import LabCore
public import LabPolicy

/// A resource as AWS Config sees it: what it is, whose, and what rules ask about it.
///
/// Whoever keeps the world makes these; the rules know no service.
public struct ConfigResource: Sendable {
    /// The types that the lab records.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A KMS key.
        case key = "AWS::KMS::Key"
        /// An S3 bucket.
        case bucket = "AWS::S3::Bucket"
        /// A CloudTrail trail.
        case trail = "AWS::CloudTrail::Trail"
    }

    /// What rules ask, by type.
    public enum Facts: Sendable {
        /// About a key.
        case key(KeyFacts)
        /// About a bucket.
        case bucket(BucketFacts)
        /// About a trail.
        case trail(TrailFacts)
    }

    /// Its name among all of its type: key id, bucket name, trail name.
    public let id: String
    /// What people call it; `nil` when that is its id.
    public let name: String?
    /// Its ARN.
    public let arn: String
    /// Who owns it.
    public let account: AccountID
    /// Where it is.
    public let region: Region
    /// When it was made; `nil` when nobody knows.
    public let createdAt: Timestamp?
    /// Its tags.
    public let tags: [(key: String, value: String)]
    /// What rules ask about it.
    public let facts: Facts
    /// Its settings as a configuration item shows them.
    public let configuration: JSONObject

    /// A resource.
    public init(
        id: String, name: String? = nil, arn: String, account: AccountID, region: Region, createdAt: Timestamp?,
        tags: [(key: String, value: String)], facts: Facts, configuration: JSONObject
    ) {
        self.id = id
        self.name = name
        self.arn = arn
        self.account = account
        self.region = region
        self.createdAt = createdAt
        self.tags = tags
        self.facts = facts
        self.configuration = configuration
    }

    /// Its type.
    public var kind: Kind {
        switch facts {
        case .key: .key
        case .bucket: .bucket
        case .trail: .trail
        }
    }

    /// Where it is recorded.
    public var address: ResourceAddress {
        ResourceAddress(account: account, region: region, kind: kind, resourceID: id)
    }
}

/// What rules ask about a key.
public struct KeyFacts: Sendable {
    /// Whether the account manages it, and not a service.
    public let isCustomerManaged: Bool
    /// Whether it waits to be deleted.
    public let isPendingDeletion: Bool
    /// Whether it rotates by itself; `nil` for a key of a kind that cannot.
    public let rotates: Bool?

    /// Facts about a key.
    public init(isCustomerManaged: Bool, isPendingDeletion: Bool, rotates: Bool?) {
        self.isCustomerManaged = isCustomerManaged
        self.isPendingDeletion = isPendingDeletion
        self.rotates = rotates
    }
}

/// What rules ask about a bucket.
public struct BucketFacts: Sendable {
    /// The default encryption: `AES256`, `aws:kms` or `aws:kms:dsse`.
    public var encryption: String
    /// The key of the default encryption, as it was given; `nil` for none or the AWS managed one.
    public var keyID: String?
    /// The bucket policy.
    public var policy: PolicyDocument?
    /// Whether a public policy lets strangers in, and whether public ACLs count.
    public var publicPolicyCounts: Bool
    /// Whether an access control list that counts lets everybody read.
    public var isListedForReading: Bool
    /// Whether an access control list that counts lets everybody write.
    public var isListedForWriting: Bool
    /// The mode of the default retention; `nil` when there is none.
    public var lockMode: String?
    /// Whether writes with customers' keys (SSE-C) are refused.
    public var blocksCustomerKeys: Bool

    /// Facts about a bucket as AWS makes it.
    public init() {
        encryption = "AES256"
        publicPolicyCounts = false
        isListedForReading = false
        isListedForWriting = false
        blocksCustomerKeys = true
    }
}

/// What rules ask about a trail.
public struct TrailFacts: Sendable {
    /// Whether it signs digests of its log files.
    public let validatesLogFiles: Bool
    /// The key that it encrypts log files with.
    public let keyID: String?

    /// Facts about a trail.
    public init(validatesLogFiles: Bool, keyID: String?) {
        self.validatesLogFiles = validatesLogFiles
        self.keyID = keyID
    }
}
