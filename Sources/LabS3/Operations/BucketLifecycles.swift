public import LabCore
public import LabService

/// `GetBucketLifecycleConfiguration`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketLifecycleConfiguration"
public enum GetBucketLifecycleConfiguration: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketLifecycleConfiguration`.
    public static let name = "GetBucketLifecycleConfiguration"
    /// CloudTrail's name.
    public static let eventName = "GetBucketLifecycle"
    /// `s3:GetLifecycleConfiguration`.
    public static let action = "s3:GetLifecycleConfiguration"
    /// Which bucket.
    public typealias Input = BucketRequest
    /// The rules.
    public typealias Output = LifecycleConfiguration

    /// Shows the rules.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> LifecycleConfiguration {
        guard let lifecycle = target.lifecycle else {
            throw S3Error.notFound(
                "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", target.name)
        }
        return lifecycle
    }
}

/// `PutBucketLifecycleConfiguration`: these rules, in place of all others. They are looked at from the next midnight on.
///
/// - SeeAlso: Amazon S3 API Reference, "PutBucketLifecycleConfiguration"
public enum PutBucketLifecycleConfiguration: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutBucketLifecycleConfiguration`.
    public static let name = "PutBucketLifecycleConfiguration"
    /// CloudTrail's name.
    public static let eventName = "PutBucketLifecycle"
    /// `s3:PutLifecycleConfiguration`.
    public static let action = "s3:PutLifecycleConfiguration"

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body.
        public var configuration: Decoded<LifecycleConfiguration>
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(
            bucket: String, configuration: Decoded<LifecycleConfiguration>, facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.configuration = configuration
            self.facts = facts
        }
    }

    /// The rules must make sense.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        let rules = try input.configuration.get().rules
        guard S3Limits.lifecycleRules.contains(rules.count) else { throw S3Error.malformedXML }
        var ids: Set<String> = []
        for rule in rules {
            try check(rule)
            guard let id = rule.id else { continue }
            guard ids.insert(id).inserted else {
                throw S3Error.invalidArgument(
                    "Rule ID must be unique. Found same ID for more than one rule", "ID", id)
            }
        }
    }

    private static func check(_ rule: LifecycleRule) throws(ServiceError) {
        guard (rule.filter == nil) != (rule.prefix == nil) else { throw S3Error.malformedXML }
        guard rule.id.map({ $0.utf8.count <= 255 }) ?? true else {
            throw S3Error.invalidArgument("ID length should not exceed allowed limit of 255", "ID", rule.id)
        }
        let hasAction =
            rule.expiration != nil || rule.noncurrentVersionExpiration != nil
            || rule.abortIncompleteMultipartUploadDays != nil || !rule.transitions.isEmpty
            || !rule.noncurrentVersionTransitions.isEmpty
        guard hasAction else { throw S3Error.invalidRequest("At least one action needs to be specified in a rule") }
        try checkExpiration(rule.expiration)
        try checkDays(rule)
    }

    private static func checkExpiration(_ expiration: LifecycleRule.Expiration?) throws(ServiceError) {
        guard let expiration else { return }
        let given = [expiration.days != nil, expiration.date != nil, expiration.expiredObjectDeleteMarker != nil]
        guard given.count(where: { $0 }) == 1 else { throw S3Error.malformedXML }
        if let days = expiration.days, days < 1 {
            throw S3Error.invalidArgument(
                "'Days' for Expiration action must be a positive integer", "Days", String(days))
        }
        if let date = expiration.date, date != date.roundedUpToMidnight {
            throw S3Error.invalidArgument("'Date' must be at midnight GMT", "Date", date.iso8601Milliseconds)
        }
    }

    private static func checkDays(_ rule: LifecycleRule) throws(ServiceError) {
        if let days = rule.noncurrentVersionExpiration?.noncurrentDays, days < 1 {
            throw S3Error.invalidArgument(
                "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
                "NoncurrentDays", String(days))
        }
        guard let days = rule.abortIncompleteMultipartUploadDays else { return }
        guard days >= 1 else {
            throw S3Error.invalidArgument(
                "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer",
                "DaysAfterInitiation", String(days))
        }
        guard rule.filter?.tags.isEmpty != false else {
            throw S3Error.invalidRequest("AbortIncompleteMultipartUpload cannot be specified with Tags.")
        }
    }

    /// Sets the rules, each with an id.
    public static func change(_ bucket: inout Bucket, _ input: Input, in call: Call) throws(ServiceError) {
        var configuration = try input.configuration.get()
        for index in configuration.rules.indices where configuration.rules[index].id == nil {
            configuration.rules[index].id = try S3Random.token(48, from: call.random)
        }
        bucket.lifecycle = configuration
        bucket.lifecycleDue = call.now.nextMidnight
    }

    /// How many rules there are: the trail shows that somebody makes objects expire.
    public static func parameters(_ input: Input) -> JSONObject {
        let rules = (try? input.configuration.get())?.rules ?? []
        let shown = rules.map { rule in
            var members: JSONObject = ["Status": .string(rule.isEnabled ? "Enabled" : "Disabled")]
            members["ID"] = rule.id.map(JSONValue.string)
            members["Expiration"] = rule.expiration?.days.map { ["Days": .integer(Int64($0))] }
            return JSONValue.object(members)
        }
        return ["LifecycleConfiguration": ["Rule": .array(shown)]]
    }
}

/// `DeleteBucketLifecycle`: may be repeated.
///
/// - SeeAlso: Amazon S3 API Reference, "DeleteBucketLifecycle"
public enum DeleteBucketLifecycle: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `DeleteBucketLifecycle`.
    public static let name = "DeleteBucketLifecycle"
    /// `s3:PutLifecycleConfiguration`: there is no action of its own.
    public static let action = "s3:PutLifecycleConfiguration"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// Removes the rules.
    public static func change(_ bucket: inout Bucket, _ input: BucketRequest, in call: Call) throws(ServiceError) {
        bucket.lifecycle = nil
        bucket.lifecycleDue = nil
    }
}
