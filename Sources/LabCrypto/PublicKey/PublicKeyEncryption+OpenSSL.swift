import COpenSSL

/// RSA-OAEP and SM2 encryption.
enum PublicKeyEncryption {
    /// Encrypts a message of a length that fits.
    static func encrypt(
        _ plaintext: UnsafeRawBufferPointer, _ scheme: EncryptionScheme, with key: borrowing EVPKey
    ) throws(CryptoError) -> [UInt8] {
        let context = try KeyContext(key)
        try check(EVP_PKEY_encrypt_init(context.pointer))
        try context.prepare(scheme)
        let input = plaintext.unsignedBytes
        var capacity = 0
        try check(EVP_PKEY_encrypt(context.pointer, nil, &capacity, input, plaintext.count))
        return try [UInt8].filled(capacity: capacity) { output throws(CryptoError) in
            var count = capacity
            try check(EVP_PKEY_encrypt(context.pointer, output.unsignedBytes, &count, input, plaintext.count))
            return count
        }
    }

    /// Decrypts a message; every failure of its own is `authenticationFailed`. `maskHash` (MGF1's) is for test vectors.
    static func decrypt(
        _ ciphertext: UnsafeRawBufferPointer, _ scheme: EncryptionScheme, maskHash: DigestAlgorithm? = nil,
        with key: borrowing EVPKey
    ) throws(CryptoError) -> SecureBytes {
        let context = try KeyContext(key)
        try check(EVP_PKEY_decrypt_init(context.pointer))
        try context.prepare(scheme, maskHash: maskHash)
        // The plaintext is never longer than the ciphertext, nor, for RSA, than the modulus.
        let capacity = max(ciphertext.count, Int(EVP_PKEY_get_size(key.pointer)))
        return try SecureBytes(capacity: capacity) { output throws(CryptoError) in
            var count = capacity
            let result = EVP_PKEY_decrypt(
                context.pointer, output.unsignedBytes, &count, ciphertext.unsignedBytes, ciphertext.count)
            try check(result, orThrow: .authenticationFailed)
            return count
        }
    }
}

extension KeyContext {
    /// Sets what the scheme wants, after `encrypt_init` or `decrypt_init`.
    fileprivate func prepare(_ scheme: EncryptionScheme, maskHash: DigestAlgorithm? = nil) throws(CryptoError) {
        guard case .rsaOAEP(let hash) = scheme else { return }
        try check(EVP_PKEY_CTX_set_rsa_padding(pointer, RSA_PKCS1_OAEP_PADDING))
        try check(EVP_PKEY_CTX_set_rsa_oaep_md(pointer, hash.fetched))
        // Left out, MGF1 would use SHA-1 in some versions and the same hash in others.
        try check(EVP_PKEY_CTX_set_rsa_mgf1_md(pointer, (maskHash ?? hash).fetched))
    }
}
