public import LabCore
import LabPolicy
public import LabService

/// `GetBucketPolicy`: the text as it was put.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketPolicy"
public enum GetBucketPolicy: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketPolicy`.
    public static let name = "GetBucketPolicy"
    /// `s3:GetBucketPolicy`.
    public static let action = "s3:GetBucketPolicy"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// The policy.
    public struct Output: Sendable {
        /// The text.
        public let policy: String
    }

    /// Shows the policy.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        Output(policy: try target.existingPolicy().text)
    }
}

/// `PutBucketPolicy`.
///
/// - SeeAlso: Amazon S3 API Reference, "PutBucketPolicy"
public enum PutBucketPolicy: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutBucketPolicy`.
    public static let name = "PutBucketPolicy"
    /// `s3:PutBucketPolicy`.
    public static let action = "s3:PutBucketPolicy"

    /// What to set.
    public struct Input: BucketInput {
        /// The bucket's name.
        public var bucket: String
        /// The body.
        public var policy: String
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(bucket: String, policy: String, facts: RequestFacts = RequestFacts()) {
            self.bucket = bucket
            self.policy = policy
            self.facts = facts
        }
    }

    /// The policy must parse, be about this bucket, and not be public where that is blocked.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        let policy = try document(input)
        if policy.isPublic, bucket.publicAccessBlock?.blockPublicPolicy == true {
            var refusal = S3Error.accessDenied
            refusal.hint = "the bucket's public access block (BlockPublicPolicy) refuses public policies"
            throw refusal
        }
    }

    /// The principals that the policy names must exist.
    public static func namedPrincipals(_ input: Input, on target: Bucket, in call: Call) -> [NamedPrincipal] {
        guard let policy = try? document(input) else { return [] }
        return policy.principals.map { NamedPrincipal($0, orElse: S3Error.invalidPrincipal) }
    }

    private static func document(_ input: Input) throws(ServiceError) -> PolicyDocument {
        do throws(PolicyError) {
            let document = try PolicyDocument(parsing: input.policy, kind: .resource(.bucket))
            try document.checkFits(bucket: input.bucket)
            return document
        } catch {
            throw error.serviceError
        }
    }

    /// Sets the policy.
    public static func change(_ bucket: inout Bucket, _ input: Input, in call: Call) throws(ServiceError) {
        bucket.policy = try document(input)
    }

    /// The policy.
    public static func parameters(_ input: Input) -> JSONObject {
        ["bucketPolicy": (try? JSONParser.parse(input.policy)) ?? .string(input.policy)]
    }
}

/// `DeleteBucketPolicy`.
///
/// - SeeAlso: Amazon S3 API Reference, "DeleteBucketPolicy"
public enum DeleteBucketPolicy: BucketMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `DeleteBucketPolicy`.
    public static let name = "DeleteBucketPolicy"
    /// `s3:DeleteBucketPolicy`.
    public static let action = "s3:DeleteBucketPolicy"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// Removes the policy.
    public static func change(_ bucket: inout Bucket, _ input: BucketRequest, in call: Call) throws(ServiceError) {
        bucket.policy = nil
    }
}

/// `GetBucketPolicyStatus`: whether S3 calls the policy public.
///
/// - SeeAlso: Amazon S3 API Reference, "GetBucketPolicyStatus"
public enum GetBucketPolicyStatus: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetBucketPolicyStatus`.
    public static let name = "GetBucketPolicyStatus"
    /// `s3:GetBucketPolicyStatus`.
    public static let action = "s3:GetBucketPolicyStatus"
    /// Which bucket.
    public typealias Input = BucketRequest

    /// The status.
    public struct Output: Sendable {
        /// `IsPublic`.
        public let isPublic: Bool
    }

    /// Says whether the policy is public.
    public static func perform(
        _ input: BucketRequest, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        Output(isPublic: try target.existingPolicy().isPublic)
    }
}

extension Bucket {
    /// - Throws: `NoSuchBucketPolicy`.
    fileprivate func existingPolicy() throws(ServiceError) -> PolicyDocument {
        guard let policy else {
            throw S3Error.notFound("NoSuchBucketPolicy", "The bucket policy does not exist", name)
        }
        return policy
    }
}

extension S3Error {
    static let invalidPrincipal = ServiceError(
        ServiceError.Code("MalformedPolicy"), "Invalid principal in policy")
}
