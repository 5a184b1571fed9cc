public import LabEvents
import LabWire
public import LabWorld

/// Posts SNS's messages to programs on this machine.
public struct LoopbackSender: NotificationSender {
    /// How long an endpoint may take: SNS waits 15 seconds, but an endpoint here is on the same machine.
    private static let patience = Duration.seconds(5)

    /// A sender; it keeps nothing.
    public init() {}

    /// Posts a body; any answer of 200 to 299 will do.
    public func post(
        _ body: String, headers: [(name: String, value: String)], to url: LoopbackURL
    ) async throws(SendFailure) {
        let host = url.host.contains(":") ? "[\(url.host)]" : url.host
        guard let endpoint = ServerEndpoint("http://\(host):\(url.port)") else {
            throw SendFailure("the endpoint is not on this machine")
        }
        let request = WireRequest(
            method: "POST", target: url.target, headers: WireHeaders(headers), authority: endpoint.authority,
            body: .bytes(Array(body.utf8)))
        let answer: WireResponse
        do throws(LabHTTPClient.Failure) {
            answer = try await LabHTTPClient(endpoint, timeout: Self.patience).send(request)
        } catch {
            throw SendFailure(error.description)
        }
        guard (200..<300).contains(answer.status) else {
            throw SendFailure("the endpoint answered with status \(answer.status)")
        }
    }
}
