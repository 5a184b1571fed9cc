public import LabCore

/// Every limit of the key service, with AWS's number.
///
/// - SeeAlso: AWS KMS Developer Guide, "Quotas"; the KMS API Reference for lengths and ranges
public enum KMSLimits {
    /// A range with the value that stands when none is given.
    public struct Bounded: Sendable {
        /// The values allowed.
        public let range: ClosedRange<Int>
        /// The value that stands when none is given.
        public let standard: Int
    }

    /// Plaintext of Encrypt under a symmetric key, in bytes.
    public static let plaintextBytes = 1...4096
    /// A ciphertext blob, in bytes.
    public static let ciphertextBytes = 1...6144
    /// A message of Sign, Verify, GenerateMac and VerifyMac, in bytes.
    public static let messageBytes = 1...4096
    /// A signature or a MAC, in bytes.
    public static let signatureBytes = 1...6144
    /// A public key of DeriveSharedSecret, in bytes.
    public static let publicKeyBytes = 1...8192
    /// A key identifier, in characters.
    public static let keyIDLength = 1...2048
    /// An alias name, prefix included, in characters.
    public static let aliasNameLength = 1...256
    /// A description, in characters.
    public static let descriptionLength = 0...8192
    /// The bytes of a data key or of GenerateRandom.
    public static let randomBytes = 1...1024
    /// Grant tokens a request.
    public static let grantTokens = 0...10
    /// A grant token, in characters.
    public static let grantTokenLength = 1...8192
    /// A grant's id, in characters.
    public static let grantIDLength = 1...128
    /// Grants a key.
    public static let grantsPerKey = 50_000
    /// Encryption context pairs in a grant's constraint.
    public static let grantConstraintPairs = 8
    /// A value in a grant's constraint, in characters.
    public static let grantConstraintValueLength = 384
    /// A principal's ARN, in characters.
    public static let principalLength = 1...256
    /// A service principal's name, in characters.
    public static let servicePrincipalLength = 1...128
    /// The source ARN in a grant's constraint, in characters.
    public static let sourceARNLength = 20...512
    /// The owners that ListKeys can be asked for.
    public static let resourceOwners = 1...2
    /// A policy's name, in characters.
    public static let policyNameLength = 1...128
    /// A policy on its way in, in characters; 32 KiB are what the service takes.
    public static let policyLength = 1...131_072
    /// Tags a key.
    public static let tagsPerKey = 50
    /// A tag's key, in characters.
    public static let tagKeyLength = 1...128
    /// A tag's value, in characters.
    public static let tagValueLength = 0...256
    /// The waiting period of ScheduleKeyDeletion, in days.
    public static let pendingWindowInDays = Bounded(range: 7...30, standard: 30)
    /// The period of automatic rotation, in days.
    public static let rotationPeriodInDays = Bounded(range: 90...2560, standard: 365)
    /// How long before an automatic rotation there can be none on demand.
    public static let rotationQuietTime = LabDuration.minutes(20)
    /// A Region's code, in characters.
    public static let regionLength = 1...32
    /// How long a replica is `Creating` and a family `Updating`: the lab's own number, AWS needs seconds too.
    public static let multiRegionChange = LabDuration.seconds(1)
    /// Custom key stores an account and Region.
    public static let customKeyStores = 10
    /// A custom key store's id, in characters.
    public static let storeIDLength = 1...64
    /// A custom key store's name, in characters.
    public static let storeNameLength = 1...256
    /// How many active HSMs a cluster needs for keys to be made in it.
    public static let clusterHSMs = 2
    /// How long a custom key store is `CONNECTING` or `DISCONNECTING`: the lab's own number, AWS needs minutes.
    public static let storeConnection = LabDuration.seconds(2)
    /// A page of DescribeCustomKeyStores.
    public static let describeStoresPage = Bounded(range: 1...1000, standard: 100)
    /// On-demand rotations in a key's life.
    public static let onDemandRotations = 25
    /// How long a token of GetParametersForImport is valid.
    public static let importTokenLifetime = LabDuration.hours(24)
    /// How many days imported material can last, if it is to expire at all.
    public static let importedMaterialDays = 365
    /// Aliases a key.
    public static let aliasesPerKey = 50
    /// Customer managed keys an account and Region.
    public static let keysPerAccountAndRegion = 100_000
    /// A page of ListKeys.
    public static let listKeysPage = Bounded(range: 1...1000, standard: 100)
    /// A page of ListAliases.
    public static let listAliasesPage = Bounded(range: 1...100, standard: 50)
    /// A page of ListGrants and ListRetirableGrants.
    public static let listGrantsPage = Bounded(range: 1...100, standard: 50)
    /// A page of ListKeyPolicies.
    public static let listKeyPoliciesPage = Bounded(range: 1...1000, standard: 100)
    /// A page of ListResourceTags.
    public static let listResourceTagsPage = Bounded(range: 1...50, standard: 50)
    /// A page of ListKeyRotations.
    public static let listKeyRotationsPage = Bounded(range: 1...1000, standard: 100)
    /// A marker, in characters.
    public static let markerLength = 1...1024
}
