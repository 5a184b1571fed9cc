/// How a message is encrypted to the owner of a key.
public enum EncryptionScheme: Sendable, Hashable {
    /// RSAES-OAEP (RFC 8017, 7.1) with MGF1 over the same hash and no label.
    case rsaOAEP(DigestAlgorithm)
    /// SM2 with SM3 (GB/T 32918.4), the ciphertext in DER as GB/T 35276 has it.
    case sm2

    /// Demands that a key of `algorithm` can be used.
    func require(_ algorithm: KeyAlgorithm) throws(CryptoError) {
        switch (self, algorithm) {
        case (.rsaOAEP, .rsa), (.sm2, .ec(.sm2)): break
        default: throw .invalidKey
        }
    }

    /// How many bytes of plaintext fit; `nil` when there is no such limit.
    func largestPlaintext(_ algorithm: KeyAlgorithm) -> Int? {
        guard case (.rsaOAEP(let hash), .rsa(let bits)) = (self, algorithm) else { return nil }
        return bits / 8 - 2 * hash.byteCount - 2
    }
}

extension PublicKey {
    /// Encrypts a short message.
    ///
    /// - Throws: ``CryptoError/wrongLength(expected:actual:)`` when it is too long for RSA (modulus less two digests
    ///   and two bytes) or empty for SM2; ``CryptoError/invalidKey`` when the scheme is not one for this kind of key.
    public func encrypt(
        _ plaintext: borrowing some ReadableBytes & ~Copyable, _ scheme: EncryptionScheme
    ) throws(CryptoError) -> [UInt8] {
        try scheme.require(algorithm)
        return try plaintext.withReadableBytes { plaintext throws(CryptoError) in
            if let most = scheme.largestPlaintext(algorithm), plaintext.count > most {
                throw .wrongLength(expected: most, actual: plaintext.count)
            }
            if scheme == .sm2, plaintext.isEmpty { throw .wrongLength(expected: 1, actual: 0) }
            return try PublicKeyEncryption.encrypt(plaintext, scheme, with: key)
        }
    }
}

extension PrivateKey {
    /// Decrypts a message that was encrypted with the public key.
    ///
    /// - Throws: ``CryptoError/authenticationFailed`` whatever is wrong with the ciphertext: more would be an oracle
    ///   for whoever sends ciphertexts. ``CryptoError/invalidKey`` when the scheme is not one for this kind of key.
    public func decrypt(
        _ ciphertext: borrowing some ReadableBytes & ~Copyable, _ scheme: EncryptionScheme
    ) throws(CryptoError) -> SecureBytes {
        try scheme.require(algorithm)
        return try ciphertext.withReadableBytes { ciphertext throws(CryptoError) in
            try PublicKeyEncryption.decrypt(ciphertext, scheme, with: key)
        }
    }
}
