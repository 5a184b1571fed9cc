/// A key pair.
///
/// A copyable handle; the key goes with the last owner. Loading one from its bytes takes 6 to 30 µs, so it need not be
/// kept for long.
public final class PrivateKey: Sendable {
    /// What kind of key it is.
    public let algorithm: KeyAlgorithm
    let key: EVPKey

    init(_ key: consuming EVPKey, _ algorithm: KeyAlgorithm) {
        self.key = key
        self.algorithm = algorithm
    }

    /// A fresh key pair, from libcrypto's own generator: key generation draws an unforeseeable amount of randomness, so
    /// it does not follow a seeded ``RandomSource``.
    ///
    /// RSA takes 0.2 s (2048 bits) to 0.8 s (4096) and up to twice as long by chance: not on an event loop.
    ///
    /// - Throws: ``CryptoError/unsupported(_:)`` for a kind that is not in ``KeyAlgorithm/all``.
    public static func generate(_ algorithm: KeyAlgorithm) throws(CryptoError) -> PrivateKey {
        guard algorithm.isSupported else { throw .unsupported("\(algorithm)") }
        return PrivateKey(try .generated(algorithm), algorithm)
    }

    /// The public half.
    public var publicKey: PublicKey {
        PublicKey(key.shared(), algorithm)
    }

    /// The key pair as DER `PrivateKeyInfo` (PKCS#8, RFC 5208), not encrypted.
    public func pkcs8() throws(CryptoError) -> SecureBytes {
        try key.privateKeyInfo()
    }
}

extension PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<private key>`.
    public var description: String { "<private key>" }
    /// Always `<private key>`.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
