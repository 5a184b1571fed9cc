import COpenSSL

/// Signatures that take in the message itself: Ed25519, and SM2 with its identity part.
enum MessageSignature {
    /// Signs a message.
    static func sign(
        _ message: UnsafeRawBufferPointer, _ scheme: SignatureScheme, with key: borrowing EVPKey
    ) throws(CryptoError) -> [UInt8] {
        let context = try SigningContext()
        var operation: OpaquePointer?
        let digest = scheme.digestAlgorithm?.rawValue
        try check(EVP_DigestSignInit_ex(context.pointer, &operation, digest, nil, nil, key.pointer, nil))
        try setIdentity(scheme, operation)
        let capacity = Int(EVP_PKEY_get_size(key.pointer))
        return try [UInt8].filled(capacity: capacity) { output throws(CryptoError) in
            var count = capacity
            let bytes = output.unsignedBytes
            try check(EVP_DigestSign(context.pointer, bytes, &count, message.unsignedBytes, message.count))
            return count
        }
    }

    /// Whether a signature on a message is genuine.
    static func isValid(
        _ signature: UnsafeRawBufferPointer, for message: UnsafeRawBufferPointer, _ scheme: SignatureScheme,
        with key: borrowing EVPKey
    ) throws(CryptoError) -> Bool {
        let context = try SigningContext()
        var operation: OpaquePointer?
        let digest = scheme.digestAlgorithm?.rawValue
        try check(EVP_DigestVerifyInit_ex(context.pointer, &operation, digest, nil, nil, key.pointer, nil))
        try setIdentity(scheme, operation)
        let result = EVP_DigestVerify(
            context.pointer, signature.unsignedBytes, signature.count, message.unsignedBytes, message.count)
        if result != 1 { ErrorQueue.clear() }
        return result == 1
    }

    /// SM2 hashes who signs together with the message. libcrypto's own default is nobody at all.
    private static func setIdentity(_ scheme: SignatureScheme, _ operation: OpaquePointer?) throws(CryptoError) {
        guard scheme == .sm2 else { return }
        let identity = "1234567812345678"
        try check(EVP_PKEY_CTX_set1_id(operation, identity, CInt(identity.utf8.count)))
    }

    /// The owner of an `EVP_MD_CTX` that signs or verifies.
    private struct SigningContext: ~Copyable {
        let pointer: OpaquePointer

        init() throws(CryptoError) {
            pointer = try check(EVP_MD_CTX_new())
        }

        deinit {
            EVP_MD_CTX_free(pointer)
        }
    }
}
