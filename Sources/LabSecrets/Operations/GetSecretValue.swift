public import LabCore
public import LabPolicy
public import LabService

/// `GetSecretValue`: a value, opened as the caller.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "GetSecretValue"
public enum GetSecretValue: SecretOperation, AsyncQuery {
    /// `GetSecretValue`.
    public static let name = "GetSecretValue"
    /// Reads.
    public static let isReadOnly = true

    /// Which value.
    public struct Input: SecretInput {
        /// The secret.
        public let secretID: String
        let versionID: String?
        let stage: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            secretID = members.secretID()
            versionID = members.string("VersionId", 32...64)
            stage = members.string("VersionStage", 1...256)
        }
    }

    /// The value.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject

        init(_ value: SecretValue, _ version: SecretVersion, of secret: SecretRecord) {
            var json = secret.head
            json["VersionId"] = .string(version.versionID)
            value.append(to: &json)
            if !version.stages.isEmpty { json["VersionStages"] = .texts(version.stages) }
            json["CreatedDate"] = .epochSeconds(version.createdAt)
            self.json = json
        }
    }

    /// The version and the stage that were asked for.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        context.set("secretsmanager:VersionId", input.versionID)
        context.set(
            "secretsmanager:VersionStage", input.versionID == nil ? input.stage ?? SecretStage.current : input.stage)
    }

    /// Opens the value.
    public static func perform(
        _ input: Input, on target: SecretTarget, in call: Call, state: SecretsState, services: Services
    ) async throws(ServiceError) -> Output {
        let secret = try target.existing()
        let version = try state.version(of: secret, id: input.versionID, stage: input.stage)
        let value = try await SecretCipher(secret.arn, call: call, services: services).open(version)
        return Output(value, version, of: secret)
    }

    /// Version and stage, as asked for.
    public static func parameters(_ input: Input) -> JSONObject {
        var parameters: JSONObject = [:]
        parameters["versionId"] = input.versionID.map(JSONValue.string)
        parameters["versionStage"] = input.stage.map(JSONValue.string)
        return parameters
    }
}

extension SecretsState {
    /// The version that an id, a stage or both name; without either the current one.
    ///
    /// - Throws: `ResourceNotFoundException`; `InvalidRequestException` when the version is not at the stage.
    func version(of secret: SecretRecord, id: String?, stage: String?) throws(ServiceError) -> SecretVersion {
        guard let id else {
            let stage = stage ?? SecretStage.current
            guard let version = version(of: secret.address, at: stage) else { throw SecretsError.stageNotFound(stage) }
            return version
        }
        guard let version = version(id, of: secret.address) else { throw SecretsError.versionNotFound(id) }
        if let stage, !version.stages.contains(stage) {
            throw SecretsError.invalidRequest(
                "You provided a VersionStage that is not associated to the provided VersionId.")
        }
        return version
    }
}
