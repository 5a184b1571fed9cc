import LabCore
import LabWire

/// What becomes known of a request on its way, for the log.
struct RequestNote {
    let time: Timestamp
    private let request: WireRequest
    private let start = ContinuousClock.now
    var service = "?"
    var operation: String?
    var subject: String?
    var principal: Principal?
    var region: String?
    var error: ServiceError?
    var requestID = ""

    init(_ request: WireRequest, at time: Timestamp) {
        self.request = request
        self.time = time
    }

    func record(of response: ServerResponse) -> RequestRecord {
        RequestRecord(
            time: time, duration: ContinuousClock.now - start, remoteAddress: request.remoteAddress,
            userAgent: String(decoding: (request.headers["user-agent"] ?? "").utf8.prefix(256), as: UTF8.self),
            method: request.method, path: request.path, service: service, operation: operation, subject: subject,
            principal: principal, region: region, status: response.status, error: error, requestID: requestID)
    }
}
