import LabCore
public import LabS3
public import LabWire
import NIOCore
import NIOHTTP1
import NIOPosix

/// An answer whose body is still on its way.
public struct StreamedAnswer: Sendable {
    /// The status.
    public let status: Int
    /// The header fields.
    public let headers: WireHeaders
    /// The body, piece by piece.
    public let body: any BodySource

    /// An answer.
    public init(status: Int, headers: WireHeaders, body: any BodySource) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension LabHTTPClient {
    /// Sends a request whose body comes from `body`, and hands the answer to `take` while its own body is on its way:
    /// neither is ever whole in memory.
    ///
    /// An answer may come before the request's body is out, when the server refuses; the rest is not sent then.
    ///
    /// - Parameter length: How long the request's body is.
    /// - Throws: the error of `body` or of `take`; ``Failure`` when there is no answer.
    public func exchange<Value: Sendable>(
        _ request: WireRequest, _ body: any BodySource, length: Int,
        _ take: @Sendable (StreamedAnswer) async throws -> Value
    ) async throws -> Value {
        let channel = try await streamingChannel()
        let head = streamedHead(of: request, length: length)
        return try await channel.executeThenClose { inbound, outbound in
            let sending = Task { await Self.send(head, body, on: outbound) }
            defer { sending.cancel() }
            var parts = inbound.makeAsyncIterator()
            guard case .head(let answer) = try await Self.next(&parts) else {
                // What the body's source threw says more than that the server heard the end of it.
                if let failure = await sending.value { throw failure }
                throw Failure.unreachable(reason: "the server closed the connection without an answer")
            }
            let fields = answer.headers.lazy.map { ($0.name, $0.value) }
            return try await take(
                StreamedAnswer(
                    status: Int(answer.status.code), headers: WireHeaders(fields), body: InboundBody(parts)))
        }
    }

    /// Sends head and body; the error of the body's source. That the server does not take it is seen in its answer.
    private static func send(
        _ head: HTTPRequestHead, _ body: any BodySource,
        on outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>
    ) async -> ServiceError? {
        do {
            try await outbound.write(.head(head))
            while let piece = try await body.next() {
                try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: piece))))
            }
            try await outbound.write(.end(nil))
            return nil
        } catch let error as ServiceError {
            // Without its end the server keeps nothing of the body.
            outbound.finish()
            return error
        } catch {
            return nil
        }
    }

    fileprivate static func next(
        _ parts: inout NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator,
        isolation: isolated (any Actor)? = #isolation
    ) async throws -> HTTPClientResponsePart? {
        do {
            return try await parts.next(isolation: isolation)
        } catch let error as HTTPParserError {
            throw Failure.malformed(reason: "\(error)")
        } catch {
            throw Failure.unreachable(reason: "\(error)")
        }
    }
}

/// The body of an answer, as the connection delivers it.
private actor InboundBody: BodySource {
    private var parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator
    private var isAtEnd = false

    init(_ parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator) {
        self.parts = parts
    }

    func next() async throws(ServiceError) -> [UInt8]? {
        guard !isAtEnd else { return nil }
        let part: HTTPClientResponsePart?
        do {
            var iterator = parts
            part = try await LabHTTPClient.next(&iterator)
            parts = iterator
        } catch {
            throw ServiceError(RemoteLab.unreachable, "the answer broke off: \(error)")
        }
        switch part {
        case .body(let buffer): return Array(buffer.readableBytesView)
        case .end:
            isAtEnd = true
            return nil
        case .head, nil: throw ServiceError(RemoteLab.unreachable, "the answer broke off")
        }
    }
}
