/// The type of key material in a KMS key.
///
/// - SeeAlso: AWS KMS Developer Guide, "Key spec reference"
public enum KeySpec: String, CaseIterable, Sendable, Codable {
    /// A 256-bit AES-GCM key.
    case symmetricDefault = "SYMMETRIC_DEFAULT"
    /// RSA with a 2048-bit modulus.
    case rsa2048 = "RSA_2048"
    /// RSA with a 3072-bit modulus.
    case rsa3072 = "RSA_3072"
    /// RSA with a 4096-bit modulus.
    case rsa4096 = "RSA_4096"
    /// NIST P-256.
    case eccNistP256 = "ECC_NIST_P256"
    /// NIST P-384.
    case eccNistP384 = "ECC_NIST_P384"
    /// NIST P-521.
    case eccNistP521 = "ECC_NIST_P521"
    /// secp256k1.
    case eccSecgP256K1 = "ECC_SECG_P256K1"
    /// Ed25519.
    case eccNistEdwards25519 = "ECC_NIST_EDWARDS25519"
    /// HMAC with a 224-bit key.
    case hmac224 = "HMAC_224"
    /// HMAC with a 256-bit key.
    case hmac256 = "HMAC_256"
    /// HMAC with a 384-bit key.
    case hmac384 = "HMAC_384"
    /// HMAC with a 512-bit key.
    case hmac512 = "HMAC_512"
    /// SM2, which AWS has in its China Regions only.
    case sm2 = "SM2"
    /// ML-DSA-44; known by name, refused: libcrypto 3.0 does not have it.
    case mlDSA44 = "ML_DSA_44"
    /// ML-DSA-65; known by name, refused: libcrypto 3.0 does not have it.
    case mlDSA65 = "ML_DSA_65"
    /// ML-DSA-87; known by name, refused: libcrypto 3.0 does not have it.
    case mlDSA87 = "ML_DSA_87"
    /// ML-KEM-512; known by name, refused: libcrypto 3.0 does not have it.
    case mlKEM512 = "ML_KEM_512"
    /// ML-KEM-768; known by name, refused: libcrypto 3.0 does not have it.
    case mlKEM768 = "ML_KEM_768"
    /// ML-KEM-1024; known by name, refused: libcrypto 3.0 does not have it.
    case mlKEM1024 = "ML_KEM_1024"

    /// The family that decides which operations a key can serve.
    public enum Family: Sendable {
        /// AES.
        case symmetric
        /// RSA.
        case rsa
        /// Elliptic curves, Ed25519 and SM2 among them.
        case ellipticCurve
        /// HMAC.
        case hmac
        /// ML-DSA.
        case mlDSA
        /// ML-KEM.
        case mlKEM
    }

    /// The family.
    public var family: Family {
        switch self {
        case .symmetricDefault: .symmetric
        case .rsa2048, .rsa3072, .rsa4096: .rsa
        case .eccNistP256, .eccNistP384, .eccNistP521, .eccSecgP256K1, .eccNistEdwards25519, .sm2: .ellipticCurve
        case .hmac224, .hmac256, .hmac384, .hmac512: .hmac
        case .mlDSA44, .mlDSA65, .mlDSA87: .mlDSA
        case .mlKEM512, .mlKEM768, .mlKEM1024: .mlKEM
        }
    }

    /// Whether the key has a public half.
    public var isAsymmetric: Bool { family != .symmetric && family != .hmac }

    /// The usages that a key of this spec can be created for.
    public var usages: [KeyUsage] {
        switch self {
        case .symmetricDefault: [.encryptDecrypt]
        case .rsa2048, .rsa3072, .rsa4096: [.encryptDecrypt, .signVerify]
        case .eccNistP256, .eccNistP384, .eccNistP521: [.signVerify, .keyAgreement]
        case .eccSecgP256K1, .eccNistEdwards25519, .mlDSA44, .mlDSA65, .mlDSA87: [.signVerify]
        case .mlKEM512, .mlKEM768, .mlKEM1024: [.encapsulateDecapsulate]
        case .hmac224, .hmac256, .hmac384, .hmac512: [.generateVerifyMac]
        case .sm2: [.encryptDecrypt, .signVerify, .keyAgreement]
        }
    }

    /// The length of raw key material in bytes: 32 for AES, the hash's length for HMAC; `nil` for key pairs.
    public var materialLength: Int? {
        switch self {
        case .symmetricDefault, .hmac256: 32
        case .hmac224: 28
        case .hmac384: 48
        case .hmac512: 64
        default: nil
        }
    }
}

/// The specs that the deprecated parameter `CustomerMasterKeySpec` can name: those that were there before it was.
public enum CustomerMasterKeySpec: String, CaseIterable, Sendable {
    /// As in ``KeySpec``.
    case rsa2048 = "RSA_2048"
    /// As in ``KeySpec``.
    case rsa3072 = "RSA_3072"
    /// As in ``KeySpec``.
    case rsa4096 = "RSA_4096"
    /// As in ``KeySpec``.
    case eccNistP256 = "ECC_NIST_P256"
    /// As in ``KeySpec``.
    case eccNistP384 = "ECC_NIST_P384"
    /// As in ``KeySpec``.
    case eccNistP521 = "ECC_NIST_P521"
    /// As in ``KeySpec``.
    case eccSecgP256K1 = "ECC_SECG_P256K1"
    /// As in ``KeySpec``.
    case symmetricDefault = "SYMMETRIC_DEFAULT"
    /// As in ``KeySpec``.
    case hmac224 = "HMAC_224"
    /// As in ``KeySpec``.
    case hmac256 = "HMAC_256"
    /// As in ``KeySpec``.
    case hmac384 = "HMAC_384"
    /// As in ``KeySpec``.
    case hmac512 = "HMAC_512"
    /// As in ``KeySpec``.
    case sm2 = "SM2"

    /// The spec.
    var keySpec: KeySpec? { KeySpec(rawValue: rawValue) }
}

/// What a KMS key can be used for.
public enum KeyUsage: String, CaseIterable, Sendable, Codable {
    /// Encryption and decryption.
    case encryptDecrypt = "ENCRYPT_DECRYPT"
    /// Signatures.
    case signVerify = "SIGN_VERIFY"
    /// Message authentication codes.
    case generateVerifyMac = "GENERATE_VERIFY_MAC"
    /// Shared secrets.
    case keyAgreement = "KEY_AGREEMENT"
    /// Key encapsulation; known by name, no key of the lab has it.
    case encapsulateDecapsulate = "ENCAPSULATE_DECAPSULATE"
}

/// Where a key's material comes from.
public enum KeyOrigin: String, CaseIterable, Sendable, Codable {
    /// Made by KMS.
    case awsKMS = "AWS_KMS"
    /// Imported.
    case external = "EXTERNAL"
    /// Made in the HSM of a custom key store.
    case awsCloudHSM = "AWS_CLOUDHSM"
    /// Held by an external key manager.
    case externalKeyStore = "EXTERNAL_KEY_STORE"
}

/// Who manages a key.
public enum KeyManager: String, Sendable, Codable {
    /// A service, on the account's behalf (`alias/aws/…`).
    case aws = "AWS"
    /// The account.
    case customer = "CUSTOMER"
    /// A service, for itself: invisible to the account.
    case awsOwned = "AWS_OWNED"
}
