public import LabCore
import LabPolicy
public import LabService

/// `PutRule`: makes a rule, or changes everything about it but its targets.
///
/// - SeeAlso: Amazon EventBridge API Reference, "PutRule"
public enum PutRule: RuleOperation, Mutation {
    /// The rule's ARN.
    public typealias Output = JSONAnswer
    /// `PutRule`.
    public static let name = "PutRule"
    /// Changes something.
    public static let isReadOnly = false

    /// The rule.
    public struct Input: RuleInput {
        /// Its name.
        public let ruleName: String
        /// Its bus.
        public let eventBus: String?
        let schedule: String?
        let pattern: String?
        let state: EventRule.State
        let description: String?
        let roleARN: String?
        let tags: [ResourceTag]?

        /// Reads the members.
        public init(_ members: MemberReader) {
            ruleName = members.ruleName("Name")
            schedule = members.string("ScheduleExpression", ...256)
            pattern = members.string("EventPattern", ...4096)
            state = members.enumeration("State", EventRule.State.self) ?? .enabled
            description = members.string("Description", ...512)
            roleARN = members.string("RoleArn", 1...1600)
            tags = members.structures("Tags") { tag in
                ResourceTag(key: tag.requiredString("Key", 1...128), value: tag.requiredString("Value", 0...256))
            }
            eventBus = members.eventBus()
        }
    }

    /// A pattern that can be read, and room for the rule.
    public static func check(
        _ input: Input, on target: RuleTargeted, in call: Call, state: EventsState
    ) throws(ServiceError) {
        guard input.schedule == nil else { throw EventsError.schedule }
        _ = try pattern(input)
        let isFull = state.rules(of: call.account, in: call.region).count >= EventsLimits.rules
        guard target.rule != nil || !isFull else { throw EventsError.tooManyRules }
    }

    /// Puts the rule.
    public static func apply(
        _ input: Input, on target: RuleTargeted, prepared: Void, in call: Call, to state: inout EventsState
    ) throws(ServiceError) -> JSONAnswer {
        // AWS: the tags of PutRule count when the rule is made, and are ignored when it is changed.
        let tags = target.rule.map(\.tags) ?? input.tags ?? []
        state.rules.put(
            EventRule(
                address: target.address, pattern: try pattern(input), state: input.state, since: call.now,
                description: input.description, roleARN: input.roleARN, tags: tags,
                targets: target.rule?.targets ?? []))
        return JSONAnswer(json: ["RuleArn": .string(target.address.arn.description)])
    }

    /// The pattern and the state.
    public static func parameters(_ input: Input) -> JSONObject {
        var parameters: JSONObject = ["state": .string(input.state.rawValue)]
        parameters["eventPattern"] = input.pattern.map(JSONValue.string)
        parameters["description"] = input.description.map(JSONValue.string)
        return parameters
    }

    private static func pattern(_ input: Input) throws(ServiceError) -> EventPattern {
        guard let text = input.pattern else { throw EventsError.noPattern }
        do throws(EventPatternError) {
            return try EventPattern(parsing: text)
        } catch {
            throw error.serviceError
        }
    }
}
