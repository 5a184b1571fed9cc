/// The numbers of Parameter Store.
///
/// - SeeAlso: AWS Systems Manager User Guide, "Managing parameter tiers"
public enum ParametersLimits {
    /// Bytes of a value in the standard tier.
    public static let standardBytes = 4096
    /// Bytes of a value in the advanced tier.
    public static let advancedBytes = 8192
    /// Levels of a name.
    public static let levels = 15
    /// Versions that a parameter keeps.
    public static let versions = 100
    /// Labels of a version.
    public static let labels = 10
    /// Tags of a parameter.
    public static let tags = 50
    /// Policies of a parameter.
    public static let policies = 10
}
