public import LabCore
public import LabPolicy
public import LabService

/// `UpdateSecret`: another description, another key, another value.
///
/// With another key the data keys of the current, previous and pending versions are put under it; the values stay as
/// they are.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "UpdateSecret"
public enum UpdateSecret: SecretOperation, Mutation {
    /// The secret that was changed.
    public typealias Output = SecretNameOutput
    /// `UpdateSecret`.
    public static let name = "UpdateSecret"
    /// Changes something.
    public static let isReadOnly = false

    /// What changes.
    public struct Input: SecretInput {
        /// The secret.
        public let secretID: String
        let token: String?
        let description: String?
        let kmsKeyID: String?
        let text: Sensitive<String>?
        let binary: Sensitive<[UInt8]>?
        let type: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            secretID = members.secretID()
            token = members.token()
            description = members.string("Description", ...2048)
            kmsKeyID = members.string("KmsKeyId", 0...2048)
            binary = members.secretBinary()
            text = members.secretString()
            type = members.string("Type", 0...256)
        }

        /// The key that the secret is to have; `nil` when it keeps its own, `aws/secretsmanager` for an empty name.
        var newKey: ServiceKey? { kmsKeyID.map { $0.isEmpty ? .awsManaged : .named($0) } }
    }

    /// What is made before the writer is entered.
    public struct Prepared: Sendable {
        let value: PreparedValue?
        let rewrapped: [String: Envelope]
    }

    /// Description and key.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        context.set("secretsmanager:Description", input.description)
        context.set("secretsmanager:KmsKeyId", input.kmsKeyID)
    }

    /// One value at most, and a token for it.
    public static func checkSecret(
        _ input: Input, _ secret: SecretRecord, in call: Call, state: SecretsState
    ) throws(ServiceError) {
        if try SecretValue(text: input.text, binary: input.binary) != nil, input.token == nil {
            throw SecretsError.tokenRequired
        }
    }

    /// Tries the key, puts the data keys under it, seals the value.
    public static func prepare(
        _ input: Input, on target: SecretTarget, in call: Call, state: SecretsState, services: Services
    ) async throws(ServiceError) -> Prepared {
        let secret = try target.existing()
        let rewrapped = try await rewrap(input, secret, in: call, state: state, services: services)
        guard let value = try SecretValue(text: input.text, binary: input.binary), let token = input.token else {
            return Prepared(value: nil, rewrapped: rewrapped)
        }
        let prepared = try await PreparedValue.make(
            value, as: token, for: secret, under: input.newKey ?? secret.key, in: call, state: state,
            services: services)
        return Prepared(value: prepared, rewrapped: rewrapped)
    }

    private static func rewrap(
        _ input: Input, _ secret: SecretRecord, in call: Call, state: SecretsState, services: Services
    ) async throws(ServiceError) -> [String: Envelope] {
        guard let key = input.newKey else { return [:] }
        let cipher = SecretCipher(secret.arn, call: call, services: services)
        if key != .awsManaged { try await cipher.validate(key) }
        guard key != secret.key else { return [:] }
        var rewrapped: [String: Envelope] = [:]
        for version in state.versions(of: secret.address) where !version.stages.isEmpty {
            rewrapped[version.versionID] = try await cipher.rewrap(version, under: key)
        }
        return rewrapped
    }

    /// Changes the secret.
    public static func apply(
        _ input: Input, on target: SecretTarget, prepared: Prepared, in call: Call, to state: inout SecretsState
    ) throws(ServiceError) -> SecretNameOutput {
        var secret = try target.existing()
        secret.description = input.description ?? secret.description
        secret.type = input.type ?? secret.type
        if let kmsKeyID = input.kmsKeyID { secret.kmsKeyID = kmsKeyID.isEmpty ? nil : kmsKeyID }
        secret.changedAt = call.now
        state.secrets.put(secret)
        for (versionID, envelope) in prepared.rewrapped {
            let address = SecretVersionAddress(secret: secret.address, versionID: versionID)
            state.versions[address]?.envelope = envelope
        }
        guard let value = prepared.value else { return SecretNameOutput(secret) }
        let versionID = try state.put(value, stages: [SecretStage.current], into: secret, at: call.now)
        return SecretNameOutput(secret, versionID: versionID)
    }

    /// Everything but the value.
    public static func parameters(_ input: Input) -> JSONObject {
        var parameters: JSONObject = [:]
        parameters["clientRequestToken"] = input.token.map(JSONValue.string)
        parameters["description"] = input.description.map(JSONValue.string)
        parameters["kmsKeyId"] = input.kmsKeyID.map(JSONValue.string)
        return parameters
    }
}
