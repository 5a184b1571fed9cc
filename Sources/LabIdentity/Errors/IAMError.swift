import LabCore
import LabPolicy

/// AWS's errors of IAM, with AWS's messages where they are known.
///
/// - SeeAlso: IAM API Reference, "Errors" of each operation and "Common errors"
enum IAMError {
    static func notFound<Entity: IdentityEntity>(_ type: Entity.Type, _ name: String) -> ServiceError {
        noSuchEntity("The \(Entity.noun) with name \(name) cannot be found.")
    }

    static func inlinePolicyNotFound<Entity: IdentityEntity>(_ type: Entity.Type, _ name: String) -> ServiceError {
        noSuchEntity("The \(Entity.noun) policy with name \(name) cannot be found.")
    }

    static func policyNotFound(_ arn: String) -> ServiceError { noSuchEntity("Policy \(arn) was not found.") }

    static func notAttachable(_ arn: String) -> ServiceError {
        noSuchEntity("Policy \(arn) does not exist or is not attachable.")
    }

    static func versionNotFound(_ arn: String, _ version: String) -> ServiceError {
        noSuchEntity("Policy \(arn) version \(version) does not exist or is not attachable.")
    }

    static func accessKeyNotFound(_ id: String) -> ServiceError {
        noSuchEntity("The Access Key with id \(id) cannot be found.")
    }

    static func noSuchEntity(_ message: String) -> ServiceError { ServiceError(Code.noSuchEntity, message) }

    static func alreadyExists<Entity: IdentityEntity>(_ type: Entity.Type, _ name: String) -> ServiceError {
        ServiceError(Code.alreadyExists, "\(Entity.title) with name \(name) already exists.")
    }

    static func policyExists(_ name: String) -> ServiceError {
        ServiceError(Code.alreadyExists, "A policy called \(name) already exists. Duplicate names are not allowed.")
    }

    static func aliasExists(_ alias: String) -> ServiceError {
        ServiceError(Code.alreadyExists, "The account alias \(alias) already exists.")
    }

    static func deleteConflict(_ message: String) -> ServiceError { ServiceError(Code.deleteConflict, message) }

    static func quota(_ name: String, _ limit: Int) -> ServiceError {
        limitExceeded("Cannot exceed quota for \(name): \(limit)")
    }

    static func limitExceeded(_ message: String) -> ServiceError { ServiceError(Code.limitExceeded, message) }

    static func invalidInput(_ message: String) -> ServiceError { ServiceError(Code.invalidInput, message) }

    static func invalidARN(_ text: String) -> ServiceError { invalidInput("ARN \(text) is not valid.") }

    static func validation(_ message: String) -> ServiceError { ServiceError(Code.validation, message) }

    static let userNameNeeded = validation("Must specify userName when calling with non-User credentials")

    static let invalidMarker = validation("Invalid Marker.")

    static func protected(_ role: String) -> ServiceError {
        ServiceError(
            Code.unmodifiable,
            "Cannot perform the operation on the protected role '\(role)' - this role is only modifiable by AWS")
    }

    static func managedByAWS(_ action: String, _ arn: String, _ caller: Principal) -> ServiceError {
        ServiceError(
            Code.accessDenied, "User: \(caller.arn) is not authorized to perform: \(action) on resource: policy \(arn)",
            hint: "AWS managed policies belong to AWS; make a policy of your own instead")
    }

    static func invalidPrincipal(_ principal: PrincipalPattern) -> ServiceError {
        ServiceError(
            Code.malformedPolicy, "Invalid principal in policy: \"\(principal.type)\":\"\(principal.text)\"",
            hint: "a trust policy may only name users and roles that exist")
    }

    /// IAM cannot be called with this kind of session.
    static let sessionRefused = ServiceError(
        Code.invalidToken, "The security token included in the request is invalid",
        hint: "IAM refuses the sessions of GetSessionToken without MFA, and those of GetFederationToken")

    /// Our own fault: a random source that fails, a sealed secret that does not open.
    static func serviceFailure(_ what: String) -> ServiceError { ServiceError(Code.serviceFailure, what) }

    /// A refused document; sizes are quotas, which IAM reports with another status.
    static func document(_ error: PolicyError) -> ServiceError {
        let plain = error.serviceError
        guard plain.code.wireName == Code.limitExceeded.wireName else { return plain }
        return ServiceError(Code.limitExceeded, plain.message, hint: plain.hint)
    }

    /// The codes, by AWS's names and statuses.
    enum Code {
        static let accessDenied = ServiceError.Code("AccessDenied", 403)
        static let alreadyExists = ServiceError.Code("EntityAlreadyExists", 409)
        static let deleteConflict = ServiceError.Code("DeleteConflict", 409)
        static let invalidInput = ServiceError.Code("InvalidInput", 400)
        static let invalidToken = ServiceError.Code("InvalidClientTokenId", 403)
        static let limitExceeded = ServiceError.Code("LimitExceeded", 409)
        static let malformedPolicy = ServiceError.Code("MalformedPolicyDocument", 400)
        static let noSuchEntity = ServiceError.Code("NoSuchEntity", 404)
        static let serviceFailure = ServiceError.Code("ServiceFailure", 500)
        static let unmodifiable = ServiceError.Code("UnmodifiableEntity", 400)
        static let validation = ServiceError.Code("ValidationError", 400)
    }
}
