/// How a signature is made.
///
/// MD5 and SHA-1 are refused in every scheme.
public enum SignatureScheme: Sendable, Hashable {
    /// RSASSA-PSS (RFC 8017, 8.1) with MGF1 over the same hash and a salt as long as a digest.
    case rsaPSS(DigestAlgorithm)
    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2).
    case rsaPKCS1v15(DigestAlgorithm)
    /// ECDSA (FIPS 186-4, 6) with a DER signature (RFC 3279, 2.2.3).
    case ecdsa(DigestAlgorithm)
    /// Pure Ed25519 (RFC 8032, 5.1): the whole message is signed, there is no digest to give instead.
    case ed25519
    /// SM2 with SM3 (GB/T 32918.2) and the distinguishing identifier `1234567812345678`.
    case sm2

    /// The hash function; `nil` where the scheme has its own.
    public var digestAlgorithm: DigestAlgorithm? {
        switch self {
        case .rsaPSS(let digest), .rsaPKCS1v15(let digest), .ecdsa(let digest): digest
        case .sm2: .sm3
        case .ed25519: nil
        }
    }

    /// Whether a key of `algorithm` can be used.
    func fits(_ algorithm: KeyAlgorithm) -> Bool {
        switch (self, algorithm) {
        case (.rsaPSS, .rsa), (.rsaPKCS1v15, .rsa), (.ed25519, .ed25519), (.sm2, .ec(.sm2)): true
        case (.ecdsa, .ec(let curve)): curve != .sm2
        default: false
        }
    }

    /// Demands that the scheme is fit for use with such a key.
    func require(_ algorithm: KeyAlgorithm) throws(CryptoError) {
        guard fits(algorithm) else { throw .invalidKey }
        if digestAlgorithm == .md5 || digestAlgorithm == .sha1 || (digestAlgorithm == .sm3 && self != .sm2) {
            throw .unsupported("\(self)")
        }
    }
}
