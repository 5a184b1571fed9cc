import LabWire
import NIOCore
import NIOHTTP1

/// The end of a connection's pipeline next to the socket: it tells the connection that bytes have arrived before the
/// parser has made anything of them, and writes the answers to what never became a request.
final class WireEdge: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: ConnectionHandler
    private var context: ChannelHandlerContext?

    init(_ connection: ConnectionHandler) {
        self.connection = connection
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection.bytesArrived()
        context.fireChannelRead(data)
    }

    /// Writes the last response of the connection, past the handlers that expect a request before it; `nil` when the
    /// connection is gone.
    func write(_ response: ServerResponse) -> EventLoopFuture<Void>? {
        guard let context else { return nil }
        return context.writeAndFlush(NIOAny(context.channel.allocator.buffer(string: Self.text(response))))
    }

    private static func text(_ response: ServerResponse) -> String {
        guard case .bytes(let body) = response.body else { preconditionFailure("refusals are in memory") }
        let status = HTTPResponseStatus(statusCode: response.status)
        var lines = ["HTTP/1.1 \(status.code) \(status.reasonPhrase)"]
        lines += response.headers.fields.map { "\($0.name): \($0.value)" }
        lines += ["content-length: \(body.count)", "connection: close", "", ""]
        return lines.joined(separator: "\r\n") + String(decoding: body, as: UTF8.self)
    }
}
