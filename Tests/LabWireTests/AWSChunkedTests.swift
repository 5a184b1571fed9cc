import LabCore
import LabWire
import Testing

private func head(
    _ sha: String = "STREAMING-UNSIGNED-PAYLOAD-TRAILER", length: String? = "5", trailer: String? = nil
) throws(ServiceError) -> AWSChunkedHead? {
    var headers: WireHeaders = ["x-amz-content-sha256": sha]
    headers["x-amz-decoded-content-length"] = length
    headers["x-amz-trailer"] = trailer
    return try AWSChunkedHead.read(WireRequest(method: "PUT", target: "/b/k", headers: headers), nil)
}

private func decode(
    _ body: String, length: String = "5", trailer: String? = nil
) throws -> (text: String, trailer: String?) {
    var decoder = try #require(try head(length: length, trailer: trailer)).makeDecoder()
    var payload: [UInt8] = []
    for slice in try decoder.decode(Array(body.utf8)) { payload += slice }
    return (String(decoding: payload, as: UTF8.self), try decoder.finish()?.value)
}

@Suite struct AWSChunkedFramingTests {
    @Test(arguments: [
        ("5\r\nhello\r\n0\r\n\r\n", "5", nil, nil),
        ("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "5", nil, nil),
        ("0005\r\nhello\r\n0\r\n\r\n", "5", nil, nil),
        ("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "5", "x-amz-checksum-crc32", "NhCmhg=="),
        ("5\r\nhello\r\n0\r\nX-Amz-Checksum-CRC32: NhCmhg==\n\r\n", "5", "x-amz-checksum-crc32", "NhCmhg=="),
    ])
    func wellFormedBodiesAreDecoded(body: String, length: String, trailer: String?, value: String?) throws {
        let decoded = try decode(body, length: length, trailer: trailer)
        #expect(decoded.text == "hello")
        #expect(decoded.trailer == value)
    }

    @Test func anEmptyBodyIsDecoded() throws {
        #expect(try decode("0\r\n\r\n", length: "0").text.isEmpty)
    }

    @Test(arguments: [
        "", "5\r\nhello", "5\r\nhello\r\n", "5\r\nhello\r\n0\r\n", "5\r\nhello\r\n0\r\n\r", "4\r\nhell\r\n0\r\n\r\n",
        "6\r\nhello!\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
        "g\r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\n\r\nx", "5\r\nhello\r\n0\r\n\r\n0\r\n\r\n", "ffffffffffffffffffff\r\n", "ffffffff\r\n",
        "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n",
    ])
    func brokenFramesAreRefused(body: String) throws {
        #expect(throws: ChunkFailure.incompleteBody) { try decode(body) }
    }

    @Test(arguments: [
        ("x-amz-checksum-crc32:a\r\n", nil),
        ("", "x-amz-checksum-crc32"),
        ("x-amz-checksum-sha1:a\r\n", "x-amz-checksum-crc32"),
        ("x-amz-checksum-crc32:a\r\nx-amz-checksum-crc32:b\r\n", "x-amz-checksum-crc32"),
        ("x-amz-checksum-crc32\r\n", "x-amz-checksum-crc32"),
        ("x-amz-checksum-crc32:a\r\nx-amz-trailer-signature:0\r\n", "x-amz-checksum-crc32"),
        ("x-amz-checksum-crc32:\u{1}a\r\nother: b\r\n", "x-amz-checksum-crc32"),
    ])
    func otherTrailersThanTheDeclaredOneAreRefused(lines: String, declared: String?) throws {
        #expect(throws: ChunkFailure.malformedTrailer) {
            try decode("5\r\nhello\r\n0\r\n\(lines)\r\n", trailer: declared)
        }
    }

    @Test func linesWithoutEndAreCutOff() throws {
        #expect(throws: ChunkFailure.incompleteBody) { try decode(String(repeating: "0", count: 4096)) }
        #expect(throws: ChunkFailure.malformedTrailer) {
            try decode("5\r\nhello\r\n0\r\n" + String(repeating: "x", count: 4096), trailer: "x-amz-checksum-crc32")
        }
    }

    @Test func aSmallSignedChunkInTheMiddleIsRefused() throws {
        let now = Documented.now
        let request = WireRequest(
            method: "PUT", target: "/b/k", headers: ["x-amz-decoded-content-length": "10000"], authority: "x")
        let signed = try Signer().sign(
            request, Documented.credential, region: .standard, service: .s3, at: now, payload: .streamingSigned)
        let verified = try Documented.verify(signed.request)
        let decoder = try #require(try AWSChunkedHead.read(signed.request, verified)).makeDecoder()
        let body = [UInt8](repeating: 1, count: 10_000)
        var good = decoder
        _ = try good.decode(AWSChunkedEncoder.encode(body, chunkSize: 8192, signatures: signed.chunkSignatures))
        #expect(try good.finish() == nil)
        var bad = try #require(try AWSChunkedHead.read(signed.request, verified)).makeDecoder()
        let failure = #expect(throws: ChunkFailure.self) {
            try bad.decode(AWSChunkedEncoder.encode(body, chunkSize: 8191, signatures: signed.chunkSignatures))
        }
        #expect(failure == .invalidChunkSize(chunk: 1, size: 8191))
        #expect(failure?.serviceError.details == ["Chunk": "1", "BadChunkSize": "8191"])
        var unsigned = try #require(try AWSChunkedHead.read(signed.request, verified)).makeDecoder()
        #expect(throws: ChunkFailure.signatureMismatch) { try unsigned.decode(AWSChunkedEncoder.encode(body)) }
    }
}

@Suite struct AWSChunkedHeadTests {
    @Test func otherBodiesHaveNoHead() throws {
        #expect(try head("UNSIGNED-PAYLOAD") == nil)
    }

    @Test(arguments: [nil, "", "x", "-1", "+1", "1,1", "99999999999999999999"])
    func aDecodedLengthIsWanted(length: String?) throws {
        let error = #expect(throws: ServiceError.self) { try head(length: length) }
        #expect(error?.code == ServiceError.Code("MissingContentLength", 411))
    }

    @Test(arguments: ["x-amz-meta-a", "content-md5", "x-amz-checksum-crc64"])
    func unknownTrailersAreRefused(name: String) throws {
        let error = #expect(throws: ServiceError.self) { try head(trailer: name) }
        #expect(error?.message == "The value specified in the x-amz-trailer header is not supported")
    }

    @Test(arguments: ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "x", Documented.emptyHash])
    func anonymousRequestsSignNothing(value: String) throws {
        let error = #expect(throws: ServiceError.self) { try head(value) }
        #expect(error?.message?.hasPrefix("Anonymous requests don't support") == true)
    }

    @Test(arguments: [
        ("aws-chunked", nil), ("gzip,aws-chunked", "gzip"), ("AWS-Chunked, gzip , br", "gzip,br"), ("gzip", "gzip"),
        ("", nil),
    ])
    func theStoredEncodingHasNoFrames(sent: String, stored: String?) {
        let request = WireRequest(method: "PUT", target: "/b/k", headers: ["Content-Encoding": sent])
        #expect(AWSChunkedHead.storedContentEncoding(request) == stored)
    }
}
