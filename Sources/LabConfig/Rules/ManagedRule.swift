import LabCore

/// The rules that the lab knows, by AWS's identifiers; and one of its own, whose name says so.
///
/// - SeeAlso: AWS Config Developer Guide, "List of AWS Config Managed Rules"
public enum ManagedRule: String, Sendable, Hashable, Codable, CaseIterable {
    /// Customer managed keys rotate by themselves.
    case keyRotation = "CMK_BACKING_KEY_ROTATION_ENABLED"
    /// No key waits to be deleted.
    case keyNotPendingDeletion = "KMS_CMK_NOT_SCHEDULED_FOR_DELETION"
    /// Buckets encrypt by default.
    case bucketEncryption = "S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED"
    /// Buckets encrypt under KMS keys by default.
    case bucketKMSEncryption = "S3_DEFAULT_ENCRYPTION_KMS"
    /// Bucket policies deny requests without TLS.
    case bucketTLSOnly = "S3_BUCKET_SSL_REQUESTS_ONLY"
    /// Buckets lock new versions by default.
    case bucketLock = "S3_BUCKET_DEFAULT_LOCK_ENABLED"
    /// Strangers cannot read.
    case bucketNoPublicRead = "S3_BUCKET_PUBLIC_READ_PROHIBITED"
    /// Strangers cannot write.
    case bucketNoPublicWrite = "S3_BUCKET_PUBLIC_WRITE_PROHIBITED"
    /// Trails sign digests of their log files.
    case trailValidation = "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED"
    /// Trails encrypt their log files with a KMS key.
    case trailEncryption = "CLOUD_TRAIL_ENCRYPTION_ENABLED"
    /// Resources have the tags that they should have.
    case requiredTags = "REQUIRED_TAGS"
    /// Buckets refuse customers' keys (SSE-C). The lab's own: AWS has no managed rule for it.
    case bucketBlocksCustomerKeys = "KMSLAB_S3_BUCKET_SSE_C_BLOCKED"

    /// The types that the rule judges.
    public var kinds: Set<ConfigResource.Kind> {
        switch self {
        case .keyRotation, .keyNotPendingDeletion: [.key]
        case .trailValidation, .trailEncryption: [.trail]
        // AWS's list of types for REQUIRED_TAGS has buckets, and neither keys nor trails.
        default: [.bucket]
        }
    }

    /// Whether AWS runs the rule every so often rather than on changes. The lab runs every rule on changes.
    public var isPeriodic: Bool {
        !kinds.contains(.bucket) || self == .bucketNoPublicRead || self == .bucketNoPublicWrite
    }

    /// The parameters that it takes.
    var parameters: Set<String> {
        switch self {
        case .keyNotPendingDeletion: ["kmsKeyIds"]
        case .bucketKMSEncryption: ["kmsKeyArns"]
        case .bucketLock: ["mode"]
        case .requiredTags: Set((1...6).flatMap { ["tag\($0)Key", "tag\($0)Value"] })
        default: []
        }
    }

    /// The parameters that it cannot do without.
    var requiredParameters: [String] { self == .requiredTags ? ["tag1Key"] : [] }

    /// What the rule says of a resource; `nil` when it does not judge it.
    public func verdict(on resource: ConfigResource, _ parameters: RuleParameters = RuleParameters()) -> Verdict? {
        switch (self, resource.facts) {
        case (.requiredTags, .bucket): .tags(resource.tags, parameters)
        case (_, .key(let key)): keyVerdict(resource, key, parameters)
        case (_, .bucket(let bucket)): bucketVerdict(resource, bucket, parameters)
        case (_, .trail(let trail)): trailVerdict(trail)
        }
    }
}

/// What a rule says of a resource.
public struct Verdict: Sendable, Hashable {
    /// Whether all is well.
    public let compliance: Compliance
    /// Why not.
    public let annotation: String?

    static let compliant = Verdict(compliance: .compliant, annotation: nil)

    static func violation(_ annotation: String) -> Verdict {
        Verdict(compliance: .nonCompliant, annotation: annotation)
    }

    /// All is well, or else `annotation` says what is not.
    init(_ isCompliant: Bool, orElse annotation: String) {
        self = isCompliant ? .compliant : .violation(annotation)
    }

    private init(compliance: Compliance, annotation: String?) {
        self.compliance = compliance
        self.annotation = annotation
    }
}

/// Whether a resource keeps a rule.
public enum Compliance: String, Sendable, Hashable, Codable, CaseIterable {
    /// It does.
    case compliant = "COMPLIANT"
    /// It does not.
    case nonCompliant = "NON_COMPLIANT"
    /// The rule does not judge it.
    case notApplicable = "NOT_APPLICABLE"
    /// Nobody has looked yet, or there is nothing to look at.
    case insufficientData = "INSUFFICIENT_DATA"
}

/// A rule's parameters: the strings of `InputParameters`.
public struct RuleParameters: Sendable, Hashable {
    let values: [String: String]

    /// Parameters by name.
    public init(_ values: [String: String] = [:]) {
        self.values = values
    }

    /// The parameters in the text of a JSON object with string values; `nil` for anything else.
    init?(text: String) {
        guard let object = (try? JSONParser.parse(text))?.object else { return nil }
        let pairs = object.members.map { ($0.name, $0.value.string ?? $0.value.compactText) }
        self.init(Dictionary(pairs) { $1 })
    }

    subscript(name: String) -> String? { values[name] }

    /// The values of a list with commas; `nil` when it was not given.
    func list(_ name: String) -> [String]? {
        values[name].map { text in
            text.split(separator: ",").map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
        }
    }
}
