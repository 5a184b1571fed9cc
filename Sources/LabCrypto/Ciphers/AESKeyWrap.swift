/// AES key wrap: encryption of keys under a key, deterministic and with an integrity check of its own.
///
/// Ten times slower than ``AESGCM`` at 32 bytes: use it where a wire format asks for it (RSA_AES_KEY_WRAP imports).
public enum AESKeyWrap {
    /// Which of the two wraps.
    public enum Padding: Sendable, Hashable {
        /// RFC 3394 (NIST SP 800-38F KW): whole blocks of 8 bytes, at least two.
        case none
        /// RFC 5649 (NIST SP 800-38F KWP): any length from 1 byte.
        case padded
    }

    /// Wraps `secret` under a key-encryption key of 16, 24 or 32 bytes.
    ///
    /// - Throws: ``CryptoError/wrongLength(expected:actual:)`` when `secret` does not fit `padding`;
    ///   ``CryptoError/invalidKey`` for a key of another length.
    @inlinable
    public static func wrap(
        _ secret: borrowing some ReadableBytes & ~Copyable, with key: borrowing some ReadableBytes & ~Copyable,
        padding: Padding
    ) throws(CryptoError) -> [UInt8] {
        try secret.withReadableBytes { secret throws(CryptoError) in
            try key.withReadableBytes { key throws(CryptoError) in try wrapped(secret, with: key, padding) }
        }
    }

    /// Unwraps what ``wrap(_:with:padding:)`` made.
    ///
    /// - Throws: ``CryptoError/authenticationFailed`` when it is not genuine or of an impossible length;
    ///   ``CryptoError/invalidKey`` for a key of another length.
    @inlinable
    public static func unwrap(
        _ wrapped: borrowing some ReadableBytes & ~Copyable, with key: borrowing some ReadableBytes & ~Copyable,
        padding: Padding
    ) throws(CryptoError) -> SecureBytes {
        try wrapped.withReadableBytes { wrapped throws(CryptoError) in
            try key.withReadableBytes { key throws(CryptoError) in try unwrapped(wrapped, with: key, padding) }
        }
    }

    @usableFromInline
    static func wrapped(
        _ secret: UnsafeRawBufferPointer, with key: UnsafeRawBufferPointer, _ padding: Padding
    ) throws(CryptoError) -> [UInt8] {
        let rounded = (secret.count + 7) & ~7
        let smallest = padding == .none ? max(rounded, 16) : max(secret.count, 1)
        guard secret.count == smallest else { throw .wrongLength(expected: smallest, actual: secret.count) }
        let context = try CipherContext.keyed(.aes(padding.mode, keyByteCount: key.count), key: key, .encrypt)
        return try [UInt8].filled(capacity: rounded + 8) { output throws(CryptoError) in
            try context.update(secret, into: output)
        }
    }

    @usableFromInline
    static func unwrapped(
        _ wrapped: UnsafeRawBufferPointer, with key: UnsafeRawBufferPointer, _ padding: Padding
    ) throws(CryptoError) -> SecureBytes {
        let context = try CipherContext.keyed(.aes(padding.mode, keyByteCount: key.count), key: key, .decrypt)
        let smallest = padding == .none ? 24 : 16
        guard wrapped.count >= smallest, wrapped.count.isMultiple(of: 8) else { throw .authenticationFailed }
        return try SecureBytes(capacity: wrapped.count) { output throws(CryptoError) in
            try context.transformGenuine(wrapped, into: output)
        }
    }
}

extension AESKeyWrap.Padding {
    fileprivate var mode: AESMode {
        switch self {
        case .none: .wrap
        case .padded: .wrapWithPadding
        }
    }
}
