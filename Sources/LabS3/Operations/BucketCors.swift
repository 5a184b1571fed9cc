public import LabCore
public import LabService

/// `GetBucketCors`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketCors"
public enum GetBucketCors: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketCors`.
    public static let name = "GetBucketCors"
    /// `s3:GetBucketCORS`.
    public static let action = "s3:GetBucketCORS"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// The rules.
    public struct Output: Sendable {
        /// The rules, in order.
        public let rules: [CORSRule]
    }

    /// Shows the rules.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        guard let rules = target.cors else {
            throw S3Error.notFound(
                "NoSuchCORSConfiguration", "The CORS configuration does not exist", target.name)
        }
        return Output(rules: rules)
    }
}

/// `PutBucketCors`.
///
/// - SeeAlso: Amazon S3 API Reference, "PutBucketCors"
public enum PutBucketCors: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutBucketCors`.
    public static let name = "PutBucketCors"
    /// `s3:PutBucketCORS`.
    public static let action = "s3:PutBucketCORS"

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body's rules.
        public var rules: Decoded<[CORSRule]>
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(bucket: String, rules: Decoded<[CORSRule]>, facts: RequestFacts = RequestFacts()) {
            self.bucket = bucket
            self.rules = rules
            self.facts = facts
        }
    }

    private static let methods: Set<String> = ["GET", "PUT", "POST", "DELETE", "HEAD"]

    /// The rules must make sense.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        let rules = try input.rules.get()
        guard S3Limits.corsRules.contains(rules.count) else { throw S3Error.malformedXML }
        for rule in rules {
            guard !rule.allowedMethods.isEmpty, !rule.allowedOrigins.isEmpty else { throw S3Error.malformedXML }
            for method in rule.allowedMethods where !methods.contains(method) {
                throw S3Error.invalidRequest(
                    "Found unsupported HTTP method in CORS config. Unsupported method is \(method)")
            }
            for origin in rule.allowedOrigins + rule.allowedHeaders where origin.count(where: { $0 == "*" }) > 1 {
                throw S3Error.invalidRequest("AllowedOrigin \"\(origin)\" can not have more than one wildcard.")
            }
        }
    }

    /// Sets the rules.
    public static func change(_ bucket: inout Bucket, _ input: Input, in call: Call) throws(ServiceError) {
        bucket.cors = try input.rules.get()
    }
}

/// `DeleteBucketCors`: may be repeated.
///
/// - SeeAlso: Amazon S3 API Reference, "DeleteBucketCors"
public enum DeleteBucketCors: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `DeleteBucketCors`.
    public static let name = "DeleteBucketCors"
    /// `s3:PutBucketCORS`: there is no action of its own.
    public static let action = "s3:PutBucketCORS"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// Removes the rules.
    public static func change(_ bucket: inout Bucket, _ input: BucketRequest, in call: Call) throws(ServiceError) {
        bucket.cors = nil
    }
}

/// What CORS rules say to a browser: for the preflight request and for the headers of the answer after it.
public struct CORSAnswer: Sendable, Hashable {
    /// `Access-Control-Allow-Origin`: the origin, or `*`.
    public let allowOrigin: String
    /// `Access-Control-Allow-Methods`.
    public let allowMethods: [String]
    /// `Access-Control-Allow-Headers`: those that were asked for.
    public let allowHeaders: [String]
    /// `Access-Control-Expose-Headers`.
    public let exposeHeaders: [String]
    /// `Access-Control-Max-Age`.
    public let maxAgeSeconds: Int?

    /// The answer of the first rule that fits; `nil` when none does, which a preflight is told with `AccessForbidden`.
    ///
    /// - Parameters:
    ///   - origin: The `Origin` header.
    ///   - method: `Access-Control-Request-Method`, or the request's own method.
    ///   - headers: `Access-Control-Request-Headers`.
    public init?(_ rules: [CORSRule], origin: String, method: String, headers: [String] = []) {
        guard let (rule, pattern) = Self.match(rules, origin, method, headers) else { return nil }
        allowOrigin = pattern == "*" ? "*" : origin
        allowMethods = rule.allowedMethods
        allowHeaders = headers
        exposeHeaders = rule.exposeHeaders
        maxAgeSeconds = rule.maxAgeSeconds
    }

    private static func match(
        _ rules: [CORSRule], _ origin: String, _ method: String, _ headers: [String]
    ) -> (rule: CORSRule, pattern: String)? {
        for rule in rules where rule.allowedMethods.contains(method) {
            guard let pattern = rule.allowedOrigins.first(where: { fits($0, origin) }) else { continue }
            let allows = headers.allSatisfy { header in
                rule.allowedHeaders.contains { fits($0.lowercased(), header.lowercased()) }
            }
            if allows { return (rule, pattern) }
        }
        return nil
    }

    /// One `*` stands for any run of characters.
    private static func fits(_ pattern: String, _ text: String) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return pattern == text }
        let (head, tail) = (pattern[..<star], pattern[pattern.index(after: star)...])
        return text.utf8.count >= head.utf8.count + tail.utf8.count && text.hasPrefix(head) && text.hasSuffix(tail)
    }
}
