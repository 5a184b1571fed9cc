import LabCore

/// AWS's errors of the key service, with AWS's messages.
///
/// - SeeAlso: AWS KMS API Reference, the "Errors" of each operation
enum KMSError {
    static func notFound(_ key: KeyAddress) -> ServiceError {
        ServiceError(
            Code.notFound, "Key '\(key.arn)' does not exist",
            hint: "`kmslab key list` shows the keys of this account and Region")
    }

    static func invalidKeyID(_ text: String) -> ServiceError {
        ServiceError(
            Code.notFound, "Invalid keyId '\(text)'",
            hint: "a key is named by its id, its ARN, `alias/NAME` or an alias ARN")
    }

    static func wrongRegion(_ region: String) -> ServiceError {
        ServiceError(Code.notFound, "Invalid arn \(region)")
    }

    static func aliasNotFound(_ alias: AliasAddress) -> ServiceError {
        ServiceError(
            Code.notFound, "Alias \(alias.arn) is not found.", hint: "`kmslab alias list` shows the aliases there are")
    }

    static func malformedARN(_ text: String) -> ServiceError {
        ServiceError(Code.invalidARN, "\(text) is not a valid key ARN")
    }

    static let aliasesNotSupported = ServiceError(Code.invalidARN, "Key Aliases are not supported for this operation.")

    static func obstacle(_ obstacle: KeyStateObstacle, _ key: ARN) -> ServiceError {
        switch obstacle {
        case .disabled:
            ServiceError(Code.disabled, "\(key) is disabled.", hint: "`kmslab key enable` switches it on again")
        case .pendingDeletion:
            ServiceError(
                Code.invalidState, "\(key) is pending deletion.",
                hint: "`kmslab key cancel-deletion` keeps it; it comes back disabled")
        case .pendingReplicaDeletion:
            ServiceError(
                Code.invalidState, "\(key) is pending replica deletion.",
                hint: "`kmslab key cancel-deletion` keeps it; it comes back disabled")
        case .notPendingDeletion: ServiceError(Code.invalidState, "\(key) is not pending deletion.")
        case .pendingImport: ServiceError(Code.invalidState, "\(key) is pending import.")
        case .unavailable: ServiceError(Code.invalidState, "\(key) is unavailable.")
        case .creating: ServiceError(Code.invalidState, "\(key) is creating.")
        case .updating: ServiceError(Code.invalidState, "\(key) is updating.")
        }
    }

    static func invalidUsage(_ key: KeyRecord, _ operation: String) -> ServiceError {
        ServiceError(
            Code.invalidKeyUsage,
            "\(key.arn) key usage is \(key.usage.rawValue) which is not valid for \(operation).")
    }

    static func incompatible(algorithm: String, spec: KeySpec) -> ServiceError {
        ServiceError(
            Code.invalidKeyUsage, "Algorithm \(algorithm) is incompatible with key spec \(spec.rawValue).")
    }

    static func invalidOrigin(_ key: KeyRecord) -> ServiceError {
        ServiceError(
            Code.unsupported, "\(key.arn) origin is \(key.origin.rawValue) which is not valid for this operation.")
    }

    static func unsupported(_ message: String? = nil) -> ServiceError { ServiceError(Code.unsupported, message) }

    static func validation(_ message: String) -> ServiceError { ServiceError(Code.validation, message) }

    static func limitExceeded(_ message: String) -> ServiceError { ServiceError(Code.limitExceeded, message) }

    static let invalidCiphertext = ServiceError(
        Code.invalidCiphertext,
        hint: "the ciphertext was changed, or the encryption context is not the one it was encrypted with")

    static let incorrectKeyMaterial = ServiceError(
        Code.incorrectKeyMaterial,
        hint: "the material is not the key's own, or not of its kind, or not new where it must be")

    static let invalidSignature = ServiceError(
        Code.invalidSignature, hint: "message, signature, algorithm and key do not belong together")

    static let invalidMac = ServiceError(
        Code.invalidMac, hint: "message, code, algorithm and key do not belong together")

    static let incorrectKey = ServiceError(
        Code.incorrectKey, "The key ID in the request does not identify a CMK that can perform this operation.",
        hint: "the ciphertext names another key than the one you gave")

    static let unknownCiphertextKey = ServiceError(
        Code.accessDenied,
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
            + "or you are not allowed to access.")

    static func aliasExists(_ alias: AliasAddress) -> ServiceError {
        ServiceError(Code.alreadyExists, "An alias with the name \(alias.arn) already exists")
    }

    static let reservedAlias = ServiceError(
        Code.notAuthorized, hint: "names that begin with `alias/aws/` belong to AWS's services")

    static let dryRun = ServiceError(
        Code.dryRun, "The request would have succeeded, but the DryRun option is set.")

    static let invalidMarker = ServiceError(Code.invalidMarker, "Invalid marker.")

    static func invalidPrincipal(_ text: String) -> ServiceError {
        ServiceError(Code.invalidARN, "ARN does not refer to a valid principal: \(text)")
    }

    static let invalidGrantToken = ServiceError(
        Code.invalidGrantToken, hint: "grant tokens come from CreateGrant, and only the lab that made one knows it")

    static func duplicateTag() -> ServiceError { ServiceError(Code.tag, "Duplicate tag keys") }
    static func tooManyTags() -> ServiceError { ServiceError(Code.tag, "Too many tags") }
    static func reservedTag() -> ServiceError { ServiceError(Code.tag, "Tags beginning with aws: are reserved") }

    /// Our own fault: wrapped material that does not open, a random source that fails.
    static func internalFailure(_ what: String) -> ServiceError { ServiceError(Code.internalFailure, what) }
}

extension KMSError {
    /// The codes, by AWS's names.
    enum Code {
        static let accessDenied = ServiceError.Code("AccessDeniedException")
        static let alreadyExists = ServiceError.Code("AlreadyExistsException")
        static let conflict = ServiceError.Code("ConflictException")
        static let disabled = ServiceError.Code("DisabledException")
        static let dryRun = ServiceError.Code("DryRunOperationException")
        static let expiredImportToken = ServiceError.Code("ExpiredImportTokenException")
        static let incorrectKey = ServiceError.Code("IncorrectKeyException")
        static let incorrectKeyMaterial = ServiceError.Code("IncorrectKeyMaterialException")
        static let internalFailure = ServiceError.Code("KMSInternalException", 500)
        static let invalidARN = ServiceError.Code("InvalidArnException")
        static let invalidCiphertext = ServiceError.Code("InvalidCiphertextException")
        static let invalidGrantID = ServiceError.Code("InvalidGrantIdException")
        static let invalidGrantToken = ServiceError.Code("InvalidGrantTokenException")
        static let invalidImportToken = ServiceError.Code("InvalidImportTokenException")
        static let invalidKeyUsage = ServiceError.Code("InvalidKeyUsageException")
        static let invalidMarker = ServiceError.Code("InvalidMarkerException")
        static let invalidMac = ServiceError.Code("KMSInvalidMacException")
        static let invalidSignature = ServiceError.Code("KMSInvalidSignatureException")
        static let invalidState = ServiceError.Code("KMSInvalidStateException")
        static let limitExceeded = ServiceError.Code("LimitExceededException")
        static let malformedPolicy = ServiceError.Code("MalformedPolicyDocumentException")
        static let notAuthorized = ServiceError.Code("NotAuthorizedException")
        static let notFound = ServiceError.Code("NotFoundException")
        static let tag = ServiceError.Code("TagException")
        static let unsupported = ServiceError.Code("UnsupportedOperationException")
        static let validation = ServiceError.Code("ValidationException")
    }
}
