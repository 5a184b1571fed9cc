import LabCore

/// AWS's errors of Secrets Manager. Texts: recorded from AWS where `aws-kms.md`, section K.1, has them.
///
/// - SeeAlso: AWS Secrets Manager API Reference, the "Errors" of each operation
enum SecretsError {
    static let notFound = ServiceError(
        Code.notFound, "Secrets Manager can't find the specified secret.",
        hint: "`kmslab secret list` shows the secrets of this account and Region")

    static func versionNotFound(_ versionID: String) -> ServiceError {
        ServiceError(
            Code.notFound, "Secrets Manager can't find the specified secret value for VersionId: \(versionID)")
    }

    static func stageNotFound(_ stage: String) -> ServiceError {
        ServiceError(
            Code.notFound, "Secrets Manager can't find the specified secret value for staging label: \(stage)",
            hint: "`kmslab secret describe` shows the versions and their stages")
    }

    static func exists(_ name: String) -> ServiceError {
        ServiceError(Code.exists, "The operation failed because the secret \(name) already exists.")
    }

    static func versionExists(_ versionID: String) -> ServiceError {
        ServiceError(
            Code.exists,
            "You can't use ClientRequestToken \(versionID) because that value is already in use for a version of secret."
        )
    }

    static let markedForDeletion = ServiceError(
        Code.invalidRequest,
        "You can't perform this operation on the secret because it was marked for deletion.",
        hint: "`kmslab secret restore` takes the deletion back")

    static let nameMarkedForDeletion = ServiceError(
        Code.invalidRequest,
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
        hint: "`kmslab secret restore` takes the deletion back")

    static let invalidName = ServiceError(
        Code.validation,
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!")

    static let tokenRequired = ServiceError(Code.invalidRequest, tokenText)
    static let rotationTokenRequired = ServiceError(Code.invalidParameter, tokenText)
    private static let tokenText =
        "You must provide a ClientRequestToken value. We recommend a UUID-type value."

    static let twoValues = invalidParameter(
        "You can't specify both a binary secret value and a string secret value in the same secret.")
    static let noValue = invalidRequest("You must provide either SecretString or SecretBinary.")
    static let invalidNextToken = ServiceError(Code.invalidNextToken, "Invalid NextToken value.")
    static let kmsRefused = ServiceError(Code.accessDenied, "Access to KMS is not allowed")
    static let publicPolicy = ServiceError(
        Code.publicPolicy, "The resource policy grants public access to the secret.")

    static func invalidParameter(_ message: String) -> ServiceError { ServiceError(Code.invalidParameter, message) }
    static func invalidRequest(_ message: String) -> ServiceError { ServiceError(Code.invalidRequest, message) }
    static func limitExceeded(_ message: String) -> ServiceError { ServiceError(Code.limitExceeded, message) }
    static func malformedPolicy(_ message: String, hint: String? = nil) -> ServiceError {
        ServiceError(Code.malformedPolicy, message, hint: hint)
    }

    /// Our own fault: a random source that fails, a value that does not open with its key.
    static func internalFailure(_ what: String) -> ServiceError { ServiceError(Code.internalFailure, what) }
}

extension SecretsError {
    /// What Secrets Manager makes of the key service's refusal to make a data key.
    static func encryption(_ error: ServiceError) -> ServiceError {
        fromKMS(
            error, Code.encryptionFailure,
            "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key "
                + "is available, enabled, and not in an invalid state.")
    }

    /// What Secrets Manager makes of the key service's refusal to open a data key.
    static func decryption(_ error: ServiceError) -> ServiceError {
        fromKMS(
            error, Code.decryptionFailure,
            "Secrets Manager can't decrypt the protected secret text using the provided KMS key.")
    }

    private static func fromKMS(_ error: ServiceError, _ code: ServiceError.Code, _ message: String) -> ServiceError {
        var translated: ServiceError
        switch error.code.wireName {
        case "AccessDeniedException", "AccessDenied": translated = kmsRefused
        case "KMSInternalException", "InternalFailure": translated = internalFailure("The key service failed.")
        default: translated = ServiceError(code, message)
        }
        translated.hint = "the key service says: \(error.message ?? error.code.wireName)"
        return translated
    }
}

extension SecretsError {
    /// The codes, by AWS's names.
    enum Code {
        static let accessDenied = ServiceError.Code("AccessDeniedException")
        static let decryptionFailure = ServiceError.Code("DecryptionFailure")
        static let encryptionFailure = ServiceError.Code("EncryptionFailure")
        static let exists = ServiceError.Code("ResourceExistsException")
        static let internalFailure = ServiceError.Code("InternalServiceError", 500)
        static let invalidNextToken = ServiceError.Code("InvalidNextTokenException")
        static let invalidParameter = ServiceError.Code("InvalidParameterException")
        static let invalidRequest = ServiceError.Code("InvalidRequestException")
        static let limitExceeded = ServiceError.Code("LimitExceededException")
        static let malformedPolicy = ServiceError.Code("MalformedPolicyDocumentException")
        static let notFound = ServiceError.Code("ResourceNotFoundException")
        static let publicPolicy = ServiceError.Code("PublicPolicyException")
        static let validation = ServiceError.Code("ValidationException")
    }
}

/// Runs what draws random bytes, with the service's own error.
func randomly<Value>(_ body: () throws(RandomFailure) -> Value) throws(ServiceError) -> Value {
    do throws(RandomFailure) {
        return try body()
    } catch {
        throw SecretsError.internalFailure(error.description)
    }
}
