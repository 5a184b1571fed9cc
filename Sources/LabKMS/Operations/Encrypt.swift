public import LabCore
public import LabPolicy
public import LabService

/// `Encrypt`: up to 4,096 bytes under a key.
///
/// - SeeAlso: AWS KMS API Reference, "Encrypt"
public enum Encrypt: CryptoOperation, Query {
    /// `Encrypt`.
    public static let name = "Encrypt"
    /// Encryption keys.
    public static let requiredUsage: KeyUsage? = .encryptDecrypt

    /// What to encrypt, and how.
    public struct Input: CryptoInput {
        /// The key.
        public var keyID: String
        /// 1 to 4,096 bytes; fewer under RSA.
        public var plaintext: Sensitive<[UInt8]>
        /// What the ciphertext is bound to.
        public var context: EncryptionContext
        /// `SYMMETRIC_DEFAULT` unless the key is asymmetric.
        public var algorithm: EncryptionAlgorithm
        /// Grants that may not have spread yet.
        public var grantTokens: [String]
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool

        /// What to encrypt, and how.
        public init(
            keyID: String, plaintext: [UInt8], context: EncryptionContext = .empty,
            algorithm: EncryptionAlgorithm = .symmetricDefault, grantTokens: [String] = [], isDryRun: Bool = false
        ) {
            self.keyID = keyID
            self.plaintext = Sensitive(plaintext)
            self.context = context
            self.algorithm = algorithm
            self.grantTokens = grantTokens
            self.isDryRun = isDryRun
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.requiredString("KeyId", KMSLimits.keyIDLength)
            plaintext = Sensitive(members.requiredBlob("Plaintext", KMSLimits.plaintextBytes))
            context = members.encryptionContext() ?? .empty
            grantTokens = members.grantTokens()
            algorithm = members.enumeration("EncryptionAlgorithm", EncryptionAlgorithm.self) ?? .symmetricDefault
            isDryRun = members.bool("DryRun") ?? false
        }
    }

    /// The ciphertext.
    public struct Output: JSONOutput {
        /// The blob.
        public let ciphertext: [UInt8]
        /// The ARN of the key that encrypted.
        public let keyARN: ARN
        /// The algorithm.
        public let algorithm: EncryptionAlgorithm

        /// The members.
        public var json: JSONObject {
            [
                "CiphertextBlob": .blob(ciphertext),
                "KeyId": .string(keyARN.description),
                "EncryptionAlgorithm": .string(algorithm.rawValue),
            ]
        }
    }

    /// The algorithm and the encryption context.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:EncryptionAlgorithm", input.algorithm.rawValue)
        KeyConditions.set(input.context, in: &context)
    }

    /// The encryption context.
    public static func grantUse(_ input: Input) -> GrantUse { .encryption(input.context) }

    /// The algorithm must fit the key, and the plaintext the algorithm.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try input.algorithm.require(fits: key.spec)
        try input.algorithm.require(input.context)
        try input.algorithm.require(input.plaintext.exposed.count, fits: key.spec)
    }

    /// Encrypts.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let encrypted = try state.encrypt(
            input.plaintext.exposed, input.algorithm, under: target.key, context: input.context, random: call.random)
        return Output(ciphertext: encrypted.ciphertext, keyARN: target.key.arn, algorithm: input.algorithm)
    }

    /// Key, algorithm, context.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = [
            "keyId": .string(input.keyID), "encryptionAlgorithm": .string(input.algorithm.rawValue),
        ]
        parameters["encryptionContext"] = input.context.auditValue
        return parameters
    }
}
