import LabCore
import LabCrypto

extension KeySpec {
    /// The kind of key pair that keys of this spec hold; `nil` where they hold raw bytes or libcrypto 3.0 has none.
    var keyAlgorithm: KeyAlgorithm? {
        switch self {
        case .rsa2048: .rsa(bits: 2048)
        case .rsa3072: .rsa(bits: 3072)
        case .rsa4096: .rsa(bits: 4096)
        case .eccNistP256: .ec(.p256)
        case .eccNistP384: .ec(.p384)
        case .eccNistP521: .ec(.p521)
        case .eccSecgP256K1: .ec(.secp256k1)
        case .eccNistEdwards25519: .ed25519
        case .sm2: .ec(.sm2)
        default: nil
        }
    }

    /// Refuses what libcrypto 3.0 cannot do.
    func requireSupport() throws(ServiceError) {
        switch family {
        case .mlDSA: throw KMSError.unsupported("\(rawValue) is not supported: libcrypto 3.0 has no ML-DSA.")
        case .mlKEM: throw KMSError.unsupported("\(rawValue) is not supported: libcrypto 3.0 has no ML-KEM.")
        case .symmetric, .rsa, .ellipticCurve, .hmac: return
        }
    }
}

extension EncryptionAlgorithm {
    /// The scheme for key pairs; `nil` for the symmetric algorithm.
    var scheme: EncryptionScheme? {
        switch self {
        case .symmetricDefault: nil
        case .rsaOAEPSHA1: .rsaOAEP(.sha1)
        case .rsaOAEPSHA256: .rsaOAEP(.sha256)
        case .sm2PKE: .sm2
        }
    }

    /// How many bytes a key of `spec` encrypts at most.
    ///
    /// - SeeAlso: AWS KMS API Reference, "Encrypt", the table of sizes
    func largestPlaintext(_ spec: KeySpec) -> Int {
        switch (self, spec) {
        case (.rsaOAEPSHA1, .rsa2048): 214
        case (.rsaOAEPSHA1, .rsa3072): 342
        case (.rsaOAEPSHA1, .rsa4096): 470
        case (.rsaOAEPSHA256, .rsa2048): 190
        case (.rsaOAEPSHA256, .rsa3072): 318
        case (.rsaOAEPSHA256, .rsa4096): 446
        case (.sm2PKE, _): 1024
        default: KMSLimits.plaintextBytes.upperBound
        }
    }

    /// Refuses a plaintext that a key of `spec` cannot encrypt.
    func require(_ byteCount: Int, fits spec: KeySpec) throws(ServiceError) {
        let largest = largestPlaintext(spec)
        guard byteCount > largest else { return }
        throw KMSError.validation(
            "Algorithm \(rawValue) and key spec \(spec.rawValue) cannot encrypt data larger than \(largest) bytes.")
    }

    /// Refuses an encryption context where nothing can be bound to it.
    func require(_ context: EncryptionContext) throws(ServiceError) {
        guard self != .symmetricDefault, !context.isEmpty else { return }
        throw KMSError.validation("EncryptionContext cannot be used with \(rawValue).")
    }
}

extension MacAlgorithm {
    /// The hash function.
    var digest: DigestAlgorithm {
        switch self {
        case .hmacSHA224: .sha224
        case .hmacSHA256: .sha256
        case .hmacSHA384: .sha384
        case .hmacSHA512: .sha512
        }
    }

    /// Refuses an algorithm that a key of this spec does not offer.
    func require(fits spec: KeySpec) throws(ServiceError) {
        guard Self.algorithms(of: spec).contains(self) else {
            throw KMSError.incompatible(algorithm: rawValue, spec: spec)
        }
    }
}
