public import LabCore
public import LabS3
public import LabWire

/// What the object store says, and what the log says about it.
public struct S3Answer: Sendable {
    /// The operation, if the request named one.
    public var operation: String?
    /// What it was about, such as `bucket/key`.
    public var subject: String?
    /// The response, or the error that is to be written in S3's words.
    public var outcome: Result<S3Response, ServiceError>
}

/// A response whose body is in memory or still sealed in the store.
public struct S3Response: Sendable {
    /// A body.
    public enum Body: Sendable {
        /// In memory.
        case bytes([UInt8])
        /// An object's, opened chunk by chunk. Whoever cannot read it to its end must cut the connection.
        case object(BodyReader)
        /// None, to a request with HEAD: the headers say how long it would be.
        case head(length: Int)
    }

    /// The HTTP status.
    public var status: Int
    /// The header fields.
    public var headers: WireHeaders
    /// The body.
    public var body: Body

    /// A response; without arguments 200 with nothing.
    public init(status: Int = 200, headers: WireHeaders = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
