import COpenSSL

/// Which way a cipher runs, with the values that libcrypto gives the two.
enum CipherDirection: CInt {
    case decrypt = 0
    case encrypt = 1
}

/// The owner of one `EVP_CIPHER_CTX`. Freeing it wipes the key schedule inside.
struct CipherContext: ~Copyable {
    private let pointer: OpaquePointer

    /// An unkeyed context.
    private init() throws(CryptoError) {
        pointer = try check(EVP_CIPHER_CTX_new())
    }

    /// A context keyed for one cipher and direction. Without `nonce` one must follow, see ``restart(nonce:)``.
    static func keyed(
        _ algorithm: FetchedCipher, key: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer? = nil,
        _ direction: CipherDirection
    ) throws(CryptoError) -> CipherContext {
        let context = try CipherContext()
        if algorithm.mode.isWrap { EVP_CIPHER_CTX_set_flags(context.pointer, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW) }
        let cipher = try algorithm.cipher()
        let iv = nonce?.unsignedBytes
        try check(EVP_CipherInit_ex2(context.pointer, cipher, key.unsignedBytes, iv, direction.rawValue, nil))
        return context
    }

    deinit {
        EVP_CIPHER_CTX_free(pointer)
    }

    /// Begins another message under the same key.
    func restart(nonce: UnsafeRawBufferPointer) throws(CryptoError) {
        try check(EVP_CipherInit_ex2(pointer, nil, nil, nonce.unsignedBytes, -1, nil))
    }

    /// Takes in data that is authenticated and not encrypted.
    func authenticate(_ data: UnsafeRawBufferPointer) throws(CryptoError) {
        try Self.inPieces(data) { piece throws(CryptoError) in
            var written: CInt = 0
            try check(EVP_CipherUpdate(pointer, nil, &written, piece.unsignedBytes, CInt(piece.count)))
        }
    }

    /// Runs `input` through the cipher and returns how many bytes `output` got. Both may be the same memory.
    ///
    /// `output` must have room for `input`, and for one block more in a padded mode.
    func update(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(CryptoError) -> Int {
        var total = 0
        try Self.inPieces(input) { piece throws(CryptoError) in
            var written: CInt = 0
            let target = output.from(total).unsignedBytes
            try check(EVP_CipherUpdate(pointer, target, &written, piece.unsignedBytes, CInt(piece.count)))
            total += Int(written)
        }
        return total
    }

    /// Runs a whole `input` through a mode that authenticates by itself; any failure means that it is not genuine.
    func transformGenuine(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(CryptoError) -> Int {
        do throws(CryptoError) {
            return try update(input, into: output)
        } catch {
            throw .authenticationFailed
        }
    }

    /// Ends the message; returns how many bytes `output` got. A failure while decrypting means a forged message.
    func finish(into output: UnsafeMutableRawBufferPointer) throws(CryptoError) -> Int {
        var written: CInt = 0
        try check(EVP_CipherFinal_ex(pointer, output.unsignedBytes, &written), orThrow: .authenticationFailed)
        return Int(written)
    }

    /// Writes the tag of the message that was just encrypted.
    func readTag(into tag: UnsafeMutableRawBufferPointer) throws(CryptoError) {
        try check(EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_GET_TAG, CInt(tag.count), tag.baseAddress))
    }

    /// Says which tag the message that is being decrypted must have.
    func expectTag(_ tag: UnsafeRawBufferPointer) throws(CryptoError) {
        let bytes = UnsafeMutableRawPointer(mutating: tag.baseAddress)
        try check(EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_TAG, CInt(tag.count), bytes))
    }

    /// libcrypto counts in `int`, so larger inputs go in pieces (a multiple of every block size).
    private static func inPieces(
        _ input: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws(CryptoError) -> Void
    ) throws(CryptoError) {
        var rest = input
        while !rest.isEmpty {
            let piece = rest.first(min(rest.count, 1 << 30))
            try body(piece)
            rest = rest.from(piece.count)
        }
    }
}
