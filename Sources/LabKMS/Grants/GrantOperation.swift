/// What a grant can allow.
///
/// - SeeAlso: AWS KMS Developer Guide, "Grants in AWS KMS", grant operations
public enum GrantOperation: String, CaseIterable, Sendable, Codable {
    /// `kms:Decrypt`.
    case decrypt = "Decrypt"
    /// `kms:Encrypt`.
    case encrypt = "Encrypt"
    /// `kms:GenerateDataKey`.
    case generateDataKey = "GenerateDataKey"
    /// `kms:GenerateDataKeyWithoutPlaintext`.
    case generateDataKeyWithoutPlaintext = "GenerateDataKeyWithoutPlaintext"
    /// `kms:ReEncryptFrom`.
    case reEncryptFrom = "ReEncryptFrom"
    /// `kms:ReEncryptTo`.
    case reEncryptTo = "ReEncryptTo"
    /// `kms:Sign`.
    case sign = "Sign"
    /// `kms:Verify`.
    case verify = "Verify"
    /// `kms:GetPublicKey`.
    case getPublicKey = "GetPublicKey"
    /// `kms:CreateGrant`: grants no wider than this one.
    case createGrant = "CreateGrant"
    /// `kms:RetireGrant`: the grantee may retire the grant.
    case retireGrant = "RetireGrant"
    /// `kms:DescribeKey`.
    case describeKey = "DescribeKey"
    /// `kms:GenerateDataKeyPair`.
    case generateDataKeyPair = "GenerateDataKeyPair"
    /// `kms:GenerateDataKeyPairWithoutPlaintext`.
    case generateDataKeyPairWithoutPlaintext = "GenerateDataKeyPairWithoutPlaintext"
    /// `kms:GenerateMac`.
    case generateMac = "GenerateMac"
    /// `kms:VerifyMac`.
    case verifyMac = "VerifyMac"
    /// `kms:DeriveSharedSecret`.
    case deriveSharedSecret = "DeriveSharedSecret"
    /// `kms:Encapsulate`.
    case encapsulate = "Encapsulate"
    /// `kms:Decapsulate`.
    case decapsulate = "Decapsulate"

    /// The operation behind an IAM action; `nil` for actions that no grant can allow.
    init?(action: String) {
        self.init(rawValue: String(action.dropFirst("kms:".count)))
    }

    /// Whether a key of this spec and usage can be asked for the operation at all.
    func suits(_ key: KeyRecord) -> Bool {
        switch self {
        case .createGrant, .retireGrant, .describeKey: true
        case .encrypt, .decrypt, .reEncryptFrom, .reEncryptTo: key.usage == .encryptDecrypt
        case .generateDataKey, .generateDataKeyWithoutPlaintext, .generateDataKeyPair,
            .generateDataKeyPairWithoutPlaintext:
            key.spec == .symmetricDefault
        case .sign, .verify: key.usage == .signVerify
        case .getPublicKey: key.spec.isAsymmetric
        case .generateMac, .verifyMac: key.usage == .generateVerifyMac
        case .deriveSharedSecret: key.usage == .keyAgreement
        case .encapsulate, .decapsulate: key.usage == .encapsulateDecapsulate
        }
    }
}
