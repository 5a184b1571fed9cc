public import LabCore
import LabPolicy
public import LabService

/// An input that names a rule.
public protocol RuleInput: MemberInput {
    /// The rule's name.
    var ruleName: String { get }
    /// The event bus that it is on; `nil` for the default one.
    var eventBus: String? { get }
}

/// A rule, or the place where one would be.
public struct RuleTargeted: Sendable {
    let rule: EventRule?
    let address: EventRuleAddress

    /// The rule.
    ///
    /// - Throws: `ResourceNotFoundException`
    func existing() throws(ServiceError) -> EventRule {
        guard let rule else { throw EventsError.ruleNotFound(address.name) }
        return rule
    }
}

/// An operation on one rule.
public protocol RuleOperation: MemberOperation
where State == EventsState, Target == RuleTargeted, Input: RuleInput {
    /// What the event says of the input beside the rule.
    static func parameters(_ input: Input) -> JSONObject
}

extension RuleOperation {
    /// EventBridge.
    public static var service: Service { .events }
    /// Nothing.
    public static func parameters(_ input: Input) -> JSONObject { [:] }

    /// Finds the rule.
    public static func resolve(
        _ input: Input, in call: Call, on state: EventsState
    ) throws(ServiceError) -> RuleTargeted {
        try EventBus.require(input.eventBus, in: call)
        let address = EventRuleAddress(account: call.account, region: call.region, name: input.ruleName)
        return RuleTargeted(rule: state.rules[address], address: address)
    }

    /// The operation's action on the rule.
    public static func demands(
        _ input: Input, on target: RuleTargeted, in call: Call, state: EventsState
    ) -> [AccessDemand] {
        [AccessDemand(action: "events:\(name)", resource: target.address.arn.description, rules: .identityOnly)]
    }

    /// The rule and the parameters.
    public static func audit(
        _ input: Input, target: RuleTargeted?, output: Output?, in call: Call
    ) -> AuditDetail {
        var parameters: JSONObject = ["name": .string(input.ruleName)]
        parameters["eventBusName"] = input.eventBus.map(JSONValue.string)
        for member in Self.parameters(input).members { parameters[member.name] = member.value }
        let answer = isReadOnly ? nil : output?.json
        return AuditDetail(requestParameters: parameters, responseElements: answer?.isEmpty == true ? nil : answer)
    }
}

/// An input that is nothing but the name of a rule.
public struct RuleNameInput: RuleInput {
    /// The rule.
    public let ruleName: String
    /// Its bus.
    public let eventBus: String?

    /// Reads the members.
    public init(_ members: MemberReader) {
        ruleName = members.ruleName("Name")
        eventBus = members.eventBus()
    }
}

extension MemberReader {
    /// The name of a rule.
    func ruleName(_ name: String) -> String { requiredString(name, 1...64, pattern: #"[\.\-_A-Za-z0-9]+"#) }

    /// `EventBusName`.
    func eventBus() -> String? {
        string(
            "EventBusName", 1...1600,
            pattern: #"(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/\.\-_A-Za-z0-9]+"#)
    }

    /// `NextToken` of EventBridge.
    func eventsToken() -> String? { string("NextToken", 1...2048) }
}

/// An answer as it was put together.
public struct JSONAnswer: JSONOutput {
    /// The members.
    public let json: JSONObject
}
