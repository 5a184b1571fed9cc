/// What kind of key pair a key belongs to.
public enum KeyAlgorithm: Sendable, Hashable {
    /// RSA with a modulus of so many bits: 2048, 3072 or 4096.
    case rsa(bits: Int)
    /// A point on an elliptic curve.
    case ec(EllipticCurve)
    /// Ed25519 (RFC 8032).
    case ed25519

    /// Every kind that can be generated and imported.
    public static let all: [KeyAlgorithm] =
        [.rsa(bits: 2048), .rsa(bits: 3072), .rsa(bits: 4096)] + EllipticCurve.allCases.map(KeyAlgorithm.ec) + [
            .ed25519
        ]

    /// Whether keys of this kind are made and taken in; RSA keys of other sizes are not.
    var isSupported: Bool { Self.all.contains(self) }
}

/// An elliptic curve.
public enum EllipticCurve: Sendable, Hashable, CaseIterable {
    /// NIST P-256 (secp256r1).
    case p256
    /// NIST P-384 (secp384r1).
    case p384
    /// NIST P-521 (secp521r1).
    case p521
    /// secp256k1 (SEC 2), the curve of cryptocurrencies.
    case secp256k1
    /// The curve of SM2 (GB/T 32918).
    case sm2

    /// How many bytes a coordinate, and a private key, has.
    public var byteCount: Int {
        switch self {
        case .p256, .secp256k1, .sm2: 32
        case .p384: 48
        case .p521: 66
        }
    }
}
