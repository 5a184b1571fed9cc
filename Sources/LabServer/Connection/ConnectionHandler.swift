import LabCore
import LabWire
import NIOCore
import NIOHTTP1

/// One connection: heads become requests, requests get their answers in order, and nothing lasts longer than it may.
///
/// It stands behind NIO's pipelining handler, which lets the next request in once the last one has been answered, and
/// which closes the connection after the answer when the server shuts down. All of its state belongs to the event loop.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Where a connection is.
    enum Phase: Equatable {
        /// Between requests.
        case idle
        /// A request is coming in.
        case receiving
        /// A request has come and its answer has not yet gone.
        case answering
        /// The last answer has gone: what still comes is thrown away until the client closes its side, too.
        case lingering
    }

    private struct PendingRequest {
        let head: AcceptedHead
        let body: ConnectionBody
    }

    private let responder: any RequestResponder
    private let limits: ServerLimits
    private let isSecure: Bool
    private let isTurnedAway: Bool
    private var remoteAddress = ""

    private var phase = Phase.idle
    private var body: ConnectionBody?
    private var pending: PendingRequest?
    private var closesAfterResponse = false
    private var hasResponded = false
    private var isInputClosed = false
    private var isReadHeld = false
    private var clock: ConnectionClock
    private weak var edge: WireEdge?

    /// - Parameter isTurnedAway: whether there are too many connections already: this one only gets to know that.
    init(responder: any RequestResponder, limits: ServerLimits, isSecure: Bool, isTurnedAway: Bool) {
        self.responder = responder
        self.limits = limits
        self.isSecure = isSecure
        self.isTurnedAway = isTurnedAway
        clock = ConnectionClock(limits)
    }

    func channelActive(context: ChannelHandlerContext) {
        remoteAddress = context.remoteAddress?.ipAddress ?? ""
        clock.idle()
        scheduleCheck(context)
        context.fireChannelActive()
        if isTurnedAway { refuse(ServerBusy.error, context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        body?.fail(.disconnected)
        body = nil
        pending = nil
        clock.stop()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase != .lingering else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): receive(head, context)
        case .body(let buffer): receive(buffer, context)
        case .end: receiveEnd(context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelReadComplete()
    }

    /// Makes the handler that stands in front of the parser.
    func makeEdge() -> WireEdge {
        let edge = WireEdge(self)
        self.edge = edge
        return edge
    }

    /// Bytes arrived that are not yet a request.
    func bytesArrived() {
        if phase == .idle { clock.headBegan() }
    }
}

// Requests.
extension ConnectionHandler {
    private func receive(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        phase = .receiving
        hasResponded = false
        clock.receiving()
        let accepted: AcceptedHead
        do throws(ConnectionFailure) {
            accepted = try AcceptedHead(head, remoteAddress: remoteAddress, isSecure: isSecure)
        } catch {
            return refuse(error.serviceError, context)
        }
        let body = ConnectionBody(
            declaredLength: accepted.bodyLength, awaitsContinue: accepted.expectsContinue, channel: context.channel,
            limits: limits)
        self.body = body
        pending = PendingRequest(head: accepted, body: body)
    }

    private func receive(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        clock.received(buffer.readableBytes)
        body?.receive(buffer)
    }

    private func receiveEnd(_ context: ChannelHandlerContext) {
        body?.end()
        guard !hasResponded else { return becomeIdle() }
        phase = .answering
        clock.stop()
        start(context)
    }

    /// Hands the request over, as soon as everything that came with its head is there: a small request is then whole and
    /// is read without waiting.
    private func start(_ context: ChannelHandlerContext) {
        guard let pending else { return }
        self.pending = nil
        let (head, body) = (pending.head, pending.body)
        Task { [responder, channel = context.channel] in
            let response = await responder.respond(to: head.request, body: body)
            let writer = ResponseWriter(
                channel: channel, isHead: head.request.method == "HEAD",
                keepsAlive: head.keepsAlive && body.leavesConnectionUsable)
            await writer.write(response)
        }
    }

    /// Answers what never became a request, and closes.
    private func refuse(_ error: ServiceError, _ context: ChannelHandlerContext) {
        pending = nil
        phase = .lingering
        let response = responder.refuse(error, remoteAddress: remoteAddress)
        guard let written = edge?.write(response) else { return context.close(promise: nil) }
        written.assumeIsolated().whenComplete { _ in self.linger(context) }
    }
}

// Responses, on their way out.
extension ConnectionHandler {
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status.code >= 200:
            closesAfterResponse = closesAfterResponse || !head.isKeepAlive
            context.write(data, promise: promise)
        case .end: writeEnd(data, promise, context)
        default: context.write(data, promise: promise)
        }
    }

    /// Everything is settled before the end goes on its way, because the pipelining handler lets the next request in
    /// while it does.
    private func writeEnd(_ data: NIOAny, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        hasResponded = true
        body?.discard()
        if closesAfterResponse {
            phase = .lingering
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.assumeIsolated().whenComplete { _ in self.linger(context) }
            return context.write(data, promise: written)
        }
        if phase == .answering { becomeIdle() }
        context.write(data, promise: promise)
    }

    private func becomeIdle() {
        phase = .idle
        body = nil
        clock.idle()
    }

    /// The last answer has gone out: closes our side and gives the client time to read and to close its own. Closing
    /// both at once with bytes unread would reset the connection, and the answer might be lost.
    private func linger(_ context: ChannelHandlerContext) {
        guard context.channel.isActive, !isInputClosed else { return context.close(promise: nil) }
        clock.stop()
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.lingerTime)) {
            context.close(promise: nil)
        }
        context.close(mode: .output, promise: nil)
        isReadHeld = false
        context.read()
    }
}

// Reading, back-pressure and the ends of connections.
extension ConnectionHandler {
    func read(context: ChannelHandlerContext) {
        if phase == .receiving, body?.holdsReading() == true {
            isReadHeld = true
            clock.stop()
        } else {
            context.read()
        }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is ConnectionBody.ResumeReading else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        promise?.succeed()
        guard isReadHeld else { return }
        isReadHeld = false
        if phase == .receiving { clock.receiving() }
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            isInputClosed = true
            closesAfterResponse = true
            if phase == .idle || phase == .lingering { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        clock.writing(isStuck: !context.channel.isWritable)
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (error, phase) {
        case (_, .lingering): break
        case (let error as HTTPParserError, _): fail(ConnectionFailure(error), context)
        default: context.close(promise: nil)
        }
    }

    /// The request that is coming in will not become whole.
    private func fail(_ failure: ConnectionFailure, _ context: ChannelHandlerContext) {
        closesAfterResponse = true
        switch phase {
        case .idle where failure == .disconnected: context.close(promise: nil)
        case .receiving where hasResponded: context.close(promise: nil)
        case .receiving where pending == nil: body?.fail(failure)
        default: refuse(failure.serviceError, context)
        }
    }
}

// Time.
extension ConnectionHandler {
    private func scheduleCheck(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: clock.checkInterval) { [weak self] in
            self?.check(context)
        }
    }

    private func check(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        switch clock.verdict(at: .now()) {
        case .fine: scheduleCheck(context)
        case .close: context.close(promise: nil)
        case .tooSlow:
            clock.stop()
            scheduleCheck(context)
            fail(.timedOut, context)
        }
    }
}

/// The answer to one connection too many.
enum ServerBusy {
    static let error = ServiceError(
        ServiceError.Code("SlowDown", 503), "Please reduce your request rate.",
        hint: "the server has as many connections as it takes")
}
