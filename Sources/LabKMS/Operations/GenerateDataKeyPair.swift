public import LabCore
public import LabCrypto
public import LabService

/// `GenerateDataKeyPair`: a fresh key pair, its private half in the clear and encrypted under a key.
///
/// - SeeAlso: AWS KMS API Reference, "GenerateDataKeyPair"
public enum GenerateDataKeyPair: DataKeyPairOperation {
    /// `GenerateDataKeyPair`.
    public static let name = "GenerateDataKeyPair"

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
            request.recipient = members.structure("Recipient", Recipient.init)
        }
    }

    /// The key pair, its private half twice.
    public struct Output: JSONOutput {
        /// The private key under the key: Decrypt opens it.
        public let ciphertext: [UInt8]
        /// The private key as PKCS#8 in DER.
        public let privateKey: KeyMaterial
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
                "PrivateKeyCiphertextBlob": .blob(ciphertext),
                "PrivateKeyPlaintext": .blob(privateKey.exportForResponse()), "PublicKey": .blob(publicKey),
                "KeyId": .string(keyARN.description), "KeyPairSpec": .string(spec.rawValue),
            ]
            json["KeyMaterialId"] = materialID.map(JSONValue.string)
            return json
        }
    }

    /// Makes the pair.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState, services: Services
    ) async throws(ServiceError) -> Output {
        let pair = try await KeyPairFactory.make(input.request.spec.keySpec)
        let (privateKey, publicKey) = try orInternalFailure { () throws(CryptoError) in
            (KeyMaterial(try pair.pkcs8()), try pair.publicKey.subjectPublicKeyInfo())
        }
        let encrypted = try state.encrypt(
            privateKey, under: target.key, context: input.request.context, random: call.random)
        return Output(
            ciphertext: encrypted.ciphertext, privateKey: privateKey, publicKey: publicKey, keyARN: target.key.arn,
            spec: input.request.spec, materialID: encrypted.materialID)
    }

    /// The material that encrypted.
    public static func additionalData(_ output: Output) -> JSONObject? {
        output.materialID.map { ["keyMaterialId": .string($0)] }
    }
}
