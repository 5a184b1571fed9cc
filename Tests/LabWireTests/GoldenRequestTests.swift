import Foundation
import LabCore
import LabWire
import Testing

/// Requests that botocore signed (`Fixtures/make_requests.py`).
struct GoldenRequests {
    struct Request: Sendable, CustomTestStringConvertible {
        let name: String
        let service: WireService
        let request: WireRequest
        var testDescription: String { name }
    }

    let now: Timestamp
    let credential: SigningCredential
    let sessionCredential: SigningCredential
    let requests: [Request]

    static let all: GoldenRequests = {
        do {
            return try GoldenRequests()
        } catch {
            Issue.record("cannot read the fixtures: \(error)")
            return GoldenRequests(
                now: Timestamp(millisecondsSince1970: 0), credential: SigningCredential(accessKeyID: "", secret: ""),
                sessionCredential: SigningCredential(accessKeyID: "", secret: ""), requests: [])
        }
    }()

    private init(
        now: Timestamp, credential: SigningCredential, sessionCredential: SigningCredential, requests: [Request]
    ) {
        self.now = now
        self.credential = credential
        self.sessionCredential = sessionCredential
        self.requests = requests
    }

    private init() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/requests.json")
        let document = try JSONParser.parse(Array(Data(contentsOf: url)))
        let text = { (name: String) in try #require(document[name]?.string) }
        now = Timestamp(secondsSince1970: try #require(document["now"]?.double))
        credential = SigningCredential(accessKeyID: try text("accessKeyID"), secret: try text("secret"))
        sessionCredential = SigningCredential(
            accessKeyID: try text("accessKeyID"), secret: try text("secret"), sessionToken: try text("token"),
            expires: now + .hours(1))
        requests = try #require(document["requests"]?.array).map(Self.request)
    }

    private static func request(_ value: JSONValue) throws -> Request {
        let text = { (name: String) in try #require(value[name]?.string) }
        var headers = WireHeaders()
        for field in try #require(value["headers"]?.array) {
            headers.append(try #require(field.array?.first?.string), try #require(field.array?.last?.string))
        }
        return Request(
            name: try text("name"), service: try #require(WireService(rawValue: try text("service"))),
            request: WireRequest(
                method: try text("method"), target: try text("target"), headers: headers,
                authority: try text("authority"), body: .bytes(try #require(Base64.decode(try text("body"))))))
    }

    /// The credential that the request was signed with.
    func credential(for request: WireRequest) -> SigningCredential {
        let hasToken =
            request.headers.contains("x-amz-security-token") || request.query.contains("X-Amz-Security-Token")
            || request.query.contains("x-amz-security-token")
        return hasToken ? sessionCredential : credential
    }

    func verify(_ golden: Request, changed: WireRequest? = nil) throws(SignatureFailure) -> VerifiedSignature? {
        let request = changed ?? golden.request
        let credential = credential(for: golden.request)
        return try SignatureVerifier().verify(request, to: golden.service, at: now) {
            $0 == credential.accessKeyID ? credential : nil
        }
    }
}

@Suite struct GoldenRequestTests {
    private let golden = GoldenRequests.all

    @Test func theFixturesAreThere() {
        #expect(golden.requests.count == 70)
    }

    @Test(arguments: GoldenRequests.all.requests)
    func whatBotocoreSignedIsVerified(golden request: GoldenRequests.Request) throws {
        let verified = try #require(try golden.verify(request))
        #expect(verified.accessKeyID == golden.credential.accessKeyID)
        #expect(verified.service == request.service)
        #expect(verified.mechanism.isVersion4 == !request.name.contains("v2"))
        #expect(verified.mechanism.isPresigned == !request.request.headers.contains("authorization"))
    }

    @Test(arguments: GoldenRequests.all.requests)
    func anotherSecretIsRefused(golden request: GoldenRequests.Request) throws {
        let known = golden.credential(for: request.request)
        let other = SigningCredential(
            accessKeyID: known.accessKeyID, secret: "other", sessionToken: known.sessionToken?.exposed,
            expires: known.expires)
        let failure = #expect(throws: SignatureFailure.self) {
            try SignatureVerifier().verify(request.request, to: request.service, at: golden.now) { _ in other }
        }
        guard case .mismatch = failure?.cause else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test(arguments: GoldenRequests.all.requests)
    func anotherMethodIsRefused(golden request: GoldenRequests.Request) throws {
        var changed = request.request
        changed.method = changed.method == "GET" ? "HEAD" : "GET"
        #expect(throws: SignatureFailure.self) { try golden.verify(request, changed: changed) }
    }

    @Test(arguments: GoldenRequests.all.requests)
    func anotherPathIsRefused(golden request: GoldenRequests.Request) throws {
        let old = request.request
        let rest = old.query.raw.isEmpty ? "" : "?" + old.query.raw
        let changed = WireRequest(
            method: old.method, target: old.path + "x" + rest, headers: old.headers, authority: old.authority,
            body: old.body)
        #expect(throws: SignatureFailure.self) { try golden.verify(request, changed: changed) }
    }

    @Test(arguments: GoldenRequests.all.requests.filter { $0.service != .s3 })
    func anotherBodyIsRefused(golden request: GoldenRequests.Request) throws {
        var changed = request.request
        changed.body = .bytes((request.request.bodyBytes ?? []) + [0x20])
        #expect(throws: SignatureFailure.self) { try golden.verify(request, changed: changed) }
    }

    @Test(arguments: GoldenRequests.all.requests.filter { $0.service == .s3 && !$0.name.contains("v2") })
    func anUnsignedAmazonHeaderIsRefused(golden request: GoldenRequests.Request) throws {
        var changed = request.request
        changed.headers.append("X-Amz-Acl", "public-read")
        let failure = #expect(throws: SignatureFailure.self) { try golden.verify(request, changed: changed) }
        #expect(failure?.cause == .headersNotSigned(["x-amz-acl"]))
    }

    @Test(arguments: GoldenRequests.all.requests.filter { $0.name.contains("virtual") })
    func anotherHostIsRefused(golden request: GoldenRequests.Request) throws {
        var changed = request.request
        changed.authority = "other.localhost:4566"
        #expect(throws: SignatureFailure.self) { try golden.verify(request, changed: changed) }
    }

    @Test(arguments: GoldenRequests.all.requests.filter { !$0.name.contains("v2") })
    func signingAgainGivesTheSameSignature(golden request: GoldenRequests.Request) throws {
        let verified = try #require(try golden.verify(request))
        guard verified.mechanism == .header else { return }
        var unsigned = request.request
        unsigned.headers = WireHeaders(
            request.request.headers.fields.filter { verified.signedHeaders.contains($0.name.lowercased()) }
                .map { ($0.name, $0.value) })
        let signed = try Signer().sign(
            unsigned, golden.credential(for: request.request), region: try #require(verified.region),
            service: request.service, at: golden.now, payload: verified.payload)
        #expect(signed.signature == verified.signature)
    }

    @Test(arguments: GoldenRequests.all.requests)
    func theDetectorFindsTheService(golden request: GoldenRequests.Request) throws {
        let target = ProtocolDetector.target(of: request.request)
        #expect(target.service == request.service)
        guard case .s3(let location) = target, request.name.hasPrefix("s3 get ") else { return }
        #expect(location.bucket == "bucket")
        let key = try location.key()
        #expect(request.name.hasPrefix("s3 get \(key), "))
    }
}
