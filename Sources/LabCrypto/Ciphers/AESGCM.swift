/// AES in Galois/Counter Mode (NIST SP 800-38D) with a 12-byte nonce and a 16-byte tag, for keys of 16, 24 or 32 bytes.
///
/// Four forms, from simple to fast:
/// - ``seal(_:key:nonce:authenticating:)`` and ``open(_:key:nonce:authenticating:)``: one message, `ciphertext ‖ tag`;
/// - ``Sealer`` and ``Opener``: many messages under one key (frames, chunks), into the caller's buffers;
/// - ``SealingStream`` and ``OpeningStream``: one message that is too large to hold.
///
/// > Important: Two messages under one key and nonce reveal their difference and the authentication key. Draw the nonce
/// > with ``Nonce/random(from:)`` for at most 2³² messages a key, or count under a key that is made for one body.
public enum AESGCM {
    /// The length of every nonce.
    public static let nonceByteCount = 12
    /// The length of every tag; shorter ones are not accepted.
    public static let tagByteCount = 16

    /// Encrypts one message and returns `ciphertext ‖ tag`.
    ///
    /// - Throws: ``CryptoError/invalidKey`` for a key of another length.
    @inlinable
    public static func seal(
        _ plaintext: borrowing some ReadableBytes & ~Copyable, key: borrowing some ReadableBytes & ~Copyable,
        nonce: Nonce, authenticating header: borrowing some ReadableBytes & ~Copyable = [UInt8]()
    ) throws(CryptoError) -> [UInt8] {
        try plaintext.withReadableBytes { plaintext throws(CryptoError) in
            try key.withReadableBytes { key throws(CryptoError) in
                try header.withReadableBytes { header throws(CryptoError) in
                    try sealed(plaintext, key: key, nonce: nonce, authenticating: header)
                }
            }
        }
    }

    /// Decrypts one message of the form `ciphertext ‖ tag`.
    ///
    /// - Throws: ``CryptoError/authenticationFailed`` when anything differs from what was sealed, and for a message
    ///   shorter than a tag; ``CryptoError/invalidKey`` for a key of another length.
    @inlinable
    public static func open(
        _ sealed: borrowing some ReadableBytes & ~Copyable, key: borrowing some ReadableBytes & ~Copyable,
        nonce: Nonce, authenticating header: borrowing some ReadableBytes & ~Copyable = [UInt8]()
    ) throws(CryptoError) -> SecureBytes {
        try sealed.withReadableBytes { sealed throws(CryptoError) in
            try key.withReadableBytes { key throws(CryptoError) in
                try header.withReadableBytes { header throws(CryptoError) in
                    try opened(sealed, key: key, nonce: nonce, authenticating: header)
                }
            }
        }
    }

    @usableFromInline
    static func sealed(
        _ plaintext: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, nonce: Nonce,
        authenticating header: UnsafeRawBufferPointer
    ) throws(CryptoError) -> [UInt8] {
        let context = try GCMContext(key: key, nonce: nonce, .encrypt)
        return try context.sealed(plaintext, authenticating: header)
    }

    @usableFromInline
    static func opened(
        _ sealed: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, nonce: Nonce,
        authenticating header: UnsafeRawBufferPointer
    ) throws(CryptoError) -> SecureBytes {
        let context = try GCMContext(key: key, nonce: nonce, .decrypt)
        return try context.opened(sealed, authenticating: header)
    }
}
