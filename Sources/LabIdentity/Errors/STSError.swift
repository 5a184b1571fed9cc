import LabCore

/// AWS's errors of STS, with AWS's messages where they are known.
///
/// - SeeAlso: STS API Reference, "Errors" of each operation and "Common errors"
enum STSError {
    /// A session that may not call `operation`.
    static func sessionRefused(_ operation: String) -> ServiceError {
        ServiceError(
            IAMError.Code.accessDenied, "Cannot call \(operation) with session credentials",
            hint: "sign with a user's own access key")
    }

    static let rootRefused = ServiceError(
        IAMError.Code.accessDenied, "Roles may not be assumed by root accounts.",
        hint: "make a user or role, and let it assume the role")

    static let multiFactorFailed = ServiceError(
        IAMError.Code.accessDenied,
        "MultiFactorAuthentication failed with invalid MFA one time pass code.",
        hint: "in the lab the device is `arn:aws:iam::ACCOUNT:mfa/USER`, and every code but 000000 is right")

    static let exceedsRole = IAMError.validation(
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")

    static let exceedsChaining = IAMError.validation(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")

    static let exceedsRoot = IAMError.validation(
        "The requested DurationSeconds exceeds the 1 hour session limit for the root user.")

    static func invalidRole(_ arn: String) -> ServiceError { IAMError.validation("\(arn) is invalid") }

    static func transitiveConflict(_ key: String) -> ServiceError {
        IAMError.validation("the tag `\(key)` is a transitive tag of the calling session and cannot be set again")
    }

    static func unknownTransitiveKey(_ key: String) -> ServiceError {
        IAMError.validation("the transitive tag key `\(key)` is not the key of a session tag")
    }

    static let sourceIdentityFixed = ServiceError(
        IAMError.Code.accessDenied, "the source identity of the calling session cannot be changed")

    static func packedPolicyTooLarge(_ percent: Int) -> ServiceError {
        ServiceError(
            ServiceError.Code("PackedPolicyTooLarge"),
            "Serialized token too large for session: packed size is \(percent)% of the allowed size")
    }

    static func policyTooLong(_ count: Int) -> ServiceError {
        ServiceError(
            ServiceError.Code("PackedPolicyTooLarge"),
            "session policy and policy ARNs have \(count) characters, "
                + "\(IdentityLimits.sessionPolicyCharacters) are allowed")
    }

    static let invalidMessage = ServiceError(
        ServiceError.Code("InvalidAuthorizationMessageException"), "Message is not valid")

    static func notImplemented(_ operation: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("NotImplemented", 501), "\(operation) is not implemented by kmslab",
            hint: "the lab has no identity providers; `AssumeRole` opens sessions")
    }

    static func unknownAccessKey(_ id: String) -> ServiceError {
        IAMError.validation("the access key `\(id)` does not exist")
    }
}
