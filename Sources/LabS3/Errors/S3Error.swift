public import LabCore

/// AWS's errors of the object store, with AWS's messages.
///
/// The names of ``ServiceError/details`` are elements of the error's XML, except those that begin with
/// ``headerPrefix``: they are headers of the response.
///
/// - SeeAlso: Amazon S3 API Reference, "Error responses"
public enum S3Error {
    /// What marks a detail as a header of the response, such as `header:x-amz-delete-marker`.
    public static let headerPrefix = "header:"

    /// A body that cannot be kept or read.
    static func body(_ failure: BodyFailure) -> ServiceError { internalError(failure.description) }

    /// The random source failed.
    static func random(_ failure: RandomFailure) -> ServiceError { internalError(failure.description) }

    private static func internalError(_ reason: String) -> ServiceError {
        ServiceError(Code.internalError, "We encountered an internal error. Please try again.", hint: reason)
    }

    static func invalidArgument(_ message: String, _ name: String, _ value: String?) -> ServiceError {
        var details = ["ArgumentName": name]
        details["ArgumentValue"] = value
        return ServiceError(Code.invalidArgument, message, details: details)
    }

    static func invalidRequest(_ message: String) -> ServiceError { ServiceError(Code.invalidRequest, message) }

    static let accessDenied = ServiceError(
        Code.accessDenied, "Access Denied", hint: "`kmslab why` shows every statement that was looked at")

    /// XML that does not say what it should.
    public static let malformedXML = ServiceError(
        ServiceError.Code("MalformedXML"),
        "The XML you provided was not well-formed or did not validate against our published schema")

    /// An operation that the lab does not have.
    public static func notImplemented(_ operation: String) -> ServiceError {
        ServiceError(
            Code.notImplemented, "A header you provided implies functionality that is not implemented",
            hint: "kmslab does not have `\(operation)`")
    }

    static func notImplemented(header: String, value: String? = nil, _ message: String? = nil) -> ServiceError {
        var details = ["Header": header]
        details["additionalMessage"] = message
        return ServiceError(
            Code.notImplemented, "A header you provided implies functionality that is not implemented",
            details: details)
    }

    static func methodNotAllowed(_ method: String, resource: String, headers: [String: String] = [:]) -> ServiceError {
        var details = ["Method": method, "ResourceType": resource]
        for (name, value) in headers { details[headerPrefix + name] = value }
        return ServiceError(
            ServiceError.Code("MethodNotAllowed", 405), "The specified method is not allowed against this resource.",
            details: details)
    }
}

// Buckets and their configuration.
extension S3Error {
    static func noSuchBucket(_ name: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("NoSuchBucket", 404), "The specified bucket does not exist",
            details: ["BucketName": name], hint: "`kmslab bucket list` shows the buckets there are")
    }

    static func permanentRedirect(_ bucket: Bucket) -> ServiceError {
        ServiceError(
            ServiceError.Code("PermanentRedirect", 301),
            "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all "
                + "future requests to this endpoint.",
            details: [
                "Endpoint": "\(bucket.name).s3.\(bucket.region).amazonaws.com", "Bucket": bucket.name,
                headerPrefix + "x-amz-bucket-region": bucket.region.code,
            ])
    }

    static func invalidBucketName(_ name: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidBucketName"), "The specified bucket is not valid.",
            details: ["BucketName": name])
    }

    static func bucketAlreadyOwnedByYou(_ name: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("BucketAlreadyOwnedByYou", 409),
            "Your previous request to create the named bucket succeeded and you already own it.",
            details: ["BucketName": name])
    }

    static func bucketAlreadyExists(_ name: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("BucketAlreadyExists", 409),
            "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
                + "Please select a different name and try again.",
            details: ["BucketName": name])
    }

    static func bucketNotEmpty(_ bucket: Bucket) -> ServiceError {
        let tail = bucket.isVersioned ? ". You must delete all versions in the bucket." : ""
        return ServiceError(
            ServiceError.Code("BucketNotEmpty", 409), "The bucket you tried to delete is not empty\(tail)",
            details: ["BucketName": bucket.name])
    }

    static let tooManyBuckets = ServiceError(
        ServiceError.Code("TooManyBuckets"), "You have attempted to create more buckets than allowed")

    static func invalidLocation(_ constraint: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidLocationConstraint"), "The specified location-constraint is not valid",
            details: ["LocationConstraint": constraint])
    }

    static func illegalLocation(_ constraint: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("IllegalLocationConstraintException"),
            "The \(constraint) location constraint is incompatible for the region specific endpoint this request was "
                + "sent to.")
    }

    static let invalidExpectedOwnerMessage =
        "The value of the expected bucket owner parameter must be an AWS Account ID... "

    static func invalidExpectedOwner(_ value: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidBucketOwnerAWSAccountID"), "\(invalidExpectedOwnerMessage)[\(value)]")
    }

    static func invalidBucketState(_ message: String) -> ServiceError {
        ServiceError(ServiceError.Code("InvalidBucketState", 409), message)
    }

    /// The error for a configuration that a bucket does not have.
    static func notFound(_ code: String, _ message: String, _ bucket: String) -> ServiceError {
        ServiceError(ServiceError.Code(code, 404), message, details: ["BucketName": bucket])
    }

    static let aclNotSupported = ServiceError(
        ServiceError.Code("AccessControlListNotSupported"), "The bucket does not allow ACLs")

    static let operationAborted = ServiceError(
        ServiceError.Code("OperationAborted", 409),
        "A conflicting conditional operation is currently in progress against this resource. Please try again.")
}

// Objects and versions.
extension S3Error {
    static func noSuchKey(_ key: ObjectKey, headers: [String: String] = [:]) -> ServiceError {
        var details = ["Key": key.text]
        for (name, value) in headers { details[headerPrefix + name] = value }
        return ServiceError(
            ServiceError.Code("NoSuchKey", 404), "The specified key does not exist.", details: details)
    }

    static func noSuchVersion(_ key: ObjectKey, _ version: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("NoSuchVersion", 404), "The specified version does not exist.",
            details: ["Key": key.text, "VersionId": version])
    }

    static func invalidVersionID(_ text: String) -> ServiceError {
        invalidArgument("Invalid version id specified", "versionId", text)
    }

    static func keyTooLong(_ key: ObjectKey) -> ServiceError {
        ServiceError(
            ServiceError.Code("KeyTooLongError"), "Your key is too long",
            details: ["Size": String(key.byteCount), "MaxSizeAllowed": String(S3Limits.keyBytes.upperBound)])
    }

    static func metadataTooLarge(_ size: Int) -> ServiceError {
        ServiceError(
            ServiceError.Code("MetadataTooLarge"), "Your metadata headers exceed the maximum allowed metadata size",
            details: ["Size": String(size), "MaxSizeAllowed": String(S3Limits.userMetadataBytes)])
    }

    static func entityTooLarge(_ size: Int, limit: Int) -> ServiceError {
        ServiceError(
            ServiceError.Code("EntityTooLarge"), "Your proposed upload exceeds the maximum allowed size",
            details: ["ProposedSize": String(size), "MaxSizeAllowed": String(limit)])
    }

    static let incompleteBody = ServiceError(
        ServiceError.Code("IncompleteBody"),
        "You did not provide the number of bytes specified by the Content-Length HTTP header")

    static func invalidStorageClass(_ value: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidStorageClass"), "The storage class you specified is not valid",
            details: ["StorageClassRequested": value])
    }

    static func invalidRange(_ range: String, size: Int) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidRange", 416), "The requested range is not satisfiable",
            details: [
                "ActualObjectSize": String(size), "RangeRequested": range,
                headerPrefix + "Content-Range": "bytes */\(size)",
            ])
    }

    static func invalidPartNumber(_ number: Int, count: Int) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidPartNumber", 416), "The requested partnumber is not satisfiable",
            details: ["ActualPartCount": String(count), "PartNumberRequested": String(number)])
    }

    static func preconditionFailed(_ condition: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("PreconditionFailed", 412),
            "At least one of the pre-conditions you specified did not hold", details: ["Condition": condition])
    }

    static func notModified(eTag: String, lastModified: Timestamp) -> ServiceError {
        ServiceError(
            ServiceError.Code("NotModified", 304), "Not Modified",
            details: [
                headerPrefix + "ETag": "\"\(eTag)\"", headerPrefix + "Last-Modified": lastModified.httpDate,
            ])
    }

    static let lockedAccess = ServiceError(
        Code.accessDenied, "Access Denied because object protected by object lock.",
        hint: "`kmslab lock show` says until when, and what would lift it")
}

extension S3Error {
    /// The codes, by AWS's names, that several errors share.
    enum Code {
        static let accessDenied = ServiceError.Code("AccessDenied", 403)
        static let internalError = ServiceError.Code("InternalError", 500)
        static let invalidArgument = ServiceError.Code("InvalidArgument")
        static let invalidRequest = ServiceError.Code("InvalidRequest")
        static let notImplemented = ServiceError.Code("NotImplemented", 501)
        static let slowDown = ServiceError.Code("SlowDown", 503)
    }
}
