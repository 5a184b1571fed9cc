public import LabCore
public import LabService

/// `GetParameterHistory`: every version of a parameter, with its value.
///
/// - SeeAlso: AWS Systems Manager API Reference, "GetParameterHistory"
public enum GetParameterHistory: ParameterOperation, AsyncQuery {
    /// The answer.
    public typealias Output = ParameterOutput
    /// `GetParameterHistory`.
    public static let name = "GetParameterHistory"
    /// Reads.
    public static let isReadOnly = true

    /// Which parameter, and which page.
    public struct Input: ParameterInput {
        /// The name.
        public let names: [String]
        let decrypts: Bool
        let limit: Int
        let token: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            names = [members.requiredString("Name", 1...2048)]
            decrypts = members.bool("WithDecryption") ?? false
            limit = members.integer("MaxResults", 1...50) ?? 50
            token = members.string("NextToken")
        }
    }

    /// The parameter must be there.
    public static func check(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState
    ) throws(ServiceError) {
        _ = try targets.only.existing()
    }

    /// Reads a page.
    public static func perform(
        _ input: Input, on targets: [ParameterTarget], in call: Call, state: ParametersState, services: Services
    ) async throws(ServiceError) -> ParameterOutput {
        let versions = state.versions(of: targets.only.address)
        guard let page = ListingPage(versions, after: input.token, limit: input.limit, key: { String($0.number) })
        else { throw ParametersError.invalidNextToken }
        var entries: [JSONValue] = []
        for version in page.elements {
            let value = try await version.shownValue(isDecrypted: input.decrypts, in: call, services: services)
            var entry: JSONObject = ["Name": .string(version.name)]
            version.appendDescription(to: &entry)
            entry["Value"] = .string(value)
            entry["Labels"] = .texts(version.labels)
            entries.append(.object(entry))
        }
        var json: JSONObject = ["Parameters": .array(entries)]
        json["NextToken"] = page.nextToken.map(JSONValue.string)
        return ParameterOutput(json: json)
    }
}
