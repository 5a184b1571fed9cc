public import LabCore
public import LabCrypto
import LabPolicy
public import LabService

/// `Decrypt`: what Encrypt, GenerateDataKey or ReEncrypt made.
///
/// - SeeAlso: AWS KMS API Reference, "Decrypt"
public enum Decrypt: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = KMSState
    /// `Decrypt`.
    public static let name = "Decrypt"
    /// The key service.
    public static let service = Service.kms
    /// A cryptographic operation.
    public static let isReadOnly = true

    /// What to decrypt, and how.
    public struct Input: MemberInput {
        /// The ciphertext.
        public var ciphertext: [UInt8]
        /// The key, as a check; needed for asymmetric keys.
        public var keyID: String?
        /// What the ciphertext is bound to.
        public var context: EncryptionContext
        /// `SYMMETRIC_DEFAULT` unless the key is asymmetric.
        public var algorithm: EncryptionAlgorithm
        /// Grants that may not have spread yet.
        public var grantTokens: [String]
        /// An enclave that asks; refused.
        public var recipient: Recipient?
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool
        /// What a dry run leaves out.
        public var dryRunModifiers: [DryRunModifier]

        /// What to decrypt, and how.
        public init(
            ciphertext: [UInt8], keyID: String? = nil, context: EncryptionContext = .empty,
            algorithm: EncryptionAlgorithm = .symmetricDefault, grantTokens: [String] = [], isDryRun: Bool = false
        ) {
            self.ciphertext = ciphertext
            self.keyID = keyID
            self.context = context
            self.algorithm = algorithm
            self.grantTokens = grantTokens
            self.isDryRun = isDryRun
            self.dryRunModifiers = []
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            ciphertext = members.blob("CiphertextBlob", KMSLimits.ciphertextBytes) ?? []
            context = members.encryptionContext() ?? .empty
            grantTokens = members.grantTokens()
            keyID = members.string("KeyId", KMSLimits.keyIDLength)
            algorithm = members.enumeration("EncryptionAlgorithm", EncryptionAlgorithm.self) ?? .symmetricDefault
            recipient = members.structure("Recipient", Recipient.init)
            isDryRun = members.bool("DryRun") ?? false
            dryRunModifiers = members.enumerations("DryRunModifiers", of: DryRunModifier.self) ?? []
        }

        /// Whether only the authorisation is asked for.
        var ignoresCiphertext: Bool { isDryRun && dryRunModifiers.contains(.ignoreCiphertext) }
    }

    /// The plaintext.
    public struct Output: JSONOutput {
        /// The plaintext.
        public let plaintext: KeyMaterial
        /// The ARN of the key that decrypted.
        public let keyARN: ARN
        /// The algorithm.
        public let algorithm: EncryptionAlgorithm
        /// The material that decrypted; `nil` for asymmetric keys.
        public let materialID: String?

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = [
                "KeyId": .string(keyARN.description), "Plaintext": .blob(plaintext.exportForResponse()),
                "EncryptionAlgorithm": .string(algorithm.rawValue),
            ]
            json["KeyMaterialId"] = materialID.map(JSONValue.string)
            return json
        }
    }

    /// Whether only to say if it would succeed.
    public static func isDryRun(_ input: Input) -> Bool { input.isDryRun }

    /// Finds the key.
    public static func resolve(
        _ input: Input, in call: Call, on state: KMSState
    ) throws(ServiceError) -> CiphertextTarget {
        try state.requireGenuine(input.grantTokens)
        if input.ignoresCiphertext, let keyID = input.keyID {
            let target = try state.target(keyID, takesAliases: true, in: call, action: "kms:Decrypt")
            return CiphertextTarget(target: target, blob: nil)
        }
        return try state.ciphertextTarget(
            input.ciphertext, keyID: input.keyID, algorithm: input.algorithm, in: call, action: "kms:Decrypt")
    }

    /// `kms:Decrypt` on the key that the ciphertext names.
    public static func demands(
        _ input: Input, on found: CiphertextTarget, in call: Call, state: KMSState
    ) -> [AccessDemand] {
        let use = GrantUse.encryption(input.context)
        let demand = KeyDemand.make("kms:Decrypt", on: found.target, in: call, state: state, grants: use) { context in
            context.set("kms:EncryptionAlgorithm", input.algorithm.rawValue)
            KeyConditions.set(input.context, in: &context)
        }
        return [demand]
    }

    /// The key must be enabled, be for encryption, and offer the algorithm.
    public static func check(
        _ input: Input, on found: CiphertextTarget, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try found.target.key.require(.use)
        try found.target.key.require(.encryptDecrypt, for: name)
        try input.algorithm.require(fits: found.target.key.spec)
        try input.algorithm.require(input.context)
        try Recipient.refuse(input.recipient)
    }

    /// Decrypts.
    public static func perform(
        _ input: Input, on found: CiphertextTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        if input.ignoresCiphertext { throw KMSError.dryRun }
        let plaintext = try state.decrypt(input.ciphertext, found, input.algorithm, context: input.context)
        return Output(
            plaintext: plaintext, keyARN: found.target.key.arn, algorithm: input.algorithm,
            materialID: found.blob?.materialID)
    }

    /// Key as sent, algorithm, context; the material that decrypted.
    public static func audit(
        _ input: Input, target: CiphertextTarget?, output: Output?, in call: Call
    ) -> AuditDetail {
        var parameters: JSONObject = ["encryptionAlgorithm": .string(input.algorithm.rawValue)]
        parameters["keyId"] = input.keyID.map(JSONValue.string)
        parameters["encryptionContext"] = input.context.auditValue
        return AuditDetail(
            requestParameters: parameters,
            additionalEventData: output?.materialID.map { ["keyMaterialId": .string($0)] },
            resources: target.map { [AuditResource($0.target.key)] } ?? [])
    }
}
