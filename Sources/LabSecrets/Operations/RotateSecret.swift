public import LabCore
public import LabPolicy
public import LabService

/// `RotateSecret`: turns rotation on, sets its schedule, and rotates now unless told otherwise.
///
/// AWS runs a Lambda function; the lab's own rotator stands in for it and makes a new random password.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "RotateSecret"
public enum RotateSecret: SecretOperation, Mutation {
    /// The secret that was changed.
    public typealias Output = SecretNameOutput
    /// `RotateSecret`.
    public static let name = "RotateSecret"
    /// Changes something.
    public static let isReadOnly = false

    /// How to rotate.
    public struct Input: SecretInput {
        /// The secret.
        public let secretID: String
        let token: String?
        let lambdaARN: String?
        let rules: RotationRules?
        let isExternal: Bool
        let isImmediate: Bool

        /// Reads the members.
        public init(_ members: MemberReader) {
            secretID = members.secretID()
            token = members.token()
            lambdaARN = members.string("RotationLambdaARN", 0...2048).flatMap { $0.isEmpty ? nil : $0 }
            rules = members.structure("RotationRules", RotationRules.init)
            let metadata = members.structures("ExternalSecretRotationMetadata", of: ExternalMetadata.init)
            let role = members.string("ExternalSecretRotationRoleArn", 20...2048)
            isExternal = metadata != nil || role != nil
            isImmediate = members.bool("RotateImmediately") ?? true
        }
    }

    /// What AWS hands to a partner that rotates.
    struct ExternalMetadata {
        init(_ members: MemberReader) {
            _ = members.string("Key", 1...256)
            _ = members.string("Value", 1...2048)
        }
    }

    /// What is made before the writer is entered: the new value, if it rotates now.
    public typealias Prepared = SealedSecret?

    /// The function.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        context.set("secretsmanager:RotationLambdaARN", input.lambdaARN)
        context.set("secretsmanager:ModifyRotationRules", input.rules != nil)
        context.set("secretsmanager:RotateImmediately", input.isImmediate)
    }

    /// A token, and rules that can be read.
    public static func checkSecret(
        _ input: Input, _ secret: SecretRecord, in call: Call, state: SecretsState
    ) throws(ServiceError) {
        guard let token = input.token else { throw SecretsError.rotationTokenRequired }
        guard !input.isExternal else {
            throw SecretsError.invalidParameter("This lab knows no partners that rotate secrets.")
        }
        try input.rules?.require()
        if input.isImmediate, state.version(token, of: secret.address) != nil {
            throw SecretsError.invalidRequest("A version with the token \(token) exists already.")
        }
    }

    /// Opens the current value and seals the one after it, as the caller.
    public static func prepare(
        _ input: Input, on target: SecretTarget, in call: Call, state: SecretsState, services: Services
    ) async throws(ServiceError) -> SealedSecret? {
        guard input.isImmediate, let token = input.token else { return nil }
        let secret = try target.existing()
        let cipher = SecretCipher(secret.arn, call: call, services: services)
        var old: SecretValue?
        if let current = state.version(of: secret.address, at: SecretStage.current) {
            old = try await cipher.open(current)
        }
        return try await cipher.seal(
            try Rotator.next(after: old, random: call.random), as: token, under: secret.key)
    }

    /// Plans and rotates.
    public static func apply(
        _ input: Input, on target: SecretTarget, prepared: SealedSecret?, in call: Call, to state: inout SecretsState
    ) throws(ServiceError) -> SecretNameOutput {
        var secret = try target.existing()
        let old = secret.rotation
        var rotation = SecretRotation(
            isEnabled: true,
            lambdaARN: input.lambdaARN ?? old?.lambdaARN ?? SecretRotation.builtInARN(of: secret.address),
            rules: input.rules ?? old?.rules, caller: call.caller)
        rotation.plan(after: call.now)
        secret.rotation = rotation
        secret.changedAt = call.now
        if prepared != nil { secret.rotatedAt = call.now }
        state.secrets.put(secret)
        if let prepared { state.add(prepared, stages: [SecretStage.current], to: secret.address, at: call.now) }
        return SecretNameOutput(secret, versionID: prepared?.versionID)
    }

    /// How.
    public static func parameters(_ input: Input) -> JSONObject {
        var parameters: JSONObject = [:]
        parameters["clientRequestToken"] = input.token.map(JSONValue.string)
        parameters["rotationLambdaARN"] = input.lambdaARN.map(JSONValue.string)
        parameters["rotationRules"] = input.rules.map { .object($0.auditValue) }
        parameters["rotateImmediately"] = .bool(input.isImmediate)
        return parameters
    }
}

/// `CancelRotateSecret`: turns rotation off.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "CancelRotateSecret"
public enum CancelRotateSecret: SecretOperation, Mutation {
    /// The secret that was changed.
    public typealias Output = SecretNameOutput
    /// Which secret.
    public typealias Input = SecretIDInput
    /// `CancelRotateSecret`.
    public static let name = "CancelRotateSecret"
    /// Changes something.
    public static let isReadOnly = false

    /// Turns it off; the rules stay.
    public static func apply(
        _ input: SecretIDInput, on target: SecretTarget, prepared: Void, in call: Call, to state: inout SecretsState
    ) throws(ServiceError) -> SecretNameOutput {
        var secret = try target.existing()
        secret.rotation?.isEnabled = false
        secret.rotation?.nextDate = nil
        secret.changedAt = call.now
        state.secrets.put(secret)
        return SecretNameOutput(secret)
    }
}

extension RotationRules {
    /// As events have it.
    fileprivate var auditValue: JSONObject {
        JSONObject(json.members.map { ($0.name.prefix(1).lowercased() + $0.name.dropFirst(), $0.value) })
    }
}
