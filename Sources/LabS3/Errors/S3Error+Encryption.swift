import LabCore

// Encryption. Texts: recorded from AWS where `facts/aws-s3.md`, A.4 to A.8, marks them so.
extension S3Error {
    /// An error of the key service, as S3 passes it on: a missing permission is plain `AccessDenied`, a bad state is
    /// `KMS.` and the key service's own code.
    static func fromKMS(_ error: ServiceError) -> ServiceError {
        switch error.code.wireName {
        case "AccessDeniedException", "AccessDenied":
            return ServiceError(Code.accessDenied, error.message, details: error.details, hint: error.hint)
        case "ThrottlingException", "LimitExceededException":
            return ServiceError(
                Code.slowDown, "Please reduce your request rate for operations involving AWS KMS.", hint: error.hint)
        case "KMSInternalException", "InternalFailure": return body(.cipher(error.description))
        default:
            return ServiceError(
                ServiceError.Code("KMS.\(error.code.wireName)"), error.message, details: error.details,
                hint: error.hint)
        }
    }

    private static let modeArgument = "x-amz-server-side-encryption"

    static func unknownEncryption(_ value: String) -> ServiceError {
        invalidArgument("The encryption method specified is not supported", modeArgument, value)
    }

    static let kmsKeyWithoutKMS = ServiceError(
        Code.invalidArgument,
        "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
        details: ["ArgumentName": modeArgument])

    static func invalidEncryptionContext(_ value: String) -> ServiceError {
        invalidArgument(
            "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which "
                + "represents a string-string map", "x-amz-server-side-encryption-context", value)
    }

    static let reservedEncryptionContext = ServiceError(
        Code.invalidArgument, "The encryption context key aws:s3:arn is reserved for Amazon S3.",
        details: ["ArgumentName": "x-amz-server-side-encryption-context"])

    static let modeOnRead = invalidArgument(
        "x-amz-server-side-encryption header is not supported for this operation.", modeArgument, nil)

    static let kmsNeedsTLS = ServiceError(
        Code.invalidArgument,
        "Requests specifying Server Side Encryption with AWS KMS managed keys must be made over a secure connection.")

    static let kmsNeedsSignature = ServiceError(
        Code.invalidArgument,
        "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
        details: ["ArgumentName": "Authorization", "ArgumentValue": "null"])

    static let customerKeyNeedsTLS = ServiceError(
        Code.invalidRequest,
        "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.")

    static func customerKeyAndMode(_ mode: String) -> ServiceError {
        invalidArgument(
            "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
            modeArgument, mode)
    }

    static func customerAlgorithmInvalid(_ algorithm: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidEncryptionAlgorithmError"),
            "The Encryption request you specified is not valid. Supported value: AES256.",
            details: ["ArgumentName": modeArgument, "ArgumentValue": algorithm])
    }

    static let customerKeyWithoutAlgorithm = customerKey("must provide a valid encryption algorithm.")
    static let customerKeyMissing = customerKey("must provide an appropriate secret key.")
    static let customerKeyWithoutMD5 = customerKey("must provide the client calculated MD5 of the secret key.")

    private static func customerKey(_ rest: String) -> ServiceError {
        invalidArgument(
            "Requests specifying Server Side Encryption with Customer provided keys \(rest)", modeArgument, nil)
    }

    static let customerKeyInvalid = invalidArgument(
        "The secret key was invalid for the specified algorithm.", modeArgument, nil)
    static let customerKeyMD5Differs = invalidArgument(
        "The calculated MD5 hash of the key did not match the hash that was provided.", modeArgument, nil)

    static let customerKeyRequired = ServiceError(
        Code.invalidRequest,
        "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to "
            + "retrieve the object.")
    static let customerKeyNotApplicable = ServiceError(
        Code.invalidRequest, "The encryption parameters are not applicable to this object.")
    static let customerKeyWrong = ServiceError(
        Code.accessDenied,
        "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.")
    static let uploadWantsCustomerKey = ServiceError(
        Code.invalidRequest,
        "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate "
            + "encryption parameters.")
    static let uploadHasOtherKey = ServiceError(
        Code.invalidRequest, "The provided encryption parameters did not match the ones used originally.")

    static func customerKeysBlocked(_ principal: String, operation: String, resource: String) -> ServiceError {
        ServiceError(
            Code.accessDenied,
            "User: \(principal) is not authorized to perform: s3:\(operation) on resource: \"\(resource)\" because "
                + "this bucket has blocked upload requests that specify Server Side Encryption with Customer provided "
                + "keys (SSE-C).",
            hint: "`kmslab bucket encryption BUCKET --allow-sse-c` unblocks customer keys")
    }
}
