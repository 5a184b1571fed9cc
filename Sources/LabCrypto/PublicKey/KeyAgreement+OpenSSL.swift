import COpenSSL

extension PrivateKey {
    /// The secret that both owners of key pairs on one curve can compute: the x-coordinate of ECDH (NIST SP 800-56A
    /// Rev. 3, 5.7.1.2), as long as a coordinate. It is not uniform: derive a key from it (``HKDF``).
    ///
    /// - Throws: ``CryptoError/invalidKey`` when `peer` lies on another curve, on none, or the curve is SM2's, whose
    ///   agreement libcrypto 3.0 does not have.
    public func sharedSecret(with peer: PublicKey) throws(CryptoError) -> SecureBytes {
        guard case .ec(let curve) = algorithm, curve != .sm2, peer.algorithm == algorithm else { throw .invalidKey }
        let context = try KeyContext(key)
        try check(EVP_PKEY_derive_init(context.pointer))
        // Validates the peer's key, the whole of it, before it meets ours.
        try check(EVP_PKEY_derive_set_peer_ex(context.pointer, peer.key.pointer, 1), orThrow: .invalidKey)
        return try SecureBytes(byteCount: curve.byteCount) { output throws(CryptoError) in
            var count = output.count
            try check(EVP_PKEY_derive(context.pointer, output.unsignedBytes, &count))
            guard count == output.count else { throw .wrongLength(expected: output.count, actual: count) }
        }
    }
}
