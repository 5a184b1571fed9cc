public import LabCore
import LabCrypto
public import LabService

/// `GenerateDataKeyWithoutPlaintext`: a fresh data key, encrypted only, to be decrypted when it is needed.
///
/// - SeeAlso: AWS KMS API Reference, "GenerateDataKeyWithoutPlaintext"
public enum GenerateDataKeyWithoutPlaintext: DataKeyOperation {
    /// `GenerateDataKeyWithoutPlaintext`.
    public static let name = "GenerateDataKeyWithoutPlaintext"

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
        }
    }

    /// The encrypted data key.
    public struct Output: JSONOutput {
        /// The data key under the key.
        public let ciphertext: [UInt8]
        /// The ARN of the key.
        public let keyARN: ARN
        /// The material that encrypted; `nil` in custom key stores.
        public let materialID: String?

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = [
                "CiphertextBlob": .blob(ciphertext), "KeyId": .string(keyARN.description),
            ]
            json["KeyMaterialId"] = materialID.map(JSONValue.string)
            return json
        }
    }

    /// Makes the data key and forgets it.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let whole = try GenerateDataKey.perform(
            GenerateDataKey.Input(input.request), on: target, in: call, state: state)
        return Output(ciphertext: whole.ciphertext, keyARN: whole.keyARN, materialID: whole.materialID)
    }

    /// The material that encrypted.
    public static func additionalData(_ output: Output) -> JSONObject? {
        output.materialID.map { ["keyMaterialId": .string($0)] }
    }
}
