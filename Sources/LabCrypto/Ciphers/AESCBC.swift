/// AES in cipher block chaining mode with PKCS#7 padding (NIST SP 800-38A, 6.2; RFC 5652, 6.3).
///
/// > Warning: Nothing is authenticated. It is here to read what old encryption clients wrote. An answer that tells a
/// > wrong padding from other failures gives the plaintext away byte by byte, so report every failure alike.
public enum AESCBC {
    /// Encrypts `plaintext`, padded to whole blocks.
    ///
    /// - Throws: ``CryptoError/invalidKey`` and ``CryptoError/wrongLength(expected:actual:)`` for a wrong key or
    ///   initialisation vector (16 bytes, unpredictable).
    public static func encrypt(
        _ plaintext: borrowing some ReadableBytes & ~Copyable, key: borrowing some ReadableBytes & ~Copyable,
        initializationVector: borrowing some ReadableBytes & ~Copyable
    ) throws(CryptoError) -> [UInt8] {
        let context = try CipherContext.begun(.cbc, key: key, block: initializationVector, .encrypt)
        return try plaintext.withReadableBytes { plaintext throws(CryptoError) in
            try [UInt8].filled(capacity: plaintext.count + 16) { output throws(CryptoError) in
                let written = try context.update(plaintext, into: output)
                return written + (try context.finish(into: output.from(written)))
            }
        }
    }

    /// Decrypts what ``encrypt(_:key:initializationVector:)`` made.
    ///
    /// - Throws: ``CryptoError/authenticationFailed`` when the padding is wrong, and the errors of `encrypt`.
    public static func decrypt(
        _ ciphertext: borrowing some ReadableBytes & ~Copyable, key: borrowing some ReadableBytes & ~Copyable,
        initializationVector: borrowing some ReadableBytes & ~Copyable
    ) throws(CryptoError) -> SecureBytes {
        let context = try CipherContext.begun(.cbc, key: key, block: initializationVector, .decrypt)
        return try ciphertext.withReadableBytes { ciphertext throws(CryptoError) in
            try SecureBytes(capacity: ciphertext.count + 16) { output throws(CryptoError) in
                let written = try context.update(ciphertext, into: output)
                return written + (try context.finish(into: output.from(written)))
            }
        }
    }
}
