import LabCore
import LabCrypto

/// How key material is encrypted on its way into the service.
///
/// - SeeAlso: AWS KMS Developer Guide, "Download the wrapping public key and import token"
public enum WrappingAlgorithm: String, CaseIterable, Sendable {
    /// RSA with PKCS#1 v1.5 padding: AWS ended it on 2023-10-10.
    case rsaPKCS1 = "RSAES_PKCS1_V1_5"
    /// RSA with OAEP and SHA-1.
    case rsaOAEPSHA1 = "RSAES_OAEP_SHA_1"
    /// RSA with OAEP and SHA-256.
    case rsaOAEPSHA256 = "RSAES_OAEP_SHA_256"
    /// An AES key under RSA with OAEP and SHA-1, the material under the AES key (RFC 5649).
    case rsaAESKeyWrapSHA1 = "RSA_AES_KEY_WRAP_SHA_1"
    /// An AES key under RSA with OAEP and SHA-256, the material under the AES key (RFC 5649).
    case rsaAESKeyWrapSHA256 = "RSA_AES_KEY_WRAP_SHA_256"
    /// SM2.
    case sm2PKE = "SM2PKE"

    /// How the wrapping key encrypts, the material or the AES key.
    var scheme: EncryptionScheme? {
        switch self {
        case .rsaPKCS1: nil
        case .rsaOAEPSHA1, .rsaAESKeyWrapSHA1: .rsaOAEP(.sha1)
        case .rsaOAEPSHA256, .rsaAESKeyWrapSHA256: .rsaOAEP(.sha256)
        case .sm2PKE: .sm2
        }
    }

    /// Whether an AES key stands between the wrapping key and the material.
    var hasAESKey: Bool { self == .rsaAESKeyWrapSHA1 || self == .rsaAESKeyWrapSHA256 }
}

/// The type of the key that material is encrypted with on its way into the service.
public enum WrappingKeySpec: String, CaseIterable, Sendable {
    /// RSA with a 2048-bit modulus.
    case rsa2048 = "RSA_2048"
    /// RSA with a 3072-bit modulus.
    case rsa3072 = "RSA_3072"
    /// RSA with a 4096-bit modulus.
    case rsa4096 = "RSA_4096"
    /// SM2.
    case sm2 = "SM2"

    /// The same type as a key's.
    var keySpec: KeySpec {
        switch self {
        case .rsa2048: .rsa2048
        case .rsa3072: .rsa3072
        case .rsa4096: .rsa4096
        case .sm2: .sm2
        }
    }
}

/// Which ways in there are for which material.
enum WrappingRules {
    /// Refuses a combination that does not fit the material.
    ///
    /// - SeeAlso: `aws-kms.md`, section F.6, the wrapping table
    static func require(
        _ algorithm: WrappingAlgorithm, _ wrappingKey: WrappingKeySpec, for key: KeyRecord
    ) throws(ServiceError) {
        guard algorithm.scheme != nil else {
            throw KMSError.unsupported("\(algorithm.rawValue) is no longer supported.")
        }
        guard (algorithm == .sm2PKE) == (wrappingKey == .sm2) else {
            throw KMSError.validation(
                "WrappingAlgorithm \(algorithm.rawValue) is not compatible with WrappingKeySpec \(wrappingKey.rawValue)."
            )
        }
        guard isAllowed(algorithm, wrappingKey, for: key.spec) else {
            throw KMSError.unsupported(
                "WrappingAlgorithm \(algorithm.rawValue) with WrappingKeySpec \(wrappingKey.rawValue) is not supported "
                    + "for key material of key spec \(key.spec.rawValue).")
        }
    }

    private static func isAllowed(
        _ algorithm: WrappingAlgorithm, _ wrappingKey: WrappingKeySpec, for spec: KeySpec
    ) -> Bool {
        switch spec.family {
        case .symmetric, .hmac: !algorithm.hasAESKey
        // A PKCS#8 key of P-521 is longer than what RSA with 2048 bits takes.
        case .ellipticCurve: spec != .eccNistP521 || algorithm.hasAESKey || wrappingKey != .rsa2048
        // A PKCS#8 key of RSA is longer than what any RSA key takes.
        case .rsa: algorithm.hasAESKey || algorithm == .sm2PKE
        case .mlDSA, .mlKEM: false
        }
    }
}
