/// What each byte does to the register from each of eight places: 16 KiB for a polynomial, made once. Long pieces are
/// folded first where the processor can.
///
/// A 32-bit sum runs in the low half of the same 64-bit register, so that one loop serves all polynomials.
struct CRCTables: @unchecked Sendable {
    // 8 × 256 entries; never freed and never written again.
    private let entries: UnsafePointer<UInt64>
    private let folding: CRCFolding?

    private init(_ algorithm: CRC.Algorithm, folding: CRCFolding?) {
        let polynomial = algorithm.polynomial
        let entries = UnsafeMutablePointer<UInt64>.allocate(capacity: 8 * 256)
        for byte in 0..<256 {
            entries[byte] = (0..<8).reduce(UInt64(byte)) { value, _ in
                value & 1 == 0 ? value >> 1 : value >> 1 ^ polynomial
            }
        }
        for index in 256..<8 * 256 {
            let previous = entries[index - 256]
            entries[index] = entries[Int(previous & 0xFF)] ^ previous >> 8
        }
        self.entries = UnsafePointer(entries)
        self.folding = folding
    }

    /// The tables of a polynomial, for a processor that can do no more than look things up.
    init(lookingUpOnly algorithm: CRC.Algorithm) {
        self.init(algorithm, folding: nil)
    }

    private init(_ algorithm: CRC.Algorithm) {
        self.init(algorithm, folding: CRCFolding(algorithm))
    }

    /// The tables of a polynomial.
    static func tables(for algorithm: CRC.Algorithm) -> CRCTables {
        switch algorithm {
        case .crc32: crc32
        case .crc32c: crc32c
        case .crc64nvme: crc64nvme
        }
    }

    private static let crc32 = CRCTables(.crc32)
    private static let crc32c = CRCTables(.crc32c)
    private static let crc64nvme = CRCTables(.crc64nvme)

    /// The register after `bytes`.
    func update(_ start: UInt64, with bytes: UnsafeRawBufferPointer) -> UInt64 {
        guard let folding, bytes.count >= CRCFolding.leastByteCount else { return lookUp(start, bytes) }
        let (remainder, folded) = folding.fold(start, bytes)
        let register = withUnsafeBytes(of: remainder) { lookUp(0, $0) }
        return lookUp(register, UnsafeRawBufferPointer(rebasing: bytes[folded...]))
    }

    private func lookUp(_ start: UInt64, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
        guard let base = bytes.baseAddress else { return start }
        var register = start
        let whole = bytes.count & ~7
        var offset = 0
        while offset < whole {
            let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            register = step(register ^ word)
            offset &+= 8
        }
        while offset < bytes.count {
            let byte = base.load(fromByteOffset: offset, as: UInt8.self)
            register = register >> 8 ^ entries[Int(UInt8(truncatingIfNeeded: register) ^ byte)]
            offset &+= 1
        }
        return register
    }

    /// Eight bytes at once: the first of them, in the lowest place, has the longest way through.
    @inline(__always)
    private func step(_ word: UInt64) -> UInt64 {
        let low = entry(7, word) ^ entry(6, word >> 8) ^ entry(5, word >> 16) ^ entry(4, word >> 24)
        let high = entry(3, word >> 32) ^ entry(2, word >> 40) ^ entry(1, word >> 48) ^ entry(0, word >> 56)
        return low ^ high
    }

    @inline(__always)
    private func entry(_ place: Int, _ word: UInt64) -> UInt64 {
        entries[place &* 256 &+ Int(UInt8(truncatingIfNeeded: word))]
    }
}
