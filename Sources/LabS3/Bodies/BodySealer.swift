import LabCore
import LabCrypto

/// Takes a number of bytes that a closure writes into memory of the taker's.
typealias SealedTaker = (
    _ byteCount: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(BodyFailure) -> Void
) throws(BodyFailure) -> Void

/// Seals a body as it arrives: bytes go in, sealed chunks come out, each as soon as it is known not to be the last.
///
/// It holds one chunk, whatever the size of the body; a chunk that arrives in one piece is not copied on its way.
struct BodySealer {
    /// How many bytes went in.
    private(set) var byteCount = 0
    /// The header, which comes before the first chunk.
    let header: [UInt8]
    private let format: BodyFormat
    private var sealer: ChunkSealer
    /// What has come of the next chunk: all of it when it is not known yet whether more comes.
    private var held: ArraySlice<UInt8> = []

    init(format: BodyFormat, identity: BodyIdentity, dataKeys: [KeyMaterial]) throws(BodyFailure) {
        self.format = format
        header = format.header
        sealer = try ChunkSealer(format: format, identity: identity, dataKeys: dataKeys)
    }

    /// Takes in the next bytes and hands out what can be sealed.
    mutating func update(_ bytes: [UInt8], emit: SealedTaker) throws(BodyFailure) {
        byteCount += bytes.count
        var rest = bytes[...]
        while !rest.isEmpty {
            if held.count == format.chunkByteCount { try sealHeld(isLast: false, emit: emit) }
            let next = rest.prefix(format.chunkByteCount - held.count)
            rest = rest[next.endIndex...]
            hold(next)
        }
    }

    /// Seals what is left as the last chunk.
    mutating func finish(emit: SealedTaker) throws(BodyFailure) {
        try sealHeld(isLast: true, emit: emit)
    }

    private mutating func hold(_ bytes: ArraySlice<UInt8>) {
        guard !held.isEmpty else { return held = bytes }
        held.reserveCapacity(format.chunkByteCount)
        held += bytes
    }

    private mutating func sealHeld(isLast: Bool, emit: SealedTaker) throws(BodyFailure) {
        let chunk = held
        held = []
        try emit(chunk.count + format.overhead) { sealed throws(BodyFailure) in
            try chunk.withReadableBytes { chunk throws(BodyFailure) in
                try sealer.seal(chunk, into: sealed, isLast: isLast)
            }
        }
    }
}
