public import LabCore
public import LabService

/// `GetBucketEncryption`: never absent: a bucket that nobody configured has SSE-S3.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketEncryption"
public enum GetBucketEncryption: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketEncryption`.
    public static let name = "GetBucketEncryption"
    /// `s3:GetEncryptionConfiguration`.
    public static let action = "s3:GetEncryptionConfiguration"
    /// Which bucket.
    public typealias Input = BucketRequest
    /// The one rule.
    public typealias Output = BucketEncryption

    /// Says what new objects get.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> BucketEncryption {
        target.encryption
    }
}

/// `PutBucketEncryption`: what new objects get. The key is not looked up; whether it can be used shows at the first
/// write.
///
/// - SeeAlso: Amazon S3 API Reference, "PutBucketEncryption"; Amazon S3 User Guide, "Blocking or unblocking SSE-C"
public enum PutBucketEncryption: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutBucketEncryption`.
    public static let name = "PutBucketEncryption"
    /// `s3:PutEncryptionConfiguration`.
    public static let action = "s3:PutEncryptionConfiguration"

    /// A rule of the body.
    public struct Rule: Sendable, Hashable {
        /// `SSEAlgorithm`; `nil` when the rule has no `ApplyServerSideEncryptionByDefault`.
        public var sseAlgorithm: String?
        /// `KMSMasterKeyID`.
        public var kmsMasterKeyID: String?
        /// `BucketKeyEnabled`.
        public var bucketKeyEnabled: Bool?
        /// `BlockedEncryptionTypes`; `nil` when the element is missing.
        public var blockedEncryptionTypes: [String]?

        /// A rule; what is left out was not sent.
        public init(
            sseAlgorithm: String? = nil, kmsMasterKeyID: String? = nil, bucketKeyEnabled: Bool? = nil,
            blockedEncryptionTypes: [String]? = nil
        ) {
            self.sseAlgorithm = sseAlgorithm
            self.kmsMasterKeyID = kmsMasterKeyID
            self.bucketKeyEnabled = bucketKeyEnabled
            self.blockedEncryptionTypes = blockedEncryptionTypes
        }
    }

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body's rules.
        public var rules: Decoded<[Rule]>
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(bucket: String, rules: Decoded<[Rule]>, facts: RequestFacts = RequestFacts()) {
            self.bucket = bucket
            self.rules = rules
            self.facts = facts
        }
    }

    /// The one rule must make sense.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        _ = try encryption(input, over: bucket.encryption)
    }

    private static func encryption(
        _ input: Input, over old: BucketEncryption
    ) throws(ServiceError) -> BucketEncryption {
        let rules = try input.rules.get()
        guard rules.count == 1, let rule = rules.first else { throw S3Error.malformedXML }
        guard let algorithm = EncryptionMode(rawValue: rule.sseAlgorithm ?? EncryptionMode.aes256.rawValue) else {
            throw S3Error.malformedXML
        }
        guard algorithm != .aes256 || rule.kmsMasterKeyID == nil else { throw S3Error.masterKeyNotApplicable }
        return BucketEncryption(
            algorithm: algorithm, kmsMasterKeyID: rule.kmsMasterKeyID,
            bucketKeyEnabled: rule.bucketKeyEnabled ?? false,
            blocksCustomerKeys: try blocksCustomerKeys(rule) ?? old.blocksCustomerKeys, isExplicit: true)
    }

    /// `nil`, and so no change, when the rule does not say.
    private static func blocksCustomerKeys(_ rule: Rule) throws(ServiceError) -> Bool? {
        switch rule.blockedEncryptionTypes {
        case nil: return nil
        case ["SSE-C"]: return true
        case ["NONE"]: return false
        default: throw S3Error.malformedXML
        }
    }

    /// Sets the rule.
    public static func change(
        _ bucket: inout Bucket, _ input: Input, in call: Call
    ) throws(ServiceError) {
        bucket.encryption = try encryption(input, over: bucket.encryption)
    }

    /// The rule.
    public static func parameters(_ input: Input) -> JSONObject {
        guard let rule = (try? input.rules.get())?.first else { return [:] }
        var standard: JSONObject = [:]
        standard["SSEAlgorithm"] = rule.sseAlgorithm.map(JSONValue.string)
        standard["KMSMasterKeyID"] = rule.kmsMasterKeyID.map(JSONValue.string)
        var shown: JSONObject = ["ApplyServerSideEncryptionByDefault": .object(standard)]
        shown["BucketKeyEnabled"] = rule.bucketKeyEnabled.map(JSONValue.bool)
        shown["BlockedEncryptionTypes"] = rule.blockedEncryptionTypes.map { types in
            ["EncryptionType": .array(types.map(JSONValue.string))]
        }
        return ["ServerSideEncryptionConfiguration": ["Rule": .object(shown)]]
    }
}

/// `DeleteBucketEncryption`: back to SSE-S3; may be repeated. Customer keys stay blocked or unblocked as they were.
///
/// - SeeAlso: Amazon S3 API Reference, "DeleteBucketEncryption"
public enum DeleteBucketEncryption: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `DeleteBucketEncryption`.
    public static let name = "DeleteBucketEncryption"
    /// `s3:PutEncryptionConfiguration`: there is no action of its own.
    public static let action = "s3:PutEncryptionConfiguration"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// Resets the rule.
    public static func change(
        _ bucket: inout Bucket, _ input: BucketRequest, in call: Call
    ) throws(ServiceError) {
        bucket.encryption = BucketEncryption(blocksCustomerKeys: bucket.encryption.blocksCustomerKeys)
    }
}

extension S3Error {
    static let masterKeyNotApplicable = invalidArgument(
        "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
        "ApplyServerSideEncryptionByDefault", nil)
}
