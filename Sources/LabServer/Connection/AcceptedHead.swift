import LabCore
import LabWire
import NIOHTTP1

/// A request's head that passed the checks which do not depend on the service: its framing has one meaning only.
///
/// Why here again, after the parser: two readers of one connection who disagree about where a body ends let one client
/// put words into another's mouth (request smuggling). A doubtful head is refused and its connection closed.
///
/// - SeeAlso: RFC 9112, section 6
struct AcceptedHead {
    /// The request; its body is streamed.
    let request: WireRequest
    /// What `Content-Length` says; `nil` for a body in chunks, zero without body.
    let bodyLength: Int?
    /// Whether the client waits with the body until it is asked for.
    let expectsContinue: Bool
    /// Whether the client means to go on using the connection.
    let keepsAlive: Bool

    init(_ head: HTTPRequestHead, remoteAddress: String, isSecure: Bool) throws(ConnectionFailure) {
        let headers = WireHeaders(head.headers.lazy.map { ($0.name, $0.value) })
        try Self.checkHost(headers, head.version)
        try Self.checkTarget(head.uri)
        bodyLength = try Self.bodyLength(headers, head.version)
        // An announced empty body is asked for, too: botocore, answered without, takes the status of this answer for that of
        // the next one on the connection.
        expectsContinue = try Self.expectsContinue(headers) && (bodyLength != 0 || headers.contains("content-length"))
        // The parser reads nothing after a request that asks for another protocol, and nothing here speaks another one.
        keepsAlive =
            head.version == .http1_1 && head.isKeepAlive && !headers.contains("upgrade") && head.method != .CONNECT
        request = WireRequest(
            method: head.method.rawValue, target: head.uri, headers: headers, isSecure: isSecure,
            remoteAddress: remoteAddress, body: .streamed)
    }

    /// RFC 9112, 3.2: exactly one `Host`; HTTP/1.0 did without.
    private static func checkHost(_ headers: WireHeaders, _ version: HTTPVersion) throws(ConnectionFailure) {
        let count = headers.count("host")
        guard count == 1 || count == 0 && version == .http1_0 else { throw .malformed("one Host field is needed") }
    }

    private static func checkTarget(_ target: String) throws(ConnectionFailure) {
        let isKnownForm = target.hasPrefix("/") || target == "*" || target.utf8.starts(with: "http".utf8)
        guard isKnownForm, !target.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw .malformed("the target is neither a path nor a URL")
        }
    }

    /// One `Content-Length` of digits only, or one `Transfer-Encoding: chunked`, never both.
    private static func bodyLength(_ headers: WireHeaders, _ version: HTTPVersion) throws(ConnectionFailure) -> Int? {
        let lengths = headers.values("content-length")
        let codings = headers.values("transfer-encoding")
        guard lengths.isEmpty || codings.isEmpty else { throw .malformed("both a length and a transfer coding") }
        if let coding = codings.first {
            guard codings.count == 1, coding.lowercased() == "chunked", version == .http1_1 else {
                throw .malformed("a transfer coding other than chunked")
            }
            return nil
        }
        guard let text = lengths.first else { return 0 }
        let isNumber = (1...18).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard lengths.count == 1, isNumber, let length = Int(text) else { throw .malformed("Content-Length") }
        return length
    }

    private static func expectsContinue(_ headers: WireHeaders) throws(ConnectionFailure) -> Bool {
        guard let expectation = headers.combined("expect") else { return false }
        guard expectation.lowercased() == "100-continue" else { throw .malformed("an unknown expectation") }
        return true
    }
}
