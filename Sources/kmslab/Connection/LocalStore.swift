import LabCore
import LabS3
import LabS3REST
import LabServer
import LabService
import LabWire
import LabWorld

/// The object store of a lab in this process: the same words as over the wire, signed and verified, without a wire.
struct LocalStore: Sendable {
    let lab: Lab
    let region: Region
    let caller: Caller

    private static let authority = "s3.kmslab.internal"
    private static let credential = SigningCredential(accessKeyID: "kmslab-cli", secret: "in-process")

    func exchange<Value: Sendable>(
        _ request: StoreRequest, _ take: @Sendable (StreamedAnswer) async throws -> Value
    ) async throws -> Value {
        let wire = WireRequest(
            method: request.method, target: request.target, headers: request.headers, authority: Self.authority,
            body: .streamed)
        let now = lab.ambient.clock.now
        let signed = try Signer().sign(
            wire, Self.credential, region: region, service: .s3, at: now, payload: request.payload
        ).request
        let signature = try SignatureVerifier().verify(signed, to: .s3, at: now) { _ in Self.credential }
        let answer = await S3REST.respond(to: try s3Request(signed, signature, request), from: lab)
        let response = try answer.outcome.get()
        return try await take(
            StreamedAnswer(status: response.status, headers: response.headers, body: Self.body(of: response)))
    }

    private func s3Request(
        _ wire: WireRequest, _ signature: VerifiedSignature?, _ request: StoreRequest
    ) throws -> S3Request {
        guard case .s3(let location) = ProtocolDetector.target(of: wire) else {
            throw ServiceError(ServiceError.Code("InvalidURI"), "`\(wire.target)` names no bucket")
        }
        let identity = try ResponseIdentity.make(for: .s3, lab.ambient.random)
        var call = try lab.call(as: caller, in: region)
        call.requestID = identity.requestID
        call.extendedRequestID = identity.hostID
        call.receipt = EventReceipt()
        return S3Request(
            wire: wire, location: location, signature: signature, call: call, identity: identity,
            body: request.body, declaredLength: request.length)
    }

    private static func body(of response: S3Response) -> any BodySource {
        switch response.body {
        case .bytes(let bytes): MemorySource(bytes)
        case .head: MemorySource([])
        case .object(let reader): SealedSource(reader: reader)
        }
    }
}

/// An object's body, opened chunk by chunk.
private struct SealedSource: BodySource {
    let reader: BodyReader

    func next() async throws(ServiceError) -> [UInt8]? { try reader.next() }
}
