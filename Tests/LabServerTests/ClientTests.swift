import LabCore
import LabService
import LabTesting
import LabWire
import Testing

@testable import LabServer

/// The client of the command line, against a real server.
@Suite struct ClientTests {
    private func withLab(
        token: String? = nil, _ body: (RemoteLab, ServerEndpoint) async throws -> Void
    ) async throws {
        let fixture = try LabFixture(token: token)
        try await withServer(fixture.responder) { (server) async throws in
            let endpoint = try #require(ServerEndpoint(server.address))
            let lab = RemoteLab(
                endpoint, as: LabFixture.test, in: .standard, token: token.map { Sensitive($0) }, clock: fixture.clock)
            try await body(lab, endpoint)
        }
    }

    @Test func aServiceIsAskedAndItsErrorsAreItsOwn() async throws {
        try await withLab { (lab, _) async throws in
            let made = try await lab.call("kms", "CreateKey", ["Description": "é"])
            #expect(made["KeyMetadata"]?["Description"] == "é")
            let error = await #expect(throws: ServiceError.self) {
                try await lab.call("kms", "DescribeKey", ["KeyId": "alias/none"])
            }
            #expect(error?.code == ServiceError.Code("NotFoundException", 400) && error?.message?.isEmpty == false)
            let unknown = await #expect(throws: ServiceError.self) { try await lab.call("sts", "MakeCoffee", [:]) }
            #expect(unknown?.code == ServiceError.Code("InvalidAction", 400))
        }
    }

    @Test func doorsOpenWithTheToken() async throws {
        try await withLab(token: "open sesame") { (lab, endpoint) async throws in
            #expect(try await lab.door("health", [:])["status"] == "ok")
            let stranger = RemoteLab(endpoint, as: LabFixture.test, in: .standard, token: nil)
            let error = await #expect(throws: ServiceError.self) { try await stranger.door("health", [:]) }
            #expect(error?.code == ServiceError.Code("DoorClosed", 403))
        }
    }

    @Test func aServerThatIsNotThereIsUnreachable() async throws {
        let port = try await withServer(ScriptedResponder.echo()) { (server) async throws in server.port }
        let endpoint = try #require(ServerEndpoint("http://127.0.0.1:\(port)"))
        let lab = RemoteLab(endpoint, as: LabFixture.test, in: .standard, token: nil)
        let error = await #expect(throws: ServiceError.self) { try await lab.door("health", [:]) }
        #expect(error?.code == RemoteLab.unreachable)
    }

    @Test func aServerThatIsNoLabIsToldApart() async throws {
        let responder = ScriptedResponder { _, _ in ServerResponse(status: 200, body: .bytes(Array("<html>".utf8))) }
        try await withServer(responder) { (server) async throws in
            let endpoint = try #require(ServerEndpoint(server.address))
            let lab = RemoteLab(endpoint, as: LabFixture.test, in: .standard, token: nil)
            let error = await #expect(throws: ServiceError.self) { try await lab.door("health", [:]) }
            #expect(error?.code.wireName == "UnreadableAnswer")
        }
    }

    @Test func aSlowServerIsNotWaitedForForever() async throws {
        let responder = ScriptedResponder { _, _ in
            try await Task.sleep(for: .seconds(600))
            return ServerResponse(status: 200)
        }
        try await withServer(responder) { (server) async throws in
            let client = LabHTTPClient(try #require(ServerEndpoint(server.address)), timeout: .milliseconds(50))
            await #expect(throws: LabHTTPClient.Failure.timedOut) {
                try await client.send(WireRequest(method: "GET", target: "/"))
            }
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:4566", "127.0.0.1:4566"), ("http://localhost:4566/", "localhost:4566"),
        ("http://h", "h"), ("http://[::1]:4566", "[::1]:4566"), ("http://[::1]", "[::1]"),
        ("https://h", "h"), ("https://h:80", "h:80"), ("http://h:443", "h:443"),
    ])
    func addressesAreRead(url: String, authority: String) {
        #expect(ServerEndpoint(url)?.authority == authority)
    }

    @Test(arguments: [
        "", "127.0.0.1:4566", "ftp://h", "http://", "http://:1", "http://h:0", "http://h:65536", "http://h:x",
        "http://h/path", "http://h?q", "http://me@h",
    ])
    func whatIsNoAddressIsRefused(url: String) {
        #expect(ServerEndpoint(url) == nil)
    }
}

/// The query protocol, from JSON to forms and from JSON to XML and back.
@Suite struct QueryProtocolTests {
    @Test func inputsBecomeFormsThatTheServerReadsAsTheSameTree() throws {
        let input: JSONObject = [
            "RoleArn": "arn:aws:iam::111122223333:role/é +&", "DurationSeconds": 900, "Flag": true,
            "Tags": [["Key": "a.b", "Value": ""], ["Key": "c", "Value": "d"]], "TagKeys": ["x", "y"],
        ]
        let form = QueryRequest.form("AssumeRole", version: "2011-06-15", input)
        #expect(String(decoding: form, as: UTF8.self).hasPrefix("Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3A"))
        let tree = try QueryForm.parse(form)
        #expect(tree["RoleArn"] == input["RoleArn"] && tree["Tags"] == input["Tags"])
        #expect(tree["TagKeys"] == ["x", "y"] && tree["DurationSeconds"] == "900" && tree["Flag"] == "true")
    }

    @Test func outputsBecomeXMLThatReadsAsTheSameTree() throws {
        let output: JSONObject = [
            "User": ["Name": "<é>&", "Groups": ["a", "b"]], "SummaryMap": ["Users": "1", "Quota": "2"],
        ]
        let response = WireResponse.query("GetThing", from: .iam, .test) { QueryOutput.write(output, to: &$0) }
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text.contains("<Groups><member>a</member><member>b</member></Groups>"))
        #expect(text.contains("<SummaryMap><entry><key>Users</key><value>1</value></entry>"))
        #expect(try RemoteAnswer.query(response, "GetThing") == output)
    }

    @Test func scalarsAreWrittenAsTheProtocolWritesThem() {
        var xml = XMLWriter()
        QueryOutput.write(["A": 5, "B": false, "C": .null, "D": []], to: &xml)
        #expect(String(decoding: xml.bytes, as: UTF8.self) == "<A>5</A><B>false</B><D/>")
    }

    @Test func aQueryErrorIsTheServicesOwn() {
        let error = ServiceError(.init("NoSuchEntity", 404), "The user with name x cannot be found.")
        let response = WireResponse.error(error, from: .iam, .test)
        #expect(throws: error) { try RemoteAnswer.query(response, "GetUser") }
    }
}
