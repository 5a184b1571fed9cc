public import LabCore

/// Hears of every request once its answer is known.
public protocol RequestLog: Sendable {
    /// Takes note of a request. Called on the request's way out, so it must not take long.
    func record(_ record: RequestRecord)
}

/// Takes no notes.
public struct SilentLog: RequestLog {
    /// A log that takes no notes.
    public init() {}
    /// Nothing.
    public func record(_ record: RequestRecord) {}
}

/// A request as the log has it: who asked for what, and how it ended. It holds no secret: no query, no body, and of the
/// header only what the client calls itself.
public struct RequestRecord: Sendable {
    /// When the request arrived, by the machine's clock.
    public let time: Timestamp
    /// How long it took until its answer was known.
    public let duration: Duration
    /// The client's address.
    public let remoteAddress: String
    /// What the client calls itself, its first 256 bytes.
    public let userAgent: String
    /// The method.
    public let method: String
    /// The path, without the query.
    public let path: String
    /// The service, by its signing name; `lab` for the lab's own doors.
    public let service: String
    /// The operation, if the request named one.
    public let operation: String?
    /// What the request was about, such as `alias/ledger`.
    public let subject: String?
    /// Who asked; `nil` when that is not known.
    public let principal: Principal?
    /// The Region.
    public let region: String?
    /// The HTTP status of the answer.
    public let status: Int
    /// Why the request was refused; `nil` when it was not.
    public let error: ServiceError?
    /// The id of the answer.
    public let requestID: String
}
