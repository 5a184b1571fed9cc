extension PrivateKey {
    /// Signs a message.
    ///
    /// - Throws: ``CryptoError/invalidKey`` when the scheme is not one for this kind of key,
    ///   ``CryptoError/unsupported(_:)`` for a hash that is not fit for signatures.
    public func sign(
        _ message: borrowing some ReadableBytes & ~Copyable, _ scheme: SignatureScheme
    ) throws(CryptoError) -> [UInt8] {
        try scheme.require(algorithm)
        switch scheme {
        case .rsaPSS(let hash), .rsaPKCS1v15(let hash), .ecdsa(let hash):
            return try sign(digest: hash.digest(of: message), scheme)
        case .ed25519, .sm2:
            return try message.withReadableBytes { message throws(CryptoError) in
                try MessageSignature.sign(message, scheme, with: key)
            }
        }
    }

    /// Signs a digest that was computed elsewhere: for SM2 the digest of the identity part and the message.
    ///
    /// - Throws: ``CryptoError/wrongLength(expected:actual:)`` for a digest of another hash, ``CryptoError/invalidKey``
    ///   for a scheme that is not one for this kind of key or has no digest (Ed25519),
    ///   ``CryptoError/unsupported(_:)`` for a hash that is not fit for signatures.
    public func sign(
        digest: borrowing some ReadableBytes & ~Copyable, _ scheme: SignatureScheme
    ) throws(CryptoError) -> [UInt8] {
        try scheme.require(algorithm)
        return try digest.withReadableBytes { digest throws(CryptoError) in
            try DigestSignature.sign(digest, scheme, with: key)
        }
    }
}

extension PublicKey {
    /// Whether `signature` is one of the key's owner on `message`.
    ///
    /// - Throws: As ``PrivateKey/sign(_:_:)``; never because of what the signature holds.
    public func isValid(
        _ signature: borrowing some ReadableBytes & ~Copyable, for message: borrowing some ReadableBytes & ~Copyable,
        _ scheme: SignatureScheme
    ) throws(CryptoError) -> Bool {
        try scheme.require(algorithm)
        switch scheme {
        case .rsaPSS(let hash), .rsaPKCS1v15(let hash), .ecdsa(let hash):
            return try isValid(signature, forDigest: hash.digest(of: message), scheme)
        case .ed25519, .sm2:
            return try signature.withReadableBytes { signature throws(CryptoError) in
                try message.withReadableBytes { message throws(CryptoError) in
                    try MessageSignature.isValid(signature, for: message, scheme, with: key)
                }
            }
        }
    }

    /// Whether `signature` is one of the key's owner on a digest that was computed elsewhere.
    ///
    /// - Throws: As ``PrivateKey/sign(digest:_:)``; never because of what the signature holds.
    public func isValid(
        _ signature: borrowing some ReadableBytes & ~Copyable,
        forDigest digest: borrowing some ReadableBytes & ~Copyable, _ scheme: SignatureScheme
    ) throws(CryptoError) -> Bool {
        try scheme.require(algorithm)
        return try signature.withReadableBytes { signature throws(CryptoError) in
            try digest.withReadableBytes { digest throws(CryptoError) in
                try DigestSignature.isValid(signature, for: digest, scheme, with: key)
            }
        }
    }
}
