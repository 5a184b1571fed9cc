import LabCore
import LabWire

/// Answers requests. It never throws: whatever goes wrong has an answer.
protocol RequestResponder: Sendable {
    /// Answers a request; its body is read from `body`, as far as it is needed.
    func respond(to request: WireRequest, body: any RequestBody) async -> ServerResponse

    /// Answers what never became a request: broken framing, a head that is too large, one connection too many.
    func refuse(_ error: ServiceError, remoteAddress: String) -> ServerResponse
}
