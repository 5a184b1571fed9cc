public import LabCore
import LabPolicy
public import LabService

/// `DescribeParameters`: the parameters of the account in the Region, without their values.
///
/// - SeeAlso: AWS Systems Manager API Reference, "DescribeParameters"
public enum DescribeParameters: MemberOperation, Query {
    /// The answer.
    public typealias Output = ParameterOutput
    /// The part of the world that it reads.
    public typealias State = ParametersState
    /// `DescribeParameters`.
    public static let name = "DescribeParameters"
    /// Systems Manager.
    public static let service = Service.ssm
    /// Reads.
    public static let isReadOnly = true

    /// Which parameters, and which page.
    public struct Input: MemberInput {
        let filters: [ParameterFilter]
        let limit: Int
        let token: String?
        let isShared: Bool

        /// Reads the members.
        public init(_ members: MemberReader) {
            let older = members.structures("Filters", of: ParameterFilter.init(older:)) ?? []
            filters = older + (members.structures("ParameterFilters", of: ParameterFilter.init(_:)) ?? [])
            limit = members.integer("MaxResults", 1...50) ?? 50
            token = members.string("NextToken")
            isShared = members.bool("Shared") ?? false
        }
    }

    /// Nothing to find.
    public static func resolve(_ input: Input, in call: Call, on state: ParametersState) throws(ServiceError) {}

    /// The action on everything.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: ParametersState
    ) -> [AccessDemand] {
        [ParameterDemand.make(name, on: "*")]
    }

    /// Filters that the operation has.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: ParametersState
    ) throws(ServiceError) {
        let keys: Set<String> = ["tag", "Name", "Type", "KeyId", "Path", "Tier", "DataType"]
        for filter in input.filters { try filter.require(keys: keys) }
    }

    /// Lists them. Nobody shares parameters here.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: ParametersState
    ) throws(ServiceError) -> ParameterOutput {
        let parameters = input.isShared ? [] : state.parameters(of: call.account, in: call.region)
        let versions = parameters.compactMap { parameter -> ParameterVersion? in
            guard let version = state.latest(parameter) else { return nil }
            return input.filters.allSatisfy { $0.includes(version, of: parameter) } ? version : nil
        }
        guard let page = ListingPage(versions, after: input.token, limit: input.limit, key: \.name) else {
            throw ParametersError.invalidNextToken
        }
        var json: JSONObject = ["Parameters": .array(page.elements.map { .object($0.metadata) })]
        json["NextToken"] = page.nextToken.map(JSONValue.string)
        return ParameterOutput(json: json)
    }

    /// Nothing.
    public static func audit(
        _ input: Input, target: Void?, output: ParameterOutput?, in call: Call
    ) -> AuditDetail {
        AuditDetail(requestParameters: ["maxResults": .integer(Int64(input.limit))])
    }
}

extension ParameterVersion {
    fileprivate var metadata: JSONObject {
        var json: JSONObject = ["Name": .string(name), "ARN": .string(address.parameter.arn.description)]
        appendDescription(to: &json)
        return json
    }
}
