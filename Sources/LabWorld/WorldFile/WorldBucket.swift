import LabCore
import LabPolicy
import LabS3

/// A bucket of the object store. What a file does not say is left as it is; on a new bucket it is AWS's standard.
struct WorldBucket: Equatable, Sendable {
    let name: String
    var region = Region.standard
    /// Whether versions are kept.
    var versioning: VersioningStatus?
    /// Object Lock, which cannot be taken back.
    var objectLock: ObjectLockConfiguration?
    /// The default encryption.
    var encryption: Encryption?
    /// Who owns what others write.
    var ownership: ObjectOwnership?
    /// Which ways to make it public are shut.
    var publicAccessBlock: PublicAccessBlock?
    var policy: WorldDocument?
    var tags: [WorldPair] = []
    var line = SourceLine()

    /// A default encryption as a file says it.
    struct Encryption: Equatable, Sendable {
        var mode = EncryptionMode.aes256
        /// A key's id, ARN or alias; `nil` for the AWS managed one.
        var key: String?
        var usesBucketKey = false
        /// Whether writes with a customer's key are let through, which a new bucket refuses.
        var allowsCustomerKeys = false
    }
}

extension WorldBucket {
    /// The bucket as the world has it.
    init(_ bucket: Bucket) {
        name = bucket.name
        region = bucket.region
        versioning = bucket.versioning
        objectLock = bucket.objectLock
        encryption = Encryption(bucket.encryption)
        ownership = bucket.ownership ?? .objectWriter
        publicAccessBlock = bucket.publicAccessBlock ?? PublicAccessBlock()
        policy = bucket.policy.map { WorldDocument(name: "policy", document: $0.json) }
        tags = bucket.tags.map { WorldPair(key: $0.key, value: $0.value) }
    }
}

extension WorldBucket.Encryption {
    fileprivate init(_ encryption: BucketEncryption) {
        mode = encryption.algorithm
        key = encryption.kmsMasterKeyID
        usesBucketKey = encryption.bucketKeyEnabled
        allowsCustomerKeys = !encryption.blocksCustomerKeys
    }
}

extension PublicAccessBlock {
    /// The four switches by AWS's names.
    static var switches: [(name: String, path: any WritableKeyPath<PublicAccessBlock, Bool> & Sendable)] {
        [
            ("BlockPublicAcls", \.blockPublicAcls), ("IgnorePublicAcls", \.ignorePublicAcls),
            ("BlockPublicPolicy", \.blockPublicPolicy), ("RestrictPublicBuckets", \.restrictPublicBuckets),
        ]
    }
}
