import LabCrypto

/// Puts the frames of aws-chunked around a body: for clients and tests.
public struct AWSChunkedEncoder: Sendable {
    private var signatures: ChunkSignatures?
    private let signsTrailer: Bool

    /// An encoder that signs with `signatures` (from ``Signer/Signed``), or not at all.
    ///
    /// - Parameter signsTrailer: whether the trailer gets a signature, as `STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER`
    ///   asks for.
    public init(signatures: ChunkSignatures? = nil, signsTrailer: Bool = false) {
        self.signatures = signatures
        self.signsTrailer = signsTrailer
    }

    /// The frame of a chunk. Every chunk but the last needs ``AWSChunkedDecoder/leastChunk`` bytes when it is signed; an
    /// empty one would end the body.
    public mutating func encode(_ chunk: [UInt8]) -> [UInt8] {
        head(chunk) + chunk + Array("\r\n".utf8)
    }

    /// The end of the body: the empty chunk, the trailer and its signature.
    public mutating func finish(trailer: (name: String, value: String)? = nil) -> [UInt8] {
        var bytes = head([])
        if let trailer { bytes += "\(trailer.name):\(trailer.value)\r\n".utf8 }
        if signsTrailer {
            let text = trailer.map { "\($0.name):\($0.value)\n" } ?? ""
            let signature = signatures?.next(trailerHash: DigestAlgorithm.sha256.digest(of: Array(text.utf8))) ?? ""
            bytes += "x-amz-trailer-signature:\(signature)\r\n".utf8
        }
        return bytes + Array("\r\n".utf8)
    }

    /// A whole body, in chunks of `chunkSize` bytes.
    public static func encode(
        _ body: [UInt8], chunkSize: Int = 65_536, signatures: ChunkSignatures? = nil,
        trailer: (name: String, value: String)? = nil, signsTrailer: Bool = false
    ) -> [UInt8] {
        var encoder = AWSChunkedEncoder(signatures: signatures, signsTrailer: signsTrailer)
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: body.count, by: chunkSize) {
            bytes += encoder.encode(Array(body[start..<min(start + chunkSize, body.count)]))
        }
        return bytes + encoder.finish(trailer: trailer)
    }

    private mutating func head(_ chunk: [UInt8]) -> [UInt8] {
        let size = String(chunk.count, radix: 16)
        guard let signature = signatures?.next(chunkHash: DigestAlgorithm.sha256.digest(of: chunk)) else {
            return Array("\(size)\r\n".utf8)
        }
        return Array("\(size);chunk-signature=\(signature)\r\n".utf8)
    }
}
