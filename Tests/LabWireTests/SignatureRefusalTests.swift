import LabCore
import LabWire
import Testing

private let key = "AKIAIOSFODNN7EXAMPLE"
private let now = Timestamp(millisecondsSince1970: 1_795_612_326_000)
private let credential = SigningCredential(accessKeyID: key, secret: "secret")
private let region = Region.standard

private func verify(
    _ request: WireRequest, to service: WireService, at time: Timestamp = now, expecting: Region? = nil,
    _ known: SigningCredential = credential
) throws(SignatureFailure) -> VerifiedSignature? {
    try SignatureVerifier().verify(request, to: service, at: time, expecting: expecting) {
        $0 == known.accessKeyID ? known : nil
    }
}

private func failure(_ request: WireRequest, _ service: WireService, at time: Timestamp = now) -> SignatureFailure? {
    do throws(SignatureFailure) {
        _ = try verify(request, to: service, at: time)
        return nil
    } catch {
        return error
    }
}

private func signed(
    _ service: WireService, method: String = "POST", target: String = "/", headers: WireHeaders = [:],
    at time: Timestamp = now, region: Region = region, _ credential: SigningCredential = credential
) throws -> WireRequest {
    let request = WireRequest(method: method, target: target, headers: headers, authority: "127.0.0.1:4566")
    return try Signer().sign(request, credential, region: region, service: service, at: time).request
}

private func authorized(_ authorization: String, date: String? = "20261125T131206Z") -> WireRequest {
    var headers: WireHeaders = ["Authorization": authorization, "x-amz-content-sha256": "UNSIGNED-PAYLOAD"]
    headers["x-amz-date"] = date
    return WireRequest(method: "GET", target: "/b/k", headers: headers, authority: "127.0.0.1")
}

private func header(
    _ credential: String = "\(key)/20261125/us-east-1/s3/aws4_request", signedHeaders: String = "host;x-amz-date"
) -> String {
    "AWS4-HMAC-SHA256 Credential=\(credential), SignedHeaders=\(signedHeaders), Signature=\(String(repeating: "0", count: 64))"
}

@Suite struct SignatureRefusalTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let request: WireRequest
        let code: String
        let status: Int
        let message: String
        var testDescription: String { "\(code): \(message)" }

        init(_ request: WireRequest, _ code: String, _ status: Int, _ message: String) {
            self.request = request
            self.code = code
            self.status = status
            self.message = message
        }
    }

    private static let malformed = "The authorization header is malformed; "

    static let s3Headers = [
        Row(
            authorized("AWS4-HMAC-SHA256"), "InvalidArgument", 400,
            "Authorization header is invalid -- one and only one ' ' (space) required."),
        Row(authorized("Bearer x"), "InvalidArgument", 400, "Unsupported Authorization Type"),
        Row(
            authorized("AWS4-ECDSA-P256-SHA256 Credential=x, SignedHeaders=host, Signature=0"), "InvalidArgument", 400,
            "Unsupported Authorization Type"),
        Row(
            authorized("AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0"), "AuthorizationHeaderMalformed", 400,
            malformed + "missing Credential."),
        Row(
            authorized("AWS4-HMAC-SHA256 Credential=a/20261125/us-east-1/s3/aws4_request, Signature=0"),
            "AuthorizationHeaderMalformed", 400, malformed + "missing SignedHeaders."),
        Row(
            authorized(header("\(key)/20261125/s3/aws4_request")), "AuthorizationHeaderMalformed", 400,
            malformed
                + "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."),
        Row(
            authorized(header("\(key)/20261125/us-east-1/kms/aws4_request")), "AuthorizationHeaderMalformed", 400,
            malformed + "incorrect service \"kms\". This endpoint belongs to \"s3\"."),
        Row(
            authorized(header("\(key)/20261125/us-east-1/s3/aws3_request")), "AuthorizationHeaderMalformed", 400,
            malformed + "incorrect terminal \"aws3_request\". This endpoint uses \"aws4_request\"."),
        Row(
            authorized(header("\(key)/2026-11-25/us-east-1/s3/aws4_request")), "AuthorizationHeaderMalformed", 400,
            malformed
                + "incorrect date format \"2026-11-25\". This date in the credential must be in the format \"yyyyMMdd\"."
        ),
        Row(
            authorized(header("\(key)/20261124/us-east-1/s3/aws4_request")), "AuthorizationHeaderMalformed", 400,
            malformed + "Invalid credential date. Date is not the same as X-Amz-Date."),
        Row(
            authorized(header("\(key)/20261125/US/s3/aws4_request")), "AuthorizationHeaderMalformed", 400,
            malformed + "the region 'US' is wrong; expecting 'us-east-1'"),
        Row(
            authorized(header(), date: nil), "AccessDenied", 403,
            "AWS authentication requires a valid Date or x-amz-date header"),
        Row(
            authorized(header("AKIDNOBODY/20261125/us-east-1/s3/aws4_request")), "InvalidAccessKeyId", 403,
            "The AWS Access Key Id you provided does not exist in our records."),
        Row(
            authorized(header()), "AccessDenied", 403,
            "There were headers present in the request which were not signed"),
        Row(
            authorized(header(signedHeaders: "host;x-amz-content-sha256;x-amz-date")), "SignatureDoesNotMatch", 403,
            "The request signature we calculated does not match the signature you provided. "
                + "Check your key and signing method."),
        Row(
            authorized("AWS x:y:z"), "InvalidArgument", 400,
            "Authorization header is invalid -- one and only one ' ' (space) required."),
    ]

    @Test(arguments: s3Headers)
    func s3NamesWhatIsWrongInTheHeader(row: Row) throws {
        let error = try #require(failure(row.request, .s3)).serviceError(for: .s3)
        #expect(error.code == ServiceError.Code(row.code, row.status))
        #expect(error.message == row.message)
    }

    @Test func s3TellsWhatItSigned() throws {
        let request = authorized(header(signedHeaders: "host;x-amz-content-sha256;x-amz-date"))
        let details = try #require(failure(request, .s3)).serviceError(for: .s3).details
        #expect(details["AWSAccessKeyId"] == key)
        #expect(details["SignatureProvided"] == String(repeating: "0", count: 64))
        #expect(details["CanonicalRequest"]?.hasPrefix("GET\n/b/k\n\nhost:127.0.0.1\n") == true)
        #expect(details["StringToSign"]?.hasPrefix("AWS4-HMAC-SHA256\n20261125T131206Z\n") == true)
        #expect(details["StringToSignBytes"]?.hasPrefix("41 57 53 34") == true)
    }

    @Test func s3NamesTheRegionToUse() throws {
        let request = try signed(.s3, method: "GET")
        let irish = try #require(Region("eu-west-1"))
        let thrown = #expect(throws: SignatureFailure.self) { try verify(request, to: .s3, expecting: irish) }
        let error = try #require(thrown).serviceError(for: .s3)
        #expect(error.code.wireName == "AuthorizationHeaderMalformed")
        #expect(error.details["Region"] == "eu-west-1")
    }

    @Test(arguments: [
        ("?X-Amz-Algorithm=AWS4-HMAC-SHA256", "AuthorizationQueryParametersError"),
        ("?AWSAccessKeyId=a&Signature=b", "AccessDenied"),
        ("?AWSAccessKeyId=a&Signature=b&Expires=x", "AccessDenied"),
        ("?AWSAccessKeyId=a&Signature=b&X-Amz-Signature=c", "InvalidArgument"),
    ])
    func s3NamesMissingParameters(query: String, code: String) throws {
        let request = WireRequest(method: "GET", target: "/b/k" + query, authority: "127.0.0.1")
        #expect(try #require(failure(request, .s3)).serviceError(for: .s3).code.wireName == code)
    }

    @Test(arguments: [
        ("X-Amz-Expires=3600", "X-Amz-Expires=604801", "X-Amz-Expires must be less than a week"),
        ("X-Amz-Expires=3600", "X-Amz-Expires=-1", "X-Amz-Expires must be non-negative"),
        ("X-Amz-Expires=3600", "X-Amz-Expires=x", "X-Amz-Expires should be a number"),
        ("X-Amz-Expires=3600", "X-Amz-Expires=3601", "The request signature we calculated does not match"),
        ("X-Amz-Date=20261125T131206Z", "X-Amz-Date=2026-11-25", "X-Amz-Date must be in the ISO8601 Long Format"),
        ("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512", "X-Amz-Algorithm only supports"),
        ("%2F20261125", "%252F20261125", "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed"),
        ("/b/k?", "/b/k?X-Amz-Expires=60&", "Query-string authentication version 4 requires"),
        ("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=host%0Ax", "Error parsing the X-Amz-Credential parameter"),
        ("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=date", "Error parsing the X-Amz-Credential parameter"),
        ("/b/k?", "/b/%zz?", "Couldn't parse the specified URI."),
    ])
    func aChangedPresignedURLIsRefused(old: String, new: String, message: String) throws {
        let request = WireRequest(method: "GET", target: "/b/k", authority: "127.0.0.1")
        let presigned = try Signer().presign(request, credential, region: region, at: now, lifetimeSeconds: 3600)
        let changed = WireRequest(
            method: "GET", target: presigned.target.replacing(old, with: new), authority: "127.0.0.1")
        _ = try #require(try verify(presigned, to: .s3))
        let error = try #require(failure(changed, .s3)).serviceError(for: .s3)
        #expect(error.message?.hasPrefix(message) == true, "\(error)")
    }

    @Test func aPresignedURLLivesItsTime() throws {
        let request = WireRequest(method: "GET", target: "/b/k", authority: "127.0.0.1")
        let presigned = try Signer().presign(
            request, credential, region: region, at: now, lifetimeSeconds: Signer.longestLifetimeSeconds)
        _ = try #require(try verify(presigned, to: .s3, at: now + .days(7)))
        let expired = try #require(failure(presigned, .s3, at: now + .days(7) + .seconds(1))).serviceError(for: .s3)
        #expect(expired.code == ServiceError.Code("AccessDenied", 403))
        #expect(expired.message == "Request has expired")
        #expect(expired.details["X-Amz-Expires"] == "604800")
        #expect(expired.details["Expires"] == "2026-12-02T13:12:06Z")
        #expect(expired.details["ServerTime"] == "2026-12-02T13:12:07Z")
        let early = try #require(failure(presigned, .s3, at: now - .minutes(16))).serviceError(for: .s3)
        #expect(early.message == "Request is not valid yet")
    }

    @Test(arguments: WireService.allCases)
    func clocksMayDifferByTheServicesWindow(service: WireService) throws {
        let request = try signed(service)
        let window = service.protocolFamily == .json ? 5 * 60 : 15 * 60
        for seconds in [-window, 0, window] {
            _ = try #require(try verify(request, to: service, at: now + .seconds(seconds)))
        }
        for seconds in [-window - 1, window + 1] {
            let refusal = try #require(failure(request, service, at: now + .seconds(seconds)))
            #expect(refusal.cause == .skewed(time: now, now: now + .seconds(seconds)))
        }
    }

    @Test func skewHasAWSTexts() throws {
        let request = try signed(.kms)
        let behind = try #require(failure(request, .kms, at: now + .minutes(6))).serviceError(for: .kms)
        #expect(behind.code == ServiceError.Code("InvalidSignatureException"))
        #expect(
            behind.message
                == "Signature expired: 20261125T131206Z is now earlier than 20261125T131306Z (20261125T131806Z - 5 min.)"
        )
        let ahead = try #require(failure(request, .kms, at: now - .minutes(6))).serviceError(for: .kms)
        #expect(
            ahead.message
                == "Signature not yet current: 20261125T131206Z is still later than 20261125T131106Z "
                + "(20261125T130606Z + 5 min.)")
        let s3 = try #require(failure(try signed(.s3), .s3, at: now + .minutes(16))).serviceError(for: .s3)
        #expect(s3.code == ServiceError.Code("RequestTimeTooSkewed", 403))
        #expect(s3.details["MaxAllowedSkewMilliseconds"] == "900000")
        let sts = try #require(failure(try signed(.sts), .sts, at: now + .minutes(16))).serviceError(for: .sts)
        #expect(sts.code == ServiceError.Code("SignatureDoesNotMatch", 403))
        #expect(sts.message?.hasSuffix("- 15 min.)") == true)
    }

    @Test func jsonServicesHaveTheirErrors() throws {
        let kms = { (request: WireRequest) in try #require(failure(request, .kms)).serviceError(for: .kms) }
        let unsigned = try kms(WireRequest(method: "POST", target: "/", authority: "x"))
        #expect(unsigned == ServiceError(.init("MissingAuthenticationTokenException"), "Missing Authentication Token"))
        #expect(try kms(authorized("x")).code.wireName == "IncompleteSignatureException")
        let unknown = try kms(authorized(header("AKID/20261125/us-east-1/kms/aws4_request")))
        #expect(unknown.code.wireName == "UnrecognizedClientException")
        #expect(unknown.message == "The security token included in the request is invalid.")
        let service = try kms(authorized(header("\(key)/20261125/us-east-1/s3/aws4_request")))
        #expect(service.code.wireName == "InvalidSignatureException")
        #expect(service.message == "Credential should be scoped to correct service: 'kms'.")
        let region = try kms(authorized(header("\(key)/20261125/x_y/kms/aws4_request")))
        #expect(region.message == "Credential should be scoped to a valid region, not 'x_y'.")
        let mismatch = try kms(authorized(header("\(key)/20261125/us-east-1/kms/aws4_request")))
        #expect(mismatch.code.wireName == "InvalidSignatureException")
        #expect(mismatch.message?.hasPrefix("The request signature we calculated does not match") == true)
        #expect(mismatch.details.isEmpty)
    }

    @Test func queryServicesHaveTheirErrors() throws {
        let iam = { (request: WireRequest) in try #require(failure(request, .iam)).serviceError(for: .iam) }
        let unsigned = try iam(WireRequest(method: "POST", target: "/", authority: "x"))
        #expect(unsigned.code == ServiceError.Code("MissingAuthenticationToken", 403))
        let unknown = try iam(authorized(header("AKID/20261125/us-east-1/iam/aws4_request")))
        #expect(unknown.code == ServiceError.Code("InvalidClientTokenId", 403))
        let mismatch = try iam(authorized(header("\(key)/20261125/us-east-1/iam/aws4_request")))
        #expect(mismatch.code == ServiceError.Code("SignatureDoesNotMatch", 403))
    }

    @Test func theTargetHasToBeSigned() throws {
        var request = try signed(.kms)
        request.headers["X-Amz-Target"] = "TrentService.ScheduleKeyDeletion"
        #expect(failure(request, .kms)?.cause == .headerNotSigned("X-Amz-Target"))
    }

    @Test func anS3RequestWithoutSignatureIsAnonymous() throws {
        #expect(try verify(WireRequest(method: "GET", target: "/b/k?Expires=1", authority: "x"), to: .s3) == nil)
    }

    @Test func twoMechanismsAreRefused() throws {
        var presigned = try Signer().presign(
            WireRequest(method: "GET", target: "/b/k", authority: "127.0.0.1"), credential, region: region, at: now,
            lifetimeSeconds: 60)
        presigned.headers["Authorization"] = header()
        #expect(failure(presigned, .s3)?.cause == .severalMechanisms)
        var twice = try signed(.kms)
        twice.headers.append("authorization", header())
        #expect(failure(twice, .kms)?.cause == .malformedAuthorization)
    }

    @Test func aContentHashIsWantedOnceAndKnown() throws {
        var missing = try signed(.s3)
        missing.headers["x-amz-content-sha256"] = nil
        let error = try #require(failure(missing, .s3)).serviceError(for: .s3)
        #expect(error.message == "Missing required header for this request: x-amz-content-sha256")
        var unknown = try signed(.s3)
        unknown.headers["x-amz-content-sha256"] = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"
        #expect(failure(unknown, .s3)?.cause == .invalidContentHash("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"))
        var twice = try signed(.s3)
        twice.headers.append("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
        #expect(failure(twice, .s3) != nil)
    }

    @Test(arguments: ["host\n", "Host", "host;host", "host; x", "", "host;ä"])
    func signedHeaderNamesThatCouldMoveALineAreRefused(names: String) throws {
        let request = authorized(header(signedHeaders: names))
        let cause = try #require(failure(request, .s3)).cause
        let isRefused =
            cause == .malformedSignedHeaders || cause == .missingComponents(["SignedHeaders"])
            || cause == .malformedAuthorization || cause == .malformedHeader
        #expect(isRefused, "\(cause)")
    }

    @Test(arguments: ["a\nhost:evil", "\n", "a\r\n b"])
    func headerValuesOfTwoLinesAreRefused(value: String) throws {
        var request = try signed(.s3, headers: ["x-amz-meta-a": "a"])
        request.headers["x-amz-meta-a"] = value
        #expect(failure(request, .s3)?.cause == .malformedHeader)
    }

    @Test func aMethodOfTwoLinesIsRefused() throws {
        var request = try signed(.s3)
        request.method = "GET\n/other"
        #expect(failure(request, .s3)?.cause == .malformedHeader)
    }

    @Test func theBodysHashIsHeldAgainstTheHeader() throws {
        let verified = try #require(try verify(try signed(.s3, method: "PUT", target: "/b/k"), to: .s3))
        try verified.checkBody(sha256: #require(Hex.decode(Documented.emptyHash)))
        let error = #expect(throws: ServiceError.self) {
            try verified.checkBody(sha256: [UInt8](repeating: 0, count: 32))
        }
        #expect(error?.code.wireName == "XAmzContentSHA256Mismatch")
    }
}

@Suite struct SessionTokenTests {
    private let session = SigningCredential(
        accessKeyID: key, secret: "secret", sessionToken: "token", expires: now + .minutes(10))

    private func failure(_ request: WireRequest, known: SigningCredential, at time: Timestamp = now)
        -> SignatureFailure?
    {
        do throws(SignatureFailure) {
            _ = try verify(request, to: .s3, at: time, known)
            return nil
        } catch {
            return error
        }
    }

    @Test func theTokenHasToBeTheKeys() throws {
        let good = try signed(.s3, session)
        #expect(failure(good, known: session) == nil)
        let other = SigningCredential(accessKeyID: key, secret: "secret", sessionToken: "tokem")
        #expect(failure(try signed(.s3, other), known: session)?.cause == .invalidToken("tokem"))
        #expect(failure(try signed(.s3, credential), known: session)?.cause == .unknownAccessKey(key))
        #expect(failure(good, known: credential)?.cause == .invalidToken("token"))
    }

    @Test func aSessionEnds() throws {
        let request = try signed(.s3, session)
        let refusal = try #require(failure(request, known: session, at: now + .minutes(10)))
        #expect(refusal.cause == .expiredToken("token"))
        #expect(refusal.serviceError(for: .s3).code.wireName == "ExpiredToken")
        #expect(refusal.serviceError(for: .kms).code.wireName == "ExpiredTokenException")
        #expect(refusal.serviceError(for: .sts).code == ServiceError.Code("ExpiredToken", 403))
    }

    @Test func aTokenInTheQueryCounts() throws {
        let request = WireRequest(method: "GET", target: "/b/k", authority: "127.0.0.1")
        let presigned = try Signer().presign(request, session, region: region, at: now, lifetimeSeconds: 3600)
        #expect(failure(presigned, known: session) == nil)
        #expect(failure(presigned, known: session, at: now + .minutes(11))?.cause == .expiredToken("token"))
        let other = WireRequest(
            method: "GET", target: presigned.target.replacing("Security-Token=token", with: "Security-Token=tokem"),
            authority: "127.0.0.1")
        #expect(failure(other, known: session)?.cause == .invalidToken("tokem"))
    }
}

@Suite struct SigningKeyCacheTests {
    @Test func aChangedSecretCountsAtOnce() throws {
        let verifier = SignatureVerifier()
        let request = try signed(.kms)
        _ = try #require(try verifier.verify(request, to: .kms, at: now) { _ in credential })
        let changed = SigningCredential(accessKeyID: key, secret: "changed")
        #expect(throws: SignatureFailure.self) { try verifier.verify(request, to: .kms, at: now) { _ in changed } }
        _ = try #require(try verifier.verify(request, to: .kms, at: now) { _ in credential })
    }

    @Test func theCacheIsBounded() throws {
        let cache = SigningKeyCache(capacity: 8)
        let verifier = SignatureVerifier(cache: cache)
        for index in 0..<50 {
            let region = try #require(Region("eu-west-\(index)"))
            let request = try signed(.kms, region: region)
            _ = try #require(try verifier.verify(request, to: .kms, at: now) { _ in credential })
            #expect(cache.count <= 8)
        }
    }
}
