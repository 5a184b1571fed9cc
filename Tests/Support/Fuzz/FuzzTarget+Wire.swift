import LabCore
import LabWire

/// What the wire targets know: one credential, one time.
private enum Known {
    static let credential = SigningCredential(accessKeyID: "AKIAFUZZ", secret: "fuzz")
    static let time = Timestamp(millisecondsSince1970: 1_790_000_000_000)

    static func lookUp(_ id: String) -> SigningCredential? { id == credential.accessKeyID ? credential : nil }
}

extension FuzzTarget {
    /// The head of a request, as text: `METHOD TARGET`, fields, an empty line, the body. Whom it is for, its bucket, and
    /// whether its signature holds, in every version.
    static let signature = FuzzTarget(
        name: "signature",
        words: [
            "X-Amz-Signature=", "X-Amz-Credential=", "Authorization: AWS4-HMAC-SHA256 ", "Authorization: AWS AKIAFUZZ:",
            "SignedHeaders=host;x-amz-date", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "%2F..%2F", "//", "?a&a=",
            "X-Amz-Date",
        ]
    ) { bytes in
        guard let request = request(bytes) else { return }
        let verifier = SignatureVerifier()
        for service in [WireService.s3, .kms, .sts] {
            _ = try? verifier.verify(request, to: service, at: Known.time, credential: Known.lookUp)
        }
        if case .s3(let location) = ProtocolDetector.target(of: request) { _ = try? location.key() }
        _ = try? AWSChunkedHead.read(request, nil)
    }

    private static func request(_ bytes: [UInt8]) -> WireRequest? {
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = parts[0].split(separator: "\n").map { String($0) }
        let words = lines.first?.split(separator: " ").map { String($0) } ?? []
        guard words.count == 2 else { return nil }
        let fields = lines.dropFirst().map { line in
            let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(pair[0]), pair.count > 1 ? pair[1].trimmingPrefix(" ").description : "")
        }
        let body = parts.count > 1 ? Array(parts[1].utf8) : []
        return WireRequest(
            method: words[0], target: words[1], headers: WireHeaders(fields), remoteAddress: "127.0.0.1",
            body: .bytes(body))
    }

    /// aws-chunked bodies without signatures.
    static let chunked = FuzzTarget(
        name: "chunked",
        words: ["\r\n", "0\r\n", "x-amz-checksum-crc32:", ";chunk-signature=", "ffffffffffffffff", "\r\n\r\n"]
    ) { bytes in
        let headers: WireHeaders = [
            "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "x-amz-decoded-content-length": "64",
            "x-amz-trailer": "x-amz-checksum-crc32",
        ]
        let request = WireRequest(method: "PUT", target: "/b/k", headers: headers, remoteAddress: "127.0.0.1")
        guard let head = try? AWSChunkedHead.read(request, nil) else {
            preconditionFailure("the head is right")
        }
        decode(bytes, head)
    }

    /// aws-chunked bodies whose chunks are signed.
    static let signedChunked = FuzzTarget(
        name: "signed-chunked", words: ["\r\n", ";chunk-signature=", "0;chunk-signature=", "x-amz-trailer-signature:"]
    ) { bytes in
        var request = WireRequest(method: "PUT", target: "/b/k", remoteAddress: "127.0.0.1")
        request.headers = ["x-amz-decoded-content-length": "64", "host": "h"]
        let signed = try? Signer().sign(
            request, Known.credential, region: .standard, service: .s3, at: Known.time, payload: .streamingSigned)
        let signature = signed.flatMap {
            try? SignatureVerifier().verify($0.request, to: .s3, at: Known.time, credential: Known.lookUp)
        }
        guard let signed, let signature, let head = try? AWSChunkedHead.read(signed.request, signature) else {
            preconditionFailure("the head is right")
        }
        decode(bytes, head)
    }

    /// Whole and in pieces, a body comes to the same.
    private static func decode(_ bytes: [UInt8], _ head: AWSChunkedHead) {
        let whole = payload([bytes[...]], head)
        let middle = bytes.count / 2
        let halves = payload([bytes[..<middle], bytes[middle...]], head)
        precondition(whole == halves, "a body depends on how it arrives")
    }

    private static func payload(_ pieces: [ArraySlice<UInt8>], _ head: AWSChunkedHead) -> [UInt8]? {
        var decoder = head.makeDecoder()
        var payload: [UInt8] = []
        do throws(ChunkFailure) {
            for piece in pieces { payload += try decoder.decode(Array(piece)).joined() }
            _ = try decoder.finish()
            return payload
        } catch {
            return nil
        }
    }
}
