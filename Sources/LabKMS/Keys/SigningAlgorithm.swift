/// The algorithms of Sign and Verify.
public enum SigningAlgorithm: String, CaseIterable, Sendable {
    /// RSA, PSS, SHA-256.
    case rsaPSSSHA256 = "RSASSA_PSS_SHA_256"
    /// RSA, PSS, SHA-384.
    case rsaPSSSHA384 = "RSASSA_PSS_SHA_384"
    /// RSA, PSS, SHA-512.
    case rsaPSSSHA512 = "RSASSA_PSS_SHA_512"
    /// RSA, PKCS#1 v1.5, SHA-256.
    case rsaPKCS1SHA256 = "RSASSA_PKCS1_V1_5_SHA_256"
    /// RSA, PKCS#1 v1.5, SHA-384.
    case rsaPKCS1SHA384 = "RSASSA_PKCS1_V1_5_SHA_384"
    /// RSA, PKCS#1 v1.5, SHA-512.
    case rsaPKCS1SHA512 = "RSASSA_PKCS1_V1_5_SHA_512"
    /// ECDSA, SHA-256.
    case ecdsaSHA256 = "ECDSA_SHA_256"
    /// ECDSA, SHA-384.
    case ecdsaSHA384 = "ECDSA_SHA_384"
    /// ECDSA, SHA-512.
    case ecdsaSHA512 = "ECDSA_SHA_512"
    /// SM2 with SM3.
    case sm2DSA = "SM2DSA"
    /// ML-DSA; refused: libcrypto 3.0 does not have it.
    case mlDSAShake256 = "ML_DSA_SHAKE_256"
    /// Ed25519.
    case ed25519SHA512 = "ED25519_SHA_512"
    /// Ed25519ph; refused: libcrypto 3.0 does not have it.
    case ed25519PHSHA512 = "ED25519_PH_SHA_512"

    /// The algorithms that a key of this spec offers.
    static func algorithms(of spec: KeySpec) -> [SigningAlgorithm] {
        switch spec {
        case .rsa2048, .rsa3072, .rsa4096:
            [.rsaPKCS1SHA256, .rsaPKCS1SHA384, .rsaPKCS1SHA512, .rsaPSSSHA256, .rsaPSSSHA384, .rsaPSSSHA512]
        case .eccNistP256, .eccSecgP256K1: [.ecdsaSHA256]
        case .eccNistP384: [.ecdsaSHA384]
        case .eccNistP521: [.ecdsaSHA512]
        case .eccNistEdwards25519: [.ed25519SHA512, .ed25519PHSHA512]
        case .sm2: [.sm2DSA]
        case .mlDSA44, .mlDSA65, .mlDSA87: [.mlDSAShake256]
        default: []
        }
    }
}

/// The algorithms of GenerateMac and VerifyMac.
public enum MacAlgorithm: String, CaseIterable, Sendable {
    /// HMAC with SHA-224.
    case hmacSHA224 = "HMAC_SHA_224"
    /// HMAC with SHA-256.
    case hmacSHA256 = "HMAC_SHA_256"
    /// HMAC with SHA-384.
    case hmacSHA384 = "HMAC_SHA_384"
    /// HMAC with SHA-512.
    case hmacSHA512 = "HMAC_SHA_512"

    /// The one algorithm that a key of this spec offers.
    static func algorithms(of spec: KeySpec) -> [MacAlgorithm] {
        switch spec {
        case .hmac224: [.hmacSHA224]
        case .hmac256: [.hmacSHA256]
        case .hmac384: [.hmacSHA384]
        case .hmac512: [.hmacSHA512]
        default: []
        }
    }
}
