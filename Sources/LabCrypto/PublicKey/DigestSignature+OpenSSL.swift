import COpenSSL

/// Signatures on digests: RSA, ECDSA and SM2.
enum DigestSignature {
    /// Signs a digest.
    static func sign(
        _ digest: UnsafeRawBufferPointer, _ scheme: SignatureScheme, with key: borrowing EVPKey
    ) throws(CryptoError) -> [UInt8] {
        let context = try KeyContext(key)
        try check(EVP_PKEY_sign_init(context.pointer))
        try context.prepare(scheme, digest: digest)
        let capacity = Int(EVP_PKEY_get_size(key.pointer))
        return try [UInt8].filled(capacity: capacity) { output throws(CryptoError) in
            var count = capacity
            try check(
                EVP_PKEY_sign(
                    context.pointer, output.unsignedBytes, &count, digest.unsignedBytes, digest.count))
            return count
        }
    }

    /// Whether a signature on a digest is genuine. `saltByteCount` is for old test vectors.
    static func isValid(
        _ signature: UnsafeRawBufferPointer, for digest: UnsafeRawBufferPointer, _ scheme: SignatureScheme,
        saltByteCount: Int? = nil, with key: borrowing EVPKey
    ) throws(CryptoError) -> Bool {
        let context = try KeyContext(key)
        try check(EVP_PKEY_verify_init(context.pointer))
        try context.prepare(scheme, digest: digest, saltByteCount: saltByteCount)
        let result = EVP_PKEY_verify(
            context.pointer, signature.unsignedBytes, signature.count, digest.unsignedBytes, digest.count)
        if result != 1 { ErrorQueue.clear() }
        return result == 1
    }
}

extension KeyContext {
    /// Sets what the scheme wants, after `sign_init` or `verify_init`.
    fileprivate func prepare(
        _ scheme: SignatureScheme, digest: UnsafeRawBufferPointer, saltByteCount: Int? = nil
    ) throws(CryptoError) {
        guard let algorithm = scheme.digestAlgorithm else { throw .invalidKey }
        guard digest.count == algorithm.byteCount else {
            throw .wrongLength(expected: algorithm.byteCount, actual: digest.count)
        }
        switch scheme {
        case .rsaPSS: try check(EVP_PKEY_CTX_set_rsa_padding(pointer, RSA_PKCS1_PSS_PADDING))
        case .rsaPKCS1v15: try check(EVP_PKEY_CTX_set_rsa_padding(pointer, RSA_PKCS1_PADDING))
        case .ecdsa, .ed25519, .sm2: break
        }
        try check(EVP_PKEY_CTX_set_signature_md(pointer, algorithm.fetched))
        if case .rsaPSS = scheme { try preparePSS(algorithm, saltByteCount: saltByteCount) }
    }

    private func preparePSS(_ algorithm: DigestAlgorithm, saltByteCount: Int?) throws(CryptoError) {
        try check(EVP_PKEY_CTX_set_rsa_mgf1_md(pointer, algorithm.fetched))
        let salt = saltByteCount.map { CInt($0) } ?? RSA_PSS_SALTLEN_DIGEST
        try check(EVP_PKEY_CTX_set_rsa_pss_saltlen(pointer, salt))
    }
}
