public import LabCore
public import LabPolicy
public import LabService

/// `DeleteSecret`: marks a secret for deletion in 7 to 30 days, or removes it at once.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "DeleteSecret"
public enum DeleteSecret: SecretOperation, Mutation {
    /// `DeleteSecret`.
    public static let name = "DeleteSecret"
    /// Changes something.
    public static let isReadOnly = false
    /// It does: a forced deletion does not wait for the end of the other.
    public static let worksOnDeleted = true

    /// Which secret, and when.
    public struct Input: SecretInput {
        /// The secret.
        public let secretID: String
        let days: Int?
        let isForced: Bool

        /// Reads the members.
        public init(_ members: MemberReader) {
            secretID = members.secretID()
            days = members.integer("RecoveryWindowInDays")
            isForced = members.bool("ForceDeleteWithoutRecovery") ?? false
        }
    }

    /// When it goes.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// How.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        context.set("secretsmanager:RecoveryWindowInDays", input.days.map(String.init))
        context.set("secretsmanager:ForceDeleteWithoutRecovery", input.isForced)
    }

    /// A window or force, and a window that there is.
    public static func checkSecret(
        _ input: Input, _ secret: SecretRecord, in call: Call, state: SecretsState
    ) throws(ServiceError) {
        guard input.isForced || !secret.isDeleted else { throw SecretsError.markedForDeletion }
        guard let days = input.days else { return }
        guard !input.isForced else {
            throw SecretsError.invalidParameter(
                "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.")
        }
        guard SecretsLimits.recoveryDays.contains(days) else {
            throw SecretsError.invalidParameter(
                "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).")
        }
    }

    /// Marks or removes it.
    public static func apply(
        _ input: Input, on target: SecretTarget, prepared: Void, in call: Call, to state: inout SecretsState
    ) throws(ServiceError) -> Output {
        let secret = try target.existing()
        var date = call.now
        if input.isForced {
            state.remove(secret.address)
        } else {
            date = call.now + .days(input.days ?? SecretsLimits.standardRecoveryDays)
            state.secrets[secret.address]?.deletedAt = call.now
            state.secrets[secret.address]?.deletionDate = date
        }
        var json = secret.head
        json["DeletionDate"] = .epochSeconds(date)
        return Output(json: json)
    }

    /// How.
    public static func parameters(_ input: Input) -> JSONObject {
        var parameters: JSONObject = [:]
        parameters["recoveryWindowInDays"] = input.days.map { .integer(Int64($0)) }
        if input.isForced { parameters["forceDeleteWithoutRecovery"] = true }
        return parameters
    }
}

/// `RestoreSecret`: takes a deletion back.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "RestoreSecret"
public enum RestoreSecret: SecretOperation, Mutation {
    /// The secret that was changed.
    public typealias Output = SecretNameOutput
    /// Which secret.
    public typealias Input = SecretIDInput
    /// `RestoreSecret`.
    public static let name = "RestoreSecret"
    /// Changes something.
    public static let isReadOnly = false
    /// It does.
    public static let worksOnDeleted = true

    /// Keeps the secret. One that is not marked for deletion is kept anyway.
    public static func apply(
        _ input: SecretIDInput, on target: SecretTarget, prepared: Void, in call: Call, to state: inout SecretsState
    ) throws(ServiceError) -> SecretNameOutput {
        var secret = try target.existing()
        secret.deletedAt = nil
        secret.deletionDate = nil
        secret.rotation?.plan(after: call.now)
        state.secrets.put(secret)
        return SecretNameOutput(secret)
    }
}
