import NIOCore
import NIOHTTP1

/// Where a streamed response is written to.
public struct ResponseSink: Sendable {
    private let body: @Sendable ([UInt8]) async throws -> Void

    /// A sink that hands every piece to `body`; for tests of services.
    public init(_ body: @escaping @Sendable ([UInt8]) async throws -> Void) {
        self.body = body
    }

    init(channel: any Channel) {
        body = { bytes in
            let buffer = channel.allocator.buffer(bytes: bytes)
            try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(buffer))).get()
        }
    }

    /// Writes a piece and waits until the system has taken it, which is the back-pressure of a slow client.
    ///
    /// - Throws: when the client is gone.
    public func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await body(bytes)
    }
}
