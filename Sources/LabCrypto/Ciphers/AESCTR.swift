/// AES in counter mode (NIST SP 800-38A, 6.5): encryption and decryption are the same, and nothing is authenticated.
///
/// It is here for reading a range out of an AES-GCM body as the S3 encryption client does it. Whoever uses it must know
/// from elsewhere that the ciphertext is genuine.
public final class AESCTR {
    private let context: CipherContext

    /// Begins at a 16-byte counter block, with a key of 16, 24 or 32 bytes.
    ///
    /// - Throws: ``CryptoError/invalidKey`` and ``CryptoError/wrongLength(expected:actual:)`` for other lengths.
    public init(
        key: borrowing some ReadableBytes & ~Copyable, counter: borrowing some ReadableBytes & ~Copyable
    ) throws(CryptoError) {
        context = try .begun(.ctr, key: key, block: counter, .encrypt)
    }

    /// Transforms the next piece into a buffer of the same size, which may be the same memory.
    ///
    /// - Throws: ``CryptoError/wrongLength(expected:actual:)`` for a buffer of another size.
    public func update(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(CryptoError) {
        guard input.count == output.count else { throw .wrongLength(expected: input.count, actual: output.count) }
        _ = try context.update(input, into: output)
    }

    /// Transforms the next piece.
    public func update(_ input: borrowing some ReadableBytes & ~Copyable) throws(CryptoError) -> [UInt8] {
        try input.withReadableBytes { input throws(CryptoError) in
            try [UInt8].filled(count: input.count) { output throws(CryptoError) in try update(input, into: output) }
        }
    }
}

extension CipherContext {
    /// A context for one message of a mode that starts from a 16-byte block.
    static func begun(
        _ mode: AESMode, key: borrowing some ReadableBytes & ~Copyable,
        block: borrowing some ReadableBytes & ~Copyable, _ direction: CipherDirection
    ) throws(CryptoError) -> CipherContext {
        try key.withReadableBytes { key throws(CryptoError) in
            try block.withReadableBytes { block throws(CryptoError) in
                guard block.count == 16 else { throw .wrongLength(expected: 16, actual: block.count) }
                return try .keyed(.aes(mode, keyByteCount: key.count), key: key, nonce: block, direction)
            }
        }
    }
}
