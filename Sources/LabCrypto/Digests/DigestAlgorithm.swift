/// A hash function.
///
/// A digest cannot fail here: libcrypto was asked for all of them at start (``LibCrypto/requireAlgorithms()``), and
/// without memory Swift itself stops.
public enum DigestAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// MD5, for S3's ETags and `Content-MD5` only: collisions are made in seconds, so it proves nothing about origin.
    case md5 = "MD5"
    /// SHA-1, for OAEP and S3 checksums where AWS offers it; not for signatures.
    case sha1 = "SHA1"
    /// SHA-224 (FIPS 180-4).
    case sha224 = "SHA2-224"
    /// SHA-256 (FIPS 180-4).
    case sha256 = "SHA2-256"
    /// SHA-384 (FIPS 180-4).
    case sha384 = "SHA2-384"
    /// SHA-512 (FIPS 180-4).
    case sha512 = "SHA2-512"
    /// SM3 (GB/T 32905), the hash of SM2 signatures.
    case sm3 = "SM3"

    /// How long a digest is.
    public var byteCount: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha224: 28
        case .sha256, .sm3: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The digest of `bytes`.
    @inlinable
    public func digest(of bytes: borrowing some ReadableBytes & ~Copyable) -> [UInt8] {
        bytes.withReadableBytes { digest(ofBuffer: $0) }
    }

    @usableFromInline
    func digest(ofBuffer bytes: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8].filled(count: byteCount) { DigestContext.digest(bytes, with: self, into: $0) }
    }
}
