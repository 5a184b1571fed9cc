import LabCore
import LabService
import LabWire
import LabWorld
import Synchronization
import Testing

@testable import LabServer

/// The door that streams the trail, and requests in somebody else's name.
@Suite struct FollowTests {
    private func request(_ input: String = "", headers: WireHeaders = [:]) -> WireRequest {
        WireRequest(
            method: "POST", target: "/_kmslab/trail-follow", headers: headers, authority: "127.0.0.1:4566",
            remoteAddress: "127.0.0.1", body: .bytes(Array(input.utf8)))
    }

    @Test func theStreamIsLinesOfJSONUntilTheLabEnds() async throws {
        let lab = try LabFixture()
        _ = try await lab.newKey()
        let answer = await lab.send(request(#"{"last": 1}"#))
        #expect(answer.status == 200 && answer.response.headers["Content-Type"] == "application/jsonl")
        guard case .stream(nil, let write) = answer.response.body else {
            Issue.record("the answer does not stream")
            return
        }
        let text = Mutex("")
        let sink = ResponseSink { bytes in
            let isFirst = text.withLock { text in
                defer { text += String(decoding: bytes, as: UTF8.self) }
                return text.isEmpty
            }
            if isFirst {
                _ = try await lab.newKey()
            } else {
                lab.lab.endFollowing()
            }
        }
        try await write(sink)
        let lines = try text.withLock { $0 }.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        #expect(lines.map { $0["number"]?.integer } == [1, 2])
        #expect(lines.allSatisfy { $0["event"]?["eventName"] == "CreateKey" })
    }

    @Test func aClientThatIsGoneEndsItsStream() async throws {
        struct Gone: Error {}
        let lab = try LabFixture()
        guard case .stream(nil, let write) = await lab.send(request()).response.body else {
            Issue.record("the answer does not stream")
            return
        }
        // The empty line that shows whether anybody is there comes after two seconds.
        await #expect(throws: Gone.self) { try await write(ResponseSink { _ in throw Gone() }) }
    }

    @Test func whatTheDoorDoesNotLikeIsSaidBeforeTheStream() async throws {
        let lab = try LabFixture()
        #expect(await lab.send(request(#"{"since": "soon"}"#)).code == "InvalidDoorInput")
        #expect(await lab.send(request(headers: ["Origin": "http://localhost"])).code == "DoorClosed")
        let kept = try LabFixture(token: "open sesame")
        #expect(await kept.send(request()).code == "DoorClosed")
    }

    @Test func aRemoteLabFollowsOverASocket() async throws {
        let lab = try LabFixture()
        _ = try await lab.newKey()
        try await withServer(lab.responder) { server in
            let endpoint = try #require(ServerEndpoint(server.address))
            let remote = RemoteLab(endpoint, as: LabFixture.test, in: .standard, token: nil)
            let seen = Mutex<[Int]>([])
            try await remote.follow(["last": 5]) { line in
                let count = seen.withLock { seen in
                    seen.append(line["number"]?.integer ?? 0)
                    return seen.count
                }
                if count < 3 { _ = try await lab.newKey() } else { lab.lab.endFollowing() }
            }
            #expect(seen.withLock { $0 } == [1, 2, 3])
            await #expect(throws: ServiceError.self) { try await remote.follow(["last": -1]) { _ in } }
        }
    }

    @Test func whoMayGoThroughTheDoorsMayAskInSomebodyElsesName() async throws {
        let lab = try LabFixture()
        let input: JSONObject = ["UserName": "bob"]
        _ = try await lab.lab.perform("iam", "CreateUser", input, as: try lab.lab.world.caller(named: "root"))
        let asBob = try lab.kms("ListKeys", headers: ["X-Kmslab-As": "bob"]).from("127.0.0.1")
        #expect(await lab.send(asBob).code == "AccessDeniedException")
        #expect(await lab.send(try lab.kms("ListKeys").from("127.0.0.1")).status == 200)
        let nobody = try lab.kms("ListKeys", headers: ["X-Kmslab-As": "nobody"]).from("127.0.0.1")
        #expect(await lab.send(nobody).code == "UnknownPrincipal")
        #expect(await lab.send(asBob.from("192.0.2.1")).code == "DoorClosed")
        let kept = try LabFixture(token: "open sesame")
        let withoutToken = try kept.kms("ListKeys", headers: ["X-Kmslab-As": "root"]).from("127.0.0.1")
        #expect(await kept.send(withoutToken).code == "DoorClosed")
    }
}

extension WireRequest {
    fileprivate func from(_ address: String) -> WireRequest {
        var request = self
        request.remoteAddress = address
        return request
    }
}
