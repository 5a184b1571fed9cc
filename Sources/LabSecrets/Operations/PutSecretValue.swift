public import LabCore
import LabCrypto
public import LabService

/// A value that was prepared for a secret: new, or there already under its token.
public enum PreparedValue: Sendable {
    /// A version that is to be added.
    case new(SealedSecret)
    /// A version that is there.
    case known(versionID: String)

    /// Seals the value, unless the token names a version that has the same value.
    ///
    /// - Throws: `ResourceExistsException` when it names a version with another value.
    static func make(
        _ value: SecretValue, as token: String, for secret: SecretRecord, under key: ServiceKey, in call: Call,
        state: SecretsState, services: Services
    ) async throws(ServiceError) -> PreparedValue {
        let cipher = SecretCipher(secret.arn, call: call, services: services)
        guard let existing = state.version(token, of: secret.address) else {
            return .new(try await cipher.seal(value, as: token, under: key))
        }
        guard try await cipher.open(existing) == value else { throw SecretsError.versionExists(token) }
        return .known(versionID: token)
    }
}

/// `PutSecretValue`: a new value, which becomes the current one unless stages say otherwise.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "PutSecretValue"
public enum PutSecretValue: SecretOperation, Mutation {
    /// What is made before the writer is entered.
    public typealias Prepared = PreparedValue
    /// `PutSecretValue`.
    public static let name = "PutSecretValue"
    /// Changes something.
    public static let isReadOnly = false

    /// The value.
    public struct Input: SecretInput {
        /// The secret.
        public let secretID: String
        let token: String?
        let text: Sensitive<String>?
        let binary: Sensitive<[UInt8]>?
        let stages: [String]?

        /// Reads the members.
        public init(_ members: MemberReader) {
            secretID = members.secretID()
            token = members.token()
            binary = members.secretBinary()
            text = members.secretString()
            stages = members.strings("VersionStages", 1...SecretsLimits.stagesOfVersion, each: 1...256)
            // Tells AWS that a rotation function acts for another account's secret; here all act for themselves.
            _ = members.string("RotationToken", 36...256, pattern: #"^[a-zA-Z0-9\-]+$"#, isSensitive: true)
        }
    }

    /// The version.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// A value, and a token for it.
    public static func checkSecret(
        _ input: Input, _ secret: SecretRecord, in call: Call, state: SecretsState
    ) throws(ServiceError) {
        guard try SecretValue(text: input.text, binary: input.binary) != nil else { throw SecretsError.noValue }
        guard input.token != nil else { throw SecretsError.tokenRequired }
    }

    /// Seals the value.
    public static func prepare(
        _ input: Input, on target: SecretTarget, in call: Call, state: SecretsState, services: Services
    ) async throws(ServiceError) -> PreparedValue {
        let secret = try target.existing()
        guard let value = try SecretValue(text: input.text, binary: input.binary), let token = input.token else {
            throw SecretsError.noValue
        }
        return try await PreparedValue.make(
            value, as: token, for: secret, under: secret.key, in: call, state: state, services: services)
    }

    /// Adds the version.
    public static func apply(
        _ input: Input, on target: SecretTarget, prepared: PreparedValue, in call: Call, to state: inout SecretsState
    ) throws(ServiceError) -> Output {
        let secret = try target.existing()
        let versionID = try state.put(
            prepared, stages: input.stages ?? [SecretStage.current], into: secret, at: call.now)
        var json = secret.head
        json["VersionId"] = .string(versionID)
        json["VersionStages"] = .texts(state.version(versionID, of: secret.address)?.stages ?? [])
        return Output(json: json)
    }

    /// Token and stages.
    public static func parameters(_ input: Input) -> JSONObject {
        var parameters: JSONObject = [:]
        parameters["clientRequestToken"] = input.token.map(JSONValue.string)
        parameters["versionStages"] = input.stages.map { .texts($0) }
        return parameters
    }
}

extension SecretsState {
    /// Adds a prepared value and answers its version's id.
    mutating func put(
        _ prepared: PreparedValue, stages: [String], into secret: SecretRecord, at now: Timestamp
    ) throws(ServiceError) -> String {
        switch prepared {
        case .known(let versionID): return versionID
        case .new(let value):
            guard version(value.versionID, of: secret.address) == nil else {
                throw SecretsError.versionExists(value.versionID)
            }
            add(value, stages: stages, to: secret.address, at: now)
            secrets[secret.address]?.changedAt = now
            return value.versionID
        }
    }
}
