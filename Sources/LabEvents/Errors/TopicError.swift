import LabCore

/// AWS's errors of SNS.
///
/// - SeeAlso: Amazon SNS API Reference, the "Errors" of each operation
enum TopicError {
    static let notFound = ServiceError(ServiceError.Code("NotFound", 404), "Topic does not exist")

    static let subscriptionNotFound = ServiceError(
        ServiceError.Code("NotFound", 404), "Subscription does not exist")

    static func invalid(_ what: String, hint: String? = nil) -> ServiceError {
        ServiceError(ServiceError.Code("InvalidParameter"), "Invalid parameter: \(what)", hint: hint)
    }
}
