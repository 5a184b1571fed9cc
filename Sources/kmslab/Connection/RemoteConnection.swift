import LabClient
import LabCore
import LabServer
import LabService
import LabStore
import LabWire

/// A lab behind a server.
struct RemoteConnection: LabConnection {
    let region: Region
    private let lab: RemoteLab

    /// The server at `url`. Requests are signed with the key pair of AWS's environment variables, or `test`; the doors
    /// of a lab that is kept ask for the token in `KMSLAB_TOKEN`. A server with TLS is believed by the certificates in
    /// `AWS_CA_BUNDLE`, or those of the system.
    init(url: String, region: Region, environment: [String: String]) throws(Failure) {
        guard let endpoint = ServerEndpoint(url) else {
            throw Failure(.usage, "`\(url)` is not of the form http[s]://HOST:PORT")
        }
        let token = environment["KMSLAB_TOKEN"].map { Sensitive($0) }
        self.region = region
        lab = RemoteLab(
            endpoint, as: Self.credential(in: environment), in: region, token: token,
            trusting: try Self.authorities(environment["AWS_CA_BUNDLE"]))
    }

    /// The server that has the home open. Whoever can read its record is the home's owner.
    init(server: ServerRecord, region: Region) throws(Failure) {
        guard let endpoint = ServerEndpoint(server.address) else {
            throw Failure(.homeDamaged, "the home's `server.json` has no address: `\(server.address)`")
        }
        let owner = SigningCredential(accessKeyID: OwnerCredentials.accessKeyID, secret: server.token.exposed)
        self.region = region
        lab = RemoteLab(
            endpoint, as: owner, in: region, token: server.token,
            trusting: try Self.authorities(server.certificatePath))
    }

    /// The certificates in a file; `nil` when none is named.
    private static func authorities(_ path: String?) throws(Failure) -> [UInt8]? {
        guard let path, !path.isEmpty else { return nil }
        guard let bytes = try? WholeFile.read(FileEndpoint(argument: path), limit: 16 << 20) else {
            throw Failure(.inputMissing, "the certificates in `\(path)` cannot be read")
        }
        return bytes
    }

    private static func credential(in environment: [String: String]) -> SigningCredential {
        guard let id = environment["AWS_ACCESS_KEY_ID"], let secret = environment["AWS_SECRET_ACCESS_KEY"] else {
            return SigningCredential(accessKeyID: "test", secret: "test")
        }
        return SigningCredential(accessKeyID: id, secret: secret, sessionToken: environment["AWS_SESSION_TOKEN"])
    }

    func call(
        _ service: String, _ operation: String, _ input: JSONObject
    ) async throws(ServiceError) -> JSONObject {
        guard service == Service.ec2.name else { return try await lab.call(service, operation, input) }
        // No wire leads to the toy volumes: the lab's own door does.
        return try await lab.door(
            "call",
            [
                "service": .string(service), "operation": .string(operation), "input": .object(input),
                "region": .string(region.code),
            ])
    }

    func door(_ name: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject {
        try await lab.door(name, input)
    }

    func store<Value: Sendable>(
        _ request: StoreRequest, _ take: @Sendable (StreamedAnswer) async throws -> Value
    ) async throws -> Value {
        try await store(request, as: nil, take)
    }

    /// Asks the object store in somebody else's name, which takes what the doors take.
    func store<Value: Sendable>(
        _ request: StoreRequest, as who: String?, _ take: @Sendable (StreamedAnswer) async throws -> Value
    ) async throws -> Value {
        try await lab.store(
            request.method, request.target, request.headers, request.body, length: request.length,
            payload: request.payload, as: who, take)
    }

    func follow(_ input: JSONObject, _ take: @Sendable (JSONObject) async throws -> Void) async throws {
        try await lab.follow(input, take)
    }

    func close() {}
}
