import LabCore

/// The algorithms of Encrypt, Decrypt and ReEncrypt.
public enum EncryptionAlgorithm: String, CaseIterable, Sendable, Codable {
    /// AES-256-GCM with a derived key.
    case symmetricDefault = "SYMMETRIC_DEFAULT"
    /// RSA with OAEP and SHA-1.
    case rsaOAEPSHA1 = "RSAES_OAEP_SHA_1"
    /// RSA with OAEP and SHA-256.
    case rsaOAEPSHA256 = "RSAES_OAEP_SHA_256"
    /// SM2 encryption.
    case sm2PKE = "SM2PKE"

    /// The algorithms that a key of this spec offers for encryption.
    static func algorithms(of spec: KeySpec) -> [EncryptionAlgorithm] {
        switch spec {
        case .symmetricDefault: [.symmetricDefault]
        case .rsa2048, .rsa3072, .rsa4096: [.rsaOAEPSHA1, .rsaOAEPSHA256]
        case .sm2: [.sm2PKE]
        default: []
        }
    }

    /// Refuses an algorithm that a key of this spec does not offer.
    func require(fits spec: KeySpec) throws(ServiceError) {
        guard Self.algorithms(of: spec).contains(self) else {
            throw KMSError.incompatible(algorithm: rawValue, spec: spec)
        }
    }
}
