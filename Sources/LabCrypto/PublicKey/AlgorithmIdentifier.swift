/// How a key's DER names its kind (RFC 3279, RFC 5480, RFC 8410; GM/T 0006 for SM2).
enum AlgorithmIdentifier: Equatable {
    case rsa
    case ec(EllipticCurve)
    case ed25519

    /// Reads an `AlgorithmIdentifier` with exactly the parameters that its kind has. Curves by explicit parameters are
    /// refused: a forged curve that resembles a named one has let signatures be forged (CVE-2020-0601).
    init(_ reader: inout DERReader) throws(CryptoError) {
        var fields = try reader.sequence()
        let identifier = try [UInt8](fields.contents(of: .objectIdentifier))
        switch identifier {
        case ObjectIdentifier.rsaEncryption:
            guard try fields.contents(of: .null).isEmpty else { throw .invalidKey }
            self = .rsa
        case ObjectIdentifier.ecPublicKey:
            self = .ec(try EllipticCurve(&fields))
        case ObjectIdentifier.ed25519:
            self = .ed25519
        default:
            throw .invalidKey
        }
        try fields.finish()
    }

    /// Whether a key of this identifier can be of `algorithm`.
    func fits(_ algorithm: KeyAlgorithm) -> Bool {
        switch (self, algorithm) {
        case (.rsa, .rsa), (.ed25519, .ed25519): true
        case (.ec(let left), .ec(let right)): left == right
        default: false
        }
    }
}

extension EllipticCurve {
    /// Reads the object identifier of a curve.
    init(_ reader: inout DERReader) throws(CryptoError) {
        let identifier = try [UInt8](reader.contents(of: .objectIdentifier))
        guard let curve = Self.allCases.first(where: { $0.objectIdentifier == identifier }) else { throw .invalidKey }
        self = curve
    }

    private var objectIdentifier: [UInt8] {
        switch self {
        case .p256: [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        case .p384: [0x2B, 0x81, 0x04, 0x00, 0x22]
        case .p521: [0x2B, 0x81, 0x04, 0x00, 0x23]
        case .secp256k1: [0x2B, 0x81, 0x04, 0x00, 0x0A]
        case .sm2: [0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x82, 0x2D]
        }
    }
}

private enum ObjectIdentifier {
    static let rsaEncryption: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
    static let ecPublicKey: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
    static let ed25519: [UInt8] = [0x2B, 0x65, 0x70]
}
