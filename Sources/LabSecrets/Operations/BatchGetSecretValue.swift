public import LabCore
import LabPolicy
public import LabService

/// `BatchGetSecretValue`: several values at once. One that cannot be had does not keep the others back.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "BatchGetSecretValue"
public enum BatchGetSecretValue: MemberOperation, AsyncQuery {
    /// The part of the world that it reads.
    public typealias State = SecretsState
    /// `BatchGetSecretValue`.
    public static let name = "BatchGetSecretValue"
    /// Secrets Manager.
    public static let service = Service.secretsManager
    /// Reads.
    public static let isReadOnly = true

    /// Which secrets: a list or filters.
    public struct Input: MemberInput {
        let secretIDs: [String]?
        let filters: [SecretFilter]
        let limit: Int?
        let token: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            secretIDs = members.strings("SecretIdList", 1...20, each: 1...2048)
            filters = members.secretFilters()
            limit = members.integer("MaxResults", 1...20)
            token = members.string("NextToken", 1...4096)
        }
    }

    /// The values, and what was refused.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// Nothing to find: every secret is looked for by itself.
    public static func resolve(_ input: Input, in call: Call, on state: SecretsState) throws(ServiceError) {}

    /// The action on everything; for every value `secretsmanager:GetSecretValue` is asked on its own.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: SecretsState
    ) -> [AccessDemand] {
        let actions = input.secretIDs == nil ? [name, "ListSecrets"] : [name]
        return actions.map { AccessDemand(action: "secretsmanager:\($0)", resource: "*", rules: .identityOnly) }
    }

    /// A list or filters, not both.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: SecretsState
    ) throws(ServiceError) {
        guard (input.secretIDs == nil) != input.filters.isEmpty else {
            throw SecretsError.invalidParameter("You must specify either SecretIdList or Filters, but not both.")
        }
    }

    /// Opens one after the other.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: SecretsState, services: Services
    ) async throws(ServiceError) -> Output {
        let page = try secretIDs(input, in: call, state: state)
        var values: [JSONValue] = []
        var errors: [JSONValue] = []
        for secretID in page.elements {
            do throws(ServiceError) {
                values.append(.object(try await value(of: secretID, in: call, state: state, services: services)))
            } catch {
                errors.append([
                    "SecretId": .string(secretID), "ErrorCode": .string(error.code.wireName),
                    "Message": .string(error.message ?? ""),
                ])
            }
        }
        var json: JSONObject = ["SecretValues": .array(values), "Errors": .array(errors)]
        json["NextToken"] = page.nextToken.map(JSONValue.string)
        return Output(json: json)
    }

    private static func secretIDs(
        _ input: Input, in call: Call, state: SecretsState
    ) throws(ServiceError) -> ListingPage<String> {
        let listed = state.secrets(of: call.account, in: call.region).filter { secret in
            !secret.isDeleted && input.filters.allSatisfy { $0.includes(secret) }
        }
        let all = input.secretIDs ?? listed.map(\.arn.description)
        guard let page = ListingPage(all, after: input.token, limit: input.limit ?? 20, key: \.self) else {
            throw SecretsError.invalidNextToken
        }
        return page
    }

    private static func value(
        of secretID: String, in call: Call, state: SecretsState, services: Services
    ) async throws(ServiceError) -> JSONObject {
        let target = try state.target(secretID, in: call)
        let demand = SecretDemand.make(GetSecretValue.name, on: target, in: call) { context in
            context.set("secretsmanager:VersionStage", SecretStage.current)
        }
        if let refusal = services.refusal(demand, service, call) { throw refusal }
        let secret = try target.existing()
        guard !secret.isDeleted else { throw SecretsError.markedForDeletion }
        let version = try state.version(of: secret, id: nil, stage: nil)
        let value = try await SecretCipher(secret.arn, call: call, services: services).open(version)
        return GetSecretValue.Output(value, version, of: secret).json
    }

    /// The list.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(requestParameters: input.secretIDs.map { ["secretIdList": .texts($0)] } ?? [:])
    }
}
