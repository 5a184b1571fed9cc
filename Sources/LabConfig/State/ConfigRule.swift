public import LabCore
public import LabService

/// Where a rule lives: an account, a Region, a name.
public struct ConfigRuleAddress: RowID, Codable {
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

    /// Orders by account, Region and name.
    public static func < (left: ConfigRuleAddress, right: ConfigRuleAddress) -> Bool {
        (left.account, left.region, left.name) < (right.account, right.region, right.name)
    }
}

/// A rule of AWS Config.
public struct ConfigRule: Row {
    /// The table's name in the store.
    public static let table = "config.rules"

    /// How often AWS would run a periodic rule. The lab keeps it; rules run when something changes.
    public enum Frequency: String, Sendable, Codable, CaseIterable {
        /// Each hour.
        case oneHour = "One_Hour"
        /// Every three hours.
        case threeHours = "Three_Hours"
        /// Every six hours.
        case sixHours = "Six_Hours"
        /// Every twelve hours.
        case twelveHours = "Twelve_Hours"
        /// Once a day.
        case day = "TwentyFour_Hours"
    }

    /// Where it lives.
    public let address: ConfigRuleAddress
    /// Its id, `config-rule-` and six characters.
    public let ruleID: String
    /// What it checks.
    public var managed: ManagedRule
    /// What it is for.
    public var description: String?
    /// Which resources it looks at; `nil` for all that it can judge.
    public var scope: RuleScope?
    /// Its parameters, as they were given.
    public var inputParameters: String?
    /// How often it would run.
    public var frequency: Frequency?
    /// Its tags.
    public var tags: [ResourceTag]

    /// Where it lives.
    public var id: ConfigRuleAddress { address }

    /// Its ARN.
    public var arn: ARN { Self.arn(ruleID, of: address.account, in: address.region) }

    static func arn(_ ruleID: String, of account: AccountID, in region: Region) -> ARN {
        ARN(
            service: Service.config.name, region: region.code, account: account.digits,
            resource: "config-rule/\(ruleID)")
    }

    /// What the rule says of a resource; `nil` when it does not look at it.
    public func verdict(on resource: ConfigResource) -> Verdict? {
        guard resource.account == address.account, resource.region == address.region,
            scope?.includes(resource) ?? true
        else { return nil }
        return managed.verdict(on: resource, inputParameters.flatMap { RuleParameters(text: $0) } ?? RuleParameters())
    }

    /// The rule as DescribeConfigRules answers it.
    var json: JSONValue {
        var json: JSONObject = [
            "ConfigRuleName": .string(address.name), "ConfigRuleArn": .string(arn.description),
            "ConfigRuleId": .string(ruleID),
        ]
        json["Description"] = description.map(JSONValue.string)
        json["Scope"] = scope.map(\.json)
        json["Source"] = ["Owner": "AWS", "SourceIdentifier": .string(managed.rawValue)]
        json["InputParameters"] = inputParameters.map(JSONValue.string)
        json["MaximumExecutionFrequency"] = frequency.map { .string($0.rawValue) }
        json["ConfigRuleState"] = "ACTIVE"
        json["EvaluationModes"] = [["Mode": "DETECTIVE"]]
        return .object(json)
    }
}

/// Which resources a rule looks at.
public struct RuleScope: Sendable, Hashable, Codable {
    let types: [String]
    let tagKey: String?
    let tagValue: String?
    let resourceID: String?

    init(_ members: MemberReader) {
        types = members.strings("ComplianceResourceTypes", 0...100, each: 1...256) ?? []
        tagKey = members.string("TagKey", 1...128)
        tagValue = members.string("TagValue", 1...256)
        resourceID = members.string("ComplianceResourceId", 1...768)
    }

    func includes(_ resource: ConfigResource) -> Bool {
        guard types.isEmpty || types.contains(resource.kind.rawValue) else { return false }
        if let resourceID, resourceID != resource.id { return false }
        guard let tagKey else { return true }
        return resource.tags.contains { $0.key == tagKey && (tagValue == nil || $0.value == tagValue) }
    }

    var json: JSONValue {
        var json: JSONObject = [:]
        if !types.isEmpty { json["ComplianceResourceTypes"] = .texts(types) }
        json["TagKey"] = tagKey.map(JSONValue.string)
        json["TagValue"] = tagValue.map(JSONValue.string)
        json["ComplianceResourceId"] = resourceID.map(JSONValue.string)
        return .object(json)
    }
}

/// AWS Config's part of the world that people set: the rules.
public struct ConfigState: ServiceState {
    /// The rules, by account, Region and name.
    public var rules = Table<ConfigRule>()

    /// No rules.
    public init() {}

    /// Every table.
    public static let tables: [TablePath<ConfigState>] = [TablePath(\.rules)]

    /// The rules of an account in a Region, ascending by name.
    public func rules(of account: AccountID, in region: Region) -> [ConfigRule] {
        let start = ConfigRuleAddress(account: account, region: region, name: "")
        return rules.prefix(from: start) { $0.account == account && $0.region == region }
    }
}
