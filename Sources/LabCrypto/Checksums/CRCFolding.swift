import CCRC

/// What a polynomial's bytes are multiplied by to be carried over those that follow, so that many bytes become 16 that
/// leave the same remainder: an order of magnitude faster than tables.
///
/// - SeeAlso: V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction" (Intel, 2009)
struct CRCFolding: Sendable {
    /// Bodies shorter than this are not worth the detour.
    static let leastByteCount = 256
    private static let blockByteCount = 64

    private let keys: lab_crc_folding

    /// The keys of a polynomial; `nil` on a processor that cannot multiply without carries.
    init?(_ algorithm: CRC.Algorithm) {
        guard lab_crc_can_fold() else { return nil }
        keys = lab_crc_folding(
            far_first: Self.key(algorithm, 512 + 64), far_last: Self.key(algorithm, 512),
            near_first: Self.key(algorithm, 128 + 64), near_last: Self.key(algorithm, 128))
    }

    /// x to the power of `distance`, less the one that multiplying mirrored numbers adds, in the upper bits.
    private static func key(_ algorithm: CRC.Algorithm, _ distance: UInt64) -> UInt64 {
        algorithm.power(distance - 1) << UInt64(64 - 8 * algorithm.byteCount)
    }

    /// Takes in the whole blocks of `bytes`, of which there has to be at least one.
    ///
    /// - Returns: 16 bytes that stand for them and for `register`, and how many bytes they stand for.
    func fold(_ register: UInt64, _ bytes: UnsafeRawBufferPointer) -> (remainder: (UInt64, UInt64), byteCount: Int) {
        let blocks = bytes.count / Self.blockByteCount
        precondition(blocks > 0, "there is no whole block to fold")
        var remainder: (UInt64, UInt64) = (0, 0)
        withUnsafePointer(to: keys) { keys in
            lab_crc_fold(bytes.baseAddress, blocks, register, keys, &remainder)
        }
        return (remainder, blocks * Self.blockByteCount)
    }
}
