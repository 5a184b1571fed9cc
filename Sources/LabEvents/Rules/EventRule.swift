public import LabCore
public import LabService

/// Where a rule lives: an account, a Region, a name. Every rule is on the default event bus.
public struct EventRuleAddress: RowID, Codable {
    /// The owner.
    public let account: AccountID
    /// The Region.
    public let region: Region
    /// The name.
    public let name: String

    /// An address by its parts.
    public init(account: AccountID, region: Region, name: String) {
        self.account = account
        self.region = region
        self.name = name
    }

    /// `account/region/name`.
    public var rowKey: String { "\(account)/\(region)/\(name)" }
    /// The rule's ARN.
    public var arn: ARN {
        ARN(service: Service.events.name, region: region.code, account: account.digits, resource: "rule/\(name)")
    }

    /// Orders by account, Region and name.
    public static func < (left: EventRuleAddress, right: EventRuleAddress) -> Bool {
        (left.account, left.region, left.name) < (right.account, right.region, right.name)
    }
}

/// A rule: which events it wants, and where they go.
public struct EventRule: Row {
    /// The table's name in the store.
    public static let table = "events.rules"

    /// Whether a rule takes events, and which.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// All but management events that only read.
        case enabled = "ENABLED"
        /// None.
        case disabled = "DISABLED"
        /// Management events that only read, too.
        case enabledWithReads = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
    }

    /// Where it lives.
    public let address: EventRuleAddress
    /// Which events it wants.
    public var pattern: EventPattern
    /// Whether it takes any.
    public var state: State
    /// Since when it takes what it takes: it sees nothing of what was before.
    public var since: Timestamp
    /// What it is for.
    public var description: String?
    /// The role that it was given; SNS topics need none.
    public var roleARN: String?
    /// Its tags.
    public var tags: [ResourceTag]
    /// Where its events go.
    public var targets: [RuleTarget]

    /// Where it lives.
    public var id: EventRuleAddress { address }

    /// Whether the rule takes an event.
    public func takes(_ event: BusEvent) -> Bool {
        guard state != .disabled, event.isSubmitted || event.time >= since.wholeSecond else {
            return false
        }
        guard event.account == address.account, event.region == address.region else { return false }
        guard !event.isReadOnlyManagement || state == .enabledWithReads else { return false }
        return pattern.matches(event.json)
    }

    /// The rule as DescribeRule and ListRules answer it.
    var json: JSONObject {
        var json: JSONObject = [
            "Name": .string(address.name), "Arn": .string(address.arn.description),
            "EventPattern": .string(pattern.text), "State": .string(state.rawValue),
        ]
        json["Description"] = description.map(JSONValue.string)
        json["RoleArn"] = roleARN.map(JSONValue.string)
        json["EventBusName"] = .string(EventBus.name)
        return json
    }
}

extension Timestamp {
    /// The second that it lies in: the trail's times have no fractions.
    fileprivate var wholeSecond: Timestamp {
        Timestamp(millisecondsSince1970: millisecondsSince1970 - millisecondsSince1970 % 1000)
    }
}

/// The one event bus that every account has in every Region.
enum EventBus {
    static let name = "default"

    /// Refuses any other bus.
    static func require(_ bus: String?, in call: Call) throws(ServiceError) {
        guard let bus, bus != name, bus != arn(in: call) else { return }
        throw EventsError.busNotFound(bus)
    }

    static func arn(in call: Call) -> String {
        ARN(
            service: Service.events.name, region: call.region.code, account: call.account.digits,
            resource: "event-bus/\(name)"
        ).description
    }
}

/// EventBridge's part of the world: rules with their targets.
public struct EventsState: ServiceState {
    /// The rules, by account, Region and name.
    public var rules = Table<EventRule>()

    /// No rules.
    public init() {}

    /// Every table.
    public static let tables: [TablePath<EventsState>] = [TablePath(\.rules)]

    /// The rules of an account in a Region, ascending by name.
    public func rules(of account: AccountID, in region: Region) -> [EventRule] {
        let start = EventRuleAddress(account: account, region: region, name: "")
        return rules.prefix(from: start) { $0.account == account && $0.region == region }
    }
}
