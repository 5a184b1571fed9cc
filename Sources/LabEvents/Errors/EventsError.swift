import LabCore

/// AWS's errors of EventBridge.
///
/// - SeeAlso: Amazon EventBridge API Reference, the "Errors" of each operation
enum EventsError {
    static func busNotFound(_ bus: String) -> ServiceError {
        ServiceError(
            Code.notFound, "Event bus \(bus) does not exist.",
            hint: "the lab has the event bus `\(EventBus.name)` of every account and Region")
    }

    static func ruleNotFound(_ name: String) -> ServiceError {
        ServiceError(Code.notFound, "Rule \(name) does not exist on EventBus \(EventBus.name).")
    }

    static let hasTargets = ServiceError(
        Code.validation, "Rule can't be deleted since it has targets.",
        hint: "`aws events remove-targets` takes them away")

    static let tooManyRules = ServiceError(
        Code.limitExceeded, "The requested resource exceeds the maximum number allowed.")

    static let noPattern = ServiceError(
        Code.validation, "Parameter(s) EventPattern or ScheduleExpression must be specified.")

    static let schedule = ServiceError(
        Code.validation, "Parameter ScheduleExpression is not valid.",
        hint: "the lab has rules with event patterns, and none with schedules")

    static func invalid(_ message: String) -> ServiceError { ServiceError(Code.validation, message) }

    static let invalidToken = ServiceError(Code.validation, "Parameter NextToken is not valid.")

    /// Our own fault: a random source that fails.
    static func internalFailure(_ what: String) -> ServiceError { ServiceError(Code.internalFailure, what) }

    /// The codes, by AWS's names.
    enum Code {
        static let notFound = ServiceError.Code("ResourceNotFoundException")
        static let limitExceeded = ServiceError.Code("LimitExceededException")
        static let validation = ServiceError.Code("ValidationException")
        static let internalFailure = ServiceError.Code("InternalException", 500)
    }
}

/// A fresh UUID, with a service's own error.
func freshUUID(_ random: any RandomSource) throws(ServiceError) -> String {
    do throws(RandomFailure) {
        return try random.uuid()
    } catch {
        throw EventsError.internalFailure(error.description)
    }
}
