public import LabCore

extension AESGCM {
    /// Twelve bytes that no other message under the same key has.
    public struct Nonce: Sendable {
        private var storage: [12 of UInt8]

        /// A nonce that came with a message.
        ///
        /// - Throws: ``CryptoError/wrongLength(expected:actual:)`` unless there are 12 bytes.
        public init(_ bytes: borrowing some ReadableBytes & ~Copyable) throws(CryptoError) {
            storage = try bytes.withReadableBytes { bytes throws(CryptoError) in
                guard bytes.count == AESGCM.nonceByteCount else {
                    throw .wrongLength(expected: AESGCM.nonceByteCount, actual: bytes.count)
                }
                return [12 of UInt8] { bytes[$0] }
            }
        }

        /// A count as a 12-byte big-endian number: for messages numbered under a key that is made for them alone.
        public init(counter: UInt64) {
            storage = [12 of UInt8] { index in
                index < 4 ? 0 : UInt8(truncatingIfNeeded: counter >> UInt64(8 * (11 - index)))
            }
        }

        /// Eight bytes `prefix` and four bytes `counter`, both big-endian: for chunks of one stream.
        public init(prefix: UInt64, counter: UInt32) {
            storage = [12 of UInt8] { index in
                index < 8
                    ? UInt8(truncatingIfNeeded: prefix >> UInt64(8 * (7 - index)))
                    : UInt8(truncatingIfNeeded: counter >> UInt32(8 * (11 - index)))
            }
        }

        /// A fresh nonce from `source`. Safe for 2³² messages under one key (NIST SP 800-38D, 8.3).
        public static func random(from source: any RandomSource) throws(RandomFailure) -> Nonce {
            var nonce = Nonce(counter: 0)
            var failure: RandomFailure?
            withUnsafeMutableBytes(of: &nonce.storage) { buffer in
                do throws(RandomFailure) {
                    try source.fill(buffer, for: .nonce)
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            return nonce
        }

        /// The twelve bytes.
        public var bytes: [UInt8] {
            withReadableBytes { [UInt8]($0) }
        }
    }
}

extension AESGCM.Nonce: ReadableBytes {
    /// Lends the twelve bytes.
    public func withReadableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try storage.span.withUnsafeBytes(body)
    }
}

extension AESGCM.Nonce: Hashable {
    /// Whether both are the same twelve bytes. Nonces are public, so this need not take constant time.
    public static func == (left: Self, right: Self) -> Bool {
        left.bytes == right.bytes
    }

    /// Hashes the twelve bytes.
    public func hash(into hasher: inout Hasher) {
        withReadableBytes { hasher.combine(bytes: $0) }
    }
}
