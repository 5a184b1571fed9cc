import COpenSSL

/// PBKDF2 with HMAC (RFC 8018, 5.2): a key from a passphrase, slow on purpose.
///
/// A passphrase is short enough to be guessed; every guess costs as many HMACs as `iterations` says, and no more than
/// that. A random key needs none of this: ``CounterKDF`` and ``HKDF`` are for those.
public enum PBKDF2 {
    /// Derives `byteCount` bytes from `passphrase`.
    ///
    /// - Parameters:
    ///   - passphrase: Any bytes.
    ///   - salt: Public and random, so that one table of guesses does not serve two files.
    ///   - iterations: HMACs for a guess, at least 1; OWASP asks for 600,000 with SHA-256 (Password Storage Cheat
    ///     Sheet).
    ///   - byteCount: The length of the key.
    /// - Throws: ``CryptoError/library(reasons:)`` for numbers that libcrypto does not take.
    public static func deriveKey(
        from passphrase: borrowing some ReadableBytes & ~Copyable, salt: borrowing some ReadableBytes & ~Copyable,
        iterations: Int, byteCount: Int
    ) throws(CryptoError) -> SecureBytes {
        try passphrase.withReadableBytes { passphrase throws(CryptoError) in
            try salt.withReadableBytes { salt throws(CryptoError) in
                try SecureBytes(byteCount: byteCount) { output throws(CryptoError) in
                    try check(derive(passphrase, salt, CInt(clamping: iterations), output))
                }
            }
        }
    }

    private static func derive(
        _ passphrase: UnsafeRawBufferPointer, _ salt: UnsafeRawBufferPointer, _ iterations: CInt,
        _ output: UnsafeMutableRawBufferPointer
    ) -> CInt {
        PKCS5_PBKDF2_HMAC(
            UnsafeRawPointer(passphrase.unsignedBytes).assumingMemoryBound(to: CChar.self), CInt(passphrase.count),
            salt.unsignedBytes, CInt(salt.count), iterations, EVP_sha256(), CInt(output.count), output.unsignedBytes)
    }
}
