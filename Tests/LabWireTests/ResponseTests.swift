import LabCore
import LabWire
import Testing

private let uuid = ResponseIdentity(requestID: "00000000-0000-4000-8000-000000000000")
private let s3 = ResponseIdentity(requestID: "4442587FB7D0A2F9", hostID: "host/id=")

private func text(_ response: WireResponse) -> String { String(decoding: response.body, as: UTF8.self) }

@Suite struct ErrorBodyTests {
    @Test(arguments: [
        (
            WireService.kms, ServiceError(.init("NotFoundException"), "Key 'x' does not exist"),
            #"{"__type":"NotFoundException","message":"Key 'x' does not exist"}"#
        ),
        (.kms, ServiceError(.init("InvalidCiphertextException")), #"{"__type":"InvalidCiphertextException"}"#),
        (
            .kms, ServiceError(.init("AccessDeniedException"), "no"),
            #"{"__type":"AccessDeniedException","Message":"no"}"#
        ),
        (
            .secretsManager, ServiceError(.init("AccessDeniedException"), "no"),
            #"{"__type":"AccessDeniedException","message":"no"}"#
        ),
    ])
    func jsonErrors(service: WireService, error: ServiceError, body: String) {
        let response = WireResponse.error(error, from: service, uuid)
        #expect(response.status == 400)
        #expect(response.headers["content-type"] == "application/x-amz-json-1.1")
        #expect(response.headers["x-amzn-requestid"] == uuid.requestID)
        #expect(text(response) == body)
    }

    @Test func s3ErrorsHaveTheirDetailsInOrder() {
        let error = ServiceError(
            .init("InvalidArgument"), "a < b",
            details: ["Zebra": "z", "ArgumentValue": "v", "ArgumentName": "n", "Aardvark": "a"], hint: "secret hint")
        let response = WireResponse.error(error, from: .s3, s3)
        #expect(
            text(response)
                == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>InvalidArgument</Code>"
                + "<Message>a &lt; b</Message><ArgumentName>n</ArgumentName><ArgumentValue>v</ArgumentValue>"
                + "<Aardvark>a</Aardvark><Zebra>z</Zebra><RequestId>4442587FB7D0A2F9</RequestId>"
                + "<HostId>host/id=</HostId></Error>")
        #expect(response.headers["x-amz-request-id"] == s3.requestID)
        #expect(response.headers["x-amz-id-2"] == s3.hostID)
        #expect(response.headers["content-type"] == "application/xml")
    }

    @Test func answersToHeadHaveNoBody() {
        let error = ServiceError(.init("NoSuchKey", 404), "x")
        let response = WireResponse.error(error, from: .s3, s3, isHead: true)
        #expect(response.status == 404)
        #expect(response.body.isEmpty)
        #expect(response.headers["content-type"] == nil)
        #expect(WireResponse.error(ServiceError(.init("NotModified", 304)), from: .s3, s3).body.isEmpty)
    }

    @Test func queryErrors() {
        let error = ServiceError(.init("NoSuchEntity", 404), "gone")
        #expect(
            text(.error(error, from: .iam, uuid))
                == "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type>"
                + "<Code>NoSuchEntity</Code><Message>gone</Message></Error>"
                + "<RequestId>00000000-0000-4000-8000-000000000000</RequestId></ErrorResponse>")
    }

    @Test(arguments: WireService.allCases)
    func unknownOperationsAreNamed(service: WireService) {
        let error = ServiceError.unknownOperation("MakeCoffee", of: service)
        #expect(error.message?.contains("MakeCoffee") == true)
        #expect(error.code.httpStatus >= 400)
    }
}

@Suite struct SuccessBodyTests {
    @Test func jsonAnswers() {
        let response = WireResponse.json(["KeyId": "k"], from: .kms, uuid)
        #expect(response.status == 200)
        #expect(text(response) == #"{"KeyId":"k"}"#)
        #expect(WireResponse.json(nil, from: .kms, uuid).body.isEmpty)
    }

    @Test func queryAnswers() {
        let response = WireResponse.query("GetUser", from: .iam, uuid) {
            $0.element("User") { $0.element("Path", "/") }
        }
        #expect(
            text(response)
                == "<GetUserResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetUserResult><User>"
                + "<Path>/</Path></User></GetUserResult><ResponseMetadata><RequestId>\(uuid.requestID)</RequestId>"
                + "</ResponseMetadata></GetUserResponse>")
        #expect(!text(.query("DeleteUser", from: .iam, uuid, nil)).contains("DeleteUserResult"))
    }

    @Test func s3Answers() throws {
        let response = WireResponse.s3("ListBucketResult", s3) { $0.element("Name", "b") }
        let root = try XMLReader.parse(response.body)
        #expect(root["Name"]?.text == "b")
        #expect(text(response).contains("xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""))
    }

    @Test(arguments: [("", 0), ("{}", 0), ("null", 0), (#"{"a":1}"#, 1)])
    func jsonInputsAreObjects(body: String, count: Int) throws {
        #expect(try AWSJSON.input(Array(body.utf8)).count == count)
    }

    @Test(arguments: ["[", "[]", "1", "{", "{}x", "{\"a\":}"])
    func otherInputsAreSerializationErrors(body: String) {
        let error = #expect(throws: ServiceError.self) { try AWSJSON.input(Array(body.utf8)) }
        #expect(error?.code == ServiceError.Code("SerializationException"))
    }

    @Test func identitiesHaveTheirForms() throws {
        let random = SeededSource(seed: 1)
        let uuid = try ResponseIdentity.make(for: .kms, random)
        #expect(uuid.requestID.count == 36)
        #expect(uuid.hostID == nil)
        let s3 = try ResponseIdentity.make(for: .s3, random)
        #expect(s3.requestID.count == 16)
        #expect(s3.requestID.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) })
        #expect(s3.hostID?.count == 76)
    }
}
