import LabCore
import LabS3
import LabService
import LabTesting
import LabWire
import Testing

@testable import LabS3REST

/// A client on this side of the sockets: signs requests, has them verified, and hands them to the object store.
struct WireClient {
    let lab: InMemoryLab
    private static let credential = SigningCredential(accessKeyID: "test", secret: "test")

    init() throws {
        lab = try InMemoryLab(seed: 7)
    }

    /// Where a request leads.
    func route(_ method: String, _ target: String, _ headers: WireHeaders = [:]) throws -> Route {
        let wire = WireRequest(method: method, target: target, headers: headers, authority: "127.0.0.1:4566")
        let reader = try RequestReader(try request(wire, nil, MemorySource([]), 0), now: lab.clock.now)
        return try RouteTable.route(for: reader)
    }

    /// Sends a request whose body is signed by its hash.
    func send(
        _ method: String, _ target: String, _ headers: WireHeaders = [:], body: [UInt8] = [], arriving: [UInt8]? = nil
    ) async throws -> S3Answer {
        let wire = WireRequest(
            method: method, target: target, headers: headers, authority: "127.0.0.1:4566", body: .bytes(body))
        var signed = try Signer().sign(wire, Self.credential, region: .standard, service: .s3, at: lab.clock.now)
            .request
        signed.body = .streamed
        return try await deliver(signed, MemorySource(pieces: Self.pieces(arriving ?? body)), body.count)
    }

    /// Sends a body in signed chunks.
    func sendChunked(
        _ target: String, body: [UInt8], trailer: (name: String, value: String)? = nil, breaking: Bool = false
    ) async throws -> S3Answer {
        var headers: WireHeaders = [
            "content-encoding": "aws-chunked", "x-amz-decoded-content-length": String(body.count),
        ]
        if let trailer { headers["x-amz-trailer"] = trailer.name }
        let wire = WireRequest(
            method: "PUT", target: target, headers: headers, authority: "127.0.0.1:4566", body: .streamed)
        let mode: PayloadMode = trailer == nil ? .streamingSigned : .streamingSignedTrailer
        let signed = try Signer().sign(
            wire, Self.credential, region: .standard, service: .s3, at: lab.clock.now, payload: mode)
        var framed = AWSChunkedEncoder.encode(
            body, chunkSize: 8192, signatures: signed.chunkSignatures, trailer: trailer, signsTrailer: trailer != nil)
        // Some byte in the first chunk's data.
        if breaking { framed[200] ^= 1 }
        return try await deliver(signed.request, MemorySource(pieces: Self.pieces(framed)), framed.count)
    }

    /// Sends a request without a signature.
    func sendAnonymously(_ method: String, _ target: String, _ headers: WireHeaders = [:]) async throws -> S3Answer {
        let wire = WireRequest(method: method, target: target, headers: headers, authority: "127.0.0.1:4566")
        var request = try request(wire, nil, MemorySource([]), 0)
        request = S3Request(
            wire: wire, location: request.location, signature: nil,
            call: try lab.call(as: Caller(.anonymous)), identity: request.identity, body: request.body,
            declaredLength: 0)
        return await S3REST.respond(to: request, from: lab.lab)
    }

    private func deliver(_ wire: WireRequest, _ body: any BodySource, _ length: Int) async throws -> S3Answer {
        let signature = try SignatureVerifier().verify(wire, to: .s3, at: lab.clock.now) { _ in Self.credential }
        return await S3REST.respond(to: try request(wire, signature, body, length), from: lab.lab)
    }

    private func request(
        _ wire: WireRequest, _ signature: VerifiedSignature?, _ body: any BodySource, _ length: Int
    ) throws -> S3Request {
        guard case .s3(let location) = ProtocolDetector.target(of: wire) else {
            throw ServiceError(ServiceError.Code("NotForS3"), wire.target)
        }
        var call = try lab.call()
        call.extendedRequestID = "host"
        call.receipt = EventReceipt()
        return S3Request(
            wire: wire, location: location, signature: signature, call: call,
            identity: ResponseIdentity(requestID: "REQUESTREQUEST00", hostID: "host"), body: body,
            declaredLength: length)
    }

    /// The body as it comes over a wire: in pieces that fit nothing.
    private static func pieces(_ body: [UInt8]) -> [[UInt8]] {
        stride(from: 0, to: body.count, by: 4999).map { Array(body[$0..<min($0 + 4999, body.count)]) }
    }
}

extension S3Answer {
    /// The bytes of the answer.
    func bytes() throws -> [UInt8] {
        switch try outcome.get().body {
        case .bytes(let bytes): bytes
        case .object(let reader): try reader.collect()
        case .head: []
        }
    }

    func text() throws -> String { String(decoding: try bytes(), as: UTF8.self) }

    /// The error's name; `nil` for success.
    var errorCode: String? {
        guard case .failure(let error) = outcome else { return nil }
        return error.code.wireName
    }
}
