public import LabCore
public import LabService

/// `GetObjectLockConfiguration`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetObjectLockConfiguration"
public enum GetObjectLockConfiguration: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetObjectLockConfiguration`.
    public static let name = "GetObjectLockConfiguration"
    /// CloudTrail's name.
    public static let eventName = "GetBucketObjectLockConfiguration"
    /// `s3:GetBucketObjectLockConfiguration`.
    public static let action = "s3:GetBucketObjectLockConfiguration"
    /// Which bucket.
    public typealias Input = BucketRequest
    /// The configuration; `ObjectLockEnabled` is always `Enabled`.
    public typealias Output = ObjectLockConfiguration

    /// Object Lock must be on.
    public static func checkBucket(
        _ input: BucketRequest, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        _ = try configuration(bucket)
    }

    private static func configuration(_ bucket: Bucket) throws(ServiceError) -> ObjectLockConfiguration {
        guard let configuration = bucket.objectLock else {
            throw S3Error.notFound(
                "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket",
                bucket.name)
        }
        return configuration
    }

    /// Says what new versions get.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> ObjectLockConfiguration {
        try configuration(target)
    }
}

/// `PutObjectLockConfiguration`: switches Object Lock on, for ever, and sets or removes the default retention.
///
/// - SeeAlso: Amazon S3 API Reference, "PutObjectLockConfiguration"
public enum PutObjectLockConfiguration: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutObjectLockConfiguration`.
    public static let name = "PutObjectLockConfiguration"
    /// CloudTrail's name.
    public static let eventName = "PutBucketObjectLockConfiguration"
    /// `s3:PutBucketObjectLockConfiguration`.
    public static let action = "s3:PutBucketObjectLockConfiguration"

    /// The body.
    public struct Configuration: Sendable, Hashable {
        /// `ObjectLockEnabled`, as sent.
        public var objectLockEnabled: String?
        /// `Rule`; `nil` when there is none.
        public var rule: Rule?

        /// A body; what is left out was not sent.
        public init(objectLockEnabled: String?, rule: Rule? = nil) {
            self.objectLockEnabled = objectLockEnabled
            self.rule = rule
        }
    }

    /// The body's `Rule/DefaultRetention`; everything is `nil` for an empty element.
    public struct Rule: Sendable, Hashable {
        /// `Mode`, as sent.
        public var mode: String?
        /// `Days`.
        public var days: Int?
        /// `Years`.
        public var years: Int?

        /// A rule; what is left out was not sent.
        public init(mode: String? = nil, days: Int? = nil, years: Int? = nil) {
            self.mode = mode
            self.days = days
            self.years = years
        }
    }

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body.
        public var configuration: Decoded<Configuration>
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(
            bucket: String, configuration: Decoded<Configuration>, facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.configuration = configuration
            self.facts = facts
        }
    }

    /// The body must make sense, and versioning be enabled.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        _ = try configuration(input)
        guard bucket.versioning == .enabled else {
            throw S3Error.invalidBucketState(
                "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration")
        }
    }

    private static func configuration(_ input: Input) throws(ServiceError) -> ObjectLockConfiguration {
        let body = try input.configuration.get()
        guard body.objectLockEnabled == "Enabled" else { throw S3Error.malformedXML }
        guard let rule = body.rule else { return ObjectLockConfiguration() }
        guard let mode = rule.mode.flatMap(ObjectLock.Mode.init) else { throw S3Error.malformedXML }
        return ObjectLockConfiguration(
            defaultRetention: ObjectLockConfiguration.DefaultRetention(mode: mode, period: try period(rule)))
    }

    private static func period(
        _ rule: Rule
    ) throws(ServiceError) -> ObjectLockConfiguration.DefaultRetention.Period {
        switch (rule.days, rule.years) {
        case (let days?, nil):
            try check(days, "Days", S3Limits.retentionDays)
            return .days(days)
        case (nil, let years?):
            try check(years, "Years", S3Limits.retentionYears)
            return .years(years)
        default: throw S3Error.malformedXML
        }
    }

    private static func check(_ count: Int, _ name: String, _ range: ClosedRange<Int>) throws(ServiceError) {
        guard count >= range.lowerBound else {
            throw S3Error.invalidArgument(
                "Default retention period must be a positive integer value.", name, String(count))
        }
        guard count <= range.upperBound else {
            throw S3Error.invalidArgument("Default retention period too large.", name, String(count))
        }
    }

    /// Sets the configuration.
    public static func change(
        _ bucket: inout Bucket, _ input: Input, in call: Call
    ) throws(ServiceError) {
        bucket.objectLock = try configuration(input)
    }

    /// The rule.
    public static func parameters(_ input: Input) -> JSONObject {
        guard let body = try? input.configuration.get() else { return [:] }
        var shown: JSONObject = [:]
        shown["ObjectLockEnabled"] = body.objectLockEnabled.map(JSONValue.string)
        if let rule = body.rule {
            var standard: JSONObject = [:]
            standard["Mode"] = rule.mode.map(JSONValue.string)
            standard["Days"] = rule.days.map { .integer(Int64($0)) }
            standard["Years"] = rule.years.map { .integer(Int64($0)) }
            shown["Rule"] = ["DefaultRetention": .object(standard)]
        }
        return ["ObjectLockConfiguration": .object(shown)]
    }
}
