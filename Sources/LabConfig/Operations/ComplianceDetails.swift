public import LabCore
import LabPolicy
public import LabService

/// `GetComplianceDetailsByConfigRule`: what a rule says of every resource that it judges.
///
/// - SeeAlso: AWS Config API Reference, "GetComplianceDetailsByConfigRule"
public enum GetComplianceDetailsByConfigRule: ComplianceQuery {
    /// `GetComplianceDetailsByConfigRule`.
    public static let name = "GetComplianceDetailsByConfigRule"

    /// Which rule, and which page.
    public struct Input: MemberInput {
        let name: String
        let types: [Compliance]
        let limit: Int
        let token: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            name = members.requiredString("ConfigRuleName", 1...64)
            types = members.complianceTypes()
            limit = members.configLimit()
            token = members.string("NextToken")
        }
    }

    /// The rule.
    public static func ruleNames(_ input: Input) -> [String] { [input.name] }

    /// Lists what it said.
    public static func perform(
        _ input: Input, on target: [ConfigRule], in call: Call, state: ConfigView
    ) throws(ServiceError) -> ConfigAnswer {
        let evaluations = state.evaluations(of: target).filter { input.types.contains($0.compliance) }
        return try .page(
            evaluations, as: "EvaluationResults", after: input.token, limit: input.limit, key: \.id.rowKey, json: \.json
        )
    }
}

/// `GetComplianceDetailsByResource`: what every rule says of a resource.
///
/// - SeeAlso: AWS Config API Reference, "GetComplianceDetailsByResource"
public enum GetComplianceDetailsByResource: ComplianceQuery {
    /// `GetComplianceDetailsByResource`.
    public static let name = "GetComplianceDetailsByResource"

    /// Which resource, and which page.
    public struct Input: MemberInput {
        let type: String?
        let resourceID: String?
        let types: [Compliance]
        let token: String?
        let evaluationID: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            type = members.string("ResourceType", 1...256)
            resourceID = members.string("ResourceId", 1...768)
            types = members.complianceTypes()
            token = members.string("NextToken")
            evaluationID = members.string("ResourceEvaluationId", 1...128)
        }
    }

    /// A resource has to be named; evaluations ahead of time, which have ids, there are none.
    public static func check(
        _ input: Input, on target: [ConfigRule], in call: Call, state: ConfigView
    ) throws(ServiceError) {
        guard input.type != nil, input.resourceID != nil, input.evaluationID == nil else {
            throw ConfigError.invalid("You must specify a resourceType and a resourceId.")
        }
    }

    /// Lists what they said.
    public static func perform(
        _ input: Input, on target: [ConfigRule], in call: Call, state: ConfigView
    ) throws(ServiceError) -> ConfigAnswer {
        let evaluations = state.evaluations(of: target).filter { evaluation in
            evaluation.id.resource.kind.rawValue == input.type && evaluation.id.resource.resourceID == input.resourceID
                && input.types.contains(evaluation.compliance)
        }
        return try .page(
            evaluations, as: "EvaluationResults", after: input.token, limit: ConfigLimits.page, key: \.id.rowKey,
            json: \.json)
    }
}

/// `GetResourceConfigHistory`: a resource's settings over time.
///
/// - SeeAlso: AWS Config API Reference, "GetResourceConfigHistory"
public enum GetResourceConfigHistory: ComplianceQuery {
    /// `GetResourceConfigHistory`.
    public static let name = "GetResourceConfigHistory"

    enum Order: String, CaseIterable, Sendable {
        case reverse = "Reverse"
        case forward = "Forward"
    }

    /// Which resource, which stretch of time, and which page.
    public struct Input: MemberInput {
        let type: String
        let resourceID: String
        let later: Timestamp?
        let earlier: Timestamp?
        let order: Order
        let limit: Int
        let token: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            type = members.requiredString("resourceType")
            resourceID = members.requiredString("resourceId", 1...768)
            later = members.timestamp("laterTime")
            earlier = members.timestamp("earlierTime")
            order = members.enumeration("chronologicalOrder", Order.self) ?? .reverse
            let limit = members.integer("limit", 0...100) ?? 0
            self.limit = limit == 0 ? 10 : limit
            token = members.string("nextToken")
        }
    }

    /// A stretch of time that runs forward, and a resource that has been seen.
    public static func check(
        _ input: Input, on target: [ConfigRule], in call: Call, state: ConfigView
    ) throws(ServiceError) {
        if let later = input.later, let earlier = input.earlier, earlier >= later { throw ConfigError.upsideDown }
        guard !items(input, in: call, state).isEmpty else {
            throw ConfigError.notDiscovered(input.resourceID, input.type)
        }
    }

    /// Lists the items.
    public static func perform(
        _ input: Input, on target: [ConfigRule], in call: Call, state: ConfigView
    ) throws(ServiceError) -> ConfigAnswer {
        let within = items(input, in: call, state).filter { item in
            (input.earlier.map { $0 <= item.time } ?? true) && (input.later.map { item.time <= $0 } ?? true)
        }
        let ordered = input.order == .forward ? within : within.reversed()
        guard let page = ListingPage(ordered, after: input.token, limit: input.limit, key: \.id.rowKey) else {
            throw ConfigError.invalidToken
        }
        var json: JSONObject = ["configurationItems": .array(page.elements.map(\.json))]
        json["nextToken"] = page.nextToken.map(JSONValue.string)
        return ConfigAnswer(json: json)
    }

    private static func items(_ input: Input, in call: Call, _ state: ConfigView) -> [ConfigurationItem] {
        guard let kind = ConfigResource.Kind(rawValue: input.type) else { return [] }
        return state.compliance.items(
            of: ResourceAddress(
                account: call.account, region: call.region, kind: kind, resourceID: input.resourceID))
    }

    /// The resource.
    public static func audit(
        _ input: Input, target: [ConfigRule]?, output: ConfigAnswer?, in call: Call
    ) -> AuditDetail {
        AuditDetail(requestParameters: ["resourceType": .string(input.type), "resourceId": .string(input.resourceID)])
    }
}
