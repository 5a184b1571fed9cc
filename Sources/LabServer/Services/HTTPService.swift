public import LabCore
public import LabService
public import LabWire
public import LabWorld

/// A service as the server sees it: everything behind the signature.
///
/// The JSON and query services are one implementation each over the tables of operations; S3 has its own.
public protocol HTTPService: Sendable {
    /// Answers a request whose signature has been verified.
    ///
    /// JSON and query services find the body in `request.wire`; at S3 it is still on its way in `body`, and the first
    /// read of it is what asks a waiting client to send it.
    func respond(to request: ServiceRequest, body: any RequestBody, from lab: Lab) async -> ServiceAnswer
}

/// A request with a caller.
public struct ServiceRequest: Sendable {
    /// The request as it came.
    public let wire: WireRequest
    /// What it is for.
    public let target: ProtocolDetector.Target
    /// What its signature proves; `nil` for an anonymous request to S3.
    public let signature: VerifiedSignature?
    /// Who asks, from where and when. Its request id is the identity's.
    public let call: Call
    /// The ids of the response.
    public let identity: ResponseIdentity

    /// A request with a caller; for tests of services.
    public init(
        wire: WireRequest, target: ProtocolDetector.Target, signature: VerifiedSignature?, call: Call,
        identity: ResponseIdentity
    ) {
        self.wire = wire
        self.target = target
        self.signature = signature
        self.call = call
        self.identity = identity
    }
}

/// What a service says, and what the log says about it.
public struct ServiceAnswer: Sendable {
    /// The operation, if the request named one.
    public var operation: String?
    /// What it was about, such as `alias/ledger`.
    public var subject: String?
    /// The response; an error is written in the words of the service's protocol.
    public var outcome: Result<ServerResponse, ServiceError>

    /// An answer.
    public init(operation: String?, subject: String? = nil, outcome: Result<ServerResponse, ServiceError>) {
        self.operation = operation
        self.subject = subject
        self.outcome = outcome
    }
}

extension Lab {
    /// Sees to it that a request that failed has left an event, and says what it failed with: where even that could not
    /// be kept, with that.
    func recording(
        _ error: ServiceError, of operation: OperationFacts, detail: AuditDetail = AuditDetail(), in call: Call
    ) async -> ServiceError {
        do throws(ServiceError) {
            try await recordRefusal(of: operation, error, detail: detail, in: call)
            return error
        } catch {
            return error
        }
    }
}
