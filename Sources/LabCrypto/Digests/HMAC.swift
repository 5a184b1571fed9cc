/// A keyed hash (FIPS 198-1, RFC 2104), at once. For many messages under one key see ``HMACKey``.
public enum HMAC {
    /// The MAC of `message`, as long as the digest of `algorithm`.
    @inlinable
    public static func code(
        for message: borrowing some ReadableBytes & ~Copyable, key: borrowing some ReadableBytes & ~Copyable,
        _ algorithm: DigestAlgorithm
    ) -> [UInt8] {
        message.withReadableBytes { message in
            key.withReadableBytes { key in code(forBuffer: message, key: key, algorithm) }
        }
    }

    /// Whether `code` is the MAC of `message`, whole and compared in constant time.
    @inlinable
    public static func isValid(
        _ code: borrowing some ReadableBytes & ~Copyable, for message: borrowing some ReadableBytes & ~Copyable,
        key: borrowing some ReadableBytes & ~Copyable, _ algorithm: DigestAlgorithm
    ) -> Bool {
        ConstantTime.equals(code, self.code(for: message, key: key, algorithm))
    }

    @usableFromInline
    static func code(
        forBuffer message: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, _ algorithm: DigestAlgorithm
    ) -> [UInt8] {
        let context = MACContext(algorithm, key: key)
        context.update(message)
        return [UInt8].filled(count: algorithm.byteCount) { context.finish(into: $0) }
    }
}
