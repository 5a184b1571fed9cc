public import LabCore

/// Why a request's signature was not accepted; ``serviceError(for:)`` words it as the service does.
public struct SignatureFailure: Error, Sendable, Hashable {
    /// Where a request carries its signature.
    public enum Place: Sendable, Hashable {
        /// In the `Authorization` field.
        case header
        /// In the query: a presigned URL.
        case query
    }

    /// A signature that does not fit, with what the verifier signed instead: S3 tells its callers, who learn from it.
    public struct Mismatch: Sendable, Hashable {
        /// The access key id that was named.
        public let accessKeyID: String
        /// What should have been signed.
        public let stringToSign: String
        /// The canonical request; none in Signature Version 2.
        public let canonicalRequest: String?
        /// The signature that came.
        public let provided: String
    }

    /// All the reasons.
    public enum Cause: Sendable, Hashable {
        /// No signature at all, where the service wants one.
        case missingCredentials
        /// More than one of the places carries a signature.
        case severalMechanisms
        /// The `Authorization` field is not a scheme, one space, and the rest.
        case malformedAuthorization
        /// A scheme or an algorithm that is not AWS's.
        case unsupportedAlgorithm(String)
        /// Signature Version 4A (ECDSA), which the lab does not verify.
        case asymmetricAlgorithm
        /// The `Authorization` field lacks these components.
        case missingComponents([String])
        /// The query lacks one of the parameters of Version 4, or has one twice.
        case missingQueryParameters
        /// The query lacks one of the parameters of Version 2.
        case missingVersion2Parameters
        /// The credential is not `KEY/DATE/REGION/SERVICE/aws4_request`.
        case malformedCredential(String)
        /// The scope ends in something else than `aws4_request`.
        case wrongTerminator(String)
        /// The scope's day is not eight digits.
        case malformedScopeDate(String)
        /// The scope's day is not the day of the request's time.
        case scopeDateDiffers(scope: String, time: String)
        /// `SignedHeaders` is not a list of small header names.
        case malformedSignedHeaders
        /// A header that has to be signed is not.
        case headerNotSigned(String)
        /// S3: `x-amz-…` headers that came without being signed.
        case headersNotSigned([String])
        /// The request carries no time.
        case missingTime
        /// The request's time cannot be read.
        case malformedTime(String)
        /// `X-Amz-Expires` is not a number.
        case expiresNotANumber
        /// `X-Amz-Expires` is below zero.
        case expiresNegative
        /// `X-Amz-Expires` is more than a week.
        case expiresTooLong
        /// The path or the query cannot be decoded, or the method is no method.
        case malformedTarget
        /// A header's value or the method holds a line's end.
        case malformedHeader
        /// Nobody has this access key id.
        case unknownAccessKey(String)
        /// The session token is not the key's.
        case invalidToken(String)
        /// The session is over.
        case expiredToken(String)
        /// The scope names another Region.
        case wrongRegion(String, expected: String)
        /// The scope names another service.
        case wrongService(String, expected: String)
        /// The request's time is too far from the server's.
        case skewed(time: Timestamp, now: Timestamp)
        /// A presigned URL's time is over.
        case expired(at: Timestamp, lifetimeSeconds: Int?, now: Timestamp)
        /// A presigned URL's time has not come.
        case notYetValid
        /// S3: `x-amz-content-sha256` is missing.
        case missingContentHash
        /// S3: `x-amz-content-sha256` is nothing that S3 knows.
        case invalidContentHash(String)
        /// The signature does not fit.
        case mismatch(Mismatch)
    }

    /// Why.
    public let cause: Cause
    /// Where the signature was.
    public let place: Place

    /// A failure.
    public init(_ cause: Cause, in place: Place = .header) {
        self.cause = cause
        self.place = place
    }

    /// The failure in the service's words: code, status, message and details.
    public func serviceError(for service: WireService) -> ServiceError {
        switch service.protocolFamily {
        case .json: jsonError(service)
        case .query: queryError(service)
        case .restXML: s3Error
        }
    }
}
