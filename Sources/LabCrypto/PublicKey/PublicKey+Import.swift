extension PublicKey {
    /// Reads DER `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7), strictly and completely.
    ///
    /// - Throws: ``CryptoError/invalidKey`` when it is none, something follows it, the kind is not in
    ///   ``KeyAlgorithm/all``, or the point is not on its curve.
    public convenience init(
        subjectPublicKeyInfo bytes: borrowing some ReadableBytes & ~Copyable
    ) throws(CryptoError) {
        try self.init(parsing: bytes) { bytes throws(CryptoError) in
            var outer = DERReader(bytes)
            var fields = try outer.sequence()
            try outer.finish()
            let identifier = try AlgorithmIdentifier(&fields)
            let key = try fields.bitString()
            try fields.finish()
            return try Self.parsed(key, identifier)
        }
    }

    /// Reads DER `RSAPublicKey` (PKCS#1, RFC 8017 A.1.1), strictly and completely.
    ///
    /// - Throws: ``CryptoError/invalidKey``.
    public convenience init(rsaPublicKey bytes: borrowing some ReadableBytes & ~Copyable) throws(CryptoError) {
        try self.init(parsing: bytes) { bytes throws(CryptoError) in try Self.parsed(bytes, .rsa) }
    }

    /// Reads a point (SEC 1, 2.3.4), compressed or not.
    ///
    /// - Throws: ``CryptoError/invalidKey`` when it is not on the curve or has another length.
    public convenience init(
        point bytes: borrowing some ReadableBytes & ~Copyable, on curve: EllipticCurve
    ) throws(CryptoError) {
        try self.init(parsing: bytes) { bytes throws(CryptoError) in try Self.parsed(bytes, .ec(curve)) }
    }

    private convenience init(
        parsing bytes: borrowing some ReadableBytes & ~Copyable,
        _ parse: (UnsafeRawBufferPointer) throws(CryptoError) -> Parsed
    ) throws(CryptoError) {
        let parsed = try bytes.withReadableBytes(parse)
        guard parsed.algorithm.isSupported else { throw .invalidKey }
        if case .ec = parsed.algorithm {
            guard try parsed.key.isValidPoint() else { throw .invalidKey }
        }
        self.init(parsed.key.shared(), parsed.algorithm)
    }

    /// A key that has been read and not yet been checked.
    struct Parsed: ~Copyable {
        let key: EVPKey
        let algorithm: KeyAlgorithm
    }

    /// Reads what the bit string of a `SubjectPublicKeyInfo` holds.
    static func parsed(
        _ bytes: UnsafeRawBufferPointer, _ identifier: AlgorithmIdentifier
    ) throws(CryptoError) -> Parsed {
        switch identifier {
        case .rsa:
            let key = try rsaKey(bytes)
            let bits = key.bits
            return Parsed(key: key, algorithm: .rsa(bits: bits))
        case .ec(let curve):
            guard curve.isLengthOfPoint(bytes) else { throw .invalidKey }
            return Parsed(key: try .ec(curve, point: bytes), algorithm: .ec(curve))
        case .ed25519:
            guard bytes.count == 32 else { throw .invalidKey }
            return Parsed(key: try .ed25519(publicKey: bytes), algorithm: .ed25519)
        }
    }

    /// Both odd, the exponent at least 3 (RFC 8017, 3.1) and at most 64 bits, so that verifying stays cheap.
    private static func isPlausible(modulus: UnsafeRawBufferPointer, exponent: UnsafeRawBufferPointer) -> Bool {
        guard let low = modulus.last, low & 1 == 1, (1...8).contains(exponent.count) else { return false }
        let number = exponent.reduce(0) { $0 << 8 | UInt64($1) }
        return number & 1 == 1 && number >= 3
    }

    private static func rsaKey(_ bytes: UnsafeRawBufferPointer) throws(CryptoError) -> EVPKey {
        var outer = DERReader(bytes)
        var numbers = try outer.sequence()
        try outer.finish()
        let modulus = try numbers.unsigned()
        let exponent = try numbers.unsigned()
        try numbers.finish()
        guard isPlausible(modulus: modulus, exponent: exponent) else { throw .invalidKey }
        return try .rsa(modulus: modulus, exponent: exponent)
    }
}

extension EllipticCurve {
    /// Whether these bytes can be a point: by their first byte compressed or not, and as long as that form is.
    func isLengthOfPoint(_ bytes: UnsafeRawBufferPointer) -> Bool {
        switch bytes.first {
        case 0x02, 0x03: bytes.count == 1 + byteCount
        case 0x04: bytes.count == 1 + 2 * byteCount
        default: false
        }
    }
}
