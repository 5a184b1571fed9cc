public import LabCore
import LabPolicy
public import LabService

/// `DescribeComplianceByConfigRule`: whether rules are kept.
///
/// - SeeAlso: AWS Config API Reference, "DescribeComplianceByConfigRule"
public enum DescribeComplianceByConfigRule: ComplianceQuery {
    /// `DescribeComplianceByConfigRule`.
    public static let name = "DescribeComplianceByConfigRule"

    /// Which rules, and which page.
    public struct Input: MemberInput {
        let names: [String]
        let types: [Compliance]
        let token: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            names = members.configRuleNames()
            types = members.complianceTypes()
            token = members.string("NextToken")
        }
    }

    /// The rules that are named.
    public static func ruleNames(_ input: Input) -> [String] { input.names }

    /// Sums up.
    public static func perform(
        _ input: Input, on target: [ConfigRule], in call: Call, state: ConfigView
    ) throws(ServiceError) -> ConfigAnswer {
        let found = target.map { (rule: $0, evaluations: state.compliance.evaluations(by: $0)) }
        let wanted = found.filter { input.types.contains($0.evaluations.compliance) }
        return try .page(
            wanted, as: "ComplianceByConfigRules", after: input.token, limit: ConfigLimits.rulesOnPage,
            key: \.rule.address.name
        ) { entry in
            [
                "ConfigRuleName": .string(entry.rule.address.name),
                "Compliance": entry.evaluations.compliance.summary(
                    entry.evaluations.violationCount, cap: ConfigLimits.contributors),
            ]
        }
    }
}

/// `DescribeComplianceByResource`: whether resources keep the rules that judge them.
///
/// - SeeAlso: AWS Config API Reference, "DescribeComplianceByResource"
public enum DescribeComplianceByResource: ComplianceQuery {
    /// `DescribeComplianceByResource`.
    public static let name = "DescribeComplianceByResource"

    /// Which resources, and which page.
    public struct Input: MemberInput {
        let type: String?
        let resourceID: String?
        let types: [Compliance]
        let limit: Int
        let token: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            type = members.string("ResourceType", 1...256)
            resourceID = members.string("ResourceId", 1...768)
            types = members.complianceTypes()
            limit = members.configLimit()
            token = members.string("NextToken")
        }
    }

    /// Whoever names a resource says of which type.
    public static func check(
        _ input: Input, on target: [ConfigRule], in call: Call, state: ConfigView
    ) throws(ServiceError) {
        guard input.resourceID == nil || input.type != nil else {
            throw ConfigError.invalid("You must specify a resourceType if you specify a resourceId.")
        }
    }

    /// Sums up.
    public static func perform(
        _ input: Input, on target: [ConfigRule], in call: Call, state: ConfigView
    ) throws(ServiceError) -> ConfigAnswer {
        let evaluations = state.evaluations(of: target).filter { evaluation in
            (input.type.map { $0 == evaluation.id.resource.kind.rawValue } ?? true)
                && (input.resourceID.map { $0 == evaluation.id.resource.resourceID } ?? true)
        }
        let grouped = Dictionary(grouping: evaluations, by: \.id.resource).sorted { $0.key < $1.key }
        let wanted = grouped.filter { input.types.contains($0.value.compliance) }
        return try .page(
            wanted, as: "ComplianceByResources", after: input.token, limit: input.limit, key: \.key.rowKey
        ) { entry in
            [
                "ResourceType": .string(entry.key.kind.rawValue), "ResourceId": .string(entry.key.resourceID),
                "Compliance": entry.value.compliance.summary(
                    entry.value.violationCount, cap: ConfigLimits.contributingRules),
            ]
        }
    }
}
