public import LabCore
public import LabWire

/// A lab behind a server, as the command line talks to it: services by signed requests, doors by the home's token.
public struct RemoteLab: Sendable {
    /// The code of the error for a server that does not answer.
    public static let unreachable = ServiceError.Code("ServerUnreachable", 503)

    let endpoint: ServerEndpoint
    let credential: SigningCredential
    let region: Region
    let token: Sensitive<String>?
    let clock: any WallClock
    let client: LabHTTPClient
    let signer = Signer()

    /// The lab at `endpoint`.
    ///
    /// - Parameters:
    ///   - credential: Who asks.
    ///   - token: What opens the doors of a lab that is kept.
    ///   - authorities: The certificates, PEM, that the server may prove its name with; without them, the system's.
    ///   - clock: The machine's clock, for signatures.
    public init(
        _ endpoint: ServerEndpoint, as credential: SigningCredential, in region: Region, token: Sensitive<String>?,
        trusting authorities: [UInt8]? = nil, clock: any WallClock = SystemClock()
    ) {
        self.endpoint = endpoint
        self.credential = credential
        self.region = region
        self.token = token
        self.clock = clock
        client = LabHTTPClient(endpoint, trusting: authorities)
    }

    /// Asks a service, in AWS's JSON whatever its protocol.
    ///
    /// - Throws: the service's error; `ServerUnreachable` when there is no answer.
    public func call(
        _ service: String, _ operation: String, _ input: JSONObject
    ) async throws(ServiceError) -> JSONObject {
        guard let wire = WireService(rawValue: service) else {
            throw ServiceError(ServiceError.Code("UnknownOperationException"), "there is no service `\(service)`")
        }
        switch wire.protocolFamily {
        case .json: return try await callJSON(wire, operation, input)
        case .query: return try await callQuery(wire, operation, input)
        case .restXML:
            throw ServiceError(
                ServiceError.Code("NotImplemented", 501), "S3 has no JSON form",
                hint: "`kmslab object` and `kmslab bucket` speak to it, and `aws s3api`: see `kmslab env`")
        }
    }

    /// Goes through a door of the lab itself.
    ///
    /// - Throws: what the door says; `ServerUnreachable` when there is no answer.
    public func door(_ name: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject {
        try RemoteAnswer.json(try await send(doorRequest(name, .bytes(JSONValue.object(input).compactBytes))))
    }

    /// A request to a door, with the home's token.
    func doorRequest(_ name: String, _ body: WireRequest.Body) -> WireRequest {
        var headers: WireHeaders = ["Content-Type": "application/json"]
        if let token { headers[DoorKeeper.tokenHeader] = token.exposed }
        return WireRequest(
            method: "POST", target: "/_kmslab/\(PercentEncoding.encode(name))", headers: headers,
            authority: endpoint.authority, body: body)
    }

    private func callJSON(
        _ service: WireService, _ operation: String, _ input: JSONObject
    ) async throws(ServiceError) -> JSONObject {
        let headers: WireHeaders = [
            "Content-Type": WireResponse.jsonType,
            "X-Amz-Target": "\(service.targetPrefixes.first ?? "").\(operation)",
        ]
        let body = JSONValue.object(input).compactBytes
        return try RemoteAnswer.json(try await send(try signed(service, headers, body)))
    }

    private func callQuery(
        _ service: WireService, _ operation: String, _ input: JSONObject
    ) async throws(ServiceError) -> JSONObject {
        let headers: WireHeaders = ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"]
        let form = QueryRequest.form(operation, version: service.queryVersion ?? "", input)
        return try RemoteAnswer.query(try await send(try signed(service, headers, form)), operation)
    }

    private func signed(
        _ service: WireService, _ headers: WireHeaders, _ body: [UInt8]
    ) throws(ServiceError) -> WireRequest {
        var headers = headers
        headers["User-Agent"] = "kmslab"
        let request = WireRequest(
            method: "POST", target: "/", headers: headers, authority: endpoint.authority, body: .bytes(body))
        do throws(PercentEncoding.Flaw) {
            return try signer.sign(request, credential, region: region, service: service, at: clock.now).request
        } catch {
            preconditionFailure("`/` is a well-formed target")
        }
    }

    private func send(_ request: WireRequest) async throws(ServiceError) -> WireResponse {
        do throws(LabHTTPClient.Failure) {
            return try await client.send(request)
        } catch {
            throw ServiceError(
                Self.unreachable, error.description, hint: "`kmslab serve` starts a server; is the address right?")
        }
    }
}
