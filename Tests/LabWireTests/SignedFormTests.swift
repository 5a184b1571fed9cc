import LabCore
import LabWire
import Testing

/// The form of the documentation, and one of Version 2.
@Suite struct SignedFormTests {
    // Amazon S3 API Reference, "Example: browser-based upload using HTTP POST (using AWS signature version 4)".
    static let documentedPolicy =
        "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6IC"
        + "JzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6"
        + "ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy"
        + "5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAi"
        + "aW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLW"
        + "VuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7Ingt"
        + "YW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KIC"
        + "AgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAw"
        + "WiIgfQ0KICBdDQp9"

    static func form(_ changes: [String: String?] = [:]) -> SignedForm {
        let fields: [(name: String, value: String)] = [
            ("key", "user/user1/${filename}"), ("Policy", documentedPolicy),
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Date", "20151229T000000Z"),
            ("X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"),
            ("X-Amz-Signature", "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e"),
        ]
        return SignedForm(
            fields.compactMap { field in
                guard let change = changes[field.name] else { return field }
                return change.map { (field.name, $0) }
            })
    }

    private func verify(_ form: SignedForm) throws(ServiceError) -> VerifiedSignature {
        try SignatureVerifier().verify(form, at: Documented.now) {
            $0 == Documented.credential.accessKeyID ? Documented.credential : nil
        }
    }

    @Test func theDocumentedFormIsVerified() throws {
        let verified = try verify(Self.form())
        #expect(verified.accessKeyID == "AKIAIOSFODNN7EXAMPLE")
        #expect(verified.mechanism == .form)
    }

    @Test(arguments: [
        ("Policy", "eyJhIjoxfQ==", "SignatureDoesNotMatch"), ("Policy", nil, "InvalidArgument"),
        ("X-Amz-Signature", nil, "InvalidArgument"), ("X-Amz-Signature", "0", "SignatureDoesNotMatch"),
        ("X-Amz-Date", "20151230T000000Z", "AuthorizationQueryParametersError"),
        ("X-Amz-Credential", "AKID/20151229/us-east-1/s3/aws4_request", "InvalidAccessKeyId"),
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA1", "AuthorizationQueryParametersError"),
    ])
    func aChangedFieldIsRefused(name: String, value: String?, code: String) {
        let error = #expect(throws: ServiceError.self) { try verify(Self.form([name: value])) }
        #expect(error?.code.wireName == code)
    }

    // botocore's HmacV1PostAuth: `hmac_sha1(secret, base64(policy))`, computed with Python's hmac module.
    @Test func aVersion2FormIsVerified() throws {
        let form = { (policy: String) in
            SignedForm([
                ("policy", policy), ("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"),
                ("signature", "0x1e/mguux7FcW60ms9P29wyA7w="),
            ])
        }
        #expect(try verify(form("eyJhIjoxfQ==")).mechanism == .version2Form)
        #expect(throws: ServiceError.self) { try verify(form("eyJhIjoyfQ==")) }
    }

    @Test func aFormWithoutSignatureIsAnonymous() {
        #expect(!SignedForm([("key", "k")]).isSigned)
        #expect(Self.form().isSigned)
    }
}

@Suite struct HoistingTests {
    @Test func signedParametersActAsHeaders() throws {
        let request = WireRequest(
            method: "PUT",
            target: "/b/k?x-amz-acl=private&X-Amz-Meta-A=1%202&X-Amz-Signature=0&X-Amz-Expires=5&x-amz-meta-b=query",
            headers: ["X-Amz-Meta-B": "header"])
        let headers = try request.headersWithHoistedQuery()
        #expect(headers["x-amz-acl"] == "private")
        #expect(headers["x-amz-meta-a"] == "1 2")
        #expect(headers.values("x-amz-meta-b") == ["header"])
        #expect(!headers.contains("x-amz-signature"))
        #expect(!headers.contains("x-amz-expires"))
    }
}
