public import LabCore
import LabCrypto
public import LabPolicy
public import LabService

/// `GetParametersForImport`: a public key to encrypt key material with, and a token that goes with it, for 24 hours.
///
/// - SeeAlso: AWS KMS API Reference, "GetParametersForImport"
public enum GetParametersForImport: KeyOperation, AsyncQuery {
    /// `GetParametersForImport`.
    public static let name = "GetParametersForImport"
    /// CloudTrail counts it as reading.
    public static let isReadOnly = true
    /// Not while pending deletion or changing.
    public static let stateRule = KeyStateRule.importParameters

    /// For which key, and how.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// How the material will be encrypted.
        public var algorithm: WrappingAlgorithm
        /// With what type of key.
        public var wrappingKeySpec: WrappingKeySpec

        /// For which key, and how.
        public init(keyID: String, algorithm: WrappingAlgorithm, wrappingKeySpec: WrappingKeySpec) {
            self.keyID = keyID
            self.algorithm = algorithm
            self.wrappingKeySpec = wrappingKeySpec
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            algorithm = members.requiredEnumeration("WrappingAlgorithm", WrappingAlgorithm.self)
            wrappingKeySpec = members.requiredEnumeration("WrappingKeySpec", WrappingKeySpec.self)
        }
    }

    /// Public key and token.
    public struct Output: JSONOutput {
        /// The key's ARN.
        public let keyARN: ARN
        /// The token.
        public let token: [UInt8]
        /// The wrapping key's public half as SPKI in DER.
        public let publicKey: [UInt8]
        /// When both end.
        public let validTo: Timestamp

        /// The members.
        public var json: JSONObject {
            [
                "KeyId": .string(keyARN.description), "ImportToken": .blob(token), "PublicKey": .blob(publicKey),
                "ParametersValidTo": .moment(validTo),
            ]
        }
    }

    /// How the material will be encrypted.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:WrappingAlgorithm", input.algorithm.rawValue)
        context.set("kms:WrappingKeySpec", input.wrappingKeySpec.rawValue)
    }

    /// Keys for imported material, and ways in that fit it.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard key.origin == .external else { throw KMSError.invalidOrigin(key) }
        try WrappingRules.require(input.algorithm, input.wrappingKeySpec, for: key)
    }

    /// Makes a wrapping key and gives it away.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState, services: Services
    ) async throws(ServiceError) -> Output {
        let pair = try await KeyPairFactory.make(input.wrappingKeySpec.keySpec)
        let validTo = call.now + KMSLimits.importTokenLifetime
        return try orInternalFailure { () throws(CryptoError) in
            let token = ImportToken(
                key: target.key.address, validTo: validTo, algorithm: input.algorithm,
                wrappingKeySpec: input.wrappingKeySpec, privateKey: KeyMaterial(try pair.pkcs8()))
            return Output(
                keyARN: target.key.arn, token: try token.sealed(by: state.vault, random: call.random),
                publicKey: try pair.publicKey.subjectPublicKeyInfo(), validTo: validTo)
        }
    }

    /// Key, algorithm, type of wrapping key.
    public static func parameters(_ input: Input) -> JSONObject? {
        [
            "keyId": .string(input.keyID), "wrappingAlgorithm": .string(input.algorithm.rawValue),
            "wrappingKeySpec": .string(input.wrappingKeySpec.rawValue),
        ]
    }
}
