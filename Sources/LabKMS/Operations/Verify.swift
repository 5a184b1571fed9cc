public import LabCore
import LabCrypto
public import LabPolicy
public import LabService

/// `Verify`: whether a signature is genuine. One that is not is an error, never a `false`.
///
/// - SeeAlso: AWS KMS API Reference, "Verify"
public enum Verify: CryptoOperation, Query {
    /// `Verify`.
    public static let name = "Verify"
    /// Signature keys.
    public static let requiredUsage: KeyUsage? = .signVerify

    /// What to verify, and how.
    public struct Input: CryptoInput, SignatureInput {
        /// The key.
        public var keyID: String
        /// The message or its digest, 1 to 4,096 bytes.
        public var message: Sensitive<[UInt8]>
        /// Which of the two; `RAW` when not given.
        public var messageType: MessageType
        /// The signature.
        public var signature: [UInt8]
        /// The algorithm.
        public var algorithm: SigningAlgorithm
        /// Grants that may not have spread yet.
        public var grantTokens: [String]
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool

        /// What to verify, and how.
        public init(
            keyID: String, message: [UInt8], messageType: MessageType = .raw, signature: [UInt8],
            algorithm: SigningAlgorithm, grantTokens: [String] = [], isDryRun: Bool = false
        ) {
            self.keyID = keyID
            self.message = Sensitive(message)
            self.messageType = messageType
            self.signature = signature
            self.algorithm = algorithm
            self.grantTokens = grantTokens
            self.isDryRun = isDryRun
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            message = Sensitive(members.requiredBlob("Message", KMSLimits.messageBytes))
            messageType = members.enumeration("MessageType", MessageType.self) ?? .raw
            signature = members.requiredBlob("Signature", KMSLimits.signatureBytes)
            algorithm = members.requiredEnumeration("SigningAlgorithm", SigningAlgorithm.self)
            grantTokens = members.grantTokens()
            isDryRun = members.bool("DryRun") ?? false
        }
    }

    /// That it is genuine.
    public struct Output: JSONOutput {
        /// The key's ARN.
        public let keyARN: ARN
        /// The algorithm.
        public let algorithm: SigningAlgorithm

        /// The members.
        public var json: JSONObject {
            [
                "KeyId": .string(keyARN.description), "SignatureValid": true,
                "SigningAlgorithm": .string(algorithm.rawValue),
            ]
        }
    }

    /// The algorithm and what the message is.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        input.setConditions(in: &context)
    }

    /// The algorithm must fit the key, and the digest the algorithm.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try input.requireFit(key)
    }

    /// Verifies.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let scheme = try input.algorithm.supportedScheme()
        let key = try target.key.publicKey()
        let (signature, message) = (input.signature, input.message.exposed)
        let isValid = try orInternalFailure { () throws(CryptoError) in
            input.messageType == .raw
                ? try key.isValid(signature, for: message, scheme)
                : try key.isValid(signature, forDigest: message, scheme)
        }
        guard isValid else { throw KMSError.invalidSignature }
        return Output(keyARN: target.key.arn, algorithm: input.algorithm)
    }

    /// Key, type of message, algorithm.
    public static func parameters(_ input: Input) -> JSONObject? { input.parameters }
}
