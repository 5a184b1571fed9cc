public import LabCore
import LabCrypto
import LabService
import LabWire
import LabWorld

/// Lets requests to `/_kmslab/NAME` through the lab's own doors, or not.
///
/// The doors answer this machine only, and in a lab that is kept only whoever shows the home's token. A lab in memory is
/// open to test suites; since any page in a browser can talk to this machine, too, requests that a page made, or that
/// were sent to a name which only resolves to this machine, are turned away.
public struct DoorKeeper: Sendable {
    /// The header that carries the token.
    public static let tokenHeader = "X-Kmslab-Token"

    /// The header by which whoever may go through the doors asks a service in somebody else's name.
    public static let callerHeader = "X-Kmslab-As"

    private static let prefix = "/_kmslab/"
    private let token: Sensitive<String>?
    private let limits: ServerLimits

    /// A keeper who asks for `token`; for `nil` the doors are open to this machine.
    public init(token: Sensitive<String>?, limits: ServerLimits = ServerLimits()) {
        self.token = token
        self.limits = limits
    }

    /// Whether a request is for a door. No bucket can have this name, because `_` is not allowed there.
    static func isDoor(_ request: WireRequest) -> Bool { request.path.utf8.starts(with: prefix.utf8) }

    /// Takes a request through its door.
    func respond(
        to request: WireRequest, body: any RequestBody, from lab: Lab, note: inout RequestNote
    ) async -> ServerResponse {
        let name = String(request.path.dropFirst(Self.prefix.count))
        let isStream = name == TrailFollower.door
        note.service = "lab"
        note.operation = isStream ? name : LabDoor.named(name)?.name
        do throws(ServiceError) {
            try check(request)
            try Self.checkMethod(request, door: name)
            let input = try await input(request, body)
            if isStream { return Self.stream(try lab.follow(input)) }
            return Self.response(200, try await lab.door(name, input))
        } catch {
            note.error = error
            return Self.response(error.code.httpStatus, Self.json(error))
        }
    }

    /// In whose name a request to a service is made; `nil` for its own.
    ///
    /// The door `call` does the same for every other operation; objects stream, and doors do not.
    ///
    /// - Throws: `DoorClosed` for a request that no door would open to; `UnknownPrincipal`.
    func impersonated(by request: WireRequest, in lab: Lab) throws(ServiceError) -> Caller? {
        guard let who = request.headers[Self.callerHeader] else { return nil }
        try check(request)
        return try lab.world.caller(named: who)
    }

    private func check(_ request: WireRequest) throws(ServiceError) {
        let isForeign = request.headers.contains("origin") || !Loopback.isLoopbackHost(request.host)
        guard Loopback.isLoopback(request.remoteAddress), !isForeign else {
            throw Self.closed("the lab's doors are open to programs on this machine only")
        }
        guard let token else { return }
        let shown = Array((request.headers[Self.tokenHeader] ?? "").utf8)
        guard ConstantTime.equals(shown, Array(token.exposed.utf8)) else {
            throw Self.closed("the lab's doors ask for the token in `server.json` of the home, as \(Self.tokenHeader)")
        }
    }

    private static func closed(_ message: String) -> ServiceError {
        ServiceError(ServiceError.Code("DoorClosed", 403), message)
    }

    /// A link must not change anything, so doors that do take POST only.
    private static func checkMethod(_ request: WireRequest, door name: String) throws(ServiceError) {
        let changesLab = LabDoor.named(name)?.changesLab ?? false
        guard request.method == "POST" || request.method == "GET" && !changesLab else {
            throw ServiceError(
                ServiceError.Code("MethodNotAllowed", 405), "`\(name)` takes \(changesLab ? "POST" : "GET and POST")")
        }
    }

    private func input(_ request: WireRequest, _ body: any RequestBody) async throws(ServiceError) -> JSONObject {
        let bytes = try await body.collect(upTo: limits.doorBodyBytes)
        guard !bytes.isEmpty else { return [:] }
        do throws(JSONError) {
            if let object = try JSONParser.parse(bytes, duplicates: .refuse).object { return object }
        } catch {
            throw ServiceError(ServiceError.Code("InvalidDoorInput"), "the body is not JSON: \(error)")
        }
        throw ServiceError(ServiceError.Code("InvalidDoorInput"), "the body has to be a JSON object")
    }

    /// The error as the doors write it: like AWS's JSON, with the hint for a person.
    private static func json(_ error: ServiceError) -> JSONObject {
        var body: JSONObject = ["__type": .string(error.code.wireName)]
        body["message"] = error.message.map { .string($0) }
        body["hint"] = error.hint.map { .string($0) }
        for name in error.details.keys.sorted() { body[name] = error.details[name].map { .string($0) } }
        return body
    }

    private static func response(_ status: Int, _ body: JSONObject) -> ServerResponse {
        ServerResponse(
            status: status, headers: ["Content-Type": "application/json"],
            body: .bytes(JSONValue.object(body).compactBytes + [0x0A]))
    }

    /// How long a stream says nothing; then an empty line shows whether anybody is still there.
    private static let heartbeat = Duration.seconds(2)

    /// The trail as it goes on: a line of JSON for every event, for as long as the client takes them. A client that takes
    /// nothing holds its own stream up and nobody else; the connection's limits end it.
    private static func stream(_ follower: TrailFollower) -> ServerResponse {
        let body = ServerResponse.Body.stream(length: nil) { sink in
            while let events = try await follower.next(within: heartbeat) {
                let lines: [UInt8] = events.flatMap { JSONValue.object($0).compactBytes + [0x0A] }
                try await sink.write(lines.isEmpty ? [0x0A] : lines)
            }
        }
        return ServerResponse(status: 200, headers: ["Content-Type": "application/jsonl"], body: body)
    }
}
