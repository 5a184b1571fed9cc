/// A context keyed for AES-GCM in one direction: what all forms of ``AESGCM`` come down to.
struct GCMContext: ~Copyable {
    private let context: CipherContext

    /// A context for messages that each begin with ``restart(nonce:)``.
    init(key: UnsafeRawBufferPointer, _ direction: CipherDirection) throws(CryptoError) {
        context = try .keyed(.aes(.gcm, keyByteCount: key.count), key: key, direction)
    }

    /// A context for one message.
    init(key: UnsafeRawBufferPointer, nonce: AESGCM.Nonce, _ direction: CipherDirection) throws(CryptoError) {
        context = try nonce.withReadableBytes { nonce throws(CryptoError) in
            try .keyed(.aes(.gcm, keyByteCount: key.count), key: key, nonce: nonce, direction)
        }
    }

    /// Begins another message.
    func restart(nonce: AESGCM.Nonce) throws(CryptoError) {
        try nonce.withReadableBytes { nonce throws(CryptoError) in try context.restart(nonce: nonce) }
    }

    /// Takes in the header of the message.
    func authenticate(_ header: UnsafeRawBufferPointer) throws(CryptoError) {
        try context.authenticate(header)
    }

    /// Encrypts or decrypts a piece into exactly as many bytes.
    func update(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(CryptoError) {
        try Self.demand(output.count, is: input.count)
        _ = try context.update(input, into: output)
    }

    /// Ends an encryption with its tag.
    func finish(writingTagTo tag: UnsafeMutableRawBufferPointer) throws(CryptoError) {
        try Self.demand(tag.count, is: AESGCM.tagByteCount)
        _ = try context.finish(into: UnsafeMutableRawBufferPointer(start: nil, count: 0))
        try context.readTag(into: tag)
    }

    /// Ends a decryption by comparing tags.
    func finish(expectingTag tag: UnsafeRawBufferPointer) throws(CryptoError) {
        guard tag.count == AESGCM.tagByteCount else { throw .authenticationFailed }
        try context.expectTag(tag)
        _ = try context.finish(into: UnsafeMutableRawBufferPointer(start: nil, count: 0))
    }

    private static func demand(_ actual: Int, is expected: Int) throws(CryptoError) {
        guard actual == expected else { throw .wrongLength(expected: expected, actual: actual) }
    }
}

// A whole message, after `init(key:nonce:_:)` or `restart(nonce:)`.
extension GCMContext {
    /// Encrypts a message with its tag beside it.
    func seal(
        _ plaintext: UnsafeRawBufferPointer, into ciphertext: UnsafeMutableRawBufferPointer,
        tag: UnsafeMutableRawBufferPointer, authenticating header: UnsafeRawBufferPointer
    ) throws(CryptoError) {
        try authenticate(header)
        try update(plaintext, into: ciphertext)
        try finish(writingTagTo: tag)
    }

    /// Decrypts a message with its tag beside it; on any failure `plaintext` is wiped.
    func open(
        _ ciphertext: UnsafeRawBufferPointer, tag: UnsafeRawBufferPointer,
        into plaintext: UnsafeMutableRawBufferPointer, authenticating header: UnsafeRawBufferPointer
    ) throws(CryptoError) {
        do throws(CryptoError) {
            try authenticate(header)
            try update(ciphertext, into: plaintext)
            try finish(expectingTag: tag)
        } catch {
            plaintext.wipe()
            throw error
        }
    }

    /// Encrypts a message into `ciphertext ‖ tag`.
    func sealed(
        _ plaintext: UnsafeRawBufferPointer, authenticating header: UnsafeRawBufferPointer
    ) throws(CryptoError) -> [UInt8] {
        let count = plaintext.count
        return try [UInt8].filled(count: count + AESGCM.tagByteCount) { output throws(CryptoError) in
            try seal(plaintext, into: output.first(count), tag: output.from(count), authenticating: header)
        }
    }

    /// Decrypts `ciphertext ‖ tag`.
    func opened(
        _ sealed: UnsafeRawBufferPointer, authenticating header: UnsafeRawBufferPointer
    ) throws(CryptoError) -> SecureBytes {
        let count = sealed.count - AESGCM.tagByteCount
        guard count >= 0 else { throw .authenticationFailed }
        return try SecureBytes(byteCount: count) { output throws(CryptoError) in
            try open(sealed.first(count), tag: sealed.from(count), into: output, authenticating: header)
        }
    }
}
