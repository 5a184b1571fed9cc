public import LabCore

/// What a request's headers say about its aws-chunked body, checked before the body is read.
public struct AWSChunkedHead: Sendable {
    /// How the chunks are signed.
    public let mode: PayloadMode
    /// The length of the decoded body, `x-amz-decoded-content-length`.
    public let decodedLength: Int
    /// The trailer that `x-amz-trailer` declares, in small letters, such as `x-amz-checksum-crc32`.
    public let trailerName: String?
    private let signatures: ChunkSignatures?

    /// Reads the headers of `request`; `nil` when its body is not aws-chunked.
    ///
    /// - Parameter signature: what was verified; `nil` for an anonymous request, which may send unsigned chunks only.
    /// - Throws: `MissingContentLength` (411) without a usable decoded length, `InvalidRequest` for a trailer that S3 does
    ///   not know and for signed payloads of anonymous requests.
    public static func read(
        _ request: WireRequest, _ signature: VerifiedSignature?
    ) throws(ServiceError) -> AWSChunkedHead? {
        let mode = if let signature { signature.payload } else { try anonymousMode(request) }
        guard mode.isStreaming else { return nil }
        guard let text = request.headers.combined("x-amz-decoded-content-length"), let length = decimal(text) else {
            throw ServiceError(
                .init("MissingContentLength", 411), "You must provide the Content-Length HTTP header.")
        }
        return AWSChunkedHead(
            mode: mode, decodedLength: length, trailerName: try trailerName(request),
            signatures: signature?.chunkSignatures)
    }

    /// A decoder for the body.
    public func makeDecoder() -> AWSChunkedDecoder {
        AWSChunkedDecoder(
            signatures: signatures, decodedLength: decodedLength, trailerName: trailerName,
            takesTrailer: mode != .streamingSigned, signsTrailer: mode == .streamingSignedTrailer)
    }

    /// The `Content-Encoding` to keep with an object: the request's without `aws-chunked`; `nil` when none is left.
    public static func storedContentEncoding(_ request: WireRequest) -> String? {
        guard let encoding = request.headers.combined("content-encoding") else { return nil }
        let kept = encoding.split(separator: ",").map { token in
            String(token.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        let others = kept.filter { !$0.isEmpty && !$0.equalsIgnoringCase("aws-chunked") }
        return others.isEmpty ? nil : others.joined(separator: ",")
    }

    private static func anonymousMode(_ request: WireRequest) throws(ServiceError) -> PayloadMode {
        let mode = request.headers["x-amz-content-sha256"].map { PayloadMode($0) } ?? .unsigned
        guard mode == .unsigned || mode == .streamingUnsignedTrailer, let mode else {
            throw ServiceError(
                .init("InvalidRequest"),
                "Anonymous requests don't support this x-amz-content-sha256 value. Please use UNSIGNED-PAYLOAD or "
                    + "STREAMING-UNSIGNED-PAYLOAD-TRAILER.")
        }
        return mode
    }

    /// At most 15 digits and nothing else: what cannot overflow.
    private static func decimal(_ text: String) -> Int? {
        (1...15).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }

    private static let checksums: Set<String> = [
        "crc32", "crc32c", "crc64nvme", "sha1", "sha256", "sha512", "md5", "xxhash64", "xxhash3", "xxhash128",
    ]

    private static func trailerName(_ request: WireRequest) throws(ServiceError) -> String? {
        guard let names = request.headers.combined("x-amz-trailer")?.lowercasedASCII else { return nil }
        guard !names.utf8.contains(UInt8(ascii: ",")) else {
            throw ServiceError(
                .init("InvalidRequest"),
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
        }
        let prefix = "x-amz-checksum-"
        guard names.hasPrefix(prefix), checksums.contains(String(names.dropFirst(prefix.count))) else {
            throw ServiceError(
                .init("InvalidRequest"), "The value specified in the x-amz-trailer header is not supported")
        }
        return names
    }
}
