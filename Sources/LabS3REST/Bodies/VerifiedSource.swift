import LabCore
import LabCrypto
import LabS3
import LabWire

/// A body that was signed by its hash, or not at all: passed on as it comes, and refused at its end when the hash does
/// not fit.
actor PlainSource: BodySource {
    private let source: any BodySource
    private let signature: VerifiedSignature?
    private let digester: Digester?
    /// Whoever reads in batches asks once more after the end.
    private var isAtEnd = false

    init(_ source: any BodySource, _ signature: VerifiedSignature?) {
        self.source = source
        self.signature = signature
        if case .hash = signature?.payload { digester = Digester(.sha256) } else { digester = nil }
    }

    func next() async throws(ServiceError) -> [UInt8]? {
        guard !isAtEnd else { return nil }
        if let piece = try await source.next() {
            digester?.update(piece)
            return piece
        }
        isAtEnd = true
        if let digester { try signature?.checkBody(sha256: digester.finish()) }
        return nil
    }
}

/// An aws-chunked body: frames taken off, signatures of chunks and trailer checked on the way.
actor ChunkedSource: BodySource {
    private let source: any BodySource
    private var decoder: AWSChunkedDecoder
    private var trailer: [String: String] = [:]
    private var isAtEnd = false

    init(_ source: any BodySource, _ head: AWSChunkedHead) {
        self.source = source
        decoder = head.makeDecoder()
    }

    func next() async throws(ServiceError) -> [UInt8]? {
        guard !isAtEnd else { return nil }
        while let piece = try await source.next() {
            let payload = try decode(piece)
            if !payload.isEmpty { return payload }
        }
        isAtEnd = true
        try end()
        return nil
    }

    func trailers() async -> [String: String] { trailer }

    private func decode(_ piece: [UInt8]) throws(ServiceError) -> [UInt8] {
        do throws(ChunkFailure) {
            let slices = try decoder.decode(piece)
            guard slices.count != 1 else { return Array(slices[0]) }
            return slices.flatMap { $0 }
        } catch {
            throw error.serviceError
        }
    }

    private func end() throws(ServiceError) {
        do throws(ChunkFailure) {
            if let (name, value) = try decoder.finish() { trailer[name] = value }
        } catch {
            throw error.serviceError
        }
    }
}
