/// HKDF (RFC 5869): first the input is condensed into one key (extract), then that is stretched (expand).
public enum HKDF {
    /// Derives `byteCount` bytes from `input` in both steps.
    ///
    /// - Parameters:
    ///   - input: Secret input with enough entropy; not a password.
    ///   - salt: Public and best random; empty counts as one digest length of zeros.
    ///   - info: What the output is for. Different `info`, independent output.
    ///   - byteCount: At most 255 digest lengths.
    ///   - algorithm: The hash function.
    /// - Throws: ``CryptoError/wrongLength(expected:actual:)`` for too many bytes.
    public static func deriveKey(
        from input: borrowing some ReadableBytes & ~Copyable, salt: borrowing some ReadableBytes & ~Copyable,
        info: borrowing some ReadableBytes & ~Copyable, byteCount: Int, _ algorithm: DigestAlgorithm
    ) throws(CryptoError) -> SecureBytes {
        let key = extract(from: input, salt: salt, algorithm)
        return try expand(key, info: info, byteCount: byteCount, algorithm)
    }

    /// The first step: a key as long as a digest.
    public static func extract(
        from input: borrowing some ReadableBytes & ~Copyable, salt: borrowing some ReadableBytes & ~Copyable,
        _ algorithm: DigestAlgorithm
    ) -> SecureBytes {
        let mac = salt.withReadableBytes { MACContext(algorithm, key: $0) }
        input.withReadableBytes { mac.update($0) }
        return SecureBytes(byteCount: algorithm.byteCount) { mac.finish(into: $0) }
    }

    /// The second step: `byteCount` bytes from a key that is uniform already.
    ///
    /// - Throws: ``CryptoError/wrongLength(expected:actual:)`` for a negative number or more than 255 digest lengths.
    public static func expand(
        _ key: borrowing some ReadableBytes & ~Copyable, info: borrowing some ReadableBytes & ~Copyable,
        byteCount: Int, _ algorithm: DigestAlgorithm
    ) throws(CryptoError) -> SecureBytes {
        let size = algorithm.byteCount
        guard (0...255 * size).contains(byteCount) else { throw .wrongLength(expected: 255 * size, actual: byteCount) }
        let mac = key.withReadableBytes { MACContext(algorithm, key: $0) }
        let blocks = (byteCount + size - 1) / size
        return info.withReadableBytes { info in
            SecureBytes(capacity: blocks * size) { output in
                fill(output, blocks: blocks, blockByteCount: size, mac: mac, info: info)
                return byteCount
            }
        }
    }

    /// T(i) = HMAC(key, T(i - 1) ‖ info ‖ i)
    private static func fill(
        _ output: UnsafeMutableRawBufferPointer, blocks: Int, blockByteCount size: Int, mac: borrowing MACContext,
        info: UnsafeRawBufferPointer
    ) {
        for index in 0..<blocks {
            if index > 0 { mac.update(UnsafeRawBufferPointer(output.from((index - 1) * size).first(size))) }
            mac.update(info)
            mac.update(UInt8(index + 1))
            mac.finish(into: output.from(index * size).first(size))
        }
    }
}
