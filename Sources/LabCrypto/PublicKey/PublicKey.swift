/// The public half of a key pair.
public final class PublicKey: Sendable {
    /// What kind of key it is.
    public let algorithm: KeyAlgorithm
    let key: EVPKey

    init(_ key: consuming EVPKey, _ algorithm: KeyAlgorithm) {
        self.key = key
        self.algorithm = algorithm
    }

    /// The key as DER `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7), as KMS's GetPublicKey returns it.
    public func subjectPublicKeyInfo() throws(CryptoError) -> [UInt8] {
        try key.subjectPublicKeyInfo()
    }

    /// An RSA key as DER `RSAPublicKey` (PKCS#1, RFC 8017 A.1.1), as CloudTrail's ListPublicKeys returns it.
    ///
    /// - Throws: ``CryptoError/invalidKey`` for a key of another kind.
    public func rsaPublicKey() throws(CryptoError) -> [UInt8] {
        guard case .rsa = algorithm else { throw .invalidKey }
        return try key.publicKeyOfItsKind()
    }

    /// A key on a curve as a compressed point (SEC 1, 2.3.3), as message headers of the AWS Encryption SDK carry it.
    ///
    /// - Throws: ``CryptoError/invalidKey`` for a key of another kind.
    public func compressedPoint() throws(CryptoError) -> [UInt8] {
        let point = try uncompressedPoint()
        let sign = (point.last ?? 0) & 1
        return [0x02 | sign] + point[1..<(point.count + 1) / 2]
    }

    /// A key on a curve as an uncompressed point (SEC 1, 2.3.3): 4, x, y.
    ///
    /// - Throws: ``CryptoError/invalidKey`` for a key of another kind.
    public func uncompressedPoint() throws(CryptoError) -> [UInt8] {
        guard case .ec(let curve) = algorithm else { throw .invalidKey }
        let point = try key.publicKeyOfItsKind()
        guard point.count == 1 + 2 * curve.byteCount, point.first == 0x04 else { throw .invalidKey }
        return point
    }
}

extension PublicKey: Equatable {
    /// Whether both are the same key, whatever form they came in.
    public static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.key.equals(right.key)
    }
}
