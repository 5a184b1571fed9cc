public import LabCore
import LabCrypto
import LabPolicy
public import LabService

/// `ReEncrypt`: moves a ciphertext to another key, material or context; the plaintext never leaves the service.
///
/// - SeeAlso: AWS KMS API Reference, "ReEncrypt"
public enum ReEncrypt: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = KMSState
    /// `ReEncrypt`.
    public static let name = "ReEncrypt"
    /// The key service.
    public static let service = Service.kms
    /// A cryptographic operation.
    public static let isReadOnly = true

    /// What to move, from where to where.
    public struct Input: MemberInput {
        /// The ciphertext.
        public var ciphertext: [UInt8]
        /// The key that encrypted, as a check; needed for asymmetric keys.
        public var sourceKeyID: String?
        /// The context that it was encrypted with.
        public var sourceContext: EncryptionContext
        /// The algorithm that it was encrypted with.
        public var sourceAlgorithm: EncryptionAlgorithm
        /// The key to encrypt with.
        public var destinationKeyID: String
        /// The context to encrypt with.
        public var destinationContext: EncryptionContext
        /// The algorithm to encrypt with.
        public var destinationAlgorithm: EncryptionAlgorithm
        /// Grants that may not have spread yet.
        public var grantTokens: [String]
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool
        /// What a dry run leaves out.
        public var dryRunModifiers: [DryRunModifier]

        /// What to move, from where to where.
        public init(
            ciphertext: [UInt8], sourceContext: EncryptionContext = .empty, sourceKeyID: String? = nil,
            destinationKeyID: String, destinationContext: EncryptionContext = .empty
        ) {
            self.ciphertext = ciphertext
            self.sourceKeyID = sourceKeyID
            self.sourceContext = sourceContext
            self.sourceAlgorithm = .symmetricDefault
            self.destinationKeyID = destinationKeyID
            self.destinationContext = destinationContext
            self.destinationAlgorithm = .symmetricDefault
            self.grantTokens = []
            self.isDryRun = false
            self.dryRunModifiers = []
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            ciphertext = members.blob("CiphertextBlob", KMSLimits.ciphertextBytes) ?? []
            sourceContext = members.encryptionContext("SourceEncryptionContext") ?? .empty
            sourceKeyID = members.string("SourceKeyId", KMSLimits.keyIDLength)
            destinationKeyID = members.keyID("DestinationKeyId")
            destinationContext = members.encryptionContext("DestinationEncryptionContext") ?? .empty
            sourceAlgorithm =
                members.enumeration("SourceEncryptionAlgorithm", EncryptionAlgorithm.self) ?? .symmetricDefault
            destinationAlgorithm =
                members.enumeration("DestinationEncryptionAlgorithm", EncryptionAlgorithm.self) ?? .symmetricDefault
            grantTokens = members.grantTokens()
            isDryRun = members.bool("DryRun") ?? false
            dryRunModifiers = members.enumerations("DryRunModifiers", of: DryRunModifier.self) ?? []
        }

        /// Whether only the authorisation is asked for.
        var ignoresCiphertext: Bool { isDryRun && dryRunModifiers.contains(.ignoreCiphertext) }
    }

    /// The two keys.
    public struct Target: Sendable {
        let source: CiphertextTarget
        let destination: KeyTarget
    }

    /// The ciphertext in its new place.
    public struct Output: JSONOutput {
        /// The new blob.
        public let ciphertext: [UInt8]
        /// The ARN of the key that decrypted.
        public let sourceKeyARN: ARN
        /// The ARN of the key that encrypted.
        public let destinationKeyARN: ARN
        let sourceAlgorithm: EncryptionAlgorithm
        let destinationAlgorithm: EncryptionAlgorithm
        /// The material that decrypted.
        public let sourceMaterialID: String?
        /// The material that encrypted.
        public let destinationMaterialID: String?

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = [
                "CiphertextBlob": .blob(ciphertext), "SourceKeyId": .string(sourceKeyARN.description),
                "KeyId": .string(destinationKeyARN.description),
                "SourceEncryptionAlgorithm": .string(sourceAlgorithm.rawValue),
                "DestinationEncryptionAlgorithm": .string(destinationAlgorithm.rawValue),
            ]
            json["SourceKeyMaterialId"] = sourceMaterialID.map(JSONValue.string)
            json["DestinationKeyMaterialId"] = destinationMaterialID.map(JSONValue.string)
            return json
        }
    }

    /// Whether only to say if it would succeed.
    public static func isDryRun(_ input: Input) -> Bool { input.isDryRun }

    /// Finds both keys.
    public static func resolve(_ input: Input, in call: Call, on state: KMSState) throws(ServiceError) -> Target {
        try state.requireGenuine(input.grantTokens)
        return Target(
            source: try source(input, in: call, on: state),
            destination: try state.target(
                input.destinationKeyID, takesAliases: true, in: call, action: "kms:ReEncryptTo"))
    }

    private static func source(
        _ input: Input, in call: Call, on state: KMSState
    ) throws(ServiceError) -> CiphertextTarget {
        let action = "kms:ReEncryptFrom"
        if input.ignoresCiphertext, let keyID = input.sourceKeyID {
            let target = try state.target(keyID, takesAliases: true, in: call, action: action)
            return CiphertextTarget(target: target, blob: nil)
        }
        return try state.ciphertextTarget(
            input.ciphertext, keyID: input.sourceKeyID, algorithm: input.sourceAlgorithm, in: call, action: action)
    }

    /// `kms:ReEncryptFrom` on the source, `kms:ReEncryptTo` on the destination.
    public static func demands(
        _ input: Input, on keys: Target, in call: Call, state: KMSState
    ) -> [AccessDemand] {
        let isSameKey = keys.source.target.key.address == keys.destination.key.address
        func demand(
            _ action: String, _ target: KeyTarget, _ context: EncryptionContext, _ algorithm: EncryptionAlgorithm
        ) -> AccessDemand {
            KeyDemand.make(action, on: target, in: call, state: state, grants: .encryption(context)) { conditions in
                conditions.set("kms:EncryptionAlgorithm", algorithm.rawValue)
                conditions.set("kms:ReEncryptOnSameKey", isSameKey)
                KeyConditions.set(context, in: &conditions)
            }
        }
        return [
            demand("kms:ReEncryptFrom", keys.source.target, input.sourceContext, input.sourceAlgorithm),
            demand("kms:ReEncryptTo", keys.destination, input.destinationContext, input.destinationAlgorithm),
        ]
    }

    /// Both keys must be enabled, be for encryption, and offer their algorithm.
    public static func check(
        _ input: Input, on keys: Target, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try check(keys.source.target.key, input.sourceAlgorithm, input.sourceContext)
        try check(keys.destination.key, input.destinationAlgorithm, input.destinationContext)
    }

    private static func check(
        _ key: KeyRecord, _ algorithm: EncryptionAlgorithm, _ context: EncryptionContext
    ) throws(ServiceError) {
        try key.require(.use)
        try key.require(.encryptDecrypt, for: name)
        try algorithm.require(fits: key.spec)
        try algorithm.require(context)
    }

    /// Decrypts and encrypts.
    public static func perform(
        _ input: Input, on keys: Target, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        if input.ignoresCiphertext { throw KMSError.dryRun }
        let plaintext = try state.decrypt(
            input.ciphertext, keys.source, input.sourceAlgorithm, context: input.sourceContext)
        let destination = keys.destination.key
        let encrypted = try state.encrypt(
            plaintext, input.destinationAlgorithm, under: destination, context: input.destinationContext,
            random: call.random)
        return Output(
            ciphertext: encrypted.ciphertext, sourceKeyARN: keys.source.target.key.arn,
            destinationKeyARN: destination.arn, sourceAlgorithm: input.sourceAlgorithm,
            destinationAlgorithm: input.destinationAlgorithm, sourceMaterialID: keys.source.blob?.materialID,
            destinationMaterialID: encrypted.materialID)
    }

    /// Both keys as sent, both contexts; the source is named first.
    public static func audit(_ input: Input, target: Target?, output: Output?, in call: Call) -> AuditDetail {
        var parameters: JSONObject = [
            "sourceEncryptionAlgorithm": .string(input.sourceAlgorithm.rawValue)
        ]
        parameters["sourceEncryptionContext"] = input.sourceContext.auditValue
        parameters["sourceKeyId"] = input.sourceKeyID.map(JSONValue.string)
        parameters["destinationKeyId"] = .string(input.destinationKeyID)
        parameters["destinationEncryptionAlgorithm"] = .string(input.destinationAlgorithm.rawValue)
        parameters["destinationEncryptionContext"] = input.destinationContext.auditValue
        return AuditDetail(
            requestParameters: parameters,
            resources: target.map { [AuditResource($0.source.target.key), AuditResource($0.destination.key)] } ?? [])
    }
}
