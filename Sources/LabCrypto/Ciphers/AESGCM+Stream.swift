extension AESGCM {
    /// Encrypts one message piece by piece, up to 64 GiB less 32 bytes (NIST SP 800-38D, 5.2.1.1).
    public final class SealingStream {
        private let context: GCMContext
        private var budget = MessageBudget()

        /// Begins a message.
        ///
        /// - Throws: ``CryptoError/invalidKey`` for a key that has not 16, 24 or 32 bytes.
        public init(
            key: borrowing some ReadableBytes & ~Copyable, nonce: Nonce,
            authenticating header: borrowing some ReadableBytes & ~Copyable = [UInt8]()
        ) throws(CryptoError) {
            context = try .begun(key: key, nonce: nonce, authenticating: header, .encrypt)
        }

        /// Encrypts the next piece into a buffer of the same size, which may be the same memory.
        public func update(
            _ plaintext: UnsafeRawBufferPointer, into ciphertext: UnsafeMutableRawBufferPointer
        ) throws(CryptoError) {
            try budget.spend(plaintext.count)
            try context.update(plaintext, into: ciphertext)
        }

        /// Encrypts the next piece.
        public func update(_ plaintext: borrowing some ReadableBytes & ~Copyable) throws(CryptoError) -> [UInt8] {
            try plaintext.withReadableBytes { plaintext throws(CryptoError) in
                try [UInt8].filled(count: plaintext.count) { output throws(CryptoError) in
                    try update(plaintext, into: output)
                }
            }
        }

        /// Ends the message and returns its tag. Call it once, last.
        public func finish() throws(CryptoError) -> [UInt8] {
            try budget.close()
            return try [UInt8].filled(count: AESGCM.tagByteCount) { tag throws(CryptoError) in
                try context.finish(writingTagTo: tag)
            }
        }
    }

    /// Decrypts one message piece by piece.
    ///
    /// > Important: What ``update(_:into:)`` writes is not authenticated until ``finish(expectingTag:)`` has returned:
    /// > keep it back (a temporary file, a buffer), or whoever can change the ciphertext chooses the plaintext that you
    /// > act upon. When `finish` throws, destroy it.
    public final class OpeningStream {
        private let context: GCMContext
        private var budget = MessageBudget()

        /// Begins a message.
        ///
        /// - Throws: ``CryptoError/invalidKey`` for a key that has not 16, 24 or 32 bytes.
        public init(
            key: borrowing some ReadableBytes & ~Copyable, nonce: Nonce,
            authenticating header: borrowing some ReadableBytes & ~Copyable = [UInt8]()
        ) throws(CryptoError) {
            context = try .begun(key: key, nonce: nonce, authenticating: header, .decrypt)
        }

        /// Decrypts the next piece into a buffer of the same size, which may be the same memory. Not authenticated yet.
        public func update(
            _ ciphertext: UnsafeRawBufferPointer, into plaintext: UnsafeMutableRawBufferPointer
        ) throws(CryptoError) {
            try budget.spend(ciphertext.count)
            try context.update(ciphertext, into: plaintext)
        }

        /// Decrypts the next piece. Not authenticated yet.
        public func update(_ ciphertext: borrowing some ReadableBytes & ~Copyable) throws(CryptoError) -> [UInt8] {
            try ciphertext.withReadableBytes { ciphertext throws(CryptoError) in
                try [UInt8].filled(count: ciphertext.count) { output throws(CryptoError) in
                    try update(ciphertext, into: output)
                }
            }
        }

        /// Ends the message: only when this returns, the message is genuine. Call it once, last.
        ///
        /// - Throws: ``CryptoError/authenticationFailed``.
        public func finish(expectingTag tag: borrowing some ReadableBytes & ~Copyable) throws(CryptoError) {
            try budget.close()
            try tag.withReadableBytes { tag throws(CryptoError) in try context.finish(expectingTag: tag) }
        }
    }

    /// How much of one message may still come.
    struct MessageBudget {
        private var left = (1 << 36) - 32

        /// Takes off a piece; `wrongLength` when the message grows too long for its counter.
        mutating func spend(_ count: Int) throws(CryptoError) {
            guard count <= left else { throw .wrongLength(expected: max(left, 0), actual: count) }
            left -= count
        }

        /// Nothing more may come, and the end not twice.
        mutating func close() throws(CryptoError) {
            guard left >= 0 else { throw .library(reasons: ["the message has ended already"]) }
            left = -1
        }
    }
}

extension GCMContext {
    /// A context for one message, its header taken in.
    static func begun(
        key: borrowing some ReadableBytes & ~Copyable, nonce: AESGCM.Nonce,
        authenticating header: borrowing some ReadableBytes & ~Copyable, _ direction: CipherDirection
    ) throws(CryptoError) -> GCMContext {
        let context = try key.withReadableBytes { key throws(CryptoError) in
            try GCMContext(key: key, nonce: nonce, direction)
        }
        try header.withReadableBytes { header throws(CryptoError) in try context.authenticate(header) }
        return context
    }
}
