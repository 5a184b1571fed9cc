import LabCore

/// Which algorithms protect a message, by the number that stands in its header.
///
/// All encrypt with AES-GCM, a 12-byte IV and a 16-byte tag; they differ in key length, key derivation, signature and
/// in whether the message commits to its key.
///
/// - SeeAlso: AWS Encryption SDK Developer Guide, "Algorithms reference"
public enum AlgorithmSuite: UInt16, CaseIterable, Hashable, Sendable {
    /// AES-128, the data key used as it is.
    case aes128 = 0x0014
    /// AES-192, the data key used as it is.
    case aes192 = 0x0046
    /// AES-256, the data key used as it is.
    case aes256 = 0x0078
    /// AES-128 with a key derived by HKDF-SHA-256.
    case aes128HKDF = 0x0114
    /// AES-192 with a key derived by HKDF-SHA-256.
    case aes192HKDF = 0x0146
    /// AES-256 with a key derived by HKDF-SHA-256.
    case aes256HKDF = 0x0178
    /// AES-128, HKDF-SHA-256, signed with ECDSA P-256.
    case aes128Signed = 0x0214
    /// AES-192, HKDF-SHA-384, signed with ECDSA P-384.
    case aes192Signed = 0x0346
    /// AES-256, HKDF-SHA-384, signed with ECDSA P-384.
    case aes256Signed = 0x0378
    /// AES-256, HKDF-SHA-512, committing: what the lab writes unless told otherwise.
    case aes256Committing = 0x0478
    /// AES-256, HKDF-SHA-512, committing, signed with ECDSA P-384.
    case aes256CommittingSigned = 0x0578
}

extension AlgorithmSuite {
    /// The two layouts a message may have; the number is the message's first byte.
    public enum FormatVersion: UInt8, Hashable, Sendable {
        /// 16-byte message id, IV in the header, no commitment.
        case one = 1
        /// 32-byte message id and a commitment.
        case two = 2

        /// Bytes of a message id, which is the salt or info of key derivation and part of every frame's AAD.
        public var messageIDLength: Int { self == .one ? 16 : 32 }
    }

    /// How the content key comes from the data key.
    public enum KeyDerivation: Hashable, Sendable {
        /// The data key is the content key.
        case identity
        /// HKDF-SHA-256 without salt; info names suite and message.
        case hkdfSHA256
        /// HKDF-SHA-384 without salt; info names suite and message.
        case hkdfSHA384
        /// HKDF-SHA-512 salted with the message id, for a content key and a commitment.
        case committingSHA512
    }

    /// How the whole message is signed.
    public enum Signature: Hashable, Sendable {
        /// ECDSA on P-256 over SHA-256.
        case ecdsaP256
        /// ECDSA on P-384 over SHA-384.
        case ecdsaP384
    }

    /// The layout that messages of this suite have.
    public var formatVersion: FormatVersion {
        isCommitting ? .two : .one
    }

    /// Whether the message can be opened by one data key only.
    public var isCommitting: Bool { keyDerivation == .committingSHA512 }

    /// Bytes of the data key, which are also those of the content key: 16, 24 or 32.
    public var keyLength: Int {
        switch self {
        case .aes128, .aes128HKDF, .aes128Signed: 16
        case .aes192, .aes192HKDF, .aes192Signed: 24
        case .aes256, .aes256HKDF, .aes256Signed, .aes256Committing, .aes256CommittingSigned: 32
        }
    }

    /// How the content key comes from the data key.
    public var keyDerivation: KeyDerivation {
        switch self {
        case .aes128, .aes192, .aes256: .identity
        case .aes128HKDF, .aes192HKDF, .aes256HKDF, .aes128Signed: .hkdfSHA256
        case .aes192Signed, .aes256Signed: .hkdfSHA384
        case .aes256Committing, .aes256CommittingSigned: .committingSHA512
        }
    }

    /// How the message is signed; `nil` when it is not.
    public var signature: Signature? {
        switch self {
        case .aes128Signed: .ecdsaP256
        case .aes192Signed, .aes256Signed, .aes256CommittingSigned: .ecdsaP384
        default: nil
        }
    }

    /// The number as the header holds it.
    var idBytes: [UInt8] { [UInt8(rawValue >> 8), UInt8(rawValue & 0xFF)] }

    /// Bytes of the IV of the header and of every frame.
    static let ivLength = 12
    /// Bytes of every tag.
    static let tagLength = 16
    /// Bytes of a version 2 message's commitment value.
    static let commitmentLength = 32
}

extension AlgorithmSuite: CustomStringConvertible {
    /// The number and what it stands for.
    public var description: String {
        let derivation =
            switch keyDerivation {
            case .identity: ""
            case .hkdfSHA256: ", HKDF-SHA-256"
            case .hkdfSHA384: ", HKDF-SHA-384"
            case .committingSHA512: ", HKDF-SHA-512 with key commitment"
            }
        let signing =
            switch signature {
            case nil: ""
            case .ecdsaP256: ", signed with ECDSA P-256"
            case .ecdsaP384: ", signed with ECDSA P-384"
            }
        return "\(hexID) AES-\(keyLength * 8)-GCM\(derivation)\(signing)"
    }

    /// The number in hexadecimal, such as `0x0478`.
    public var hexID: String { AlgorithmSuite.hexID(rawValue) }

    /// Any suite's number in hexadecimal, four digits.
    static func hexID(_ id: UInt16) -> String {
        "0x" + Hex.encode([UInt8(id >> 8), UInt8(id & 0xFF)])
    }
}
