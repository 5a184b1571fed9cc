import LabCore
import LabCrypto
import LabS3
import LabTesting
import LabWire
import Testing

@testable import LabS3REST

@Suite struct ExchangeTests {
    private static let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 * 31 >> 3) }

    private func client() async throws -> WireClient {
        let client = try WireClient()
        let made = try await client.send("PUT", "/bucket")
        #expect(try made.outcome.get().headers["Location"] == "/bucket")
        return client
    }

    @Test func anObjectComesBackAsItWent() async throws {
        let client = try await client()
        let headers: WireHeaders = ["Content-Type": "text/plain", "x-amz-meta-Colour": "blue"]
        let put = try await client.send("PUT", "/bucket/a%2Bb%20c", headers, body: Self.body).outcome.get()
        #expect(put.headers["x-amz-server-side-encryption"] == "AES256")
        #expect(put.headers["ETag"] == "\"\(Hex.encode(DigestAlgorithm.md5.digest(of: Self.body)))\"")
        let got = try await client.send("GET", "/bucket/a%2Bb%20c")
        #expect(try got.bytes() == Self.body)
        let response = try got.outcome.get()
        #expect(response.status == 200 && response.headers["Content-Type"] == "text/plain")
        #expect(response.headers["x-amz-meta-colour"] == "blue" && response.headers["Accept-Ranges"] == "bytes")
        #expect(response.headers["x-amz-request-id"] == "REQUESTREQUEST00" && response.headers["x-amz-id-2"] == "host")
    }

    @Test func aRangeIsPartialContent() async throws {
        let client = try await client()
        _ = try await client.send("PUT", "/bucket/k", body: Self.body)
        let got = try await client.send("GET", "/bucket/k", ["Range": "bytes=70000-70009"])
        #expect(try got.bytes() == Array(Self.body[70_000..<70_010]))
        #expect(try got.outcome.get().status == 206)
        #expect(try got.outcome.get().headers["Content-Range"] == "bytes 70000-70009/200000")
    }

    @Test func aHeadHasALengthAndNoBody() async throws {
        let client = try await client()
        _ = try await client.send("PUT", "/bucket/k", body: Self.body)
        let head = try await client.send("HEAD", "/bucket/k").outcome.get()
        guard case .head(let length) = head.body else { return #expect(Bool(false), "a body") }
        #expect(length == Self.body.count)
    }

    @Test func aBodyThatIsNotTheSignedOneIsNotKept() async throws {
        let client = try await client()
        var other = Self.body
        other[150_000] ^= 1
        let put = try await client.send("PUT", "/bucket/k", body: Self.body, arriving: other)
        #expect(put.errorCode == "XAmzContentSHA256Mismatch")
        #expect(try await client.send("GET", "/bucket/k").errorCode == "NoSuchKey")
    }

    @Test func aBodyThatEndsEarlyIsNotKept() async throws {
        let client = try await client()
        let put = try await client.send("PUT", "/bucket/k", body: Self.body, arriving: Array(Self.body.dropLast()))
        #expect(put.errorCode != nil)
        #expect(try await client.send("GET", "/bucket/k").errorCode == "NoSuchKey")
    }

    @Test func signedChunksBecomeTheObject() async throws {
        let client = try await client()
        let sum = Base64.encode(DigestAlgorithm.sha256.digest(of: Self.body))
        let put = try await client.sendChunked(
            "/bucket/k", body: Self.body, trailer: ("x-amz-checksum-sha256", sum))
        #expect(try put.outcome.get().headers["x-amz-checksum-sha256"] == sum)
        let got = try await client.send("GET", "/bucket/k")
        #expect(try got.bytes() == Self.body)
        #expect(try got.outcome.get().headers["Content-Encoding"] == nil)
    }

    @Test func aBrokenChunkIsNotKept() async throws {
        let client = try await client()
        let put = try await client.sendChunked("/bucket/k", body: Self.body, breaking: true)
        #expect(put.errorCode == "SignatureDoesNotMatch")
        #expect(try await client.send("GET", "/bucket/k").errorCode == "NoSuchKey")
    }

    @Test func aWrongTrailerIsNotKept() async throws {
        let client = try await client()
        let sum = Base64.encode(DigestAlgorithm.sha256.digest(of: [1]))
        let put = try await client.sendChunked(
            "/bucket/k", body: Self.body, trailer: ("x-amz-checksum-sha256", sum))
        #expect(put.errorCode == "BadDigest")
        #expect(try await client.send("HEAD", "/bucket/k").errorCode != nil)
    }

    @Test func aWrongContentMD5IsRefusedForDocumentsToo() async throws {
        let client = try await client()
        let body = Array("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>".utf8)
        let wrong: WireHeaders = ["Content-MD5": Base64.encode(DigestAlgorithm.md5.digest(of: [1]))]
        #expect(try await client.send("PUT", "/bucket?versioning", wrong, body: body).errorCode == "BadDigest")
        let right: WireHeaders = ["Content-MD5": Base64.encode(DigestAlgorithm.md5.digest(of: body))]
        #expect(try await client.send("PUT", "/bucket?versioning", right, body: body).errorCode == nil)
        let text = try await client.send("GET", "/bucket?versioning").text()
        #expect(text.contains("<Status>Enabled</Status>"))
    }

    @Test func listingsHaveTheirElementsInOrder() async throws {
        let client = try await client()
        _ = try await client.send("PUT", "/bucket/a%20b", body: [1])
        let text = try await client.send("GET", "/bucket?list-type=2&encoding-type=url").text()
        #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns="))
        #expect(text.contains("<Name>bucket</Name><Prefix></Prefix><EncodingType>url</EncodingType>"))
        #expect(text.contains("<KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>"))
        #expect(text.contains("<Key>a%20b</Key>") && !text.contains("<Owner>"))
        let first = try await client.send("GET", "/bucket").text()
        #expect(first.contains("<Key>a b</Key>") && first.contains("<Owner><ID>"))
    }

    @Test func aBatchAnswersKeyByKey() async throws {
        let client = try await client()
        _ = try await client.send("PUT", "/bucket/a", body: [1])
        let body = Array(
            "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key><VersionId>x</VersionId></Object></Delete>".utf8)
        let headers: WireHeaders = ["Content-MD5": Base64.encode(DigestAlgorithm.md5.digest(of: body))]
        let text = try await client.send("POST", "/bucket?delete", headers, body: body).text()
        #expect(text.contains("<Deleted><Key>a</Key></Deleted>"))
        #expect(text.contains("<Error><Key>b</Key><VersionId>x</VersionId><Code>"))
    }

    @Test(arguments: ["<Delete>", "<Tagging/>", "", "<!DOCTYPE a []><Delete/>"])
    func aDocumentThatIsNoneIsMalformed(_ text: String) async throws {
        let client = try await client()
        let body = Array(text.utf8)
        let headers: WireHeaders = ["Content-MD5": Base64.encode(DigestAlgorithm.md5.digest(of: body))]
        #expect(try await client.send("POST", "/bucket?delete", headers, body: body).errorCode == "MalformedXML")
    }

    @Test func strangersMayNothingAndSetNoHeaders() async throws {
        let client = try await client()
        _ = try await client.send("PUT", "/bucket/k", body: [1])
        #expect(try await client.sendAnonymously("GET", "/bucket/k").errorCode == "AccessDenied")
        let answer = try await client.sendAnonymously("GET", "/bucket/k?response-content-type=text/html")
        #expect(answer.errorCode == "InvalidRequest")
    }

    @Test func headerDetailsOfErrorsAreHeaderFields() async throws {
        let client = try await client()
        _ = try await client.send("PUT", "/bucket/k", body: [1])
        let answer = try await client.send("GET", "/bucket/k", ["Range": "bytes=5-9"])
        let error = try #require(throws: ServiceError.self) { try answer.outcome.get() }
        let response = WireResponse.error(error, from: .s3, ResponseIdentity(requestID: "r"))
        #expect(response.status == 416 && response.headers["Content-Range"] == "bytes */1")
        #expect(!String(decoding: response.body, as: UTF8.self).contains("header:"))
    }

    @Test func aPreflightIsAnsweredByTheBucketsRules() async throws {
        let client = try await client()
        let rules = Array(
            """
            <CORSConfiguration><CORSRule><AllowedOrigin>https://a.example</AllowedOrigin>\
            <AllowedMethod>PUT</AllowedMethod><AllowedHeader>*</AllowedHeader></CORSRule></CORSConfiguration>
            """.utf8)
        let headers: WireHeaders = ["Content-MD5": Base64.encode(DigestAlgorithm.md5.digest(of: rules))]
        #expect(try await client.send("PUT", "/bucket?cors", headers, body: rules).errorCode == nil)
        let question: WireHeaders = ["Origin": "https://a.example", "Access-Control-Request-Method": "PUT"]
        let allowed = try await client.sendAnonymously("OPTIONS", "/bucket/k", question).outcome.get()
        #expect(allowed.headers["Access-Control-Allow-Origin"] == "https://a.example")
        let other: WireHeaders = ["Origin": "https://b.example", "Access-Control-Request-Method": "PUT"]
        #expect(try await client.sendAnonymously("OPTIONS", "/bucket/k", other).errorCode == "AccessForbidden")
    }
}
