/// The numbers of Secrets Manager.
///
/// - SeeAlso: AWS Secrets Manager User Guide, "AWS Secrets Manager quotas"
public enum SecretsLimits {
    /// Days between a deletion and the end: at least, at most, and without a word.
    public static let recoveryDays = 7...30
    /// The days of a deletion without a word.
    public static let standardRecoveryDays = 30
    /// So many versions a secret keeps; of more, those without a stage go that are older than a day.
    public static let versions = 100
    /// Stages of a version.
    public static let stagesOfVersion = 20
    /// Tags of a secret.
    public static let tags = 50
    /// Hours between rotations, at least.
    public static let shortestRotationHours = 4
    /// Days between rotations, at most.
    public static let longestRotationDays = 999
    /// The length of a password without a word.
    public static let passwordLength = 32
}
