import LabCore

// Checksums. Texts: recorded from AWS, `facts/aws-s3.md`, A.13.
extension S3Error {
    /// How an error writes a digest.
    enum DigestForm {
        case hex
        case base64
    }

    static let severalChecksums = invalidRequest(
        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")

    static let unsupportedChecksum = invalidRequest(
        "Checksum algorithm provided is unsupported. Please try again with any of the valid types: "
            + "[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")

    static let sdkChecksumMissing = invalidRequest(
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were "
            + "found.")

    static let malformedTrailer = ServiceError(
        ServiceError.Code("MalformedTrailerError"),
        "The request contained trailing data that was not well-formed or did not conform to our published schema.")

    static let missingContentMD5 = invalidRequest(
        "Missing required header for this request: Content-MD5 OR x-amz-checksum-*")

    static func invalidDigest(_ text: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidDigest"), "The Content-MD5 you specified was invalid.",
            details: ["Content-MD5": text])
    }

    static func badMD5(expected: [UInt8], as form: DigestForm, computed: [UInt8]) -> ServiceError {
        ServiceError(
            badDigest, "The Content-MD5 you specified did not match what we received.",
            details: [
                "ExpectedDigest": form == .hex ? Hex.encode(expected) : Base64.encode(expected),
                "CalculatedDigest": Base64.encode(computed),
            ])
    }

    static func badChecksum(_ algorithm: ChecksumAlgorithm) -> ServiceError {
        ServiceError(badDigest, "The \(algorithm.rawValue) you specified did not match the calculated checksum.")
    }

    static func badWholeChecksum(_ algorithm: ChecksumAlgorithm) -> ServiceError {
        ServiceError(
            badDigest, "The \(algorithm.rawValue.lowercased()) you specified did not match the calculated checksum.")
    }

    static func badPartChecksum(_ algorithm: ChecksumAlgorithm, part: Int) -> ServiceError {
        ServiceError(
            badDigest,
            "The \(algorithm.rawValue.lowercased()) you specified for part \(part) did not match what we received.")
    }

    static func checksumDiffers(expected: ChecksumAlgorithm?, actual: ChecksumAlgorithm) -> ServiceError {
        let wanted = expected.map { $0.rawValue.lowercased() } ?? "null"
        return invalidRequest(
            "Checksum Type mismatch occurred, expected checksum Type: \(wanted), actual checksum Type: "
                + actual.rawValue.lowercased())
    }

    static func partChecksumMissing(_ algorithm: ChecksumAlgorithm, part: Int) -> ServiceError {
        invalidRequest(
            "The upload was created using a \(algorithm.rawValue.lowercased()) checksum. The complete request must "
                + "include the checksum for each part. It was missing for part \(part) in the request.")
    }

    static func checksumTypeDiffers(_ type: ChecksumType?) -> ServiceError {
        invalidRequest(
            "The upload was created using the \(type?.rawValue ?? "null") checksum mode. The complete request must use "
                + "the same checksum mode.")
    }

    static func impossibleChecksum(_ type: ChecksumType, _ algorithm: ChecksumAlgorithm) -> ServiceError {
        invalidRequest(
            "The \(type.rawValue) checksum type cannot be used with the \(algorithm.rawValue.lowercased()) checksum "
                + "algorithm.")
    }

    static let checksumTypeAlone = invalidRequest(
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.")

    private static let badDigest = ServiceError.Code("BadDigest")
}
