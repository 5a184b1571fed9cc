import LabCore
public import LabS3
public import LabWire

extension RemoteLab {
    /// The longest error document that is read.
    private static let errorBytes = 1 << 16

    /// Asks the object store. Bodies stream both ways.
    ///
    /// - Parameters:
    ///   - target: Path and query, percent-encoded.
    ///   - length: How long `body` is.
    ///   - payload: How `body` is signed.
    ///   - who: In whose name, for whoever may go through the doors.
    ///   - take: Gets the answer while its body is on its way; errors never get there.
    /// - Throws: the store's error; `ServerUnreachable` when there is no answer; what `take` throws.
    public func store<Value: Sendable>(
        _ method: String, _ target: String, _ headers: WireHeaders, _ body: any BodySource, length: Int,
        payload: PayloadMode = .unsigned, as who: String? = nil,
        _ take: @Sendable (StreamedAnswer) async throws -> Value
    ) async throws -> Value {
        var headers = headers
        headers["User-Agent"] = "kmslab"
        if let who {
            headers[DoorKeeper.callerHeader] = who
            headers[DoorKeeper.tokenHeader] = token?.exposed
        }
        let request = WireRequest(
            method: method, target: target, headers: headers, authority: endpoint.authority, body: .streamed)
        let signed = try signer.sign(
            request, credential, region: region, service: .s3, at: clock.now, payload: payload
        ).request
        do {
            return try await client.exchange(signed, body, length: length) { answer in
                guard answer.status >= 400 else { return try await take(answer) }
                throw try await Self.error(in: answer, isHead: method == "HEAD")
            }
        } catch let failure as LabHTTPClient.Failure {
            throw ServiceError(
                Self.unreachable, failure.description, hint: "`kmslab serve` starts a server; is the address right?")
        }
    }

    private static func error(in answer: StreamedAnswer, isHead: Bool) async throws(ServiceError) -> ServiceError {
        var document: [UInt8] = []
        while !isHead, document.count < errorBytes, let piece = try await answer.body.next() { document += piece }
        return RemoteAnswer.storeError(answer.status, document)
            ?? ServiceError(ServiceError.Code("HTTP\(answer.status)", answer.status))
    }
}
