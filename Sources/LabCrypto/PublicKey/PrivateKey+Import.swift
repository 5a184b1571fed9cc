extension PrivateKey {
    /// How much is asked of a private key that comes in.
    public enum Validation: Sendable {
        /// The form alone. For keys that the lab made, sealed and opened itself.
        case form
        /// Also that all numbers are in range and belong together: milliseconds for a curve, up to a second for RSA,
        /// whose primes are tested. For keys that others made.
        case full
    }

    /// Reads DER `PrivateKeyInfo` (PKCS#8, RFC 5208 and RFC 5958), not encrypted, strictly and completely.
    ///
    /// An EC key may leave out its public half, as Java writes it; that is computed then. Attributes are ignored.
    ///
    /// - Throws: ``CryptoError/invalidKey`` when it is none, something follows it, or it is not of `algorithm`.
    public convenience init(
        pkcs8 bytes: borrowing some ReadableBytes & ~Copyable, as algorithm: KeyAlgorithm,
        validation: Validation = .full
    ) throws(CryptoError) {
        let key = try bytes.withReadableBytes { bytes throws(CryptoError) in try Self.parsed(bytes, algorithm) }
        if validation == .full {
            guard try key.isConsistent() else { throw .invalidKey }
        }
        self.init(key.shared(), algorithm)
    }

    private static func parsed(
        _ bytes: UnsafeRawBufferPointer, _ algorithm: KeyAlgorithm
    ) throws(CryptoError) -> EVPKey {
        var outer = DERReader(bytes)
        var fields = try outer.sequence()
        try outer.finish()
        let isVersion2 = try isVersion2(&fields)
        let identifier = try AlgorithmIdentifier(&fields)
        let contents = try fields.contents(of: .octetString)
        if fields.isNext(.context0) { _ = try fields.contents(of: .context0) }
        let publicKey = isVersion2 ? try fields.bitString(.context1Primitive) : nil
        try fields.finish()
        guard algorithm.isSupported, identifier.fits(algorithm) else { throw .invalidKey }
        let key = try parsed(contents: contents, algorithm)
        if let publicKey {
            guard try PublicKey.parsed(publicKey, identifier).key.equals(key) else { throw .invalidKey }
        }
        return key
    }

    /// Version 1 has no public key and version 2 has one (RFC 5958, 2).
    private static func isVersion2(_ fields: inout DERReader) throws(CryptoError) -> Bool {
        let version = try fields.unsigned()
        guard version.count == 1, let number = version.first, number <= 1 else { throw .invalidKey }
        return number == 1
    }

    private static func parsed(
        contents: UnsafeRawBufferPointer, _ algorithm: KeyAlgorithm
    ) throws(CryptoError) -> EVPKey {
        switch algorithm {
        case .rsa(let bits): try rsaKey(contents, bits: bits)
        case .ec(let curve): try ecKey(contents, curve)
        case .ed25519: try ed25519Key(contents)
        }
    }

    /// `RSAPrivateKey` (RFC 8017, A.1.2) of two primes.
    private static func rsaKey(_ bytes: UnsafeRawBufferPointer, bits: Int) throws(CryptoError) -> EVPKey {
        var outer = DERReader(bytes)
        var fields = try outer.sequence()
        try outer.finish()
        try fields.expect(0)
        var numbers: [UnsafeRawBufferPointer] = []
        for _ in 0..<8 { numbers.append(try fields.unsigned()) }
        try fields.finish()
        let key = try EVPKey.rsa(privateKey: numbers)
        guard key.bits == bits else { throw .invalidKey }
        return key
    }

    /// `ECPrivateKey` (RFC 5915, 3).
    private static func ecKey(
        _ bytes: UnsafeRawBufferPointer, _ curve: EllipticCurve
    ) throws(CryptoError) -> EVPKey {
        var outer = DERReader(bytes)
        var fields = try outer.sequence()
        try outer.finish()
        try fields.expect(1)
        let privateKey = try fields.contents(of: .octetString)
        guard privateKey.count == curve.byteCount else { throw .invalidKey }
        try expectCurve(curve, &fields)
        let point = try publicPoint(&fields, curve)
        try fields.finish()
        if let point { return try .ec(curve, privateKey: privateKey, point: point) }
        return try curve.point(ofPrivateKey: privateKey).withReadableBytes { point throws(CryptoError) in
            try .ec(curve, privateKey: privateKey, point: point)
        }
    }

    /// The curve is named outside already; named inside again, it must be the same.
    private static func expectCurve(_ curve: EllipticCurve, _ fields: inout DERReader) throws(CryptoError) {
        guard fields.isNext(.context0) else { return }
        var inner = DERReader(try fields.contents(of: .context0))
        guard try EllipticCurve(&inner) == curve else { throw .invalidKey }
        try inner.finish()
    }

    private static func publicPoint(
        _ fields: inout DERReader, _ curve: EllipticCurve
    ) throws(CryptoError) -> UnsafeRawBufferPointer? {
        guard fields.isNext(.context1) else { return nil }
        var inner = DERReader(try fields.contents(of: .context1))
        let point = try inner.bitString()
        try inner.finish()
        guard curve.isLengthOfPoint(point) else { throw .invalidKey }
        return point
    }

    /// `CurvePrivateKey` (RFC 8410, 7).
    private static func ed25519Key(_ bytes: UnsafeRawBufferPointer) throws(CryptoError) -> EVPKey {
        var outer = DERReader(bytes)
        let seed = try outer.contents(of: .octetString)
        try outer.finish()
        guard seed.count == 32 else { throw .invalidKey }
        return try .ed25519(seed: seed)
    }
}
