import LabWire
import NIOCore
import NIOHTTP1

/// Writes one response to a connection.
struct ResponseWriter: Sendable {
    let channel: any Channel
    /// Whether the request's method was HEAD: its answer has the length of a body, but no body.
    let isHead: Bool
    /// Whether the connection goes on afterwards.
    let keepsAlive: Bool

    /// Writes the response; a stream is pulled as fast as the client takes it.
    func write(_ response: ServerResponse) async {
        switch response.body {
        case .bytes(let bytes): writeWhole(response, bytes)
        case .stream(_, let write): await writeStream(response, write)
        }
    }

    /// Writes a response that is in memory: one hop to the event loop, one flush.
    func writeWhole(_ response: ServerResponse, _ bytes: [UInt8]) {
        let head = HTTPServerResponsePart.head(head(response))
        let isEmpty = isHead || bytes.isEmpty || !Self.allowsBody(response.status)
        let body = isEmpty ? nil : HTTPServerResponsePart.body(.byteBuffer(channel.allocator.buffer(bytes: bytes)))
        channel.eventLoop.execute { [channel] in
            channel.write(head, promise: nil)
            if let body { channel.write(body, promise: nil) }
            channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
        }
    }

    private func writeStream(_ response: ServerResponse, _ write: (ResponseSink) async throws -> Void) async {
        channel.writeAndFlush(HTTPServerResponsePart.head(head(response)), promise: nil)
        do {
            if !isHead { try await write(ResponseSink(channel: channel)) }
            channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
        } catch {
            channel.close(promise: nil)
        }
    }

    private func head(_ response: ServerResponse) -> HTTPResponseHead {
        var headers = HTTPHeaders(response.headers.fields.map { ($0.name, $0.value) })
        if Self.allowsBody(response.status) {
            if let length = response.bodyLength {
                headers.replaceOrAdd(name: "content-length", value: String(length))
            } else {
                headers.replaceOrAdd(name: "transfer-encoding", value: "chunked")
            }
        }
        if !keepsAlive { headers.replaceOrAdd(name: "connection", value: "close") }
        return HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: response.status), headers: headers)
    }

    /// RFC 9110, 6.4.1: answers that never have a body.
    private static func allowsBody(_ status: Int) -> Bool { status != 204 && status != 304 }
}
