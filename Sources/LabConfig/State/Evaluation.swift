public import LabCore
public import LabService

/// Where a resource is recorded: an account, a Region, a type, an id.
public struct ResourceAddress: RowID, Codable {
    /// The owner.
    public let account: AccountID
    /// The Region.
    public let region: Region
    /// The type.
    public let kind: ConfigResource.Kind
    /// The id.
    public let resourceID: String

    /// An address by its parts.
    public init(account: AccountID, region: Region, kind: ConfigResource.Kind, resourceID: String) {
        self.account = account
        self.region = region
        self.kind = kind
        self.resourceID = resourceID
    }

    /// `account/region/type/id`.
    public var rowKey: String { "\(account)/\(region)/\(kind.rawValue)/\(resourceID)" }

    /// Orders by account, Region, type and id.
    public static func < (left: ResourceAddress, right: ResourceAddress) -> Bool {
        (left.account, left.region, left.kind.rawValue, left.resourceID)
            < (right.account, right.region, right.kind.rawValue, right.resourceID)
    }
}

/// What an evaluation is about: a rule and a resource.
public struct EvaluationID: RowID, Codable {
    /// The rule.
    public let rule: ConfigRuleAddress
    /// The resource.
    public let resource: ResourceAddress

    /// A rule and a resource.
    public init(rule: ConfigRuleAddress, resource: ResourceAddress) {
        self.rule = rule
        self.resource = resource
    }

    /// The rule's key, a space, the resource's.
    public var rowKey: String { "\(rule.rowKey) \(resource.rowKey)" }

    /// Orders by rule, then by resource.
    public static func < (left: EvaluationID, right: EvaluationID) -> Bool {
        left.rule != right.rule ? left.rule < right.rule : left.resource < right.resource
    }
}

/// What a rule last said of a resource.
public struct Evaluation: Row {
    /// The table's name in the store.
    public static let table = "config.evaluations"

    /// The rule and the resource.
    public let id: EvaluationID
    /// The id of the rule, so that a later rule of the same name does not inherit it.
    public let ruleID: String
    /// What it said.
    public let compliance: Compliance
    /// Why.
    public let annotation: String?
    /// When it began to say so, by the lab's clock.
    public let recordedAt: Timestamp
    /// What brought it about; `nil` when nothing in the trail did.
    public let cause: Cause?

    /// The resource's key.
    public var group: String? { id.resource.rowKey }
}

/// The entry of the trail that brought something about.
public struct Cause: Sendable, Hashable, Codable {
    /// The event's id.
    public let eventID: String
    /// The operation.
    public let eventName: String
    /// Who asked, as an ARN; `nil` when a service did it by itself.
    public let caller: String?

    /// An entry of the trail.
    public init(eventID: String, eventName: String, caller: String?) {
        self.eventID = eventID
        self.eventName = eventName
        self.caller = caller
    }

    /// The entry as doors show it.
    public var json: JSONValue {
        var json: JSONObject = ["eventID": .string(eventID), "eventName": .string(eventName)]
        json["caller"] = caller.map(JSONValue.string)
        return .object(json)
    }
}

/// A change of compliance: one entry of the timeline.
public struct ComplianceChange: Row {
    /// The table's name in the store.
    public static let table = "config.timeline"

    /// The number of a change; the latest has the greatest.
    public struct ID: RowID, Codable {
        /// The number, from 1.
        public let number: Int

        init(_ number: Int) {
            self.number = number
        }

        /// The number.
        public var rowKey: String { String(number) }
        /// Orders by number.
        public static func < (left: ID, right: ID) -> Bool { left.number < right.number }
    }

    /// Its number.
    public let id: ID
    /// The rule and the resource.
    public let subject: EvaluationID
    /// What the resource is called.
    public let name: String?
    /// What was so before; `nil` when the rule had not looked.
    public let before: Compliance?
    /// What is so now; `nil` when the rule or the resource is gone.
    public let after: Compliance?
    /// Why.
    public let annotation: String?
    /// When, by the lab's clock.
    public let time: Timestamp
    /// What brought it about.
    public let cause: Cause?

    /// The resource's key.
    public var group: String? { subject.resource.rowKey }

    /// The change as doors show it.
    public var json: JSONValue {
        var json: JSONObject = [
            "number": .integer(Int64(id.number)), "time": .string(time.iso8601), "rule": .string(subject.rule.name),
            "resourceType": .string(subject.resource.kind.rawValue),
            "resourceId": .string(subject.resource.resourceID),
        ]
        json["resourceName"] = name.map(JSONValue.string)
        json["before"] = before.map { .string($0.rawValue) } ?? .null
        json["after"] = after.map { .string($0.rawValue) } ?? .null
        json["annotation"] = annotation.map(JSONValue.string)
        json["cause"] = cause.map(\.json)
        return .object(json)
    }
}
