/// An HTTP request as it came over the wire, before anything in it is believed.
public struct WireRequest: Sendable {
    /// Where the body is.
    public enum Body: Sendable {
        /// In memory, whole.
        case bytes([UInt8])
        /// Elsewhere: the server hands it on piece by piece, and whoever reads it checks its hash.
        case streamed
    }

    /// The method, such as `POST`; methods are told apart by case.
    public var method: String
    /// The path and the query exactly as received.
    public let target: String
    /// The path exactly as received: percent-encoded, never normalised. At least `/`.
    public let path: String
    /// The query.
    public let query: WireQuery
    /// The header fields, without `Host` where the server keeps that in ``authority``.
    public var headers: WireHeaders
    /// The `Host` field as received, with the port if one was sent; empty when there was none.
    public var authority: String
    /// Whether the request came over TLS.
    public var isSecure: Bool
    /// The client's address, such as `127.0.0.1`.
    public var remoteAddress: String
    /// Where the body is.
    public var body: Body

    /// A request.
    ///
    /// `target` may also be in absolute form (`http://host/path`, RFC 9112, 3.2.2); its scheme and authority are left
    /// aside, because the signature covers the `Host` field.
    public init(
        method: String, target: String, headers: WireHeaders = [:], authority: String? = nil, isSecure: Bool = false,
        remoteAddress: String = "127.0.0.1", body: Body = .bytes([])
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.authority = authority ?? headers["host"] ?? ""
        self.isSecure = isSecure
        self.remoteAddress = remoteAddress
        self.body = body
        let origin = Self.originForm(target)
        let parts = String(origin).pieces("?", maxSplits: 1)
        self.path = parts[0].isEmpty ? "/" : parts[0]
        self.query = WireQuery(parts.count > 1 ? parts[1] : "")
    }

    /// The host of ``authority`` without its port, in lower case.
    public var host: String {
        let host = authority.lowercasedASCII
        if host.hasPrefix("[") { return host.pieces("]")[0] + "]" }
        return host.pieces(":")[0]
    }

    /// The body, when it is in memory.
    public var bodyBytes: [UInt8]? {
        guard case .bytes(let bytes) = body else { return nil }
        return bytes
    }

    private static func originForm(_ target: String) -> Substring {
        guard !target.hasPrefix("/"), let scheme = target.firstRange(of: "://") else { return target[...] }
        let rest = target[scheme.upperBound...]
        return rest.firstIndex { $0 == "/" || $0 == "?" }.map { rest[$0...] } ?? ""
    }
}
