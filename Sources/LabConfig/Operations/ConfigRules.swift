public import LabCore
import LabPolicy
public import LabService

/// `DescribeConfigRules`: the rules.
///
/// - SeeAlso: AWS Config API Reference, "DescribeConfigRules"
public enum DescribeConfigRules: ComplianceQuery {
    /// `DescribeConfigRules`.
    public static let name = "DescribeConfigRules"

    /// Which rules, and which page.
    public struct Input: MemberInput {
        let names: [String]
        let token: String?
        private(set) var wantsProactive = false

        /// Reads the members.
        public init(_ members: MemberReader) {
            names = members.configRuleNames()
            token = members.string("NextToken")
            let mode = members.structure("Filters") { $0.enumeration("EvaluationMode", EvaluationMode.self) }
            wantsProactive = mode == .some(.proactive)
        }
    }

    /// The rules that are named.
    public static func ruleNames(_ input: Input) -> [String] { input.names }

    /// Describes them.
    public static func perform(
        _ input: Input, on target: [ConfigRule], in call: Call, state: ConfigView
    ) throws(ServiceError) -> ConfigAnswer {
        // No rule of the lab judges what is not there yet.
        let rules = input.wantsProactive ? [] : target
        return try .page(
            rules, as: "ConfigRules", after: input.token, limit: ConfigLimits.rulesOnPage, key: \.address.name,
            json: \.json)
    }
}

/// `DeleteConfigRule`: removes a rule, and what it found.
///
/// - SeeAlso: AWS Config API Reference, "DeleteConfigRule"
public enum DeleteConfigRule: MemberOperation, Mutation {
    /// The part of the world that it changes.
    public typealias State = ConfigState
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DeleteConfigRule`.
    public static let name = "DeleteConfigRule"
    /// AWS Config.
    public static let service = Service.config
    /// Changes something.
    public static let isReadOnly = false

    /// Which rule.
    public struct Input: MemberInput {
        let name: String

        /// Reads the member.
        public init(_ members: MemberReader) {
            name = members.requiredString("ConfigRuleName", 1...128, pattern: #".*\S.*"#)
        }
    }

    /// Finds the rule.
    public static func resolve(
        _ input: Input, in call: Call, on state: ConfigState
    ) throws(ServiceError) -> ConfigRule {
        let address = ConfigRuleAddress(account: call.account, region: call.region, name: input.name)
        guard let rule = state.rules[address] else { throw ConfigError.noSuchRule(input.name) }
        return rule
    }

    /// The action on the rule.
    public static func demands(
        _ input: Input, on target: ConfigRule, in call: Call, state: ConfigState
    ) -> [AccessDemand] {
        [AccessDemand(action: "config:DeleteConfigRule", resource: target.arn.description, rules: .identityOnly)]
    }

    /// Removes it.
    public static func apply(
        _ input: Input, on target: ConfigRule, prepared: Void, in call: Call, to state: inout ConfigState
    ) throws(ServiceError) -> EmptyOutput {
        state.rules[target.address] = nil
        return EmptyOutput()
    }

    /// The rule's name.
    public static func audit(_ input: Input, target: ConfigRule?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(requestParameters: ["configRuleName": .string(input.name)])
    }
}

/// `StartConfigRulesEvaluation`: has rules look at everything again.
///
/// - SeeAlso: AWS Config API Reference, "StartConfigRulesEvaluation"
public enum StartConfigRulesEvaluation: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = ConfigState
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `StartConfigRulesEvaluation`.
    public static let name = "StartConfigRulesEvaluation"
    /// AWS Config.
    public static let service = Service.config
    /// Sets something going: its event is what the rules wait for.
    public static let isReadOnly = false

    /// Which rules.
    public struct Input: MemberInput {
        let names: [String]

        /// Reads the member.
        public init(_ members: MemberReader) {
            names = members.strings("ConfigRuleNames", 1...25, each: 1...128, pattern: #".*\S.*"#) ?? []
        }
    }

    /// Finds the rules.
    public static func resolve(
        _ input: Input, in call: Call, on state: ConfigState
    ) throws(ServiceError) -> [ConfigRule] {
        let rules = state.rules(of: call.account, in: call.region)
        for name in input.names where !rules.contains(where: { $0.address.name == name }) {
            throw ConfigError.noSuchRule(name)
        }
        return input.names.isEmpty ? rules : rules.filter { input.names.contains($0.address.name) }
    }

    /// The action on every rule.
    public static func demands(
        _ input: Input, on target: [ConfigRule], in call: Call, state: ConfigState
    ) -> [AccessDemand] {
        target.map {
            AccessDemand(
                action: "config:StartConfigRulesEvaluation", resource: $0.arn.description, rules: .identityOnly)
        }
    }

    /// Nothing: whoever watches the trail evaluates.
    public static func perform(
        _ input: Input, on target: [ConfigRule], in call: Call, state: ConfigState
    ) throws(ServiceError) -> EmptyOutput { EmptyOutput() }

    /// The rules' names.
    public static func audit(_ input: Input, target: [ConfigRule]?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(requestParameters: ["configRuleNames": .texts(input.names)])
    }
}
