/// Key derivation in counter mode with HMAC (NIST SP 800-108 Rev. 1, section 4.1).
///
/// Output block `i` (from 1) is
///
///     HMAC(key, [i]₄ ‖ label ‖ 0x00 ‖ context ‖ [L]₄)
///
/// where `[x]₄` is four bytes big-endian and `L` the wanted length in bits. Blocks are joined and the last one is cut.
/// The label says what the key is for and holds no zero byte, so that where it ends is certain.
public enum CounterKDF {
    /// Derives a key of `byteCount` bytes from `key`.
    ///
    /// - Throws: ``CryptoError/wrongLength(expected:actual:)`` for no or more than 2²⁴ bytes.
    @inlinable
    public static func deriveKey(
        from key: borrowing some ReadableBytes & ~Copyable, label: borrowing some ReadableBytes & ~Copyable,
        context: borrowing some ReadableBytes & ~Copyable, byteCount: Int = 32,
        _ algorithm: DigestAlgorithm = .sha256
    ) throws(CryptoError) -> SecureBytes {
        try key.withReadableBytes { key throws(CryptoError) in
            try label.withReadableBytes { label throws(CryptoError) in
                try context.withReadableBytes { context throws(CryptoError) in
                    try derive(from: key, label: label, context: context, byteCount: byteCount, algorithm)
                }
            }
        }
    }

    @usableFromInline
    static func derive(
        from key: UnsafeRawBufferPointer, label: UnsafeRawBufferPointer, context: UnsafeRawBufferPointer,
        byteCount: Int, _ algorithm: DigestAlgorithm
    ) throws(CryptoError) -> SecureBytes {
        try derive(from: key, byteCount: byteCount, algorithm) { mac in
            mac.update(label)
            mac.update(0 as UInt8)
            mac.update(context)
            mac.update(UInt32(byteCount * 8).bigEndian)
        }
    }

    /// Derives a key; what follows the counter in each block is up to `fixedInput`.
    static func derive(
        from key: UnsafeRawBufferPointer, byteCount: Int, _ algorithm: DigestAlgorithm,
        fixedInput: (borrowing MACContext) -> Void
    ) throws(CryptoError) -> SecureBytes {
        guard (1...largestByteCount).contains(byteCount) else {
            throw .wrongLength(expected: largestByteCount, actual: byteCount)
        }
        let mac = MACContext(algorithm, key: key)
        let size = algorithm.byteCount
        let blocks = (byteCount + size - 1) / size
        return SecureBytes(capacity: blocks * size) { output in
            for index in 0..<blocks {
                mac.update(UInt32(index + 1).bigEndian)
                fixedInput(mac)
                mac.finish(into: output.from(index * size).first(size))
            }
            return byteCount
        }
    }

    /// So that the length in bits fits into its four bytes, with room to spare.
    private static let largestByteCount = 1 << 24
}

extension MACContext {
    /// Takes in a number as it lies in memory.
    func update(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number) { update($0) }
    }
}
