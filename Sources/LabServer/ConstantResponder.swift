import LabCore
import LabWire

extension LabServer {
    /// A server that reads every request to its end and always gives the same answer: what benchmarks compare with.
    ///
    /// - Throws: ``ServerFailure`` when nobody can listen there.
    public static func start(
        answering response: ServerResponse, host: String = "127.0.0.1", port: Int, limits: ServerLimits = ServerLimits()
    ) async throws(ServerFailure) -> LabServer {
        let responder = ConstantResponder(response: response)
        return try await start(responder: responder, host: host, port: port, limits: limits)
    }
}

/// Gives every request the same answer.
private struct ConstantResponder: RequestResponder {
    let response: ServerResponse

    func respond(to request: WireRequest, body: any RequestBody) async -> ServerResponse {
        do throws(ServiceError) {
            while try await body.next() != nil {}
            return response
        } catch {
            return ServerResponse(status: error.code.httpStatus)
        }
    }

    func refuse(_ error: ServiceError, remoteAddress: String) -> ServerResponse {
        ServerResponse(status: error.code.httpStatus)
    }
}
