import LabCore
import LabIdentity
import LabService
import LabTesting
import LabWire
import LabWorld
import Testing

@testable import LabServer

/// Requests to services: signatures, credentials, Regions, errors.
@Suite struct ResponderTests {
    @Test func aSignedRequestReachesItsOperation() async throws {
        let lab = try LabFixture()
        let key = try await lab.newKey()
        let sealed = await lab.send(try lab.kms("Encrypt", #"{"KeyId":"\#(key)","Plaintext":"aGVsbG8="}"#))
        #expect(sealed.status == 200 && sealed.response.headers["x-amzn-RequestId"]?.utf8.count == 36)
        #expect(sealed.response.headers["Content-Type"] == "application/x-amz-json-1.1")
        let blob = sealed.json["CiphertextBlob"]?.string ?? ""
        let opened = await lab.send(try lab.kms("Decrypt", #"{"CiphertextBlob":"\#(blob)"}"#))
        #expect(opened.json["Plaintext"] == "aGVsbG8=")
    }

    @Test func anOperationWithoutOutputAnswersWithAnEmptyBody() async throws {
        let lab = try LabFixture()
        let key = try await lab.newKey()
        let answer = await lab.send(try lab.kms("DisableKey", #"{"KeyId":"\#(key)"}"#))
        #expect(answer.status == 200 && answer.text.isEmpty)
    }

    @Test func theEventHasTheRequestIDOfTheAnswer() async throws {
        let lab = try LabFixture()
        let answer = await lab.send(try lab.kms("ListKeys", headers: ["User-Agent": "probe/1"]))
        let event = try await lab.lab.door("trail")["events"]?.array?.last
        #expect(event?["requestID"]?.string == answer.response.headers["x-amzn-RequestId"])
        #expect(event?["userAgent"] == "probe/1" && event?["sourceIPAddress"] == "127.0.0.1")
    }

    /// A body that is no JSON, an input that does not decode, an operation that refuses: one event each.
    @Test(arguments: [
        (#"{"KeyId":"#, "SerializationException"), (#"{"KeyId":7}"#, "SerializationException"),
        (#"{"KeyId":"1234abcd-12ab-34cd-56ef-1234567890ab"}"#, "NotFoundException"),
    ])
    func aRefusedRequestLeavesOneEvent(_ input: String, _ code: String) async throws {
        let lab = try LabFixture()
        let answer = await lab.send(try lab.kms("DescribeKey", input))
        #expect(answer.code == code)
        let events = try await lab.lab.door("trail")["events"]?.array ?? []
        #expect(events.count == 1)
        #expect(events.last?["eventName"] == "DescribeKey" && events.last?["errorCode"]?.string == code)
        #expect(events.last?["requestID"]?.string == answer.response.headers["x-amzn-RequestId"])
    }

    @Test func theRegionIsTheOneInTheSignature() async throws {
        let lab = try LabFixture()
        let frankfurt = try #require(Region("eu-central-1"))
        let key = try await lab.newKey(in: frankfurt)
        #expect(key.hasPrefix("arn:aws:kms:eu-central-1:111122223333:key/"))
        let elsewhere = await lab.send(try lab.kms("ListKeys"))
        #expect(elsewhere.json["Keys"] == [])
    }

    @Test func twelveDigitsAreTheRootUserOfThatAccount() async throws {
        let lab = try LabFixture()
        let other = SigningCredential(accessKeyID: "444455556666", secret: "test")
        #expect(try await lab.newKey(as: other).contains(":444455556666:key/"))
        #expect(await lab.send(try lab.kms("ListKeys")).json["Keys"] == [])
        let wrong = SigningCredential(accessKeyID: "444455556666", secret: "other")
        #expect(await lab.send(try lab.kms("ListKeys", as: wrong)).code == "InvalidSignatureException")
    }

    @Test(arguments: ["test", "111122223333"])
    func strictServersKnowNoConventions(id: String) async throws {
        let lab = try LabFixture(credentials: IdentityCredentials())
        let answer = await lab.send(
            try lab.kms("ListKeys", as: SigningCredential(accessKeyID: id, secret: "test")))
        #expect(answer.status == 400 && answer.code == "UnrecognizedClientException")
    }

    @Test func theOwnersTokenIsTheRootUser() async throws {
        let lab = try LabFixture(credentials: OwnerCredentials(token: Sensitive("open sesame")))
        let owner = SigningCredential(accessKeyID: OwnerCredentials.accessKeyID, secret: "open sesame")
        #expect(await lab.send(try lab.kms("ListKeys", as: owner)).status == 200)
        let thief = SigningCredential(accessKeyID: OwnerCredentials.accessKeyID, secret: "guess")
        #expect(await lab.send(try lab.kms("ListKeys", as: thief)).code == "InvalidSignatureException")
    }

    struct Refusal: CustomTestStringConvertible {
        let name: String
        let code: String
        let make: @Sendable (LabFixture) throws -> WireRequest

        var testDescription: String { name }
    }

    private static let refusals = [
        Refusal(name: "no signature", code: "MissingAuthenticationTokenException") {
            try $0.kms("ListKeys", as: nil)
        },
        Refusal(name: "unknown key id", code: "UnrecognizedClientException") {
            try $0.kms("ListKeys", as: SigningCredential(accessKeyID: "AKIANOBODY", secret: "test"))
        },
        Refusal(name: "wrong secret", code: "InvalidSignatureException") {
            try $0.kms("ListKeys", as: SigningCredential(accessKeyID: "test", secret: "wrong"))
        },
        Refusal(name: "a token where there is no session", code: "UnrecognizedClientException") {
            try $0.kms(
                "ListKeys", as: SigningCredential(accessKeyID: "test", secret: "test", sessionToken: "x"))
        },
        Refusal(name: "signed six minutes ago", code: "InvalidSignatureException") {
            try $0.kms("ListKeys", at: $0.clock.now - .minutes(6))
        },
        Refusal(name: "signed in six minutes", code: "InvalidSignatureException") {
            try $0.kms("ListKeys", at: $0.clock.now + .minutes(6))
        },
        Refusal(name: "signed for another service", code: "InvalidSignatureException") {
            try $0.kms("ListKeys", service: .ssm)
        },
        Refusal(name: "malformed signature", code: "IncompleteSignatureException") {
            var request = try $0.kms("ListKeys", as: nil)
            request.headers["Authorization"] = "AWS4-HMAC-SHA256 nonsense"
            return request
        },
        Refusal(name: "another body", code: "InvalidSignatureException") {
            var request = try $0.kms("ListKeys")
            request.body = .bytes(Array(#"{"Limit":1}"#.utf8))
            return request
        },
        Refusal(name: "no such operation", code: "UnknownOperationException") { try $0.kms("MakeCoffee") },
        Refusal(name: "no operation", code: "UnknownOperationException") { try $0.kms(nil) },
        Refusal(name: "no JSON", code: "SerializationException") { try $0.kms("ListKeys", "{") },
        Refusal(name: "no object", code: "SerializationException") { try $0.kms("ListKeys", "[]") },
        Refusal(name: "wrong type", code: "SerializationException") { try $0.kms("ListKeys", #"{"Limit":"x"}"#) },
        Refusal(name: "out of bounds", code: "ValidationException") { try $0.kms("ListKeys", #"{"Limit":0}"#) },
    ]

    @Test(arguments: refusals)
    func aRefusalHasAWSsShape(refusal: Refusal) async throws {
        let lab = try LabFixture()
        let answer = await lab.send(try refusal.make(lab))
        #expect(answer.status == 400 && answer.code == refusal.code)
        #expect(answer.response.headers["x-amzn-RequestId"] != nil)
        #expect(lab.log.records.last?.error?.code.wireName == refusal.code)
    }

    @Test func aServiceThatTheLabDoesNotHaveIsRefusedByName() async throws {
        let lab = try LabFixture()
        var request = try lab.kms(nil, as: nil)
        request.headers["X-Amz-Target"] = "DynamoDB_20120810.ListTables"
        let answer = await lab.send(request)
        #expect(answer.code == "UnknownOperationException" && answer.message?.contains("DynamoDB") == true)
    }

    @Test func anUnknownActionOfAQueryServiceIsAnXMLError() async throws {
        let lab = try LabFixture()
        let form = "Action=MakeCoffee&Version=2011-06-15"
        let request = WireRequest(
            method: "POST", target: "/", headers: ["Content-Type": "application/x-www-form-urlencoded"],
            authority: "h", body: .bytes(Array(form.utf8)))
        let signed = try Signer().sign(
            request, LabFixture.test, region: .standard, service: .sts, at: lab.clock.now
        ).request
        let answer = await lab.send(signed)
        #expect(answer.status == 400 && answer.text.contains("<Code>InvalidAction</Code>"))
        #expect(answer.response.headers["Content-Type"] == "text/xml")
        let unsigned = await lab.send(request)
        #expect(unsigned.status == 403 && unsigned.text.contains("<Code>MissingAuthenticationToken</Code>"))
    }

    @Test func s3AnswersInItsOwnXML() async throws {
        let lab = try LabFixture()
        let answer = await lab.send(WireRequest(method: "GET", target: "/bucket/key", authority: "h"))
        #expect(answer.status == 404 && answer.text.contains("<Code>NoSuchBucket</Code>"))
        #expect(answer.response.headers["x-amz-request-id"]?.utf8.count == 16)
    }

    @Test func failuresOfTheLabItselfAreNotExplainedToClients() async throws {
        struct BrokenCredentials: CredentialSource {
            func credential(for accessKeyID: String, in lab: Lab) throws(ServiceError) -> KnownCredential? {
                throw ServiceError(.init("InternalFailure", 500), "/home/me/.kmslab/lab.sqlite is broken")
            }
        }
        let lab = try LabFixture(credentials: BrokenCredentials())
        let answer = await lab.send(try lab.kms("ListKeys"))
        #expect(answer.status == 500 && answer.text == #"{"__type":"InternalFailure"}"#)
        #expect(lab.log.records.last?.error?.message?.contains("lab.sqlite") == true)
    }

    @Test func aWaitingClientWithAnUnknownKeyIsNotAskedForItsBody() async throws {
        let lab = try LabFixture()
        let nobody = SigningCredential(accessKeyID: "AKIANOBODY", secret: "test")
        let body = WatchedBody(Array("{}".utf8))
        let answer = await lab.send(
            try lab.kms("ListKeys", as: nobody, headers: ["Expect": "100-continue"]), body: body)
        #expect(answer.code == "UnrecognizedClientException" && !body.wasAskedFor)
        let welcome = WatchedBody(Array("{}".utf8))
        let request = try lab.kms("ListKeys", headers: ["Expect": "100-continue"])
        #expect(await lab.send(request, body: welcome).status == 200 && welcome.wasAskedFor)
    }

    @Test func aBodyThatIsTooLargeIsRefusedBeforeItIsAskedFor() async throws {
        let lab = try LabFixture()
        let body = WatchedBody([], declaredLength: 2 << 20)
        let answer = await lab.send(try lab.kms("Encrypt"), body: body)
        #expect(answer.status == 413 && answer.code == "RequestEntityTooLarge" && !body.wasAskedFor)
        let undeclared = MemoryBody(Array(repeating: [UInt8](repeating: 0x20, count: 1 << 19), count: 3))
        #expect(await lab.send(try lab.kms("Encrypt"), body: undeclared).status == 413)
    }

    @Test func theLogKnowsWhoAskedForWhatAndHoldsNoSecret() async throws {
        let lab = try LabFixture()
        let key = try await lab.newKey()
        _ = await lab.send(try lab.kms("Encrypt", #"{"KeyId":"\#(key)","Plaintext":"c2VjcmV0"}"#))
        let record = try #require(lab.log.records.last)
        #expect(record.what == "kms:Encrypt" && record.subject == key && record.who == "root@111122223333")
        #expect(record.outcome == "ok" && record.region == "us-east-1" && record.status == 200)
        #expect(!JSONValue.object(record.json).compactText.contains("c2VjcmV0"))
        _ = await lab.send(try lab.kms("Encrypt", #"{"KeyId":"alias/none","Plaintext":"c2VjcmV0"}"#))
        #expect(lab.log.records.last?.outcome.hasPrefix("NotFoundException: ") == true)
    }

    @Test func claimsAboutTheNetworkCountFromThisMachineOnly() {
        let claims: WireHeaders = [
            "X-Kmslab-Source-Ip": "203.0.113.9", "X-Kmslab-Source-Vpce": "vpce-1", "X-Kmslab-Secure-Transport": "true",
        ]
        let near = WireRequest(method: "GET", target: "/", headers: claims, remoteAddress: "127.0.0.1")
        let origin = ClientOrigin.origin(of: near)
        #expect(origin.sourceIP == "203.0.113.9" && origin.vpcEndpoint == "vpce-1" && origin.isSecure)
        let far = WireRequest(method: "GET", target: "/", headers: claims, remoteAddress: "192.0.2.1")
        let real = ClientOrigin.origin(of: far)
        #expect(real.sourceIP == "192.0.2.1" && real.vpcEndpoint == nil && !real.isSecure)
    }
}

/// Access keys of the lab's own IAM.
@Suite struct IdentityCredentialTests {
    private func run<Q: Mutation & MemberOperation>(
        _ operation: Q.Type, _ input: JSONObject, in lab: Lab
    ) async throws -> JSONObject where Q.State: WorldSlice {
        try await OperationEntry(operation).run(lab, input, .json, try lab.call(as: InMemoryLab.root()))
    }

    @Test func aUserSignsWithTheKeyThatIAMGaveOutUntilItIsSwitchedOff() async throws {
        let lab = try LabFixture(credentials: IdentityCredentials())
        _ = try await run(CreateUser.self, ["UserName": "alice"], in: lab.lab)
        let key = try await run(CreateAccessKey.self, ["UserName": "alice"], in: lab.lab)["AccessKey"]
        let id = try #require(key?["AccessKeyId"]?.string)
        let alice = SigningCredential(accessKeyID: id, secret: try #require(key?["SecretAccessKey"]?.string))
        let denied = await lab.send(try lab.kms("ListKeys", as: alice))
        #expect(denied.code == "AccessDeniedException" && lab.log.records.last?.who == "user/alice")
        let off: JSONObject = ["UserName": "alice", "AccessKeyId": .string(id), "Status": "Inactive"]
        _ = try await run(UpdateAccessKey.self, off, in: lab.lab)
        #expect(await lab.send(try lab.kms("ListKeys", as: alice)).code == "UnrecognizedClientException")
    }

    @Test func aSessionEndsByTheLabsClock() async throws {
        struct Session: CredentialSource {
            let expiry: Timestamp

            func credential(for accessKeyID: String, in lab: Lab) throws(ServiceError) -> KnownCredential? {
                KnownCredential(
                    accessKeyID: accessKeyID, secret: Sensitive("s"), sessionToken: Sensitive("t"), expiry: expiry,
                    caller: Caller(.root(.standard), accessKeyID: accessKeyID))
            }
        }
        let start = ManualClock().now
        let lab = try LabFixture(credentials: Session(expiry: start + .hours(1)))
        let session = SigningCredential(accessKeyID: "ASIA1", secret: "s", sessionToken: "t")
        #expect(await lab.send(try lab.kms("ListKeys", as: session)).status == 200)
        _ = try await lab.lab.door("clock", ["advance": "2h"])
        #expect(await lab.send(try lab.kms("ListKeys", as: session)).code == "ExpiredTokenException")
    }
}
