public import LabService

/// What AWS Config has found: evaluations, the timeline of compliance, and configuration items.
///
/// It is a record of what happened, so an undo and a fork leave it alone.
public struct ComplianceState: ServiceState {
    /// What every rule last said of every resource.
    public var evaluations = Table<Evaluation>()
    /// The changes of compliance, ascending.
    public var timeline = Table<ComplianceChange>()
    /// The settings of resources over time.
    public var items = Table<ConfigurationItem>()

    /// Nothing has been looked at.
    public init() {}

    /// Every table.
    public static let tables: [TablePath<ComplianceState>] = [
        TablePath(\.evaluations), TablePath(\.timeline), TablePath(\.items),
    ]

    /// Whether something was taken down since the last commit.
    public var hasChanges: Bool { evaluations.hasChanges || timeline.hasChanges || items.hasChanges }

    /// The evaluations by a rule, ascending by resource.
    func evaluations(by rule: ConfigRule) -> [Evaluation] {
        let lowest = ResourceAddress(
            account: rule.address.account, region: rule.address.region, kind: .trail, resourceID: "")
        let start = EvaluationID(rule: rule.address, resource: lowest)
        return evaluations.prefix(from: start) { $0.rule == rule.address }.filter { $0.ruleID == rule.ruleID }
    }

    /// The configuration items of a resource, ascending.
    func items(of resource: ResourceAddress) -> [ConfigurationItem] {
        items.prefix(from: ConfigurationItem.ID(resource: resource, number: 0)) { $0.resource == resource }
    }
}

/// What operations that read compliance see: the rules as they stand, and what was found. It never changes.
public struct ConfigView: ServiceState {
    /// The rules.
    public let config: ConfigState
    /// What was found.
    public let compliance: ComplianceState

    /// Rules and findings.
    public init(config: ConfigState, compliance: ComplianceState) {
        self.config = config
        self.compliance = compliance
    }

    /// None: a view is not kept.
    public static let tables: [TablePath<ConfigView>] = []

    /// The evaluations of an account in a Region by rules that are there, ascending by rule, then by resource.
    func evaluations(of rules: [ConfigRule]) -> [Evaluation] { rules.flatMap { compliance.evaluations(by: $0) } }
}
