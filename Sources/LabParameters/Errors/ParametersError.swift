import LabCore
import LabService

/// AWS's errors of Parameter Store.
///
/// - SeeAlso: AWS Systems Manager API Reference, the "Errors" of each operation
enum ParametersError {
    static let notFound = ServiceError(
        Code.notFound, nil, hint: "`kmslab parameter list` shows the parameters of this account and Region")

    static func versionNotFound(_ selector: String, of name: String) -> ServiceError {
        ServiceError(
            Code.versionNotFound,
            "Systems Manager could not find version \(selector) of \(name). Verify the version and try again.",
            hint: "`kmslab parameter history` shows the versions and their labels")
    }

    static let exists = ServiceError(
        Code.exists,
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.")

    static let invalidName = validation(
        "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of "
            + "sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the "
            + "following 3 symbols .-_")
    static let notQualified = validation("Parameter name must be a fully qualified name.")
    static let tooDeep = ServiceError(
        Code.tooDeep, "A hierarchy can have a maximum of \(ParametersLimits.levels) levels.")
    static let tagsWithOverwrite = validation(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove "
            + "overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or "
            + "RemoveTagsFromResource.")
    static let typeRequired = validation("A parameter type is required when you create a parameter.")
    static let typeChanged = ServiceError(
        Code.typeMismatch, "Parameter Store does not support changing a parameter's type.",
        hint: "delete the parameter, or give the new one another name")
    static let keyWithoutSecret = validation("KeyId is required for SecureString type parameter only.")
    static let tierLowered = validation(
        "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter "
            + "tier to the standard-parameter tier.")
    static let policiesNeedAdvanced = validation(
        "Parameter policies are supported for parameters that use the advanced-parameter tier.")

    static func tooLong(_ tier: ParameterTier) -> ServiceError {
        guard tier == .standard else {
            return validation(
                "Advanced tier parameters support a maximum parameter value of \(ParametersLimits.advancedBytes) "
                    + "characters.")
        }
        return validation(
            "Standard tier parameters support a maximum parameter value of \(ParametersLimits.standardBytes) characters. "
                + "To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.")
    }

    static func invalidPattern(_ pattern: String) -> ServiceError {
        ServiceError(
            Code.invalidPattern, "The regular expression is not valid: \(pattern)",
            hint: "the lab reads classes, groups, alternation and repetition, but no look-around")
    }

    static func patternMismatch(_ pattern: String) -> ServiceError {
        ServiceError(
            Code.patternMismatch, "Parameter value, cannot be validated against allowedPattern: \(pattern)")
    }

    static let tooManyVersions = ServiceError(
        Code.tooManyVersions,
        "The oldest version can't be deleted because it has a label associated with it. Move the label to another "
            + "version of the parameter, and try again.")
    static let tooManyLabels = ServiceError(
        Code.tooManyLabels, "A parameter version can have maximum \(ParametersLimits.labels) labels.")
    static let invalidNextToken = ServiceError(Code.invalidNextToken, "The specified token isn't valid.")
    static let invalidResourceType = ServiceError(
        Code.invalidResourceType, "The lab has parameters only.")
    static let invalidResourceID = ServiceError(Code.invalidResourceID, "The parameter does not exist.")
    static let tooManyTags = ServiceError(
        Code.tooManyTags, "A parameter can have at most \(ParametersLimits.tags) tags.")

    static func invalidFilterKey(_ key: String) -> ServiceError {
        ServiceError(Code.invalidFilterKey, "The following filter key is not valid: \(key).")
    }

    static func invalidFilterOption(_ option: String, _ key: String) -> ServiceError {
        ServiceError(
            Code.invalidFilterOption, "The following filter option is not valid: \(option) for the key \(key).")
    }

    static func invalidPolicy(_ message: String) -> ServiceError { ServiceError(Code.invalidPolicyAttribute, message) }
    static func unknownPolicy(_ type: String) -> ServiceError {
        ServiceError(Code.invalidPolicyType, "The policy type isn't supported: \(type).")
    }
    static let tooManyPolicies = ServiceError(
        Code.tooManyPolicies, "A parameter can have at most \(ParametersLimits.policies) policies.")
    static func validation(_ message: String) -> ServiceError { ServiceError(Code.validation, message) }

    /// Our own fault: a random source that fails, a value that does not open with its key.
    static func internalFailure(_ what: String) -> ServiceError { ServiceError(Code.internalFailure, what) }

    /// What Parameter Store makes of the key service's refusal: its own code, and the key service's words.
    ///
    /// - SeeAlso: `aws-kms.md`, section K.2
    static func fromKMS(_ error: ServiceError, in call: Call) -> ServiceError {
        let code: ServiceError.Code
        switch error.code.wireName {
        case "AccessDeniedException", "AccessDenied": code = ServiceError.Code("AccessDeniedException")
        case "KMSInternalException", "InternalFailure": code = Code.internalFailure
        default: code = Code.invalidKeyID
        }
        let message =
            "\(error.message ?? "null") (Service: AWSKMS; Status Code: \(error.code.httpStatus); Error Code: "
            + "\(error.code.wireName); Request ID: \(call.requestID))"
        return ServiceError(code, message, hint: error.hint)
    }
}

extension ParametersError {
    /// The codes, by AWS's names.
    enum Code {
        static let exists = ServiceError.Code("ParameterAlreadyExists")
        static let internalFailure = ServiceError.Code("InternalServerError", 500)
        static let invalidFilterKey = ServiceError.Code("InvalidFilterKey")
        static let invalidFilterOption = ServiceError.Code("InvalidFilterOption")
        static let invalidKeyID = ServiceError.Code("InvalidKeyId")
        static let invalidNextToken = ServiceError.Code("InvalidNextToken")
        static let invalidPattern = ServiceError.Code("InvalidAllowedPatternException")
        static let invalidPolicyAttribute = ServiceError.Code("InvalidPolicyAttributeException")
        static let invalidPolicyType = ServiceError.Code("InvalidPolicyTypeException")
        static let invalidResourceID = ServiceError.Code("InvalidResourceId")
        static let invalidResourceType = ServiceError.Code("InvalidResourceType")
        static let notFound = ServiceError.Code("ParameterNotFound")
        static let patternMismatch = ServiceError.Code("ParameterPatternMismatchException")
        static let tooDeep = ServiceError.Code("HierarchyLevelLimitExceededException")
        static let tooManyLabels = ServiceError.Code("ParameterVersionLabelLimitExceeded")
        static let tooManyPolicies = ServiceError.Code("PoliciesLimitExceededException")
        static let tooManyTags = ServiceError.Code("TooManyTagsError")
        static let tooManyVersions = ServiceError.Code("ParameterMaxVersionLimitExceeded")
        static let typeMismatch = ServiceError.Code("HierarchyTypeMismatchException")
        static let validation = ServiceError.Code("ValidationException")
        static let versionNotFound = ServiceError.Code("ParameterVersionNotFound")
    }
}
