public import LabCore
import LabCrypto
public import LabPolicy
public import LabService

/// `VerifyMac`: whether an HMAC is genuine. One that is not is an error, never a `false`.
///
/// - SeeAlso: AWS KMS API Reference, "VerifyMac"
public enum VerifyMac: CryptoOperation, Query {
    /// `VerifyMac`.
    public static let name = "VerifyMac"
    /// HMAC keys.
    public static let requiredUsage: KeyUsage? = .generateVerifyMac

    /// What to verify, and how.
    public struct Input: CryptoInput {
        /// The message, 1 to 4,096 bytes.
        public var message: Sensitive<[UInt8]>
        /// The key.
        public var keyID: String
        /// The algorithm.
        public var algorithm: MacAlgorithm
        /// The code.
        public var mac: [UInt8]
        /// Grants that may not have spread yet.
        public var grantTokens: [String]
        /// Whether only to say if it would succeed.
        public var isDryRun: Bool

        /// What to verify, and how.
        public init(
            keyID: String, message: [UInt8], mac: [UInt8], algorithm: MacAlgorithm, grantTokens: [String] = [],
            isDryRun: Bool = false
        ) {
            self.message = Sensitive(message)
            self.keyID = keyID
            self.algorithm = algorithm
            self.mac = mac
            self.grantTokens = grantTokens
            self.isDryRun = isDryRun
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            message = Sensitive(members.requiredBlob("Message", KMSLimits.messageBytes))
            keyID = members.keyID()
            algorithm = members.requiredEnumeration("MacAlgorithm", MacAlgorithm.self)
            mac = members.requiredBlob("Mac", KMSLimits.signatureBytes)
            grantTokens = members.grantTokens()
            isDryRun = members.bool("DryRun") ?? false
        }
    }

    /// That it is genuine.
    public struct Output: JSONOutput {
        /// The key's ARN.
        public let keyARN: ARN
        /// The algorithm.
        public let algorithm: MacAlgorithm

        /// The members.
        public var json: JSONObject {
            [
                "KeyId": .string(keyARN.description), "MacValid": true,
                "MacAlgorithm": .string(algorithm.rawValue),
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

    /// Verifies, in constant time.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let key = try state.macKey(of: target.key)
        guard HMAC.isValid(input.mac, for: input.message.exposed, key: key, input.algorithm.digest) else {
            throw KMSError.invalidMac
        }
        return Output(keyARN: target.key.arn, algorithm: input.algorithm)
    }

    /// Key and algorithm.
    public static func parameters(_ input: Input) -> JSONObject? {
        ["keyId": .string(input.keyID), "macAlgorithm": .string(input.algorithm.rawValue)]
    }
}
