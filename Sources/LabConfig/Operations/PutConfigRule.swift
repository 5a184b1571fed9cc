public import LabCore
import LabPolicy
public import LabService

/// `PutConfigRule`: adds a managed rule, or changes one. The lab evaluates it at once.
///
/// - SeeAlso: AWS Config API Reference, "PutConfigRule"
public enum PutConfigRule: MemberOperation, Mutation {
    /// The part of the world that it changes.
    public typealias State = ConfigState
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `PutConfigRule`.
    public static let name = "PutConfigRule"
    /// AWS Config.
    public static let service = Service.config
    /// Changes something.
    public static let isReadOnly = false

    /// The rule and its tags.
    public struct Input: MemberInput {
        let rule: ConfigRuleInput
        let tags: [ResourceTag]

        /// Reads the members.
        public init(_ members: MemberReader) {
            rule = members.requiredStructure("ConfigRule", ConfigRuleInput.init)
            tags =
                members.structures("Tags", 0...50) { tag in
                    ResourceTag(key: tag.string("Key", 1...128) ?? "", value: tag.string("Value", 0...256) ?? "")
                } ?? []
        }
    }

    /// What the input turned out to name.
    public struct Target: Sendable {
        let address: ConfigRuleAddress
        let known: ConfigRule?
    }

    /// Finds the rule by its name, its id or its ARN; a new one needs a name.
    public static func resolve(
        _ input: Input, in call: Call, on state: ConfigState
    ) throws(ServiceError) -> Target {
        let rules = state.rules(of: call.account, in: call.region)
        let known = rules.first { rule in
            rule.address.name == input.rule.name || rule.ruleID == input.rule.ruleID
                || rule.arn.description == input.rule.arn
        }
        guard let name = known?.address.name ?? input.rule.name else {
            throw ConfigError.invalid("A rule needs a ConfigRuleName.")
        }
        return Target(address: ConfigRuleAddress(account: call.account, region: call.region, name: name), known: known)
    }

    /// The action on the rule; on any rule, when it is new.
    public static func demands(
        _ input: Input, on target: Target, in call: Call, state: ConfigState
    ) -> [AccessDemand] {
        let tags = input.tags
        let arn = target.known?.arn ?? ConfigRule.arn("*", of: call.account, in: call.region)
        return [
            AccessDemand(
                action: "config:PutConfigRule", resource: arn.description, rules: .identityOnly,
                deferring: {
                    var context = ConditionContext()
                    context.setTagsOfRequest(tags)
                    return context
                })
        ]
    }

    /// A managed rule that the lab knows, with parameters that it takes.
    public static func check(
        _ input: Input, on target: Target, in call: Call, state: ConfigState
    ) throws(ServiceError) {
        try input.rule.check()
        let count = state.rules(of: call.account, in: call.region).count
        guard target.known != nil || count < ConfigLimits.rules else { throw ConfigError.tooManyRules }
    }

    /// Puts the rule.
    public static func apply(
        _ input: Input, on target: Target, prepared: Void, in call: Call, to state: inout ConfigState
    ) throws(ServiceError) -> EmptyOutput {
        guard let managed = ManagedRule(rawValue: input.rule.identifier ?? "") else {
            throw ConfigError.unknownIdentifier(input.rule.identifier ?? "")
        }
        // A rule that checks something else now is a rule of its own: what the old one found says nothing about it.
        // `??` would forget the type of what its right side throws.
        let known = target.known?.managed == managed ? target.known?.ruleID : nil
        let ruleID = if let known { known } else { try freshRuleID(call.random) }
        state.rules.put(
            ConfigRule(
                address: target.address, ruleID: ruleID, managed: managed, description: input.rule.description,
                scope: input.rule.scope, inputParameters: input.rule.inputParameters,
                frequency: input.rule.frequency, tags: target.known?.tags ?? input.tags))
        return EmptyOutput()
    }

    private static func freshRuleID(_ random: any RandomSource) throws(ServiceError) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        do throws(RandomFailure) {
            let characters = try random.bytes(6, for: .identifier).map { alphabet[Int($0 & 31)] }
            return "config-rule-" + String(decoding: characters, as: UTF8.self)
        } catch {
            throw ConfigError.internalFailure(error.description)
        }
    }

    /// The rule.
    public static func audit(_ input: Input, target: Target?, output: Output?, in call: Call) -> AuditDetail {
        var rule: JSONObject = [:]
        rule["configRuleName"] = (target?.address.name ?? input.rule.name).map(JSONValue.string)
        rule["source"] = ["owner": .string(input.rule.owner.rawValue)]
        if let identifier = input.rule.identifier {
            rule["source"] = ["owner": .string(input.rule.owner.rawValue), "sourceIdentifier": .string(identifier)]
        }
        rule["inputParameters"] = input.rule.inputParameters.map(JSONValue.string)
        return AuditDetail(requestParameters: ["configRule": .object(rule)])
    }
}

/// A rule as PutConfigRule gets it.
struct ConfigRuleInput: Sendable {
    enum Owner: String, CaseIterable, Sendable {
        case customLambda = "CUSTOM_LAMBDA"
        case aws = "AWS"
        case customPolicy = "CUSTOM_POLICY"
    }

    let name: String?
    let arn: String?
    let ruleID: String?
    let description: String?
    let scope: RuleScope?
    let owner: Owner
    let identifier: String?
    let inputParameters: String?
    let frequency: ConfigRule.Frequency?
    private let isProactive: Bool
    private let hasDetails: Bool

    init(_ members: MemberReader) {
        name = members.string("ConfigRuleName", 1...128, pattern: #".*\S.*"#)
        arn = members.string("ConfigRuleArn", 1...256)
        ruleID = members.string("ConfigRuleId", 1...64)
        description = members.string("Description", 0...256)
        scope = members.structure("Scope", RuleScope.init)
        let source = members.requiredStructure("Source", RuleSourceInput.init)
        owner = source.owner
        identifier = source.identifier
        hasDetails = source.hasDetails
        inputParameters = members.string("InputParameters", 1...1024)
        frequency = members.enumeration("MaximumExecutionFrequency", ConfigRule.Frequency.self)
        _ = members.enumeration("ConfigRuleState", RuleState.self)
        _ = members.string("CreatedBy", 1...256)
        let modes = members.structures("EvaluationModes") { $0.enumeration("Mode", EvaluationMode.self) } ?? []
        isProactive = modes.contains(.proactive)
    }

    private enum RuleState: String, CaseIterable {
        case active = "ACTIVE"
        case deleting = "DELETING"
        case deletingResults = "DELETING_RESULTS"
        case evaluating = "EVALUATING"
    }

    /// Refuses what the lab has no rule for, and parameters that the rule does not take.
    func check() throws(ServiceError) {
        guard owner == .aws, !hasDetails else { throw ConfigError.onlyManaged }
        guard !isProactive else { throw ConfigError.invalid("The rule does not support proactive evaluation.") }
        guard let managed = ManagedRule(rawValue: identifier ?? "") else {
            throw ConfigError.unknownIdentifier(identifier ?? "")
        }
        guard frequency == nil || managed.isPeriodic else {
            throw ConfigError.invalid("MaximumExecutionFrequency is not allowed for the rule \(managed.rawValue).")
        }
        try check(parametersOf: managed)
    }

    private func check(parametersOf managed: ManagedRule) throws(ServiceError) {
        guard let parameters = RuleParameters(text: inputParameters ?? "{}") else {
            throw ConfigError.invalid("The inputParameters are not a JSON object with string values.")
        }
        let unknown = parameters.values.keys.filter { !managed.parameters.contains($0) }.sorted()
        guard unknown.isEmpty else {
            throw ConfigError.invalid("Unknown parameters provided in the inputParameters: \(inputParameters ?? "")")
        }
        for name in managed.requiredParameters where parameters[name] == nil {
            throw ConfigError.invalid("Required parameter [\(name)] is not present in the inputParameters.")
        }
        guard let mode = parameters["mode"], !["GOVERNANCE", "COMPLIANCE"].contains(mode.uppercased()) else { return }
        throw ConfigError.invalid("Invalid value for mode in the inputParameters: \(mode)")
    }
}

/// How a rule evaluates.
enum EvaluationMode: String, CaseIterable {
    case detective = "DETECTIVE"
    case proactive = "PROACTIVE"
}

/// A rule's `Source`. Of what only custom rules have it says no more than that it is there.
private struct RuleSourceInput {
    let owner: ConfigRuleInput.Owner
    let identifier: String?
    let hasDetails: Bool

    init(_ members: MemberReader) {
        owner = members.requiredEnumeration("Owner", ConfigRuleInput.Owner.self)
        identifier = members.string("SourceIdentifier", 1...256)
        let details = members.structures("SourceDetails", 0...25, of: SourceDetail.init)
        let policy = members.structure("CustomPolicyDetails", CustomPolicy.init)
        hasDetails = details?.isEmpty == false || policy != nil
    }
}

/// What sets a custom rule going.
private struct SourceDetail {
    private enum EventSource: String, CaseIterable {
        case config = "aws.config"
    }

    private enum MessageType: String, CaseIterable {
        case change = "ConfigurationItemChangeNotification"
        case snapshot = "ConfigurationSnapshotDeliveryCompleted"
        case schedule = "ScheduledNotification"
        case oversized = "OversizedConfigurationItemChangeNotification"
    }

    init(_ members: MemberReader) {
        _ = members.enumeration("EventSource", EventSource.self)
        _ = members.enumeration("MessageType", MessageType.self)
        _ = members.enumeration("MaximumExecutionFrequency", ConfigRule.Frequency.self)
    }
}

/// A rule in the language Guard.
private struct CustomPolicy {
    init(_ members: MemberReader) {
        _ = members.requiredString("PolicyRuntime", 1...64, pattern: #"guard\-2\.x\.x"#)
        _ = members.requiredString("PolicyText", 0...10_000)
        _ = members.bool("EnableDebugLogDelivery")
    }
}
