/// The limits of policy documents, AWS's numbers throughout.
///
/// - SeeAlso: IAM User Guide, "IAM and AWS STS quotas"; AWS KMS API Reference, `PutKeyPolicy`; Amazon S3 User Guide,
///   "Bucket policies"; AWS Organizations User Guide, "Quotas"
public enum PolicyLimits {
    /// A key policy, in bytes.
    public static let keyPolicyBytes = 32_768
    /// A bucket policy, in bytes (20 KiB).
    public static let bucketPolicyBytes = 20_480
    /// A managed policy or permissions boundary, in characters that are not white space.
    public static let managedPolicyCharacters = 6_144
    /// All inline policies of a user together, in characters that are not white space.
    public static let userInlineCharacters = 2_048
    /// All inline policies of a group together, in characters that are not white space.
    public static let groupInlineCharacters = 5_120
    /// All inline policies of a role together, in characters that are not white space.
    public static let roleInlineCharacters = 10_240
    /// A role trust policy, in characters that are not white space (the default quota).
    public static let roleTrustCharacters = 2_048
    /// The session policies of one request together, in characters.
    public static let sessionPolicyCharacters = 2_048
    /// A service control policy, in characters.
    public static let serviceControlCharacters = 10_240
    /// A resource control policy, in characters.
    public static let resourceControlCharacters = 5_120
    /// A VPC endpoint policy, in characters.
    public static let vpcEndpointCharacters = 20_480
    /// A policy of any other resource, in bytes: the lab's own number.
    public static let otherResourcePolicyBytes = 65_536
    /// How deep JSON may nest; a well-formed policy needs six.
    public static let jsonDepth = 16

    /// How a kind's size is counted.
    enum Measure {
        case bytes
        case charactersWithoutSpace
        case characters
    }

    static func maximum(for kind: PolicyKind) -> (count: Int, measure: Measure) {
        switch kind {
        case .identity(.managed), .boundary: (managedPolicyCharacters, .charactersWithoutSpace)
        case .identity(.userInline): (userInlineCharacters, .charactersWithoutSpace)
        case .identity(.groupInline): (groupInlineCharacters, .charactersWithoutSpace)
        case .identity(.roleInline): (roleInlineCharacters, .charactersWithoutSpace)
        case .resource(.roleTrust): (roleTrustCharacters, .charactersWithoutSpace)
        case .resource(.key): (keyPolicyBytes, .bytes)
        case .resource(.bucket): (bucketPolicyBytes, .bytes)
        case .resource(.other): (otherResourcePolicyBytes, .bytes)
        case .session: (sessionPolicyCharacters, .characters)
        case .serviceControl: (serviceControlCharacters, .characters)
        case .resourceControl: (resourceControlCharacters, .characters)
        case .vpcEndpoint: (vpcEndpointCharacters, .characters)
        }
    }

    /// The size of `text` as `kind` counts it, for quotas that span several documents (inline policies).
    public static func size(of text: String, as kind: PolicyKind) -> Int {
        switch maximum(for: kind).measure {
        case .bytes: text.utf8.count
        case .characters: text.unicodeScalars.count
        case .charactersWithoutSpace: text.unicodeScalars.count { !$0.properties.isWhitespace }
        }
    }
}
