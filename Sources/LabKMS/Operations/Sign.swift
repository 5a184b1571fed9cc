public import LabCore
import LabCrypto
public import LabPolicy
public import LabService

/// `Sign`: a signature on a message or on its digest.
///
/// - SeeAlso: AWS KMS API Reference, "Sign"
public enum Sign: CryptoOperation, Query {
    /// `Sign`.
    public static let name = "Sign"
    /// Signature keys.
    public static let requiredUsage: KeyUsage? = .signVerify

    /// What to sign, and how.
    public struct Input: CryptoInput, SignatureInput {
        /// The key.
        public var keyID: String
        /// The message or its digest, 1 to 4,096 bytes.
        public var message: Sensitive<[UInt8]>
        /// Which of the two; `RAW` when not given.
        public var messageType: MessageType
        /// Grants that may not have spread yet.
        public var grantTokens: [String]
        /// The algorithm.
        public var algorithm: SigningAlgorithm
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool

        /// What to sign, and how.
        public init(
            keyID: String, message: [UInt8], messageType: MessageType = .raw, algorithm: SigningAlgorithm,
            grantTokens: [String] = [], isDryRun: Bool = false
        ) {
            self.keyID = keyID
            self.message = Sensitive(message)
            self.messageType = messageType
            self.grantTokens = grantTokens
            self.algorithm = algorithm
            self.isDryRun = isDryRun
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            message = Sensitive(members.requiredBlob("Message", KMSLimits.messageBytes))
            messageType = members.enumeration("MessageType", MessageType.self) ?? .raw
            grantTokens = members.grantTokens()
            algorithm = members.requiredEnumeration("SigningAlgorithm", SigningAlgorithm.self)
            isDryRun = members.bool("DryRun") ?? false
        }
    }

    /// The signature.
    public struct Output: JSONOutput {
        /// The signature: DER for curves, as long as the modulus for RSA.
        public let signature: [UInt8]
        /// The key's ARN.
        public let keyARN: ARN
        /// The algorithm.
        public let algorithm: SigningAlgorithm

        /// The members.
        public var json: JSONObject {
            [
                "KeyId": .string(keyARN.description), "Signature": .blob(signature),
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

    /// Signs.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let scheme = try input.algorithm.supportedScheme()
        let key = try state.privateKey(of: target.key)
        let signature = try orInternalFailure { () throws(CryptoError) in
            input.messageType == .raw
                ? try key.sign(input.message.exposed, scheme) : try key.sign(digest: input.message.exposed, scheme)
        }
        return Output(signature: signature, keyARN: target.key.arn, algorithm: input.algorithm)
    }

    /// Key, type of message, algorithm.
    public static func parameters(_ input: Input) -> JSONObject? { input.parameters }
}

/// What the inputs of Sign and Verify have in common.
protocol SignatureInput {
    var keyID: String { get }
    var message: Sensitive<[UInt8]> { get }
    var messageType: MessageType { get }
    var algorithm: SigningAlgorithm { get }
}

extension SignatureInput {
    func setConditions(in context: inout ConditionContext) {
        context.set("kms:MessageType", messageType.rawValue)
        context.set("kms:SigningAlgorithm", algorithm.rawValue)
    }

    func requireFit(_ key: KeyRecord) throws(ServiceError) {
        try algorithm.require(fits: key.spec)
        try algorithm.require(messageType, of: message.exposed)
    }

    var parameters: JSONObject {
        [
            "keyId": .string(keyID), "messageType": .string(messageType.rawValue),
            "signingAlgorithm": .string(algorithm.rawValue),
        ]
    }
}
