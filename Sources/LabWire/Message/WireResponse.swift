/// An HTTP response with its body in memory; the server represents streamed ones itself.
public struct WireResponse: Sendable, Hashable {
    /// The HTTP status.
    public var status: Int
    /// The header fields.
    public var headers: WireHeaders
    /// The body.
    public var body: [UInt8]

    /// A response.
    public init(status: Int, headers: WireHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
