public import LabCore
import LabPolicy
public import LabService

/// `DescribeRule`: a rule without its targets.
///
/// - SeeAlso: Amazon EventBridge API Reference, "DescribeRule"
public enum DescribeRule: RuleOperation, Query {
    /// Which rule.
    public typealias Input = RuleNameInput
    /// The rule.
    public typealias Output = JSONAnswer
    /// `DescribeRule`.
    public static let name = "DescribeRule"
    /// Reads.
    public static let isReadOnly = true

    /// Describes it.
    public static func perform(
        _ input: RuleNameInput, on target: RuleTargeted, in call: Call, state: EventsState
    ) throws(ServiceError) -> JSONAnswer {
        var json = try target.existing().json
        json["CreatedBy"] = .string(target.address.account.digits)
        return JSONAnswer(json: json)
    }
}

/// `ListRules`: the rules of the account in the Region.
///
/// - SeeAlso: Amazon EventBridge API Reference, "ListRules"
public enum ListRules: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = EventsState
    /// A page.
    public typealias Output = JSONAnswer
    /// `ListRules`.
    public static let name = "ListRules"
    /// EventBridge.
    public static let service = Service.events
    /// Reads.
    public static let isReadOnly = true

    /// Which rules, and which page.
    public struct Input: MemberInput {
        let prefix: String
        let eventBus: String?
        let token: String?
        let limit: Int

        /// Reads the members.
        public init(_ members: MemberReader) {
            prefix = members.string("NamePrefix", 1...64, pattern: #"[\.\-_A-Za-z0-9]+"#) ?? ""
            eventBus = members.eventBus()
            token = members.eventsToken()
            limit = members.integer("Limit", 1...100) ?? 100
        }
    }

    /// The default bus.
    public static func resolve(_ input: Input, in call: Call, on state: EventsState) throws(ServiceError) {
        try EventBus.require(input.eventBus, in: call)
    }

    /// The action on every rule.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: EventsState
    ) -> [AccessDemand] {
        [AccessDemand(action: "events:ListRules", resource: "*", rules: .identityOnly)]
    }

    /// Lists them.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: EventsState
    ) throws(ServiceError) -> JSONAnswer {
        let rules = state.rules(of: call.account, in: call.region).filter { $0.address.name.hasPrefix(input.prefix) }
        guard let page = ListingPage(rules, after: input.token, limit: input.limit, key: \.address.name) else {
            throw EventsError.invalidToken
        }
        var json: JSONObject = ["Rules": .array(page.elements.map { .object($0.json) })]
        json["NextToken"] = page.nextToken.map(JSONValue.string)
        return JSONAnswer(json: json)
    }

    /// The prefix.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(requestParameters: input.prefix.isEmpty ? nil : ["namePrefix": .string(input.prefix)])
    }
}

/// `ListTargetsByRule`: where a rule's events go.
///
/// - SeeAlso: Amazon EventBridge API Reference, "ListTargetsByRule"
public enum ListTargetsByRule: RuleOperation, Query {
    /// A page.
    public typealias Output = JSONAnswer
    /// `ListTargetsByRule`.
    public static let name = "ListTargetsByRule"
    /// Reads.
    public static let isReadOnly = true

    /// Which rule, and which page.
    public struct Input: RuleInput {
        /// The rule.
        public let ruleName: String
        /// Its bus.
        public let eventBus: String?
        let token: String?
        let limit: Int

        /// Reads the members.
        public init(_ members: MemberReader) {
            ruleName = members.ruleName("Rule")
            eventBus = members.eventBus()
            token = members.eventsToken()
            limit = members.integer("Limit", 1...100) ?? 100
        }
    }

    /// Lists them.
    public static func perform(
        _ input: Input, on target: RuleTargeted, in call: Call, state: EventsState
    ) throws(ServiceError) -> JSONAnswer {
        let targets = try target.existing().targets
        guard let page = ListingPage(targets, after: input.token, limit: input.limit, key: \.id) else {
            throw EventsError.invalidToken
        }
        var json: JSONObject = ["Targets": .array(page.elements.map(\.json))]
        json["NextToken"] = page.nextToken.map(JSONValue.string)
        return JSONAnswer(json: json)
    }
}
