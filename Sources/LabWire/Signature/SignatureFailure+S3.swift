import LabCore

/// S3's words (`aws-s3.md`, sections F.2 and F.3).
extension SignatureFailure {
    var s3Error: ServiceError {
        switch cause {
        case .missingCredentials: .s3AccessDenied("Access Denied")
        case .unknownAccessKey(let id):
            ServiceError(
                .init("InvalidAccessKeyId", 403), "The AWS Access Key Id you provided does not exist in our records.",
                details: ["AWSAccessKeyId": id])
        case .invalidToken(let token):
            ServiceError(
                .init("InvalidToken"), "The provided token is malformed or otherwise invalid.",
                details: ["Token-0": token])
        case .expiredToken(let token):
            ServiceError(.init("ExpiredToken"), "The provided token has expired.", details: ["Token-0": token])
        case .mismatch(let mismatch): Self.s3Mismatch(mismatch)
        case .skewed, .expired, .notYetValid, .missingTime: s3TimeError
        case .malformedTime where place == .header: s3TimeError
        case .malformedCredential, .wrongTerminator, .malformedScopeDate, .scopeDateDiffers, .wrongRegion,
            .wrongService, .missingComponents, .malformedSignedHeaders, .headerNotSigned:
            s3ScopeError
        default: s3RequestError
        }
    }

    private static func s3Mismatch(_ mismatch: Mismatch) -> ServiceError {
        var details = [
            "AWSAccessKeyId": mismatch.accessKeyID, "StringToSign": mismatch.stringToSign,
            "SignatureProvided": mismatch.provided, "StringToSignBytes": spacedHex(mismatch.stringToSign),
        ]
        if let canonicalRequest = mismatch.canonicalRequest {
            details["CanonicalRequest"] = canonicalRequest
            details["CanonicalRequestBytes"] = spacedHex(canonicalRequest)
        }
        return ServiceError(
            .init("SignatureDoesNotMatch", 403),
            "The request signature we calculated does not match the signature you provided. "
                + "Check your key and signing method.", details: details,
            hint: "compare the CanonicalRequest in the answer with the one your client signed")
    }

    private static func spacedHex(_ text: String) -> String {
        text.utf8.map { Hex.encode([$0]) }.joined(separator: " ")
    }

    private var s3TimeError: ServiceError {
        switch cause {
        case .skewed(let time, let now):
            ServiceError(
                .init("RequestTimeTooSkewed", 403),
                "The difference between the request time and the current time is too large.",
                details: [
                    "RequestTime": time.basicISO8601, "ServerTime": now.iso8601,
                    "MaxAllowedSkewMilliseconds": String(WireService.s3.mostSkew.milliseconds),
                ])
        case .expired(let end, let lifetime, let now):
            .s3AccessDenied(
                "Request has expired",
                ["X-Amz-Expires": lifetime.map { String($0) }, "Expires": end.iso8601, "ServerTime": now.iso8601]
                    .compactMapValues(\.self))
        case .notYetValid: .s3AccessDenied("Request is not valid yet")
        default: .s3AccessDenied("AWS authentication requires a valid Date or x-amz-date header")
        }
    }

    /// `AuthorizationHeaderMalformed`, or for URLs `AuthorizationQueryParametersError`.
    private var s3ScopeError: ServiceError {
        let (text, region) = s3ScopeText
        let details = region.map { ["Region": $0] } ?? [:]
        switch place {
        case .header:
            return ServiceError(
                .init("AuthorizationHeaderMalformed"), "The authorization header is malformed; \(text)",
                details: details)
        case .query:
            return ServiceError(
                .init("AuthorizationQueryParametersError"), "Error parsing the X-Amz-Credential parameter; \(text)",
                details: details)
        }
    }

    private var s3ScopeText: (text: String, region: String?) {
        switch cause {
        case .wrongRegion(let region, let expected):
            ("the region '\(region)' is wrong; expecting '\(expected)'", expected)
        case .wrongService(let service, let expected):
            ("incorrect service \"\(service)\". This endpoint belongs to \"\(expected)\".", nil)
        case .wrongTerminator(let terminator):
            ("incorrect terminal \"\(terminator)\". This endpoint uses \"\(CredentialScope.terminator)\".", nil)
        case .malformedScopeDate(let date):
            (
                "incorrect date format \"\(date)\". This date in the credential must be in the format \"yyyyMMdd\".",
                nil
            )
        case .scopeDateDiffers: ("Invalid credential date. Date is not the same as X-Amz-Date.", nil)
        case .missingComponents(let names): ("missing \(names.first ?? "Credential").", nil)
        case .malformedSignedHeaders: ("the SignedHeaders list is mal-formed.", nil)
        case .headerNotSigned(let name): ("the header \"\(name)\" must be signed.", nil)
        default:
            ("the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".", nil)
        }
    }

    private var s3RequestError: ServiceError {
        switch cause {
        case .severalMechanisms:
            .s3InvalidArgument(
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
                    + "parameter or the Authorization header should be specified")
        case .malformedAuthorization:
            .s3InvalidArgument("Authorization header is invalid -- one and only one ' ' (space) required.")
        case .asymmetricAlgorithm:
            .s3InvalidArgument(
                "Unsupported Authorization Type", hint: "kmslab verifies SigV4 (AWS4-HMAC-SHA256), not SigV4A")
        case .unsupportedAlgorithm where place == .header: .s3InvalidArgument("Unsupported Authorization Type")
        case .missingVersion2Parameters:
            .s3AccessDenied("Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters")
        case .headersNotSigned(let names):
            .s3AccessDenied(
                "There were headers present in the request which were not signed",
                ["HeadersNotSigned": names.joined(separator: ", ")])
        case .missingContentHash:
            ServiceError(
                .init("InvalidRequest"), "Missing required header for this request: x-amz-content-sha256")
        case .invalidContentHash(let value):
            .s3InvalidArgument(
                Self.contentHashText, details: ["ArgumentName": "x-amz-content-sha256", "ArgumentValue": value])
        case .malformedTarget: ServiceError(.init("InvalidURI"), "Couldn't parse the specified URI.")
        case .malformedHeader: ServiceError(.init("InvalidRequest"), "A header's value is malformed.")
        default:
            ServiceError(.init("AuthorizationQueryParametersError"), s3QueryText)
        }
    }

    private var s3QueryText: String {
        switch cause {
        case .unsupportedAlgorithm:
            "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\""
        case .malformedTime: "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""
        case .expiresNotANumber: "X-Amz-Expires should be a number"
        case .expiresNegative: "X-Amz-Expires must be non-negative"
        case .expiresTooLong:
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
                + "604800 seconds"
        default:
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
                + "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
        }
    }

    private static let contentHashText =
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
        + "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, "
        + "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid "
        + "sha256 value."
}

extension ServiceError {
    static func s3AccessDenied(_ message: String, _ details: [String: String] = [:]) -> ServiceError {
        ServiceError(Code("AccessDenied", 403), message, details: details)
    }

    static func s3InvalidArgument(
        _ message: String, details: [String: String] = [:], hint: String? = nil
    ) -> ServiceError {
        ServiceError(Code("InvalidArgument"), message, details: details, hint: hint)
    }
}
