import LabCore
import LabWire
import Testing

/// The worked examples of AWS's documentation, with the credentials that it prints.
enum Documented {
    static let credential = SigningCredential(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    static let now = Timestamp(millisecondsSince1970: 1_369_353_600_000)
    static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    static func authorization(_ signedHeaders: String, _ signature: String) -> String {
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
            + "SignedHeaders=\(signedHeaders),Signature=\(signature)"
    }

    static func verify(_ request: WireRequest, at now: Timestamp = now) throws(SignatureFailure) -> VerifiedSignature? {
        try SignatureVerifier().verify(request, to: .s3, at: now) { $0 == credential.accessKeyID ? credential : nil }
    }
}

@Suite struct DocumentedSignatureTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let method: String
        let target: String
        let headers: WireHeaders
        let signedHeaders: String
        let signature: String
        var testDescription: String { "\(method) \(target)" }

        var request: WireRequest {
            var headers = headers
            headers["x-amz-date"] = "20130524T000000Z"
            headers["Authorization"] = Documented.authorization(signedHeaders, signature)
            return WireRequest(
                method: method, target: target, headers: headers, authority: "examplebucket.s3.amazonaws.com")
        }
    }

    // Amazon S3 API Reference, "Signature calculations for the Authorization header: single chunk", examples.
    static let examples = [
        Example(
            method: "GET", target: "/test.txt",
            headers: ["Range": "bytes=0-9", "x-amz-content-sha256": Documented.emptyHash],
            signedHeaders: "host;range;x-amz-content-sha256;x-amz-date",
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        Example(
            method: "PUT", target: "/test%24file.text",
            headers: [
                "Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY",
                "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            ],
            signedHeaders: "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        Example(
            method: "GET", target: "/?lifecycle", headers: ["x-amz-content-sha256": Documented.emptyHash],
            signedHeaders: "host;x-amz-content-sha256;x-amz-date",
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        Example(
            method: "GET", target: "/?max-keys=2&prefix=J", headers: ["x-amz-content-sha256": Documented.emptyHash],
            signedHeaders: "host;x-amz-content-sha256;x-amz-date",
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ]

    @Test(arguments: examples)
    func theExamplesAreVerified(example: Example) throws {
        let verified = try #require(try Documented.verify(example.request))
        #expect(verified.accessKeyID == "AKIAIOSFODNN7EXAMPLE")
        #expect(verified.region == .standard)
        #expect(verified.mechanism == .header)
    }

    @Test(arguments: examples)
    func theSignerMakesTheExamples(example: Example) throws {
        let unsigned = WireRequest(
            method: example.method, target: example.target, headers: example.headers,
            authority: "examplebucket.s3.amazonaws.com")
        let payload = PayloadMode(example.headers["x-amz-content-sha256"] ?? "")
        let signed = try Signer().sign(
            unsigned, Documented.credential, region: .standard, service: .s3, at: Documented.now, payload: payload)
        #expect(signed.signature == example.signature)
        _ = try #require(try Documented.verify(signed.request))
    }

    @Test(arguments: examples)
    func oneChangedDigitIsRefused(example: Example) throws {
        let changed = Example(
            method: example.method, target: example.target, headers: example.headers,
            signedHeaders: example.signedHeaders, signature: "0" + example.signature.dropFirst())
        #expect(throws: SignatureFailure.self) { try Documented.verify(changed.request) }
    }

    // "Authenticating requests: using query parameters", example.
    @Test func thePresignedExampleIsMadeAndVerified() throws {
        let request = WireRequest(method: "GET", target: "/test.txt", authority: "examplebucket.s3.amazonaws.com")
        let presigned = try Signer().presign(
            request, Documented.credential, region: .standard, at: Documented.now, lifetimeSeconds: 86_400)
        #expect(
            presigned.target.hasSuffix(
                "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"))
        let verified = try #require(try Documented.verify(presigned, at: Documented.now + .hours(24)))
        #expect(verified.mechanism == .query)
        #expect(verified.payload == .unsigned)
        #expect(throws: SignatureFailure.self) {
            try Documented.verify(presigned, at: Documented.now + .hours(24) + .seconds(1))
        }
    }

    // Amazon S3 User Guide, "Signing and authenticating REST requests (AWS signature version 2)", examples.
    @Test(arguments: [
        ("GET", "/photos/puppy.jpg", "Tue, 27 Mar 2007 19:36:42 +0000", "bWq2s1WEIj+Ydj0vQ697zp+IXMU=", ""),
        (
            "PUT", "/photos/puppy.jpg", "Tue, 27 Mar 2007 21:15:45 +0000", "MyyxeRY7whkBe+bq8fHCL/2kKUg=",
            "image/jpeg"
        ),
    ])
    func theVersion2ExamplesAreVerified(
        method: String, path: String, date: String, signature: String, type: String
    ) throws {
        var headers: WireHeaders = ["Date": date, "Authorization": "AWS AKIAIOSFODNN7EXAMPLE:\(signature)"]
        if !type.isEmpty { headers["Content-Type"] = type }
        var request = WireRequest(
            method: method, target: path, headers: headers, authority: "johnsmith.s3.amazonaws.com")
        let time = try #require(Timestamp(httpDate: date.replacing("+0000", with: "GMT")))
        let verified = try #require(try Documented.verify(request, at: time))
        #expect(verified.mechanism == .version2Header)
        request.headers["Date"] = date.replacing("Tue", with: "Wed")
        #expect(throws: SignatureFailure.self) { try Documented.verify(request, at: time) }
    }
}

@Suite struct DocumentedChunkTests {
    /// `PUT /examplebucket/chunkObject.txt`, 66,560 bytes of `a` (`aws-s3.md`, section A.14).
    static func request(_ mode: PayloadMode, body: [UInt8] = []) -> WireRequest {
        var headers: WireHeaders = [
            "x-amz-date": "20130524T000000Z", "x-amz-storage-class": "REDUCED_REDUNDANCY",
            "x-amz-content-sha256": mode.headerValue, "Content-Encoding": "aws-chunked",
            "x-amz-decoded-content-length": "66560",
        ]
        if mode == .streamingSigned {
            headers["Content-Length"] = "66824"
            headers["Authorization"] = Documented.authorization(
                "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                    + "x-amz-decoded-content-length;x-amz-storage-class",
                "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
        } else {
            headers["x-amz-trailer"] = "x-amz-checksum-crc32c"
            headers["Authorization"] = Documented.authorization(
                "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;"
                    + "x-amz-storage-class;x-amz-trailer",
                "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e")
        }
        return WireRequest(
            method: "PUT", target: "/examplebucket/chunkObject.txt", headers: headers, authority: "s3.amazonaws.com",
            body: .bytes(body))
    }

    static let signed = [
        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ]
    static let signedTrailer = [
        "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
        "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
        "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
    ]

    static func body(_ signatures: [String], trailer: String) -> [UInt8] {
        var body: [UInt8] = []
        for (count, signature) in zip([65_536, 1024, 0], signatures) {
            body += Array("\(String(count, radix: 16));chunk-signature=\(signature)\r\n".utf8)
            body += [UInt8](repeating: UInt8(ascii: "a"), count: count)
            if count > 0 { body += Array("\r\n".utf8) }
        }
        return body + Array("\(trailer)\r\n".utf8)
    }

    static let trailer =
        "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:"
        + "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n"

    static func decoder(_ mode: PayloadMode) throws -> AWSChunkedDecoder {
        let request = request(mode)
        let head = try AWSChunkedHead.read(request, try Documented.verify(request))
        return try #require(head).makeDecoder()
    }

    @Test(arguments: [1, 2, 7, 1000, 65_536, 100_000])
    func theSignedExampleIsDecodedInPiecesOfAnySize(pieceSize: Int) throws {
        var decoder = try Self.decoder(.streamingSigned)
        let body = Self.body(Self.signed, trailer: "")
        #expect(body.count == 66_824)
        var payload: [UInt8] = []
        for start in stride(from: 0, to: body.count, by: pieceSize) {
            let piece = Array(body[start..<min(start + pieceSize, body.count)])
            for slice in try decoder.decode(piece) { payload += slice }
        }
        #expect(try decoder.finish() == nil)
        #expect(payload == [UInt8](repeating: UInt8(ascii: "a"), count: 66_560))
    }

    @Test func theSignedTrailerExampleIsDecoded() throws {
        var decoder = try Self.decoder(.streamingSignedTrailer)
        let slices = try decoder.decode(Self.body(Self.signedTrailer, trailer: Self.trailer))
        #expect(slices.map(\.count).reduce(0, +) == 66_560)
        let trailer = try #require(try decoder.finish())
        #expect(trailer.name == "x-amz-checksum-crc32c")
        #expect(trailer.value == "sOO8/Q==")
    }

    @Test(arguments: 0..<3)
    func aChangedChunkSignatureIsRefused(index: Int) throws {
        var signatures = Self.signed
        signatures[index] = (signatures[index].hasPrefix("0") ? "1" : "0") + signatures[index].dropFirst()
        var decoder = try Self.decoder(.streamingSigned)
        #expect(throws: ChunkFailure.signatureMismatch) {
            try decoder.decode(Self.body(signatures, trailer: ""))
        }
    }

    @Test func aChangedByteIsRefused() throws {
        var body = Self.body(Self.signed, trailer: "")
        body[66_000] = UInt8(ascii: "b")
        var decoder = try Self.decoder(.streamingSigned)
        #expect(throws: ChunkFailure.signatureMismatch) { try decoder.decode(body) }
    }

    @Test func aChangedTrailerIsRefused() throws {
        let changed = Self.trailer.replacing("sOO8", with: "sOO9")
        var decoder = try Self.decoder(.streamingSignedTrailer)
        #expect(throws: ChunkFailure.signatureMismatch) {
            try decoder.decode(Self.body(Self.signedTrailer, trailer: changed))
        }
    }

    @Test func theTrailerWithoutItsSignatureIsRefused() throws {
        var decoder = try Self.decoder(.streamingSignedTrailer)
        #expect(throws: ChunkFailure.malformedTrailer) {
            try decoder.decode(Self.body(Self.signedTrailer, trailer: "x-amz-checksum-crc32c:sOO8/Q==\r\n"))
        }
    }

    @Test func theEncoderMakesTheExample() throws {
        let request = Self.request(.streamingSigned)
        let unsigned = WireRequest(
            method: "PUT", target: request.target,
            headers: WireHeaders(
                request.headers.fields.filter { $0.name != "Authorization" }.map { ($0.name, $0.value) }),
            authority: request.authority)
        let signed = try Signer().sign(
            unsigned, Documented.credential, region: .standard, service: .s3, at: Documented.now,
            payload: .streamingSigned)
        #expect(signed.signature == "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
        let body = AWSChunkedEncoder.encode(
            [UInt8](repeating: UInt8(ascii: "a"), count: 66_560), signatures: signed.chunkSignatures)
        #expect(body == Self.body(Self.signed, trailer: ""))
    }
}
