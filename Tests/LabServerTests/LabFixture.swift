import LabCore
import LabCrypto
import LabService
import LabTesting
import LabWire
import LabWorld
import Synchronization

@testable import LabServer

/// A lab behind a responder, asked in process: no sockets.
struct LabFixture {
    let lab: Lab
    let clock: ManualClock
    let log = RecordingLog()
    let responder: LabResponder

    init(
        credentials: any CredentialSource = CredentialSources([IdentityCredentials(), ConventionalCredentials()]),
        token: String? = nil
    ) throws {
        let memory = try InMemoryLab()
        lab = memory.lab
        clock = memory.clock
        responder = LabResponder(
            lab: memory.lab, credentials: credentials, doors: DoorKeeper(token: token.map { Sensitive($0) }), log: log)
    }

    static let test = SigningCredential(accessKeyID: "test", secret: "test")

    /// A request to KMS, signed unless it is told otherwise.
    func kms(
        _ operation: String?, _ input: String = "{}", as credential: SigningCredential? = test,
        in region: Region = .standard, service: WireService = .kms, at time: Timestamp? = nil,
        headers: WireHeaders = [:]
    ) throws -> WireRequest {
        var headers = headers
        headers["Content-Type"] = "application/x-amz-json-1.1"
        headers["X-Amz-Target"] = operation.map { "TrentService.\($0)" }
        let request = WireRequest(
            method: "POST", target: "/", headers: headers, authority: "127.0.0.1:4566", body: .bytes(Array(input.utf8)))
        guard let credential else { return request }
        return try Signer().sign(
            request, credential, region: region, service: service, at: time ?? clock.now
        ).request
    }

    /// Sends a request with its body still to come, as a connection does.
    func send(_ request: WireRequest, body: (any RequestBody)? = nil) async -> Answer {
        var streamed = request
        streamed.body = .streamed
        let response = await responder.respond(
            to: streamed, body: body ?? MemoryBody(request.bodyBytes.map { $0.isEmpty ? [] : [$0] } ?? []))
        guard case .bytes(let bytes) = response.body else { return Answer(response: response, text: "") }
        return Answer(response: response, text: String(decoding: bytes, as: UTF8.self))
    }

    /// A new key's ARN.
    func newKey(in region: Region = .standard, as credential: SigningCredential = test) async throws -> String {
        let answer = await send(try kms("CreateKey", as: credential, in: region))
        return answer.json["KeyMetadata"]?["Arn"]?.string ?? ""
    }
}

/// A response for expectations.
struct Answer {
    let response: ServerResponse
    let text: String

    var status: Int { response.status }
    var json: JSONObject { (try? JSONParser.parse(text).object) ?? [:] }
    var code: String? { json["__type"]?.string }
    var message: String? { json["message"]?.string ?? json["Message"]?.string }
}

/// Keeps what it hears.
final class RecordingLog: RequestLog {
    private let kept = Mutex<[RequestRecord]>([])

    var records: [RequestRecord] { kept.withLock { $0 } }

    func record(_ record: RequestRecord) { kept.withLock { $0.append(record) } }
}

/// A body that notices when it is asked for.
final class WatchedBody: RequestBody {
    let declaredLength: Int?
    private let bytes: MemoryBody
    private let asked = Atomic(false)

    init(_ bytes: [UInt8], declaredLength: Int? = nil) {
        self.bytes = MemoryBody(bytes.isEmpty ? [] : [bytes])
        self.declaredLength = declaredLength ?? bytes.count
    }

    var wasAskedFor: Bool { asked.load(ordering: .relaxed) }

    func next() async throws(ServiceError) -> [UInt8]? {
        asked.store(true, ordering: .relaxed)
        return try await bytes.next()
    }
}
