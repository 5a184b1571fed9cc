/// Which of AWS's evaluation models a service follows, with the exceptions it makes.
public struct ServiceRules: Hashable, Sendable {
    /// The evaluation models.
    public enum Model: String, Hashable, Sendable {
        /// The key policy or a grant must open the key; identity policies count only where the key policy delegates to
        /// the account.
        case key
        /// In one account an identity policy *or* the resource policy allows; across accounts both must.
        case resourcePolicy
        /// The trust policy must name the caller, or its account and an identity policy allows.
        case roleTrust
        /// Only identity policies allow.
        case identityOnly
    }

    /// The model.
    public let model: Model
    /// Whether the resource is an AWS managed key, which resource control policies do not reach.
    public let isAWSManagedKey: Bool

    /// Whether AWS puts the resource's ARN in quotes in its refusals: S3 does, KMS and IAM do not.
    public let quotesResource: Bool

    /// AWS KMS, for customer managed keys, aliases and the actions that know no key.
    public static let kms = ServiceRules(model: .key)
    /// AWS KMS, for AWS managed keys.
    public static let kmsAWSManagedKey = ServiceRules(model: .key, isAWSManagedKey: true)
    /// Amazon S3.
    public static let s3 = ServiceRules(model: .resourcePolicy, quotesResource: true)
    /// Any other service with resource policies.
    public static let resourcePolicy = ServiceRules(model: .resourcePolicy)
    /// Assuming a role.
    public static let roleTrust = ServiceRules(model: .roleTrust)
    /// A service without resource policies: IAM, CloudTrail, STS apart from roles.
    public static let identityOnly = ServiceRules(model: .identityOnly)

    private init(model: Model, isAWSManagedKey: Bool = false, quotesResource: Bool = false) {
        self.model = model
        self.isAWSManagedKey = isAWSManagedKey
        self.quotesResource = quotesResource
    }
}
