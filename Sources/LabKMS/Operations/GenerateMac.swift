public import LabCore
import LabCrypto
public import LabPolicy
public import LabService

/// `GenerateMac`: an HMAC of a message.
///
/// - SeeAlso: AWS KMS API Reference, "GenerateMac"
public enum GenerateMac: CryptoOperation, Query {
    /// `GenerateMac`.
    public static let name = "GenerateMac"
    /// HMAC keys.
    public static let requiredUsage: KeyUsage? = .generateVerifyMac

    /// What to authenticate, and how.
    public struct Input: CryptoInput {
        /// The message, 1 to 4,096 bytes.
        public var message: Sensitive<[UInt8]>
        /// The key.
        public var keyID: String
        /// The algorithm.
        public var algorithm: MacAlgorithm
        /// Grants that may not have spread yet.
        public var grantTokens: [String]
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool

        /// What to authenticate, and how.
        public init(
            keyID: String, message: [UInt8], algorithm: MacAlgorithm, grantTokens: [String] = [],
            isDryRun: Bool = false
        ) {
            self.message = Sensitive(message)
            self.keyID = keyID
            self.algorithm = algorithm
            self.grantTokens = grantTokens
            self.isDryRun = isDryRun
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            message = Sensitive(members.requiredBlob("Message", KMSLimits.messageBytes))
            keyID = members.keyID()
            algorithm = members.requiredEnumeration("MacAlgorithm", MacAlgorithm.self)
            grantTokens = members.grantTokens()
            isDryRun = members.bool("DryRun") ?? false
        }
    }

    /// The code.
    public struct Output: JSONOutput {
        /// The code, as long as the hash.
        public let mac: [UInt8]
        /// The algorithm.
        public let algorithm: MacAlgorithm
        /// The key's ARN.
        public let keyARN: ARN

        /// The members.
        public var json: JSONObject {
            [
                "Mac": .blob(mac), "MacAlgorithm": .string(algorithm.rawValue),
                "KeyId": .string(keyARN.description),
            ]
        }
    }

    /// The algorithm.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:MacAlgorithm", input.algorithm.rawValue)
    }

    /// The algorithm must fit the key.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try input.algorithm.require(fits: key.spec)
    }

    /// Computes the code.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let key = try state.macKey(of: target.key)
        return Output(
            mac: HMAC.code(for: input.message.exposed, key: key, input.algorithm.digest), algorithm: input.algorithm,
            keyARN: target.key.arn)
    }

    /// Key and algorithm.
    public static func parameters(_ input: Input) -> JSONObject? {
        ["keyId": .string(input.keyID), "macAlgorithm": .string(input.algorithm.rawValue)]
    }
}
