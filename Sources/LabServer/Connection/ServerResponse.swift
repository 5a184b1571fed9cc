public import LabWire

/// What goes back over a connection: a response whose body is in memory or is written as it is made.
public struct ServerResponse: Sendable {
    /// A body.
    public enum Body: Sendable {
        /// In memory.
        case bytes([UInt8])
        /// Written piece by piece, `length` bytes in all; in chunks when the length is not known. When the writer throws
        /// the connection is cut, so that nobody takes a part for the whole.
        case stream(length: Int?, write: @Sendable (ResponseSink) async throws -> Void)
    }

    /// The HTTP status.
    public var status: Int
    /// The header fields; the framing (`Content-Length`, `Transfer-Encoding`, `Connection`) is the connection's.
    public var headers: WireHeaders
    /// The body.
    public var body: Body

    /// A response.
    public init(status: Int, headers: WireHeaders = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A response with its body in memory.
    public init(_ response: WireResponse) {
        self.init(status: response.status, headers: response.headers, body: .bytes(response.body))
    }

    /// The body's length; `nil` when it is not known.
    public var bodyLength: Int? {
        switch body {
        case .bytes(let bytes): bytes.count
        case .stream(let length, _): length
        }
    }
}
