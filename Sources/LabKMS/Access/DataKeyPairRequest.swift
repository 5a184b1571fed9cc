public import LabCore
import LabCrypto
import LabPolicy
public import LabService

/// The kind of a data key pair.
public enum DataKeyPairSpec: String, CaseIterable, Sendable {
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
    /// SM2.
    case sm2 = "SM2"
    /// Ed25519.
    case eccNistEdwards25519 = "ECC_NIST_EDWARDS25519"
    /// ML-KEM-512; refused.
    case mlKEM512 = "ML_KEM_512"
    /// ML-KEM-768; refused.
    case mlKEM768 = "ML_KEM_768"
    /// ML-KEM-1024; refused.
    case mlKEM1024 = "ML_KEM_1024"

    /// The same kind as a key's.
    var keySpec: KeySpec {
        switch self {
        case .rsa2048: .rsa2048
        case .rsa3072: .rsa3072
        case .rsa4096: .rsa4096
        case .eccNistP256: .eccNistP256
        case .eccNistP384: .eccNistP384
        case .eccNistP521: .eccNistP521
        case .eccSecgP256K1: .eccSecgP256K1
        case .sm2: .sm2
        case .eccNistEdwards25519: .eccNistEdwards25519
        case .mlKEM512: .mlKEM512
        case .mlKEM768: .mlKEM768
        case .mlKEM1024: .mlKEM1024
        }
    }
}

/// What GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext are asked for.
public struct DataKeyPairRequest: CryptoInput {
    /// What the encrypted private key is bound to.
    public var context: EncryptionContext
    /// The key to encrypt the private key under.
    public var keyID: String
    /// The kind of key pair.
    public var spec: DataKeyPairSpec
    /// Grants that may not have spread yet.
    public var grantTokens: [String]
    /// An enclave that asks; refused.
    public var recipient: Recipient?
    /// Whether only to say if it would succeed.
    public var isDryRun: Bool

    /// A request for a data key pair.
    public init(
        keyID: String, spec: DataKeyPairSpec, context: EncryptionContext = .empty, grantTokens: [String] = [],
        isDryRun: Bool = false
    ) {
        self.context = context
        self.keyID = keyID
        self.spec = spec
        self.grantTokens = grantTokens
        self.isDryRun = isDryRun
    }

    /// Reads the members that both operations have.
    public init(_ members: MemberReader) {
        context = members.encryptionContext() ?? .empty
        keyID = members.keyID()
        spec = members.requiredEnumeration("KeyPairSpec", DataKeyPairSpec.self)
        grantTokens = members.grantTokens()
        isDryRun = members.bool("DryRun") ?? false
    }
}

/// An input that holds a request for a data key pair.
protocol DataKeyPairInput: CryptoInput {
    var request: DataKeyPairRequest { get }
}

extension DataKeyPairInput {
    /// The key.
    public var keyID: String { request.keyID }
    /// Grants that may not have spread yet.
    public var grantTokens: [String] { request.grantTokens }
    /// Whether only to say if it would succeed.
    public var isDryRun: Bool { request.isDryRun }
}

/// What GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext have in common. Making a pair may take a while.
protocol DataKeyPairOperation: CryptoOperation, AsyncQuery where Input: DataKeyPairInput {}

extension DataKeyPairOperation {
    /// Not even asked of keys in custom key stores.
    public static var stateRule: KeyStateRule { .generatePair }
    /// Encryption keys.
    public static var requiredUsage: KeyUsage? { .encryptDecrypt }

    /// The kind of pair, the algorithm and the encryption context.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:DataKeyPairSpec", input.request.spec.rawValue)
        context.set("kms:EncryptionAlgorithm", EncryptionAlgorithm.symmetricDefault.rawValue)
        KeyConditions.set(input.request.context, in: &context)
    }

    /// The encryption context.
    public static func grantUse(_ input: Input) -> GrantUse { .encryption(input.request.context) }

    /// Symmetric keys outside of custom key stores only.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard key.customKeyStore == nil else { throw KMSError.unsupported() }
        try EncryptionAlgorithm.symmetricDefault.require(fits: key.spec)
        try input.request.spec.keySpec.requireSupport()
        try Recipient.refuse(input.request.recipient)
    }

    /// Key, kind of pair, context.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = [
            "keyId": .string(input.keyID), "keyPairSpec": .string(input.request.spec.rawValue),
        ]
        parameters["encryptionContext"] = input.request.context.auditValue
        return parameters
    }
}
