/// The sealed form of a body, version 1: a header, then chunks.
///
/// ```
/// header, 48 bytes
///    0   8  "KLS3BODY"
///    8   1  version, 1
///    9   1  layers: 1, or 2 for dual-layer encryption
///   10   1  base-2 logarithm of the chunk size: 16, 64 KiB
///   11   5  zero
///   16  32  salt, random
/// then for every chunk, first to last
///    0   n  ciphertext: the chunk size, or less for the last chunk (0 only when the body is empty)
///    n  16  tag of the first layer (itself ciphertext of the second layer, when there is one)
///  +16  16  tag of the second layer, when there is one
/// ```
///
/// A layer is AES-256-GCM. Its key is HKDF-SHA-256 (input: the layer's data key; salt: the header's; info: `kmslab s3
/// body layer` and the layer's number as a byte), so that the parts of an upload can share a data key and never share a
/// key and nonce. The nonce of a chunk is 1 for the last chunk or 0 (64 bits) and the chunk's index (32 bits), both
/// big-endian. Its additional data is SHA-256 over the header and ``BodyIdentity``, then the layer's number (8 bits), the
/// index (64 bits) and 1 for the last chunk or 0 (8 bits).
///
/// So a chunk opens only at its place, in its body, for its object, version and part; and a body that was cut short does
/// not open at all, because its end is not marked as one.
struct BodyFormat: Hashable, Sendable {
    static let headerByteCount = 48
    static let saltByteCount = 32
    static let tagByteCount = 16
    static let version: UInt8 = 1
    static let standardChunkBits: UInt8 = 16

    private static let magic = Array("KLS3BODY".utf8)

    let layers: Int
    let chunkBits: UInt8
    let salt: [UInt8]

    /// A body that is about to be sealed.
    init(layers: Int, salt: [UInt8], chunkBits: UInt8 = standardChunkBits) {
        precondition((1...2).contains(layers) && salt.count == Self.saltByteCount, "no such format")
        self.layers = layers
        self.chunkBits = chunkBits
        self.salt = salt
    }

    /// Reads a header, every byte of it.
    init(parsing header: [UInt8]) throws(BodyFailure) {
        let isHeader =
            header.count == Self.headerByteCount && header.starts(with: Self.magic) && header[8] == Self.version
            && (1...2).contains(header[9]) && (12...22).contains(header[10]) && header[11..<16].allSatisfy { $0 == 0 }
        guard isHeader else { throw .damaged }
        layers = Int(header[9])
        chunkBits = header[10]
        salt = Array(header[16...])
    }

    /// The header's bytes.
    var header: [UInt8] {
        Self.magic + [Self.version, UInt8(layers), chunkBits, 0, 0, 0, 0, 0] + salt
    }

    /// The bytes of a full chunk before sealing.
    var chunkByteCount: Int { 1 << chunkBits }
    /// What sealing adds to a chunk.
    var overhead: Int { layers * Self.tagByteCount }
    /// The bytes of a full chunk after sealing.
    var sealedChunkByteCount: Int { chunkByteCount + overhead }

    /// How many chunks a body of `byteCount` bytes has: at least one.
    func chunkCount(_ byteCount: Int) -> Int {
        max(1, (byteCount + chunkByteCount - 1) >> Int(chunkBits))
    }

    /// How long a body of `byteCount` bytes is after sealing, header included.
    func sealedByteCount(_ byteCount: Int) -> Int {
        Self.headerByteCount + byteCount + chunkCount(byteCount) * overhead
    }

    /// Where the sealed chunk `index` begins.
    func offset(ofChunk index: Int) -> Int {
        Self.headerByteCount + index * sealedChunkByteCount
    }
}
