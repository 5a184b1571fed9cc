import COpenSSL

/// Comparing secrets without telling by the time it takes where they differ.
public enum ConstantTime {
    /// Whether both hold the same bytes. The lengths are not kept secret.
    ///
    /// Use it for every MAC, tag, token and key; `==` on arrays stops at the first difference.
    @inlinable
    public static func equals(
        _ left: borrowing some ReadableBytes & ~Copyable, _ right: borrowing some ReadableBytes & ~Copyable
    ) -> Bool {
        left.withReadableBytes { left in
            right.withReadableBytes { right in equals(buffer: left, buffer: right) }
        }
    }

    @usableFromInline
    static func equals(buffer left: UnsafeRawBufferPointer, buffer right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        return CRYPTO_memcmp(left.unsignedBytes, right.unsignedBytes, left.count) == 0
    }
}
