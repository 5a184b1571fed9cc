public import LabCore
public import LabService

/// `ListSecretVersionIds`: the versions of a secret.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "ListSecretVersionIds"
public enum ListSecretVersionIds: SecretOperation, Query {
    /// `ListSecretVersionIds`.
    public static let name = "ListSecretVersionIds"
    /// Reads.
    public static let isReadOnly = true
    /// It does.
    public static let worksOnDeleted = true

    /// Which secret, and which page.
    public struct Input: SecretInput {
        /// The secret.
        public let secretID: String
        let limit: Int
        let token: String?
        let includesDeprecated: Bool

        /// Reads the members.
        public init(_ members: MemberReader) {
            secretID = members.secretID()
            limit = members.integer("MaxResults", 1...100) ?? 100
            token = members.string("NextToken", 1...4096)
            includesDeprecated = members.bool("IncludeDeprecated") ?? false
        }
    }

    /// A page.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// Lists them.
    public static func perform(
        _ input: Input, on target: SecretTarget, in call: Call, state: SecretsState
    ) throws(ServiceError) -> Output {
        let secret = try target.existing()
        let versions = state.versions(of: secret.address).filter { input.includesDeprecated || !$0.stages.isEmpty }
        guard let page = ListingPage(versions, after: input.token, limit: input.limit, key: \.versionID) else {
            throw SecretsError.invalidNextToken
        }
        var json: JSONObject = ["Versions": .array(page.elements.map { .object($0.json) })]
        json["NextToken"] = page.nextToken.map(JSONValue.string)
        for member in secret.head.members { json[member.name] = member.value }
        return Output(json: json)
    }
}

extension SecretVersion {
    /// The version as ListSecretVersionIds answers it.
    fileprivate var json: JSONObject {
        var json: JSONObject = ["VersionId": .string(versionID)]
        if !stages.isEmpty { json["VersionStages"] = .texts(stages) }
        json["CreatedDate"] = .epochSeconds(createdAt)
        json["KmsKeyIds"] = [.string(envelope.keyARN)]
        return json
    }
}
