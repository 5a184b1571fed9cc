import LabCore
public import LabCrypto
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A server on a port: HTTP/1.1 in, answers out. It knows nothing of services; those are the responder's.
public final class LabServer: Sendable {
    /// Where it listens.
    public let host: String
    /// The port, also when the system chose it.
    public let port: Int
    /// Whether it speaks TLS.
    public let isSecure: Bool

    private let listener: any Channel
    private let connections: OpenConnections

    private init(host: String, isSecure: Bool, listener: any Channel, connections: OpenConnections) {
        self.host = host
        self.isSecure = isSecure
        self.port = listener.localAddress?.port ?? 0
        self.listener = listener
        self.connections = connections
    }

    /// What clients are told, such as `http://127.0.0.1:4566`.
    public var address: String {
        let isEverywhere = host == "0.0.0.0" || host == "::"
        let shown = isEverywhere ? "127.0.0.1" : host
        return "\(isSecure ? "https" : "http")://\(shown.contains(":") ? "[\(shown)]" : shown):\(port)"
    }

    /// Listens and answers until ``shutDown(within:)``.
    ///
    /// - Parameters:
    ///   - port: 0 lets the system choose.
    ///   - tls: What the server proves its name with; without it, it speaks plain HTTP.
    /// - Throws: ``ServerFailure`` when nobody can listen there.
    public static func start(
        _ responder: LabResponder, host: String = "127.0.0.1", port: Int, tls: TLSContext? = nil,
        limits: ServerLimits = ServerLimits()
    ) async throws(ServerFailure) -> LabServer {
        try await start(responder: responder, host: host, port: port, tls: tls, limits: limits)
    }

    static func start(
        responder: any RequestResponder, host: String, port: Int, tls: TLSContext? = nil, limits: ServerLimits
    ) async throws(ServerFailure) -> LabServer {
        let connections = OpenConnections(limit: limits.connections)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptErrorHandler())
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                let isTurnedAway = !connections.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    try Self.configure(channel, responder, tls, limits, isTurnedAway: isTurnedAway)
                }
            }
        do {
            let listener = try await bootstrap.bind(host: host, port: port).get()
            return LabServer(host: host, isSecure: tls != nil, listener: listener, connections: connections)
        } catch {
            throw ServerFailure(error, host: host, port: port)
        }
    }

    private static func configure(
        _ channel: any Channel, _ responder: any RequestResponder, _ tls: TLSContext?, _ limits: ServerLimits,
        isTurnedAway: Bool
    ) throws {
        let connection = ConnectionHandler(
            responder: responder, limits: limits, isSecure: tls != nil, isTurnedAway: isTurnedAway)
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        decoderLimits.maxHeaderListSize = limits.headBytes
        decoderLimits.maxHeaderFieldSize = limits.fieldBytes
        decoderLimits.maxHeaderFieldCount = limits.fieldCount
        let pipeline = channel.pipeline.syncOperations
        if let tls { try pipeline.addHandler(TLSHandler(tls)) }
        try pipeline.addHandler(connection.makeEdge())
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: true, withErrorHandling: false, withOutboundHeaderValidation: true,
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoderLimits)
        try pipeline.addHandler(connection)
    }

    /// Stops listening, lets the requests that are under way finish, and closes every connection. What is not done
    /// after `grace` is cut off.
    public func shutDown(within grace: Duration = .seconds(10)) async {
        try? await listener.close().get()
        connections.finishRequests()
        let deadline = listener.eventLoop.next().scheduleTask(in: TimeAmount(grace)) { [connections] in
            connections.closeAll()
        }
        await connections.allClosed()
        deadline.cancel()
    }
}

extension ServerFailure {
    init(_ error: any Error, host: String, port: Int) {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: self = .addressInUse(host: host, port: port)
        case EACCES, EPERM: self = .notPermitted(host: host, port: port)
        case EADDRNOTAVAIL: self = .unknownHost(host, reason: "\(error)")
        default:
            self = error is SocketAddressError ? .unknownHost(host, reason: "\(error)") : .failed(reason: "\(error)")
        }
    }
}

/// Keeps the listener open when a single connection cannot be accepted: it is aborted by its client, or the process has
/// no descriptor left for it.
private final class AcceptErrorHandler: ChannelInboundHandler {
    typealias InboundIn = any Channel

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
