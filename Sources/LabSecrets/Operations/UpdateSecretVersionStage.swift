public import LabCore
public import LabPolicy
public import LabService

/// `UpdateSecretVersionStage`: moves a stage from one version to another, takes it away, or puts it on.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "UpdateSecretVersionStage"
public enum UpdateSecretVersionStage: SecretOperation, Mutation {
    /// The secret that was changed.
    public typealias Output = SecretNameOutput
    /// `UpdateSecretVersionStage`.
    public static let name = "UpdateSecretVersionStage"
    /// Changes something.
    public static let isReadOnly = false

    /// Which stage, from where, to where.
    public struct Input: SecretInput {
        /// The secret.
        public let secretID: String
        let stage: String
        let source: String?
        let destination: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            secretID = members.secretID()
            stage = members.requiredString("VersionStage", 1...256)
            source = members.string("RemoveFromVersionId", 32...64)
            destination = members.string("MoveToVersionId", 32...64)
        }
    }

    /// The stage.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        context.set("secretsmanager:VersionStage", input.stage)
    }

    /// The version that loses the stage must have it, and must be named; `AWSCURRENT` only moves.
    public static func checkSecret(
        _ input: Input, _ secret: SecretRecord, in call: Call, state: SecretsState
    ) throws(ServiceError) {
        for versionID in [input.source, input.destination].compactMap(\.self) {
            guard state.version(versionID, of: secret.address) != nil else {
                throw SecretsError.versionNotFound(versionID)
            }
        }
        let holder = state.version(of: secret.address, at: input.stage)?.versionID
        if let source = input.source, source != holder {
            throw SecretsError.invalidParameter(
                "The staging label \(input.stage) is not attached to version \(source).")
        }
        if let holder, holder != input.destination, input.source == nil {
            throw SecretsError.invalidParameter(
                "The parameter RemoveFromVersionId can't be empty. Staging label \(input.stage) is currently attached to "
                    + "version \(holder), so you must explicitly reference that version in RemoveFromVersionId.")
        }
        guard input.stage != SecretStage.current || input.destination != nil else {
            throw SecretsError.invalidRequest("You can't remove the staging label AWSCURRENT; you can only move it.")
        }
    }

    /// Moves it.
    public static func apply(
        _ input: Input, on target: SecretTarget, prepared: Void, in call: Call, to state: inout SecretsState
    ) throws(ServiceError) -> SecretNameOutput {
        let secret = try target.existing()
        if let destination = input.destination {
            state.move(input.stage, to: destination, of: secret.address)
        } else if input.source != nil {
            state.takeAway(input.stage, from: secret.address)
        }
        state.secrets[secret.address]?.changedAt = call.now
        return SecretNameOutput(secret)
    }

    /// Everything.
    public static func parameters(_ input: Input) -> JSONObject {
        var parameters: JSONObject = ["versionStage": .string(input.stage)]
        parameters["removeFromVersionId"] = input.source.map(JSONValue.string)
        parameters["moveToVersionId"] = input.destination.map(JSONValue.string)
        return parameters
    }
}
