import COpenSSL

// Keys from their parts, all numbers big-endian. Nothing but the form is checked.
extension EVPKey {
    /// An RSA public key.
    static func rsa(
        modulus: UnsafeRawBufferPointer, exponent: UnsafeRawBufferPointer
    ) throws(CryptoError) -> EVPKey {
        var parts = KeyParameters()
        try parts.add("n", number: modulus)
        try parts.add("e", number: exponent)
        return try parts.makeKey("RSA", isKeyPair: false)
    }

    /// An RSA key pair from what PKCS#1 `RSAPrivateKey` lists, in that order: n, e, d, p, q, dP, dQ, qInv.
    static func rsa(privateKey numbers: [UnsafeRawBufferPointer]) throws(CryptoError) -> EVPKey {
        let names: [KeyParameters.Name] = [
            "n", "e", "d", "rsa-factor1", "rsa-factor2", "rsa-exponent1", "rsa-exponent2", "rsa-coefficient1",
        ]
        var parts = KeyParameters()
        for (name, number) in zip(names, numbers) { try parts.add(name, number: number) }
        return try parts.makeKey("RSA", isKeyPair: true)
    }

    /// A public key on a curve, from an encoded point (SEC 1, 2.3.3). A point that is not on the curve is refused.
    static func ec(_ curve: EllipticCurve, point: UnsafeRawBufferPointer) throws(CryptoError) -> EVPKey {
        var parts = KeyParameters()
        parts.add("group", word: curve.groupName)
        try parts.add("pub", octets: point)
        return try parts.makeKey(curve.keyTypeName, isKeyPair: false)
    }

    /// A key pair on a curve.
    static func ec(
        _ curve: EllipticCurve, privateKey: UnsafeRawBufferPointer, point: UnsafeRawBufferPointer
    ) throws(CryptoError) -> EVPKey {
        var parts = KeyParameters()
        parts.add("group", word: curve.groupName)
        try parts.add("pub", octets: point)
        try parts.add("priv", number: privateKey)
        return try parts.makeKey(curve.keyTypeName, isKeyPair: true)
    }

    /// An Ed25519 key pair from its seed (RFC 8032, 5.1.5).
    static func ed25519(seed: UnsafeRawBufferPointer) throws(CryptoError) -> EVPKey {
        let key = EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed.unsignedBytes, seed.count)
        return try EVPKey(adopting: key)
    }

    /// An Ed25519 public key.
    static func ed25519(publicKey: UnsafeRawBufferPointer) throws(CryptoError) -> EVPKey {
        let key = EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, publicKey.unsignedBytes, publicKey.count)
        return try EVPKey(adopting: key)
    }
}

extension EllipticCurve {
    /// The point that belongs to a private key, uncompressed.
    func point(ofPrivateKey privateKey: UnsafeRawBufferPointer) throws(CryptoError) -> [UInt8] {
        let group = try check(EC_GROUP_new_by_curve_name(OBJ_txt2nid("\(groupName)")))
        defer { EC_GROUP_free(group) }
        let point = try check(EC_POINT_new(group))
        defer { EC_POINT_free(point) }
        let scalar = try check(BN_bin2bn(privateKey.unsignedBytes, CInt(privateKey.count), nil))
        defer { BN_clear_free(scalar) }
        try check(EC_POINT_mul(group, point, scalar, nil, nil, nil))
        return try [UInt8].filled(count: 1 + 2 * byteCount) { output throws(CryptoError) in
            let bytes = output.unsignedBytes
            let form = POINT_CONVERSION_UNCOMPRESSED
            let written = EC_POINT_point2oct(group, point, form, bytes, output.count, nil)
            // A private key of zero has the point at infinity, which is one byte.
            guard written == output.count else { throw .invalidKey }
        }
    }
}
