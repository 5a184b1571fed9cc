import LabCore
import LabCrypto

/// Seals a body as it arrives: bytes go in, sealed chunks come out, each as soon as it is known not to be the last.
///
/// It holds one chunk, whatever the size of the body.
struct BodySealer {
    /// How many bytes went in.
    private(set) var byteCount = 0
    /// The header, which comes before the first chunk.
    let header: [UInt8]
    private let format: BodyFormat
    private var sealer: ChunkSealer
    private var chunk: [UInt8] = []

    init(format: BodyFormat, identity: BodyIdentity, dataKeys: [KeyMaterial]) throws(BodyFailure) {
        self.format = format
        header = format.header
        sealer = try ChunkSealer(format: format, identity: identity, dataKeys: dataKeys)
    }

    /// Takes in the next bytes and hands out what can be sealed.
    mutating func update(
        _ bytes: [UInt8], emit: ([UInt8]) throws(BodyFailure) -> Void
    ) throws(BodyFailure) {
        var position = 0
        while position < bytes.count {
            if chunk.count == format.chunkByteCount { try emit(try sealedChunk(isLast: false)) }
            if chunk.isEmpty { chunk.reserveCapacity(min(format.sealedChunkByteCount, bytes.count + format.overhead)) }
            let end = min(bytes.count, position + format.chunkByteCount - chunk.count)
            chunk.append(contentsOf: bytes[position..<end])
            position = end
        }
        byteCount += bytes.count
    }

    /// Seals what is left as the last chunk.
    mutating func finish(emit: ([UInt8]) throws(BodyFailure) -> Void) throws(BodyFailure) {
        try emit(try sealedChunk(isLast: true))
    }

    private mutating func sealedChunk(isLast: Bool) throws(BodyFailure) -> [UInt8] {
        var sealed: [UInt8] = []
        swap(&sealed, &chunk)
        try sealer.seal(&sealed, isLast: isLast)
        return sealed
    }
}
