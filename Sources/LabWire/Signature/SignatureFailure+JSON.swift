import LabCore

/// The words of JSON and query services (`aws-kms.md`, section J.2; IAM API Reference, "Common errors").
extension SignatureFailure {
    /// What a JSON or query service calls an error. The query services drop `Exception` and answer 403.
    private enum Kind {
        case missingToken
        case incomplete
        case unknownToken
        case expiredToken
        case invalidSignature

        var jsonCode: ServiceError.Code {
            switch self {
            case .missingToken: ServiceError.Code("MissingAuthenticationTokenException")
            case .incomplete: ServiceError.Code("IncompleteSignatureException")
            case .unknownToken: ServiceError.Code("UnrecognizedClientException")
            case .expiredToken: ServiceError.Code("ExpiredTokenException")
            case .invalidSignature: ServiceError.Code("InvalidSignatureException")
            }
        }

        var queryCode: ServiceError.Code {
            switch self {
            case .missingToken: ServiceError.Code("MissingAuthenticationToken", 403)
            case .incomplete: ServiceError.Code("IncompleteSignature", 400)
            case .unknownToken: ServiceError.Code("InvalidClientTokenId", 403)
            case .expiredToken: ServiceError.Code("ExpiredToken", 403)
            case .invalidSignature: ServiceError.Code("SignatureDoesNotMatch", 403)
            }
        }
    }

    func jsonError(_ service: WireService) -> ServiceError {
        let (kind, text) = words(service)
        return ServiceError(kind.jsonCode, text, hint: hint)
    }

    func queryError(_ service: WireService) -> ServiceError {
        let (kind, text) = words(service)
        let message = kind == .missingToken ? "Request is missing Authentication Token" : text
        return ServiceError(kind.queryCode, message, hint: hint)
    }

    private func words(_ service: WireService) -> (Kind, String) {
        switch cause {
        case .missingCredentials: (.missingToken, "Missing Authentication Token")
        case .unknownAccessKey, .invalidToken:
            (.unknownToken, "The security token included in the request is invalid.")
        case .expiredToken: (.expiredToken, "The security token included in the request is expired")
        case .skewed(let time, let now): (.invalidSignature, Self.skewText(time, now, service.mostSkew))
        case .expired(let end, _, let now):
            (.invalidSignature, "Signature expired: \(end.basicISO8601) is now earlier than \(now.basicISO8601)")
        case .notYetValid: (.invalidSignature, "Signature not yet current")
        case .mismatch, .wrongRegion, .wrongService, .wrongTerminator, .malformedScopeDate, .scopeDateDiffers,
            .malformedTarget, .malformedHeader:
            (.invalidSignature, mismatchText)
        default: (.incomplete, incompleteText)
        }
    }

    /// `Signature expired: … is now earlier than … (… - 5 min.)`, or the counterpart for a clock that is ahead.
    private static func skewText(_ time: Timestamp, _ now: Timestamp, _ most: LabDuration) -> String {
        let minutes = most.milliseconds / 60_000
        if time < now {
            return "Signature expired: \(time.basicISO8601) is now earlier than \((now - most).basicISO8601) "
                + "(\(now.basicISO8601) - \(minutes) min.)"
        }
        return "Signature not yet current: \(time.basicISO8601) is still later than \((now + most).basicISO8601) "
            + "(\(now.basicISO8601) + \(minutes) min.)"
    }

    private var mismatchText: String {
        switch cause {
        case .wrongRegion(let region, _): "Credential should be scoped to a valid region, not '\(region)'."
        case .wrongService(_, let expected): "Credential should be scoped to correct service: '\(expected)'."
        case .wrongTerminator(let terminator):
            "Credential should be scoped with a valid terminator: 'aws4_request', not '\(terminator)'."
        case .malformedScopeDate(let date): "Date in Credential scope is not a valid date: '\(date)'."
        case .scopeDateDiffers(let scope, let time):
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                + "'\(scope)' != '\(time.prefix(8))', from '\(time)'."
        default:
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                + "Access Key and signing method. Consult the service documentation for details."
        }
    }

    private var incompleteText: String {
        switch cause {
        case .missingComponents(let names):
            names.map { "Authorization header requires '\($0)' parameter." }.joined(separator: " ")
        case .missingTime: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        case .malformedTime(let time):
            "Date must be in ISO-8601 'basic format'. Got '\(time)'. See http://en.wikipedia.org/wiki/ISO_8601"
        case .malformedCredential(let credential):
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, "
                + "got '\(credential)'"
        case .unsupportedAlgorithm(let name): "Unsupported AWS 'algorithm': '\(name)'."
        case .asymmetricAlgorithm: "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'."
        case .headerNotSigned("host"):
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
        case .headerNotSigned(let name): "'\(name)' must be a 'SignedHeader' in the AWS Authorization."
        case .severalMechanisms: "Only one of the Authorization header and the X-Amz-Signature parameter is allowed."
        case .missingQueryParameters:
            "AWS query-string parameters must include 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', "
                + "'X-Amz-SignedHeaders' and 'X-Amz-Date'."
        case .expiresNotANumber, .expiresNegative, .expiresTooLong:
            "'X-Amz-Expires' must be a number of seconds from 0 to 604800."
        default: "The request signature is malformed."
        }
    }

    private var hint: String? {
        switch cause {
        case .mismatch: "check the secret access key that belongs to this access key id"
        case .asymmetricAlgorithm: "kmslab verifies SigV4 (AWS4-HMAC-SHA256), not SigV4A"
        case .skewed: "signatures are checked against the real clock: set this machine's"
        default: nil
        }
    }
}
