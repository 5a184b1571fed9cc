import LabCore
import LabS3
import LabWire

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
