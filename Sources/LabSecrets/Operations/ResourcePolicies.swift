public import LabCore
public import LabPolicy
public import LabService

/// `PutResourcePolicy`: who else may do what with a secret.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "PutResourcePolicy"
public enum PutResourcePolicy: SecretOperation, Mutation {
    /// The secret that was changed.
    public typealias Output = SecretNameOutput
    /// `PutResourcePolicy`.
    public static let name = "PutResourcePolicy"
    /// Changes something.
    public static let isReadOnly = false

    /// The policy.
    public struct Input: SecretInput {
        /// The secret.
        public let secretID: String
        let policy: String
        let blocksPublic: Bool

        /// Reads the members.
        public init(_ members: MemberReader) {
            secretID = members.secretID()
            policy = members.requiredString("ResourcePolicy", 1...20_480)
            blocksPublic = members.bool("BlockPublicPolicy") ?? false
        }
    }

    /// Whether a public policy is refused.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        context.set("secretsmanager:BlockPublicPolicy", input.blocksPublic)
    }

    /// A policy that can be read, and that is not public where that is refused.
    public static func checkSecret(
        _ input: Input, _ secret: SecretRecord, in call: Call, state: SecretsState
    ) throws(ServiceError) {
        let policy = try SecretPolicy.parse(input.policy)
        if input.blocksPublic, policy.isPublic { throw SecretsError.publicPolicy }
    }

    /// The principals that the policy names must exist.
    public static func namedPrincipals(_ input: Input, on target: SecretTarget, in call: Call) -> [NamedPrincipal] {
        SecretPolicy.namedPrincipals(in: input.policy)
    }

    /// Sets it.
    public static func apply(
        _ input: Input, on target: SecretTarget, prepared: Void, in call: Call, to state: inout SecretsState
    ) throws(ServiceError) -> SecretNameOutput {
        var secret = try target.existing()
        secret.policy = try SecretPolicy.parse(input.policy)
        state.secrets.put(secret)
        return SecretNameOutput(secret)
    }

    /// The policy's text.
    public static func parameters(_ input: Input) -> JSONObject {
        ["resourcePolicy": .string(input.policy), "blockPublicPolicy": .bool(input.blocksPublic)]
    }
}

/// `GetResourcePolicy`: a secret's policy, if it has one.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "GetResourcePolicy"
public enum GetResourcePolicy: SecretOperation, Query {
    /// Which secret.
    public typealias Input = SecretIDInput
    /// `GetResourcePolicy`.
    public static let name = "GetResourcePolicy"
    /// Reads.
    public static let isReadOnly = true

    /// The policy.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// Shows it.
    public static func perform(
        _ input: SecretIDInput, on target: SecretTarget, in call: Call, state: SecretsState
    ) throws(ServiceError) -> Output {
        let secret = try target.existing()
        var json = secret.head
        json["ResourcePolicy"] = secret.policy.map { .string($0.text) }
        return Output(json: json)
    }
}

/// `DeleteResourcePolicy`: takes a secret's policy away.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "DeleteResourcePolicy"
public enum DeleteResourcePolicy: SecretOperation, Mutation {
    /// The secret that was changed.
    public typealias Output = SecretNameOutput
    /// Which secret.
    public typealias Input = SecretIDInput
    /// `DeleteResourcePolicy`.
    public static let name = "DeleteResourcePolicy"
    /// Changes something.
    public static let isReadOnly = false

    /// Takes it away.
    public static func apply(
        _ input: SecretIDInput, on target: SecretTarget, prepared: Void, in call: Call, to state: inout SecretsState
    ) throws(ServiceError) -> SecretNameOutput {
        var secret = try target.existing()
        secret.policy = nil
        state.secrets.put(secret)
        return SecretNameOutput(secret)
    }
}

/// `ValidateResourcePolicy`: what would be said to a policy.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "ValidateResourcePolicy"
public enum ValidateResourcePolicy: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = SecretsState
    /// `ValidateResourcePolicy`.
    public static let name = "ValidateResourcePolicy"
    /// Secrets Manager.
    public static let service = Service.secretsManager
    /// Reads.
    public static let isReadOnly = true

    /// The policy, and the secret that it is for.
    public struct Input: MemberInput {
        let secretID: String?
        let policy: String

        /// Reads the members.
        public init(_ members: MemberReader) {
            secretID = members.string("SecretId", 1...2048)
            policy = members.requiredString("ResourcePolicy", 1...20_480)
        }
    }

    /// The verdict.
    public struct Output: JSONOutput {
        let errors: [(name: String, message: String)]

        /// The members.
        public var json: JSONObject {
            let errors = errors.map { error -> JSONValue in
                ["CheckName": .string(error.name), "ErrorMessage": .string(error.message)]
            }
            return ["PolicyValidationPassed": .bool(errors.isEmpty), "ValidationErrors": .array(errors)]
        }
    }

    /// Finds the secret, if one is named.
    public static func resolve(
        _ input: Input, in call: Call, on state: SecretsState
    ) throws(ServiceError) -> SecretTarget? {
        guard let secretID = input.secretID else { return nil }
        return try state.target(secretID, in: call)
    }

    /// The action on the secret, and to set policies.
    public static func demands(
        _ input: Input, on target: SecretTarget?, in call: Call, state: SecretsState
    ) -> [AccessDemand] {
        guard let target else {
            return [AccessDemand(action: "secretsmanager:ValidateResourcePolicy", resource: "*", rules: .identityOnly)]
        }
        return [
            SecretDemand.make(name, on: target, in: call), SecretDemand.make("PutResourcePolicy", on: target, in: call),
        ]
    }

    /// A secret that is named must be there.
    public static func check(
        _ input: Input, on target: SecretTarget?, in call: Call, state: SecretsState
    ) throws(ServiceError) {
        _ = try target?.existing()
    }

    /// Tries it.
    public static func perform(
        _ input: Input, on target: SecretTarget?, in call: Call, state: SecretsState
    ) throws(ServiceError) -> Output {
        do throws(ServiceError) {
            let policy = try SecretPolicy.parse(input.policy)
            let isPublic = policy.isPublic
            return Output(errors: isPublic ? [("PUBLIC_POLICY", "The policy grants public access to the secret.")] : [])
        } catch {
            return Output(errors: [("SYNTAX", error.message ?? error.code.wireName)])
        }
    }

    /// The secret.
    public static func audit(
        _ input: Input, target: SecretTarget??, output: Output?, in call: Call
    ) -> AuditDetail {
        var parameters: JSONObject = ["resourcePolicy": .string(input.policy)]
        parameters["secretId"] = input.secretID.map(JSONValue.string)
        return AuditDetail(
            requestParameters: parameters, resources: (target ?? nil)?.secret.map { [AuditResource($0)] } ?? [])
    }
}
