import LabCore

// Multipart uploads. Texts: recorded from AWS, `facts/aws-s3.md`, D.4.
extension S3Error {
    static func noSuchUpload(_ uploadID: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("NoSuchUpload", 404),
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
                + "completed.", details: ["UploadId": uploadID])
    }

    static let noParts = invalidRequest("You must specify at least one part")

    static func invalidPartOrder(_ uploadID: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidPartOrder"),
            "The list of parts was not in ascending order. Parts must be ordered by part number.",
            details: ["UploadId": uploadID])
    }

    /// The two spaces are AWS's.
    static func invalidPart(_ number: Int, eTag: String, _ uploadID: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidPart"),
            "One or more of the specified parts could not be found.  The part may not have been uploaded, or the "
                + "specified entity tag may not match the part's entity tag.",
            details: ["ETag": eTag, "PartNumber": String(number), "UploadId": uploadID])
    }

    static func partTooSmall(_ part: StoredPart) -> ServiceError {
        ServiceError(
            ServiceError.Code("EntityTooSmall"), "Your proposed upload is smaller than the minimum allowed size",
            details: [
                "ETag": part.eTag, "MinSizeAllowed": String(S3Limits.partBytes.lowerBound),
                "PartNumber": String(part.id.number), "ProposedSize": String(part.byteCount),
            ])
    }

    static func objectSizeDiffers(_ size: Int, computed: Int) -> ServiceError {
        invalidRequest(
            "The provided 'x-amz-mp-object-size' header value \(size) does not match what was computed: \(computed)")
    }

    static func conditionalConflict(_ condition: String, _ key: ObjectKey) -> ServiceError {
        ServiceError(
            ServiceError.Code("ConditionalRequestConflict", 409),
            "The conditional request cannot succeed due to a conflicting operation against this resource.",
            details: ["Condition": condition, "Key": key.text])
    }

    static func malformedCopyRange(_ text: String) -> ServiceError {
        invalidArgument(
            "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the "
                + "zero-based offsets of the first and last bytes to copy", "x-amz-copy-source-range", text)
    }

    static func copyRangeTooLong(_ text: String, size: Int) -> ServiceError {
        invalidArgument(
            "Range specified is not valid for source object of size: \(size)", "x-amz-copy-source-range", text)
    }

    static let copyRangeBeyondSource = invalidRequest(
        "The specified copy range is invalid for the source object size")
}
