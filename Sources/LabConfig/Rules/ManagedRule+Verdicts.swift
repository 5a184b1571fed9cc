import LabCore
import LabPolicy

extension ManagedRule {
    func keyVerdict(_ resource: ConfigResource, _ key: KeyFacts, _ parameters: RuleParameters) -> Verdict? {
        guard key.isCustomerManaged else { return nil }
        switch self {
        case .keyRotation:
            return key.rotates.map { Verdict($0, orElse: "Automatic rotation is off.") }
        case .keyNotPendingDeletion:
            if let wanted = parameters.list("kmsKeyIds"),
                !wanted.contains(where: { $0 == resource.id || $0 == resource.arn })
            {
                return nil
            }
            return Verdict(!key.isPendingDeletion, orElse: "The key waits to be deleted.")
        default: return nil
        }
    }

    func bucketVerdict(_ resource: ConfigResource, _ bucket: BucketFacts, _ parameters: RuleParameters) -> Verdict? {
        switch self {
        // Since January 2023 every bucket encrypts by default, whatever its owner does.
        case .bucketEncryption: .compliant
        case .bucketKMSEncryption: kmsVerdict(bucket, parameters)
        case .bucketTLSOnly:
            Verdict(
                bucket.policy?.deniesPlainHTTP(to: resource.id) == true,
                orElse: "No statement of the bucket policy denies requests without TLS.")
        case .bucketLock: lockVerdict(bucket, parameters)
        case .bucketNoPublicRead:
            Verdict(!bucket.letsStrangers(read: true), orElse: "Everybody can read from the bucket.")
        case .bucketNoPublicWrite:
            Verdict(!bucket.letsStrangers(read: false), orElse: "Everybody can write to the bucket.")
        case .bucketBlocksCustomerKeys:
            Verdict(bucket.blocksCustomerKeys, orElse: "The bucket takes objects under customers' keys (SSE-C).")
        default: nil
        }
    }

    func trailVerdict(_ trail: TrailFacts) -> Verdict? {
        switch self {
        case .trailValidation: Verdict(trail.validatesLogFiles, orElse: "Log file validation is off.")
        case .trailEncryption: Verdict(trail.keyID != nil, orElse: "The trail has no KMS key.")
        default: nil
        }
    }

    private func kmsVerdict(_ bucket: BucketFacts, _ parameters: RuleParameters) -> Verdict {
        guard bucket.encryption.hasPrefix("aws:kms") else {
            return .violation("The default encryption is \(bucket.encryption).")
        }
        guard let wanted = parameters.list("kmsKeyArns") else { return .compliant }
        return Verdict(
            bucket.keyID.map(wanted.contains) ?? false, orElse: "The default encryption uses another key.")
    }

    private func lockVerdict(_ bucket: BucketFacts, _ parameters: RuleParameters) -> Verdict {
        guard let mode = bucket.lockMode else { return .violation("New versions get no retention by default.") }
        guard let wanted = parameters["mode"] else { return .compliant }
        return Verdict(mode == wanted.uppercased(), orElse: "The default retention is in mode \(mode).")
    }
}

extension Verdict {
    /// Whether every tag is there that the parameters name, with one of the values that they list.
    static func tags(_ tags: [(key: String, value: String)], _ parameters: RuleParameters) -> Verdict {
        for number in 1...6 {
            guard let key = parameters["tag\(number)Key"] else { continue }
            guard let tag = tags.first(where: { $0.key.utf8.elementsEqual(key.utf8) }) else {
                return .violation("The tag \(key) is missing.")
            }
            guard let values = parameters.list("tag\(number)Value") else { continue }
            guard values.contains(where: { $0.utf8.elementsEqual(tag.value.utf8) }) else {
                return .violation("The tag \(key) has a value that is not allowed.")
            }
        }
        return .compliant
    }
}

extension BucketFacts {
    private static let readActions = ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketVersions"]
    private static let writeActions = ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectAcl"]

    fileprivate func letsStrangers(read isReading: Bool) -> Bool {
        let actions = isReading ? Self.readActions : Self.writeActions
        let isListed = isReading ? isListedForReading : isListedForWriting
        return isListed || publicPolicyCounts && policy?.isPublic(for: actions) == true
    }
}

extension PolicyDocument {
    /// Whether a statement denies everybody every action of S3 on the bucket and its objects without TLS.
    fileprivate func deniesPlainHTTP(to bucket: String) -> Bool {
        statements.contains { statement in
            statement["Effect"]?.string == "Deny" && statement.isForEverybody && statement.coversS3
                && statement.covers(bucket: bucket) && statement.wantsPlainHTTP
        }
    }

    private var statements: [JSONValue] {
        guard let statements = json["Statement"] else { return [] }
        return statements.array ?? [statements]
    }
}

extension JSONValue {
    fileprivate var texts: [String] { array?.compactMap(\.string) ?? string.map { [$0] } ?? [] }

    fileprivate var isForEverybody: Bool {
        guard let principal = self["Principal"] else { return false }
        return principal.string == "*" || principal["AWS"]?.texts.contains("*") == true
    }

    fileprivate var coversS3: Bool {
        self["Action"]?.texts.contains { $0 == "*" || $0.lowercased() == "s3:*" } ?? false
    }

    fileprivate func covers(bucket: String) -> Bool {
        let resources = self["Resource"]?.texts ?? []
        let arn = "arn:aws:s3:::\(bucket)"
        return resources.contains("*") || resources.contains("\(arn)*")
            || resources.contains(arn) && resources.contains("\(arn)/*")
    }

    fileprivate var wantsPlainHTTP: Bool {
        (self["Condition"]?.object?.members ?? []).contains { comparison in
            guard comparison.name.lowercased() == "bool", let keys = comparison.value.object else { return false }
            return keys.members.contains { key in
                let values = key.value.bool.map { [String($0)] } ?? key.value.texts.map { $0.lowercased() }
                return key.name.lowercased() == "aws:securetransport" && values == ["false"]
            }
        }
    }
}
