public import LabCore
public import LabCrypto
public import LabPolicy
public import LabService

/// `DeriveSharedSecret`: the secret that the owners of two key pairs on one curve share.
///
/// - SeeAlso: AWS KMS API Reference, "DeriveSharedSecret"
public enum DeriveSharedSecret: CryptoOperation, Query {
    /// `DeriveSharedSecret`.
    public static let name = "DeriveSharedSecret"
    /// Key agreement keys.
    public static let requiredUsage: KeyUsage? = .keyAgreement

    /// The agreements that there are.
    public enum Algorithm: String, CaseIterable, Sendable {
        /// The x-coordinate of elliptic curve Diffie-Hellman.
        case ecdh = "ECDH"
    }

    /// With whom to agree, and how.
    public struct Input: CryptoInput {
        /// The key.
        public var keyID: String
        /// The agreement.
        public var algorithm: Algorithm
        /// The other's public key as SPKI in DER.
        public var publicKey: [UInt8]
        /// Grants that may not have spread yet.
        public var grantTokens: [String]
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool
        /// An enclave that asks; refused.
        public var recipient: Recipient?

        /// With whom to agree.
        public init(keyID: String, publicKey: [UInt8], grantTokens: [String] = [], isDryRun: Bool = false) {
            self.keyID = keyID
            self.algorithm = .ecdh
            self.publicKey = publicKey
            self.grantTokens = grantTokens
            self.isDryRun = isDryRun
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            algorithm = members.requiredEnumeration("KeyAgreementAlgorithm", Algorithm.self)
            publicKey = members.requiredBlob("PublicKey", KMSLimits.publicKeyBytes)
            grantTokens = members.grantTokens()
            isDryRun = members.bool("DryRun") ?? false
            recipient = members.structure("Recipient", Recipient.init)
        }
    }

    /// The secret.
    public struct Output: JSONOutput {
        /// The secret, as long as a coordinate.
        public let sharedSecret: KeyMaterial
        /// The key.
        public let key: KeyRecord

        /// The members.
        public var json: JSONObject {
            [
                "KeyId": .string(key.arn.description), "SharedSecret": .blob(sharedSecret.exportForResponse()),
                "KeyAgreementAlgorithm": .string(Algorithm.ecdh.rawValue), "KeyOrigin": .string(key.origin.rawValue),
            ]
        }
    }

    /// The agreement.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:KeyAgreementAlgorithm", input.algorithm.rawValue)
    }

    /// Refuses what the lab cannot do.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try Recipient.refuse(input.recipient)
        guard key.spec != .sm2 else {
            throw KMSError.unsupported("libcrypto 3.0 does not have the key agreement of SM2.")
        }
    }

    /// Agrees. A public key on another curve, or none at all, is refused without a word, as AWS does.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let key = try state.privateKey(of: target.key)
        do throws(CryptoError) {
            let peer = try PublicKey(subjectPublicKeyInfo: input.publicKey)
            return Output(sharedSecret: KeyMaterial(try key.sharedSecret(with: peer)), key: target.key)
        } catch {
            throw ServiceError(
                KMSError.Code.validation,
                hint: "`PublicKey` is not a public key on the curve \(target.key.spec.rawValue)")
        }
    }

    /// Key and agreement.
    public static func parameters(_ input: Input) -> JSONObject? {
        ["keyId": .string(input.keyID), "keyAgreementAlgorithm": .string(input.algorithm.rawValue)]
    }
}
