import LabCore
import LabWire
import Synchronization

@testable import LabServer

/// A responder that does what a test tells it to.
final class ScriptedResponder: RequestResponder {
    typealias Script = @Sendable (WireRequest, any RequestBody) async throws -> ServerResponse

    private let script: Script
    let served = Mutex<[String]>([])

    init(_ script: @escaping Script) {
        self.script = script
    }

    func respond(to request: WireRequest, body: any RequestBody) async -> ServerResponse {
        served.withLock { $0.append(request.path) }
        do {
            return try await script(request, body)
        } catch {
            return ServerResponse(.error(error as? ServiceError ?? ServiceError(.init("Unexpected")), from: .s3, .test))
        }
    }

    func refuse(_ error: ServiceError, remoteAddress: String) -> ServerResponse {
        ServerResponse(.error(error, from: .s3, .test))
    }

    /// Reads the body and answers `path:bytes`.
    static func echo() -> ScriptedResponder {
        ScriptedResponder { request, body in
            let bytes = try await body.collect(upTo: 64 << 20)
            return ServerResponse(status: 200, body: .bytes(Array("\(request.path):\(bytes.count)".utf8)))
        }
    }
}

extension ResponseIdentity {
    static let test = ResponseIdentity(requestID: "ID", hostID: "HOST")
}

/// A server on a free port for the length of `body`.
@discardableResult
func withServer<Value>(
    _ responder: any RequestResponder, limits: ServerLimits = ServerLimits(), _ body: (LabServer) async throws -> Value
) async throws -> Value {
    let server = try await LabServer.start(responder: responder, host: "127.0.0.1", port: 0, limits: limits)
    do {
        let value = try await body(server)
        await server.shutDown(within: .milliseconds(100))
        return value
    } catch {
        await server.shutDown(within: .milliseconds(100))
        throw error
    }
}

/// A connection to a server on a free port for the length of `body`.
@discardableResult
func withConnection<Value>(
    _ responder: any RequestResponder, limits: ServerLimits = ServerLimits(), _ body: (RawClient) async throws -> Value
) async throws -> Value {
    try await withServer(responder, limits: limits) { server in
        let client = try await RawClient.connect(to: server.port)
        defer { client.close() }
        return try await body(client)
    }
}

extension String {
    /// How often `text` stands in it.
    func count(of text: String) -> Int { components(separatedByText: text) - 1 }

    private func components(separatedByText text: String) -> Int {
        var count = 1
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
