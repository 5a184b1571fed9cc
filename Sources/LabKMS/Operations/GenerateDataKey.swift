public import LabCore
public import LabCrypto
public import LabService

/// `GenerateDataKey`: a fresh data key, in the clear and encrypted under a key.
///
/// - SeeAlso: AWS KMS API Reference, "GenerateDataKey"
public enum GenerateDataKey: DataKeyOperation {
    /// `GenerateDataKey`.
    public static let name = "GenerateDataKey"

    /// A request for a data key.
    public struct Input: DataKeyInput {
        /// The request.
        public var request: DataKeyRequest

        /// A request for a data key.
        public init(_ request: DataKeyRequest) {
            self.request = request
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            request = DataKeyRequest(members)
            request.recipient = members.structure("Recipient", Recipient.init)
        }
    }

    /// The data key, twice.
    public struct Output: JSONOutput {
        /// The data key under the key.
        public let ciphertext: [UInt8]
        /// The data key itself.
        public let plaintext: KeyMaterial
        /// The ARN of the key.
        public let keyARN: ARN
        /// The material that encrypted; `nil` in custom key stores.
        public let materialID: String?

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = [
                "CiphertextBlob": .blob(ciphertext), "Plaintext": .blob(plaintext.exportForResponse()),
                "KeyId": .string(keyARN.description),
            ]
            json["KeyMaterialId"] = materialID.map(JSONValue.string)
            return json
        }
    }

    /// Makes the data key.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let count = try input.request.byteCount()
        let dataKey = try randomly { () throws(RandomFailure) in
            try KeyMaterial.random(byteCount: count, from: call.random)
        }
        let encrypted = try state.encrypt(
            dataKey, under: target.key, context: input.request.context, random: call.random)
        return Output(
            ciphertext: encrypted.ciphertext, plaintext: dataKey, keyARN: target.key.arn,
            materialID: encrypted.materialID)
    }

    /// The material that encrypted.
    public static func additionalData(_ output: Output) -> JSONObject? {
        output.materialID.map { ["keyMaterialId": .string($0)] }
    }
}
