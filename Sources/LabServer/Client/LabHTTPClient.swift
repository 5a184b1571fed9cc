import LabCrypto
public import LabWire
import NIOCore
import NIOHTTP1
import NIOPosix

/// A small HTTP client for the command line: one connection a request, bodies in memory.
public struct LabHTTPClient: Sendable {
    /// Why there is no answer.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// Nobody listens there, or the connection broke before there was an answer.
        case unreachable(reason: String)
        /// What came is no answer.
        case malformed(reason: String)
        /// The answer did not come in time.
        case timedOut

        /// What went wrong.
        public var description: String {
            switch self {
            case .unreachable(let reason): reason
            case .malformed(let reason): "the answer is not HTTP: \(reason)"
            case .timedOut: "the answer did not come in time"
            }
        }
    }

    /// The longest answer that is taken.
    public static let longestAnswer = 64 << 20

    private let endpoint: ServerEndpoint
    private let authorities: [UInt8]?
    private let timeout: Duration

    /// A client of the server at `endpoint`.
    ///
    /// - Parameter authorities: The certificates, PEM, that a server with TLS may prove its name with; without them, those
    ///   of the system.
    public init(_ endpoint: ServerEndpoint, trusting authorities: [UInt8]? = nil, timeout: Duration = .seconds(120)) {
        self.endpoint = endpoint
        self.authorities = authorities
        self.timeout = timeout
    }

    /// Sends a request, with its body in memory, and waits for the answer.
    public func send(_ request: WireRequest) async throws(Failure) -> WireResponse {
        let channel = try await connect()
        defer { channel.close(promise: nil) }
        let answer = channel.eventLoop.makePromise(of: WireResponse.self)
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) { answer.fail(Failure.timedOut) }
        defer { deadline.cancel() }
        // A promise has to end one way or the other, also when there is no pipeline left that could keep it.
        defer { answer.fail(Failure.timedOut) }
        do {
            try await channel.pipeline.addHandler(AnswerHandler(answer)).get()
            write(request, to: channel)
            return try await answer.futureResult.get()
        } catch let failure as Failure {
            throw failure
        } catch let error as HTTPParserError {
            throw .malformed(reason: "\(error)")
        } catch {
            throw .unreachable(reason: "\(error)")
        }
    }

    private func connect() async throws(Failure) -> any Channel {
        let tls = try tlsContext()
        let host = endpoint.host
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(5))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        if let tls { try pipeline.addHandler(TLSHandler(tls, serverName: host)) }
                        try pipeline.addHTTPClientHandlers()
                        try pipeline.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: Self.longestAnswer))
                    }
                }
                .connect(host: endpoint.host, port: endpoint.port).get()
        } catch {
            throw .unreachable(reason: "nobody answers at \(endpoint.authority)")
        }
    }

    private func tlsContext() throws(Failure) -> TLSContext? {
        guard endpoint.isSecure else { return nil }
        do throws(CryptoError) {
            return try TLSContext(clientTrusting: authorities)
        } catch {
            throw .unreachable(reason: "the certificates to trust cannot be read: \(error)")
        }
    }

    /// A connection whose parts are read and written one by one.
    func streamingChannel() async throws(Failure) -> NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart> {
        let tls = try tlsContext()
        let host = endpoint.host
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(5))
                .connect(host: endpoint.host, port: endpoint.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        if let tls { try pipeline.addHandler(TLSHandler(tls, serverName: host)) }
                        try pipeline.addHTTPClientHandlers()
                        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw .unreachable(reason: "nobody answers at \(endpoint.authority)")
        }
    }

    /// The head of a request with a body of `length` bytes.
    func streamedHead(of request: WireRequest, length: Int) -> HTTPRequestHead {
        var headers = HTTPHeaders(request.headers.fields.map { ($0.name, $0.value) })
        headers.replaceOrAdd(name: "host", value: endpoint.authority)
        headers.replaceOrAdd(name: "content-length", value: String(length))
        headers.replaceOrAdd(name: "connection", value: "close")
        return HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: request.target, headers: headers)
    }

    private func write(_ request: WireRequest, to channel: any Channel) {
        let body = request.bodyBytes ?? []
        let head = streamedHead(of: request, length: body.count)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(channel.allocator.buffer(bytes: body))), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }
}

/// Hands over the answer, or that there will be none.
private final class AnswerHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = NIOHTTPClientResponseFull

    private let answer: EventLoopPromise<WireResponse>

    init(_ answer: EventLoopPromise<WireResponse>) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let response = unwrapInboundIn(data)
        answer.succeed(
            WireResponse(
                status: Int(response.head.status.code),
                headers: WireHeaders(response.head.headers.lazy.map { ($0.name, $0.value) }),
                body: response.body.map { Array($0.readableBytesView) } ?? []))
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(LabHTTPClient.Failure.unreachable(reason: "the server closed the connection without an answer"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
        context.close(promise: nil)
    }
}
