import LabCore
import LabCrypto

/// What the message of Sign and Verify is.
public enum MessageType: String, CaseIterable, Sendable {
    /// The message itself, which is hashed here.
    case raw = "RAW"
    /// Its digest.
    case digest = "DIGEST"
    /// The representative μ of ML-DSA (FIPS 204, 6.2).
    case externalMu = "EXTERNAL_MU"
}

extension SigningAlgorithm {
    /// The scheme; `nil` for what libcrypto 3.0 cannot do.
    var scheme: SignatureScheme? {
        switch self {
        case .rsaPSSSHA256: .rsaPSS(.sha256)
        case .rsaPSSSHA384: .rsaPSS(.sha384)
        case .rsaPSSSHA512: .rsaPSS(.sha512)
        case .rsaPKCS1SHA256: .rsaPKCS1v15(.sha256)
        case .rsaPKCS1SHA384: .rsaPKCS1v15(.sha384)
        case .rsaPKCS1SHA512: .rsaPKCS1v15(.sha512)
        case .ecdsaSHA256: .ecdsa(.sha256)
        case .ecdsaSHA384: .ecdsa(.sha384)
        case .ecdsaSHA512: .ecdsa(.sha512)
        case .sm2DSA: .sm2
        case .ed25519SHA512: .ed25519
        case .ed25519PHSHA512, .mlDSAShake256: nil
        }
    }

    /// The scheme.
    ///
    /// - Throws: `UnsupportedOperationException` for what libcrypto 3.0 cannot do.
    func supportedScheme() throws(ServiceError) -> SignatureScheme {
        guard let scheme else {
            throw KMSError.unsupported("\(rawValue) is not supported: libcrypto 3.0 does not have it.")
        }
        return scheme
    }

    /// Refuses an algorithm that a key of this spec does not offer.
    func require(fits spec: KeySpec) throws(ServiceError) {
        guard Self.algorithms(of: spec).contains(self) else {
            throw KMSError.incompatible(algorithm: rawValue, spec: spec)
        }
    }

    /// Refuses a type that messages of this algorithm cannot have, and digests of another length.
    func require(_ type: MessageType, of message: [UInt8]) throws(ServiceError) {
        let scheme = try supportedScheme()
        switch type {
        case .raw: return
        case .externalMu: throw Self.invalidType(type, self)
        case .digest:
            guard let digest = scheme.digestAlgorithm else { throw Self.invalidType(type, self) }
            guard message.count == digest.byteCount else {
                throw KMSError.validation("Digest is invalid length for algorithm \(rawValue).")
            }
        }
    }

    private static func invalidType(_ type: MessageType, _ algorithm: SigningAlgorithm) -> ServiceError {
        KMSError.validation("MessageType \(type.rawValue) is not valid for algorithm \(algorithm.rawValue).")
    }
}
