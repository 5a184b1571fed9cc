/// The numbers of AWS Config.
///
/// - SeeAlso: AWS Config Developer Guide, "Service Limits"
public enum ConfigLimits {
    /// Rules of an account in a Region.
    public static let rules = 1_000
    /// Tags of a rule.
    public static let tags = 50
    /// Entries on a page without a word.
    public static let page = 100
    /// Rules on a page of a description.
    public static let rulesOnPage = 25
    /// How far resources out of order are counted in a summary.
    public static let contributors = 25
    /// How far rules out of order are counted in a summary of a resource.
    public static let contributingRules = 25
    /// Changes of compliance that the timeline keeps; of more, the oldest go. The lab's own number.
    public static let changes = 10_000
    /// Configuration items that are kept of a resource; of more, the oldest go. The lab's own number.
    public static let items = 100
}
