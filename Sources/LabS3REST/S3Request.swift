public import LabS3
public import LabService
public import LabWire

/// A request to the object store whose signature has been verified.
public struct S3Request: Sendable {
    /// The request as it came.
    public let wire: WireRequest
    /// The bucket and the key that it names.
    public let location: ProtocolDetector.S3Location
    /// What its signature proves; `nil` for an anonymous request.
    public let signature: VerifiedSignature?
    /// Who asks, from where and when.
    public let call: Call
    /// The ids of the response.
    public let identity: ResponseIdentity
    /// The body as it comes over the wire, still framed and unverified. The first read of it is what asks a waiting
    /// client to send it.
    public let body: any BodySource
    /// What `Content-Length` says; `nil` for a body in chunks.
    public let declaredLength: Int?

    /// A request with a caller.
    public init(
        wire: WireRequest, location: ProtocolDetector.S3Location, signature: VerifiedSignature?, call: Call,
        identity: ResponseIdentity, body: any BodySource, declaredLength: Int?
    ) {
        self.wire = wire
        self.location = location
        self.signature = signature
        self.call = call
        self.identity = identity
        self.body = body
        self.declaredLength = declaredLength
    }
}
