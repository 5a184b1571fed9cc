import LabCore

// Object Lock. Texts: recorded from AWS, `facts/aws-s3.md`, C.1 and C.2.
extension S3Error {
    static let bucketWithoutLock = invalidRequest("Bucket is missing Object Lock Configuration")
    /// The same for headers of a write; AWS spells it differently.
    static let bucketWithoutLockHeaders = invalidRequest("Bucket is missing ObjectLockConfiguration")

    static func noLock(_ key: ObjectKey) -> ServiceError {
        ServiceError(
            ServiceError.Code("NoSuchObjectLockConfiguration", 404),
            "The specified object does not have a ObjectLock configuration", details: ["Key": key.text])
    }

    static func lockHeadersIncomplete(missing header: String) -> ServiceError {
        invalidArgument(
            "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied", header, nil)
    }

    static func unknownLockMode(_ mode: String) -> ServiceError {
        invalidArgument("Unknown wormMode directive.", "x-amz-object-lock-mode", mode)
    }

    static func malformedRetainDate(_ text: String) -> ServiceError {
        invalidArgument(
            "The retain until date must be provided in ISO 8601 format", "x-amz-object-lock-retain-until-date", text)
    }

    static func retainDateInThePast(_ argument: String, _ value: String) -> ServiceError {
        invalidArgument("The retain until date must be in the future!", argument, value)
    }

    static func malformedLegalHold(_ text: String) -> ServiceError {
        invalidArgument("Legal Hold must be either of 'ON' or 'OFF'", "x-amz-object-lock-legal-hold", text)
    }

    static func lockNeedsChecksum(_ what: String) -> ServiceError {
        invalidRequest(
            "Content-MD5 OR x-amz-checksum- HTTP header is required for Put \(what) requests with Object Lock "
                + "parameters")
    }

    static let bypassWithoutLock = invalidArgument(
        "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.",
        "x-amz-bypass-governance-retention", nil)
}

// Tags.
extension S3Error {
    private static func invalidTag(_ message: String, _ key: String?) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidTag"), message, details: key.map { ["TagKey": $0] } ?? [:])
    }

    static func invalidTagKey(_ key: String) -> ServiceError {
        invalidTag("The TagKey you have provided is invalid", key)
    }

    static func invalidTagValue(_ tag: S3Tag) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidTag"), "The TagValue you have provided is invalid",
            details: ["TagKey": tag.key, "TagValue": tag.value])
    }

    static func duplicateTag(_ key: String) -> ServiceError {
        invalidTag("Cannot provide multiple Tags with the same key", key)
    }

    static let systemTag = invalidTag(
        "System tags cannot be added/updated by requester", nil)

    static let tooManyObjectTags = ServiceError(
        ServiceError.Code("BadRequest"), "Object tags cannot be greater than 10")
    static let tooManyBucketTags = ServiceError(
        ServiceError.Code("BadRequest"), "Bucket tag count cannot be greater than 50")

    static func malformedTagging(_ header: String) -> ServiceError {
        invalidArgument(
            "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name "
                + "duplicates.", "x-amz-tagging", header)
    }
}

// Access control lists.
extension S3Error {
    static let cannedAndGrants = invalidRequest("Specifying both Canned ACLs and Header Grants is not allowed")

    static func unknownCannedACL(_ name: String) -> ServiceError {
        invalidArgument("", "x-amz-acl", name)
    }

    static func malformedGrant(_ header: String, _ value: String) -> ServiceError {
        invalidArgument("Argument format not recognized", header, value)
    }

    static let malformedACL = ServiceError(
        ServiceError.Code("MalformedACLError"),
        "The XML you provided was not well-formed or did not validate against our published schema")

    static func missingHeader(_ name: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("MissingSecurityHeader"), "Your request was missing a required header",
            details: ["MissingHeaderName": name])
    }

    static let bucketACLWithEnforcedOwnership = ServiceError(
        ServiceError.Code("InvalidBucketAclWithObjectOwnership"),
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")
}

// Reading.
extension S3Error {
    static let overridesUnsigned = invalidRequest(
        "Request specific response headers cannot be used for anonymous GET requests.")

    static let rangeAndPart = invalidRequest("Cannot specify both Range header and partNumber query parameter")

    static func partNumberOutOfBounds(_ number: Int) -> ServiceError {
        invalidArgument(
            "Part number must be an integer between 1 and 10000, inclusive", "partNumber", String(number))
    }

    static func archived(_ storageClass: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidObjectState", 403),
            "The operation is not valid for the object's storage class", details: ["StorageClass": storageClass])
    }
}

// Listing.
extension S3Error {
    static let invalidContinuationToken = invalidArgument(
        "The continuation token provided is incorrect", "continuation-token", nil)
}

// Copying.
extension S3Error {
    static func invalidCopySource(_ header: String) -> ServiceError {
        invalidArgument("Invalid copy source object key", "x-amz-copy-source", "x-amz-copy-source")
    }

    static let copyOfMarker = invalidRequest(
        "The source of a copy request may not specifically refer to a delete marker by version id.")

    static let copySourceTooLarge = invalidRequest(
        "The specified copy source is larger than the maximum allowable size for a copy source: "
            + String(S3Limits.copySourceBytes))

    static let illegalSelfCopy = invalidRequest(
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
            + "metadata, storage class, website redirect location or encryption attributes.")
}
