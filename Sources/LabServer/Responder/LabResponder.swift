public import LabCore
import LabService
import LabWire
public import LabWorld

/// Answers every request to the port: tells what it is for, finds out who asks, and hands it to the service. A failure
/// of any kind gets AWS's shape.
public struct LabResponder: Sendable {
    let lab: Lab
    let services: ServiceRegistry
    let doors: DoorKeeper
    let limits: ServerLimits
    let authenticator: Authenticator
    let log: any RequestLog
    /// The Region of requests whose signature names none.
    let region: Region

    /// A responder over a lab.
    public init(
        lab: Lab, services: ServiceRegistry = ServiceRegistry(), credentials: any CredentialSource,
        doors: DoorKeeper, limits: ServerLimits = ServerLimits(), region: Region = .standard,
        log: any RequestLog = SilentLog()
    ) {
        self.lab = lab
        self.services = services
        self.doors = doors
        self.limits = limits
        self.region = region
        self.log = log
        authenticator = Authenticator(credentials)
    }
}

extension LabResponder: RequestResponder {
    func respond(to request: WireRequest, body: any RequestBody) async -> ServerResponse {
        var note = RequestNote(request, at: lab.ambient.clock.now)
        var response =
            DoorKeeper.isDoor(request)
            ? await doors.respond(to: request, body: body, from: lab, note: &note)
            : await serve(request, body, &note)
        response.headers["Date"] = note.time.httpDate
        log.record(note.record(of: response))
        return response
    }

    func refuse(_ error: ServiceError, remoteAddress: String) -> ServerResponse {
        let request = WireRequest(method: "?", target: "?", remoteAddress: remoteAddress)
        var note = RequestNote(request, at: lab.ambient.clock.now)
        let response = errorResponse(error, to: request, from: .s3, identity(for: .s3), &note)
        log.record(note.record(of: response))
        return response
    }
}

extension LabResponder {
    private func serve(
        _ received: WireRequest, _ body: any RequestBody, _ note: inout RequestNote
    ) async -> ServerResponse {
        var service = WireService.s3
        do throws(ServiceError) {
            let (request, target) = try await identify(received, body)
            service = target.service ?? Self.likelyService(request)
            note.service = service.signingName
            note.operation = Self.operation(of: target)
            note.region = (ProtocolDetector.region(of: request) ?? region).code
            let implementation = try implementation(of: target)
            let whole = try await readBody(of: request, from: body, for: service)
            return await serve(whole, target, service, implementation, body, &note)
        } catch {
            return errorResponse(error, to: received, from: service, identity(for: service), &note)
        }
    }

    private func serve(
        _ request: WireRequest, _ target: ProtocolDetector.Target, _ service: WireService,
        _ implementation: any HTTPService, _ body: any RequestBody, _ note: inout RequestNote
    ) async -> ServerResponse {
        let identity = identity(for: service)
        note.requestID = identity.requestID
        do throws(ServiceError) {
            let authentication = try authenticator.authenticate(request, to: service, in: lab)
            let caller = try doors.impersonated(by: request, in: lab) ?? authentication.caller
            note.principal = caller.principal
            var call = try lab.call(
                as: caller, in: callRegion(service, authentication.signature),
                from: ClientOrigin.origin(of: request), requestID: identity.requestID)
            call.extendedRequestID = identity.hostID
            call.receipt = EventReceipt()
            let answer = await implementation.respond(
                to: ServiceRequest(
                    wire: request, target: target, signature: authentication.signature, call: call,
                    identity: identity),
                body: body, from: lab)
            note.operation = answer.operation
            note.subject = answer.subject
            return try answer.outcome.get()
        } catch {
            return errorResponse(error, to: request, from: service, identity, &note)
        }
    }

    /// What a request is for. An unsigned form may be for STS, and tells so only in its body.
    private func identify(
        _ request: WireRequest, _ body: any RequestBody
    ) async throws(ServiceError) -> (WireRequest, ProtocolDetector.Target) {
        let type = request.headers["content-type"] ?? ""
        let isUnsignedForm =
            request.method == "POST" && request.path == "/" && request.headers["authorization"] == nil
            && type.hasPrefix("application/x-www-form-urlencoded")
        var request = request
        if isUnsignedForm { request.body = .bytes(try await body.collect(upTo: limits.queryBodyBytes)) }
        return (request, ProtocolDetector.target(of: request))
    }

    private func implementation(of target: ProtocolDetector.Target) throws(ServiceError) -> any HTTPService {
        if case .unknownService(let name) = target {
            throw ServiceError(
                ServiceError.Code("UnknownOperationException"), "kmslab has no service `\(name)`")
        }
        guard let service = target.service, let implementation = services[service] else {
            throw ServiceError.unknownOperation(nil, of: target.service ?? .s3)
        }
        return implementation
    }

    /// The request with its whole body, for services whose signatures cover it. A client that waits before it sends one
    /// is told to go on only when everything else about its signature is right.
    private func readBody(
        of request: WireRequest, from body: any RequestBody, for service: WireService
    ) async throws(ServiceError) -> WireRequest {
        guard service.protocolFamily != .restXML, case .streamed = request.body else { return request }
        let limit = service.protocolFamily == .json ? limits.jsonBodyBytes : limits.queryBodyBytes
        if let length = body.declaredLength, length > limit { throw BodyTooLarge.error(limit) }
        if request.headers.contains("expect") { try authenticator.authenticateHead(of: request, to: service, in: lab) }
        var request = request
        request.body = .bytes(try await body.collect(upTo: limit))
        return request
    }

    /// The Region that a call is made in: IAM has but one, whichever its clients sign for.
    private func callRegion(_ service: WireService, _ signature: VerifiedSignature?) -> Region {
        service == .iam ? .standard : signature?.region ?? region
    }

    private static func operation(of target: ProtocolDetector.Target) -> String? {
        guard case .json(_, let operation) = target else { return nil }
        return operation
    }

    /// In whose words a service that the lab does not have would answer, as far as the request tells.
    private static func likelyService(_ request: WireRequest) -> WireService {
        let type = request.headers["content-type"] ?? ""
        if request.headers.contains("x-amz-target") || type.hasPrefix("application/x-amz-json") { return .kms }
        return type.hasPrefix("application/x-www-form-urlencoded") ? .sts : .s3
    }
}

extension LabResponder {
    private func errorResponse(
        _ error: ServiceError, to request: WireRequest, from service: WireService, _ identity: ResponseIdentity,
        _ note: inout RequestNote
    ) -> ServerResponse {
        note.error = error
        note.requestID = identity.requestID
        return ServerResponse(
            .error(Self.public(error), from: service, identity, isHead: request.method == "HEAD"))
    }

    /// What a client may know of an error: of failures of the lab itself, only that there was one.
    private static func `public`(_ error: ServiceError) -> ServiceError {
        error.code.httpStatus == 500 ? ServiceError(error.code) : error
    }

    /// Fresh ids; when even randomness fails the answer still has its shape.
    private func identity(for service: WireService) -> ResponseIdentity {
        do throws(RandomFailure) {
            return try ResponseIdentity.make(for: service, lab.ambient.random)
        } catch {
            return ResponseIdentity(requestID: "00000000-0000-0000-0000-000000000000")
        }
    }
}
