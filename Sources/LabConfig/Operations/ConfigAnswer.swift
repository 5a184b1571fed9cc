public import LabCore
import LabPolicy
public import LabService

/// An answer as it was put together.
public struct ConfigAnswer: JSONOutput {
    /// The members.
    public let json: JSONObject
}

extension ConfigAnswer {
    /// A page of a list under `name`.
    static func page<Element: Sendable>(
        _ elements: [Element], as name: String, after token: String?, limit: Int, key: (Element) -> String,
        json: (Element) -> JSONValue
    ) throws(ServiceError) -> ConfigAnswer {
        guard let page = ListingPage(elements, after: token, limit: limit, key: key) else {
            throw ConfigError.invalidToken
        }
        var answer: JSONObject = [name: .array(page.elements.map(json))]
        answer["NextToken"] = page.nextToken.map(JSONValue.string)
        return ConfigAnswer(json: answer)
    }
}

/// An operation that reads compliance; everybody's, or none.
public protocol ComplianceQuery: MemberOperation, Query
where State == ConfigView, Target == [ConfigRule], Output == ConfigAnswer {
    /// The rules that the input names; empty for all.
    static func ruleNames(_ input: Input) -> [String]
}

extension ComplianceQuery {
    /// AWS Config.
    public static var service: Service { .config }
    /// Reads.
    public static var isReadOnly: Bool { true }
    /// All.
    public static func ruleNames(_ input: Input) -> [String] { [] }

    /// The rules that the input names, or all.
    public static func resolve(
        _ input: Input, in call: Call, on state: ConfigView
    ) throws(ServiceError) -> [ConfigRule] {
        let rules = state.config.rules(of: call.account, in: call.region)
        let names = ruleNames(input)
        guard !names.isEmpty else { return rules }
        var found: [ConfigRule] = []
        for name in names {
            guard let rule = rules.first(where: { $0.address.name == name }) else {
                throw ConfigError.noSuchRule(name)
            }
            found.append(rule)
        }
        return found
    }

    /// The action, on everything.
    public static func demands(
        _ input: Input, on target: [ConfigRule], in call: Call, state: ConfigView
    ) -> [AccessDemand] {
        [AccessDemand(action: "config:\(name)", resource: "*", rules: .identityOnly)]
    }

    /// The names of the rules.
    public static func audit(
        _ input: Input, target: [ConfigRule]?, output: ConfigAnswer?, in call: Call
    ) -> AuditDetail {
        let names = ruleNames(input)
        return AuditDetail(requestParameters: names.isEmpty ? nil : ["configRuleNames": .texts(names)])
    }
}

extension MemberReader {
    /// A list of rules' names.
    func configRuleNames() -> [String] {
        strings("ConfigRuleNames", 0...25, each: 1...128, pattern: #".*\S.*"#) ?? []
    }

    /// The kinds of compliance that are wanted; all when none is named.
    func complianceTypes() -> [Compliance] {
        let wanted = enumerations("ComplianceTypes", 0...3, of: Compliance.self) ?? []
        return wanted.isEmpty ? Compliance.allCases : wanted
    }

    /// `Limit`; 0 stands for the usual page.
    func configLimit() -> Int {
        let limit = integer("Limit", 0...100) ?? 0
        return limit == 0 ? ConfigLimits.page : limit
    }
}

extension Compliance {
    /// How a summary writes it.
    ///
    /// - Parameters:
    ///   - count: How many are out of order.
    ///   - cap: How far they are counted.
    func summary(_ count: Int, cap: Int) -> JSONValue {
        var json: JSONObject = ["ComplianceType": .string(rawValue)]
        if self == .nonCompliant {
            json["ComplianceContributorCount"] = [
                "CappedCount": .integer(Int64(min(count, cap))), "CapExceeded": .bool(count > cap),
            ]
        }
        return .object(json)
    }
}

extension [Evaluation] {
    /// All together: one that is out of order is enough.
    var compliance: Compliance {
        if isEmpty { return .insufficientData }
        return contains { $0.compliance == .nonCompliant } ? .nonCompliant : .compliant
    }

    /// How many are out of order.
    var violationCount: Int { count { $0.compliance == .nonCompliant } }
}

extension Evaluation {
    /// The evaluation as GetComplianceDetails… answers it.
    var json: JSONValue {
        var json: JSONObject = [
            "EvaluationResultIdentifier": [
                "EvaluationResultQualifier": [
                    "ConfigRuleName": .string(id.rule.name), "ResourceType": .string(id.resource.kind.rawValue),
                    "ResourceId": .string(id.resource.resourceID), "EvaluationMode": "DETECTIVE",
                ],
                "OrderingTimestamp": .epochSeconds(recordedAt),
            ],
            "ComplianceType": .string(compliance.rawValue), "ResultRecordedTime": .epochSeconds(recordedAt),
            "ConfigRuleInvokedTime": .epochSeconds(recordedAt),
        ]
        json["Annotation"] = annotation.map(JSONValue.string)
        return .object(json)
    }
}
