import LabCore
import LabS3
import LabS3REST
import LabWire
public import LabWorld

/// The object store behind the port: bodies stream in and out.
public struct S3Service: HTTPService {
    /// The service; it keeps nothing.
    public init() {}

    /// Runs the operation that method, path, query and headers name.
    public func respond(to request: ServiceRequest, body: any RequestBody, from lab: Lab) async -> ServiceAnswer {
        guard case .s3(let location) = request.target else {
            return ServiceAnswer(operation: nil, outcome: .failure(.unknownOperation(nil, of: .s3)))
        }
        let answer = await S3REST.respond(
            to: S3Request(
                wire: request.wire, location: location, signature: request.signature, call: request.call,
                identity: request.identity, body: ServedBody(body: body), declaredLength: body.declaredLength),
            from: lab)
        return ServiceAnswer(
            operation: answer.operation, subject: answer.subject, outcome: answer.outcome.map(ServerResponse.init))
    }
}

/// A connection's body as the object store takes it.
private struct ServedBody: BodySource {
    let body: any RequestBody

    func next() async throws(ServiceError) -> [UInt8]? { try await body.next() }
}

extension ServerResponse {
    /// The object store's answer; an object's body is opened as fast as the client takes it.
    init(_ response: S3Response) {
        let body: Body =
            switch response.body {
            case .bytes(let bytes): .bytes(bytes)
            case .head(let length): .stream(length: length) { _ in }
            case .object(let reader):
                .stream(length: reader.byteCount) { sink in
                    while let piece = try reader.next() { try await sink.write(piece) }
                }
            }
        self.init(status: response.status, headers: response.headers, body: body)
    }
}
