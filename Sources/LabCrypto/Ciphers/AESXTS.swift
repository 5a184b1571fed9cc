/// AES-256 in XTS mode (IEEE 1619, NIST SP 800-38E): the sectors of a disk, each as long as before, under a key of 64
/// bytes.
///
/// > Important: Nothing is authenticated, and a sector that is written twice shows whether it is the same. It is here
/// > because disks are encrypted so; whoever can afford sixteen bytes more uses ``AESGCM``.
public enum AESXTS {
    /// The length of a key: two keys of AES-256.
    public static let keyByteCount = 64

    /// Encrypts one sector.
    ///
    /// - Throws: ``CryptoError/invalidKey`` for a key of another length; ``CryptoError/wrongLength(expected:actual:)``
    ///   for a sector of fewer than 16 bytes; ``CryptoError/library(reasons:)`` when both halves of the key are equal.
    public static func encrypt(
        _ sector: borrowing some ReadableBytes & ~Copyable, number: UInt64,
        key: borrowing some ReadableBytes & ~Copyable
    ) throws(CryptoError) -> [UInt8] {
        try transform(sector, number, key, .encrypt)
    }

    /// Decrypts one sector. The error cases are those of ``encrypt(_:number:key:)``; a wrong key is not noticed.
    public static func decrypt(
        _ sector: borrowing some ReadableBytes & ~Copyable, number: UInt64,
        key: borrowing some ReadableBytes & ~Copyable
    ) throws(CryptoError) -> [UInt8] {
        try transform(sector, number, key, .decrypt)
    }

    private static func transform(
        _ sector: borrowing some ReadableBytes & ~Copyable, _ number: UInt64,
        _ key: borrowing some ReadableBytes & ~Copyable, _ direction: CipherDirection
    ) throws(CryptoError) -> [UInt8] {
        try key.withReadableBytes { key throws(CryptoError) in
            guard key.count == keyByteCount else { throw .invalidKey }
            return try tweak(number).withReadableBytes { tweak throws(CryptoError) in
                let context = try CipherContext.keyed(
                    .aes(.xts, keyByteCount: key.count), key: key, nonce: tweak, direction)
                return try sector.withReadableBytes { sector throws(CryptoError) in
                    guard sector.count >= 16 else { throw .wrongLength(expected: 16, actual: sector.count) }
                    return try [UInt8].filled(count: sector.count) { output throws(CryptoError) in
                        _ = try context.update(sector, into: output)
                    }
                }
            }
        }
    }

    /// The sector's number, little-endian, in sixteen bytes.
    private static func tweak(_ number: UInt64) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { [UInt8]($0) } + [UInt8](repeating: 0, count: 8)
    }
}
