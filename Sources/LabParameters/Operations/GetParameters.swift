public import LabCore
import LabPolicy
public import LabService

/// `GetParameter`: the value of a parameter.
///
/// - SeeAlso: AWS Systems Manager API Reference, "GetParameter"
public enum GetParameter: ParameterOperation, AsyncQuery {
    /// The answer.
    public typealias Output = ParameterOutput
    /// `GetParameter`.
    public static let name = "GetParameter"
    /// Reads.
    public static let isReadOnly = true

    /// Which parameter.
    public struct Input: ParameterInput {
        /// The name.
        public let names: [String]
        let decrypts: Bool

        /// Reads the members.
        public init(_ members: MemberReader) {
            names = [members.requiredString("Name", 1...2048)]
            decrypts = members.bool("WithDecryption") ?? false
        }
    }

    /// The parameter must be there, and have the version.
    public static func check(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState
    ) throws(ServiceError) {
        _ = try state.version(of: targets.only)
    }

    /// Reads it.
    public static func perform(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState, services: Services
    ) async throws(ServiceError) -> ParameterOutput {
        let target = targets.only
        let version = try state.version(of: target)
        let value = try await version.shownValue(isDecrypted: input.decrypts, in: call, services: services)
        return ParameterOutput(json: ["Parameter": .object(version.json(value: value, selector: target.selector))])
    }

    /// Name and decryption.
    public static func parameters(_ input: Input) -> JSONObject {
        ["name": .string(input.names[0]), "withDecryption": .bool(input.decrypts)]
    }
}

/// `GetParameters`: the values of up to ten parameters; those that are not there are named.
///
/// - SeeAlso: AWS Systems Manager API Reference, "GetParameters"
public enum GetParameters: ParameterOperation, AsyncQuery {
    /// The answer.
    public typealias Output = ParameterOutput
    /// `GetParameters`.
    public static let name = "GetParameters"
    /// Reads.
    public static let isReadOnly = true

    /// Which parameters.
    public struct Input: ParameterInput {
        /// The names.
        public let names: [String]
        let decrypts: Bool

        /// Reads the members.
        public init(_ members: MemberReader) {
            names = members.requiredStrings("Names", 1...10, each: 1...2048)
            decrypts = members.bool("WithDecryption") ?? false
        }
    }

    /// Reads them.
    public static func perform(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState, services: Services
    ) async throws(ServiceError) -> ParameterOutput {
        var found: [JSONValue] = []
        var invalid: [String] = []
        for target in targets {
            guard let version = try? state.version(of: target) else {
                invalid.append(target.text)
                continue
            }
            let value = try await version.shownValue(isDecrypted: input.decrypts, in: call, services: services)
            found.append(.object(version.json(value: value, selector: target.selector)))
        }
        return ParameterOutput(json: ["Parameters": .array(found), "InvalidParameters": .texts(invalid)])
    }

    /// Names and decryption.
    public static func parameters(_ input: Input) -> JSONObject {
        ["names": .texts(input.names), "withDecryption": .bool(input.decrypts)]
    }
}

/// `GetParametersByPath`: the values of the parameters below a path.
///
/// - SeeAlso: AWS Systems Manager API Reference, "GetParametersByPath"
public enum GetParametersByPath: MemberOperation, AsyncQuery {
    /// The answer.
    public typealias Output = ParameterOutput
    /// The part of the world that it reads.
    public typealias State = ParametersState
    /// `GetParametersByPath`.
    public static let name = "GetParametersByPath"
    /// Systems Manager.
    public static let service = Service.ssm
    /// Reads.
    public static let isReadOnly = true

    /// Which path, and which page.
    public struct Input: MemberInput {
        let path: String
        let isRecursive: Bool
        let filters: [ParameterFilter]
        let decrypts: Bool
        let limit: Int
        let token: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            path = members.requiredString("Path", 1...2048)
            isRecursive = members.bool("Recursive") ?? false
            filters = members.structures("ParameterFilters", of: ParameterFilter.init(_:)) ?? []
            decrypts = members.bool("WithDecryption") ?? false
            limit = members.integer("MaxResults", 1...10) ?? 10
            token = members.string("NextToken")
        }
    }

    /// Nothing to find: what lies below is read one by one.
    public static func resolve(_ input: Input, in call: Call, on state: ParametersState) throws(ServiceError) {
        guard input.path.hasPrefix("/") else {
            throw ParametersError.validation(
                "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a "
                    + "forward slash \"/\".")
        }
    }

    /// The action on the path.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: ParametersState
    ) -> [AccessDemand] {
        let path = ParameterAddress(account: call.account, region: call.region, name: input.path)
        return [
            ParameterDemand.make(name, on: path.arn.description) { $0.set("ssm:Recursive", input.isRecursive) }
        ]
    }

    /// Filters that the operation has.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: ParametersState
    ) throws(ServiceError) {
        for filter in input.filters { try filter.require(keys: ["Type", "KeyId", "Label"]) }
    }

    /// Reads a page.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: ParametersState, services: Services
    ) async throws(ServiceError) -> ParameterOutput {
        let versions = matches(input, in: call, state: state)
        guard let page = ListingPage(versions, after: input.token, limit: input.limit, key: \.name) else {
            throw ParametersError.invalidNextToken
        }
        var found: [JSONValue] = []
        for version in page.elements {
            let value = try await version.shownValue(isDecrypted: input.decrypts, in: call, services: services)
            found.append(.object(version.json(value: value)))
        }
        var json: JSONObject = ["Parameters": .array(found)]
        json["NextToken"] = page.nextToken.map(JSONValue.string)
        return ParameterOutput(json: json)
    }

    /// With a filter for labels the labelled versions, otherwise the latest ones.
    private static func matches(_ input: Input, in call: Call, state: ParametersState) -> [ParameterVersion] {
        let path = ParameterPath(input.path, isRecursive: input.isRecursive)
        let byLabel = input.filters.contains { $0.key == "Label" }
        return state.parameters(of: call.account, in: call.region).compactMap { parameter in
            guard path.includes(parameter.address.name) else { return nil }
            let candidates =
                byLabel ? state.versions(of: parameter.address) : [state.latest(parameter)].compactMap(\.self)
            return candidates.first { version in input.filters.allSatisfy { $0.includes(version, of: parameter) } }
        }
    }

    /// Path, depth and decryption.
    public static func audit(
        _ input: Input, target: Void?, output: ParameterOutput?, in call: Call
    ) -> AuditDetail {
        AuditDetail(requestParameters: [
            "path": .string(input.path), "recursive": .bool(input.isRecursive),
            "withDecryption": .bool(input.decrypts),
        ])
    }
}
