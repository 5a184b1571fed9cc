public import LabCore
public import LabService

/// `GenerateDataKeyPairWithoutPlaintext`: a fresh key pair, its private half encrypted only.
///
/// - SeeAlso: AWS KMS API Reference, "GenerateDataKeyPairWithoutPlaintext"
public enum GenerateDataKeyPairWithoutPlaintext: DataKeyPairOperation {
    /// `GenerateDataKeyPairWithoutPlaintext`.
    public static let name = "GenerateDataKeyPairWithoutPlaintext"

    /// A request for a data key pair.
    public struct Input: DataKeyPairInput {
        /// The request.
        public var request: DataKeyPairRequest

        /// A request for a data key pair.
        public init(_ request: DataKeyPairRequest) {
            self.request = request
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            request = DataKeyPairRequest(members)
        }
    }

    /// The key pair, its private half encrypted.
    public struct Output: JSONOutput {
        /// The private key under the key: Decrypt opens it.
        public let ciphertext: [UInt8]
        /// The public key as SPKI in DER.
        public let publicKey: [UInt8]
        /// The ARN of the key.
        public let keyARN: ARN
        /// The kind of pair.
        public let spec: DataKeyPairSpec
        /// The material that encrypted.
        public let materialID: String?

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = [
                "PrivateKeyCiphertextBlob": .blob(ciphertext), "PublicKey": .blob(publicKey),
                "KeyId": .string(keyARN.description), "KeyPairSpec": .string(spec.rawValue),
            ]
            json["KeyMaterialId"] = materialID.map(JSONValue.string)
            return json
        }
    }

    /// Makes the pair and forgets its private half.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState, services: Services
    ) async throws(ServiceError) -> Output {
        let whole = try await GenerateDataKeyPair.perform(
            GenerateDataKeyPair.Input(input.request), on: target, in: call, state: state, services: services)
        return Output(
            ciphertext: whole.ciphertext, publicKey: whole.publicKey, keyARN: whole.keyARN, spec: whole.spec,
            materialID: whole.materialID)
    }

    /// The material that encrypted.
    public static func additionalData(_ output: Output) -> JSONObject? {
        output.materialID.map { ["keyMaterialId": .string($0)] }
    }
}
