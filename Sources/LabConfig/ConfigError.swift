import LabCore

/// AWS's errors of AWS Config.
///
/// - SeeAlso: AWS Config API Reference, the "Errors" of each operation
enum ConfigError {
    static func noSuchRule(_ name: String) -> ServiceError {
        ServiceError(
            Code.noSuchRule,
            "The ConfigRule '\(name)' provided in the request is invalid. Please check the configRule name",
            hint: "`kmslab config rules` shows the rules of this account and Region")
    }

    static func unknownIdentifier(_ identifier: String) -> ServiceError {
        ServiceError(
            Code.invalidParameter,
            "The sourceIdentifier \(identifier) is invalid. Please refer to the documentation for a list of valid sourceIdentifiers that can be used when AWS is the Owner.",
            hint: "the lab knows \(ManagedRule.allCases.map(\.rawValue).joined(separator: ", "))")
    }

    static let onlyManaged = ServiceError(
        Code.invalidParameter, "The source owner is not supported.",
        hint: "the lab has managed rules (owner AWS) and runs no Lambda function and no Guard policy")

    static let tooManyRules = ServiceError(
        Code.tooManyRules, "The maximum number of config rules has been reached.")

    static let invalidToken = ServiceError(Code.invalidToken, "The nextToken provided is invalid")

    static func notDiscovered(_ id: String, _ type: String) -> ServiceError {
        ServiceError(
            Code.notDiscovered, "Resource \(id) of resourceType:\(type) is unknown or has not been discovered",
            hint: "settings are recorded while there are rules; `kmslab config rules` shows them")
    }

    static let upsideDown = ServiceError(
        Code.invalidTimeRange, "The specified time range is not valid: the earlier time is not before the later one.")

    static func invalid(_ message: String, hint: String? = nil) -> ServiceError {
        ServiceError(Code.invalidParameter, message, hint: hint)
    }

    /// Our own fault: a random source that fails.
    static func internalFailure(_ what: String) -> ServiceError {
        ServiceError(ServiceError.Code("InternalError", 500), what)
    }

    /// The codes, by AWS's names.
    enum Code {
        static let noSuchRule = ServiceError.Code("NoSuchConfigRuleException")
        static let invalidParameter = ServiceError.Code("InvalidParameterValueException")
        static let tooManyRules = ServiceError.Code("MaxNumberOfConfigRulesExceededException")
        static let invalidToken = ServiceError.Code("InvalidNextTokenException")
        static let notDiscovered = ServiceError.Code("ResourceNotDiscoveredException")
        static let invalidTimeRange = ServiceError.Code("InvalidTimeRangeException")
    }
}
