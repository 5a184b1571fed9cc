public import LabCore

/// What a request says beside its operation's own members: how it was signed, and the headers that every operation
/// takes.
public struct RequestFacts: Sendable, Hashable {
    /// How a request is signed.
    public enum Signature: String, Sendable, Hashable {
        /// Signature Version 4.
        case version4 = "AWS4-HMAC-SHA256"
        /// Signature Version 2.
        case version2 = "AWS"
        /// Not at all.
        case none = ""
    }

    /// Where the signature stands: the values of `s3:authType`.
    public enum Placement: String, Sendable, Hashable {
        /// In the `Authorization` header.
        case header = "REST-HEADER"
        /// In the query string: a presigned URL.
        case query = "REST-QUERY-STRING"
        /// In the fields of a form.
        case form = "POST"
    }

    /// How the request is signed.
    public var signature: Signature
    /// Where the signature stands.
    public var placement: Placement
    /// How old the signature is.
    public var signatureAge: LabDuration?
    /// The TLS version, such as `1.3`; `nil` without TLS.
    public var tlsVersion: String?
    /// `x-amz-content-sha256`.
    public var contentSHA256: String?
    /// `x-amz-expected-bucket-owner`.
    public var expectedBucketOwner: String?
    /// `x-amz-source-expected-bucket-owner`, for copies.
    public var expectedSourceBucketOwner: String?

    /// Facts; without arguments those of a request from inside the lab.
    public init(
        signature: Signature = .version4, placement: Placement = .header, signatureAge: LabDuration? = nil,
        tlsVersion: String? = nil, contentSHA256: String? = nil, expectedBucketOwner: String? = nil,
        expectedSourceBucketOwner: String? = nil
    ) {
        self.signature = signature
        self.placement = placement
        self.signatureAge = signatureAge
        self.tlsVersion = tlsVersion
        self.contentSHA256 = contentSHA256
        self.expectedBucketOwner = expectedBucketOwner
        self.expectedSourceBucketOwner = expectedSourceBucketOwner
    }
}

/// What came in a request's body as XML: the value, or the error for XML that does not say one. The operation looks at
/// it when its turn comes, because S3 says that a bucket does not exist before it says that a body is malformed.
public typealias Decoded<Value> = Result<Value, ServiceError>
