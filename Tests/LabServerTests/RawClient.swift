import NIOCore
import NIOPosix
import Synchronization

/// A connection that sends exactly the bytes it is told to, and shows exactly the bytes that come back.
final class RawClient: Sendable {
    private let channel: any Channel
    private let inbox: Inbox

    private init(_ channel: any Channel, _ inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    static func connect(to port: Int) async throws -> RawClient {
        let inbox = Inbox()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(inbox) }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel, inbox)
    }

    func send(_ text: String) {
        channel.writeAndFlush(channel.allocator.buffer(string: text), promise: nil)
    }

    func send(zeros count: Int) {
        channel.writeAndFlush(channel.allocator.buffer(repeating: 0, count: count), promise: nil)
    }

    /// How much of what was sent the system has not yet taken.
    var isStuck: Bool { !channel.isWritable }

    func closeOutput() {
        channel.close(mode: .output, promise: nil)
    }

    func close() {
        channel.close(promise: nil)
    }

    /// Everything that has come.
    var received: String { inbox.text }
    /// Whether the server has closed its side.
    var isClosed: Bool { inbox.isClosed }

    /// Waits until `condition` holds of everything that has come, or the server has closed, or patience is out.
    @discardableResult
    func receive(until condition: (String) -> Bool) async throws -> String {
        for _ in 0..<2000 where !condition(received) && !isClosed { try await Task.sleep(for: .milliseconds(5)) }
        return received
    }

    /// Waits until `text` has come.
    func receive(_ text: String) async throws -> String {
        try await receive { $0.contains(text) }
    }

    /// Waits until the server has closed its side.
    func receiveAll() async throws -> String {
        try await receive { _ in false }
    }
}

private final class Inbox: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let state = Mutex((bytes: [UInt8](), isClosed: false))

    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        state.withLock { $0.bytes += buffer.readableBytesView }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { state.withLock { $0.isClosed = true } }
    }

    func channelInactive(context: ChannelHandlerContext) {
        state.withLock { $0.isClosed = true }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
