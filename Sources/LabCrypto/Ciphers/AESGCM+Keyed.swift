extension AESGCM {
    /// Encrypts many messages under one key: half the time of the one-shot form at small sizes, because the key is
    /// expanded once.
    ///
    /// It holds the expanded key until it goes. It is not `Sendable`: make one for each task, from the key.
    public final class Sealer {
        private let context: GCMContext

        /// A sealer for a key of 16, 24 or 32 bytes.
        ///
        /// - Throws: ``CryptoError/invalidKey`` for another length.
        public init(key: borrowing some ReadableBytes & ~Copyable) throws(CryptoError) {
            context = try key.withReadableBytes { key throws(CryptoError) in try GCMContext(key: key, .encrypt) }
        }

        /// Encrypts one message into the caller's buffers.
        ///
        /// - Parameters:
        ///   - plaintext: The message.
        ///   - ciphertext: As many bytes as `plaintext`; it may be the same memory.
        ///   - tag: 16 bytes.
        ///   - nonce: Not used before under this key.
        ///   - header: Authenticated with the message and not part of the output.
        /// - Throws: ``CryptoError/wrongLength(expected:actual:)`` for a buffer of another size.
        public func seal(
            _ plaintext: UnsafeRawBufferPointer, into ciphertext: UnsafeMutableRawBufferPointer,
            tag: UnsafeMutableRawBufferPointer, nonce: Nonce, authenticating header: UnsafeRawBufferPointer
        ) throws(CryptoError) {
            try context.restart(nonce: nonce)
            try context.seal(plaintext, into: ciphertext, tag: tag, authenticating: header)
        }

        /// Encrypts one message and returns `ciphertext ‖ tag`.
        public func seal(
            _ plaintext: borrowing some ReadableBytes & ~Copyable, nonce: Nonce,
            authenticating header: borrowing some ReadableBytes & ~Copyable = [UInt8]()
        ) throws(CryptoError) -> [UInt8] {
            try context.restart(nonce: nonce)
            return try plaintext.withReadableBytes { plaintext throws(CryptoError) in
                try header.withReadableBytes { header throws(CryptoError) in
                    try context.sealed(plaintext, authenticating: header)
                }
            }
        }
    }

    /// Decrypts many messages under one key. See ``Sealer``.
    public final class Opener {
        private let context: GCMContext

        /// An opener for a key of 16, 24 or 32 bytes.
        ///
        /// - Throws: ``CryptoError/invalidKey`` for another length.
        public init(key: borrowing some ReadableBytes & ~Copyable) throws(CryptoError) {
            context = try key.withReadableBytes { key throws(CryptoError) in try GCMContext(key: key, .decrypt) }
        }

        /// Decrypts one message into the caller's buffer; when it is not genuine, the buffer is wiped before the throw.
        ///
        /// - Parameters:
        ///   - ciphertext: The message without its tag.
        ///   - tag: The message's tag, 16 bytes.
        ///   - plaintext: As many bytes as `ciphertext`; it may be the same memory.
        ///   - nonce: The message's nonce.
        ///   - header: The header that was authenticated with it.
        /// - Throws: ``CryptoError/authenticationFailed``, and ``CryptoError/wrongLength(expected:actual:)`` for a
        ///   plaintext buffer of another size.
        public func open(
            _ ciphertext: UnsafeRawBufferPointer, tag: UnsafeRawBufferPointer,
            into plaintext: UnsafeMutableRawBufferPointer, nonce: Nonce, authenticating header: UnsafeRawBufferPointer
        ) throws(CryptoError) {
            try context.restart(nonce: nonce)
            try context.open(ciphertext, tag: tag, into: plaintext, authenticating: header)
        }

        /// Decrypts one message of the form `ciphertext ‖ tag`.
        ///
        /// - Throws: ``CryptoError/authenticationFailed``.
        public func open(
            _ sealed: borrowing some ReadableBytes & ~Copyable, nonce: Nonce,
            authenticating header: borrowing some ReadableBytes & ~Copyable = [UInt8]()
        ) throws(CryptoError) -> SecureBytes {
            try context.restart(nonce: nonce)
            return try sealed.withReadableBytes { sealed throws(CryptoError) in
                try header.withReadableBytes { header throws(CryptoError) in
                    try context.opened(sealed, authenticating: header)
                }
            }
        }
    }
}
