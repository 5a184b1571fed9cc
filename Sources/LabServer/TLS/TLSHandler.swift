import LabCrypto
import NIOCore

/// TLS on a connection: the handler next to the socket. What is behind it sees bytes of the application only.
final class TLSHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private struct WaitingWrite {
        let bytes: ByteBuffer
        let promise: EventLoopPromise<Void>?
    }

    private let connection: TLSConnection
    private var waitingWrites: [WaitingWrite] = []
    private var hasReceived = false

    init(_ context: TLSContext, serverName: String? = nil) throws(CryptoError) {
        connection = try TLSConnection(context, serverName: serverName)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        for write in waitingWrites { write.promise?.fail(ChannelError.ioOnClosedChannel) }
        waitingWrites = []
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        do throws(CryptoError) {
            let plaintext = try bytes.withUnsafeReadableBytes { (bytes) throws(CryptoError) in
                try connection.receive(bytes)
            }
            hasReceived = true
            sendOutgoing(context)
            sendWaitingWrites(context)
            pass(plaintext, context)
        } catch {
            fail(error, after: bytes, context)
        }
    }

    private func begin(_ context: ChannelHandlerContext) {
        do throws(CryptoError) {
            try connection.begin()
            sendOutgoing(context)
        } catch {
            context.fireErrorCaught(error)
            context.close(promise: nil)
        }
    }

    private func pass(_ plaintext: [UInt8], _ context: ChannelHandlerContext) {
        if !plaintext.isEmpty { context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: plaintext))) }
        if connection.isClosedByPeer { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
    }

    /// Tells the other side why, in TLS's words or, to a client that does not speak TLS, in HTTP's.
    private func fail(_ error: CryptoError, after bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        let alert = connection.takeOutgoing()
        let isPlain = !hasReceived && PlainClient.isRequest(bytes)
        let lastWords = isPlain ? PlainClient.answer : ByteBuffer(bytes: alert)
        context.writeAndFlush(wrapOutboundOut(lastWords)).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
        context.fireErrorCaught(error)
    }
}

// What goes out.
extension TLSHandler {
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data)
        guard connection.isEstablished, waitingWrites.isEmpty else {
            return waitingWrites.append(WaitingWrite(bytes: bytes, promise: promise))
        }
        seal(bytes, promise, context)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode != .input {
            connection.close()
            sendOutgoing(context)
        }
        context.close(mode: mode, promise: promise)
    }

    private func seal(_ bytes: ByteBuffer, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        do throws(CryptoError) {
            try bytes.withUnsafeReadableBytes { (bytes) throws(CryptoError) in try connection.send(bytes) }
            context.write(wrapOutboundOut(ByteBuffer(bytes: connection.takeOutgoing())), promise: promise)
        } catch {
            promise?.fail(error)
            context.fireErrorCaught(error)
        }
    }

    private func sendWaitingWrites(_ context: ChannelHandlerContext) {
        guard connection.isEstablished, !waitingWrites.isEmpty else { return }
        let writes = waitingWrites
        waitingWrites = []
        for write in writes { seal(write.bytes, write.promise, context) }
        context.flush()
    }

    private func sendOutgoing(_ context: ChannelHandlerContext) {
        let bytes = connection.takeOutgoing()
        guard !bytes.isEmpty else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}

/// A client that speaks plain HTTP to a port that speaks TLS: it is told so, where a TLS alert would be a riddle.
private enum PlainClient {
    private static let methods = ["GET ", "PUT ", "POST ", "HEAD ", "DELETE ", "OPTIONS "]

    static func isRequest(_ bytes: ByteBuffer) -> Bool {
        methods.contains { bytes.readableBytesView.starts(with: $0.utf8) }
    }

    static var answer: ByteBuffer {
        let text = "this port speaks TLS: use https://\n"
        return ByteBuffer(
            string: "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\ncontent-length: \(text.utf8.count)\r\n"
                + "connection: close\r\n\r\n\(text)")
    }
}
