/// A cyclic redundancy check, as S3 offers it for bodies: it finds accidents, not attacks.
///
/// A value: copy it to look at an intermediate sum and go on.
public struct CRC: Sendable {
    /// Which polynomial.
    public enum Algorithm: Sendable, Hashable, CaseIterable {
        /// CRC-32 of ISO 3309 and zlib.
        case crc32
        /// CRC-32C (Castagnoli), of iSCSI (RFC 3720).
        case crc32c
        /// CRC-64/NVME (NVM Express), S3's default.
        case crc64nvme

        /// How long a sum is.
        public var byteCount: Int { self == .crc64nvme ? 8 : 4 }

        /// The sum of `bytes`, big-endian, as S3 puts it into Base64.
        @inlinable
        public func checksum(of bytes: borrowing some ReadableBytes & ~Copyable) -> [UInt8] {
            var crc = CRC(self)
            crc.update(bytes)
            return crc.bytes
        }
    }

    /// Which polynomial.
    public let algorithm: Algorithm
    /// How many bytes were taken in.
    public private(set) var byteCount = 0
    private var register: UInt64
    private let tables: CRCTables

    /// The sum of nothing.
    public init(_ algorithm: Algorithm) {
        self.algorithm = algorithm
        register = algorithm.mask
        tables = .tables(for: algorithm)
    }

    /// Takes in the next piece.
    @inlinable
    public mutating func update(_ bytes: borrowing some ReadableBytes & ~Copyable) {
        bytes.withReadableBytes { update(buffer: $0) }
    }

    @usableFromInline
    mutating func update(buffer: UnsafeRawBufferPointer) {
        register = tables.update(register, with: buffer)
        byteCount += buffer.count
    }

    /// The sum as a number.
    public var value: UInt64 { register ^ algorithm.mask }

    /// The sum, big-endian, as S3 puts it into Base64.
    public var bytes: [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0.suffix(algorithm.byteCount)) }
    }

    /// Takes in what `next` has taken in, without seeing those bytes: the sum of a whole from the sums of its parts, as
    /// S3 computes the full-object checksum of a multipart upload.
    public mutating func append(_ next: CRC) {
        precondition(next.algorithm == algorithm, "sums of different polynomials do not add up")
        let shifted = algorithm.multiply(value, algorithm.power(8 * UInt64(next.byteCount)))
        register = shifted ^ next.value ^ algorithm.mask
        byteCount += next.byteCount
    }

    /// The sum that was `value` after `byteCount` bytes, to be gone on with or appended.
    public init(_ algorithm: Algorithm, value: UInt64, byteCount: Int) {
        self.init(algorithm)
        register = (value & algorithm.mask) ^ algorithm.mask
        self.byteCount = byteCount
    }
}

extension CRC.Algorithm {
    /// The polynomial with its lowest power in the highest bit.
    var polynomial: UInt64 {
        switch self {
        case .crc32: 0xEDB8_8320
        case .crc32c: 0x82F6_3B78
        case .crc64nvme: 0x9A6C_9329_AC4B_C9B5
        }
    }

    /// All bits of the register, which is also where it starts and what is added at the end.
    var mask: UInt64 { self == .crc64nvme ? .max : 0xFFFF_FFFF }

    /// The product of two polynomials over GF(2), modulo the algorithm's.
    func multiply(_ left: UInt64, _ right: UInt64) -> UInt64 {
        var product: UInt64 = 0
        var term = right
        var bit = mask ^ (mask >> 1)
        while bit != 0 {
            if left & bit != 0 { product ^= term }
            term = term & 1 == 0 ? term >> 1 : term >> 1 ^ polynomial
            bit >>= 1
        }
        return product
    }

    /// x to the power of `exponent`, modulo the algorithm's polynomial.
    func power(_ exponent: UInt64) -> UInt64 {
        var result = mask ^ (mask >> 1)
        var square = result >> 1
        var rest = exponent
        while rest != 0 {
            if rest & 1 != 0 { result = multiply(result, square) }
            square = multiply(square, square)
            rest >>= 1
        }
        return result
    }
}
