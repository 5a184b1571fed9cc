import LabClient
import LabCore
import LabCrypto

/// The key service of a connection, as client-side encryption asks for it.
struct KeyServiceClient: DataKeySource {
    let lab: any LabConnection

    func generateDataKey(
        keyID: String, numberOfBytes: Int, context: EncryptionContext
    ) async throws(ServiceError) -> GeneratedDataKey {
        let output = try await lab.kms(
            "GenerateDataKey",
            [
                "KeyId": .string(keyID), "NumberOfBytes": .integer(Int64(numberOfBytes)),
                "EncryptionContext": context.json,
            ])
        return GeneratedDataKey(
            plaintext: KeyMaterial(copying: try output.blob("Plaintext")),
            ciphertext: try output.blob("CiphertextBlob"), keyARN: try output.text("KeyId"))
    }

    func encryptDataKey(
        _ plaintext: KeyMaterial, keyID: String, context: EncryptionContext
    ) async throws(ServiceError) -> WrappedDataKey {
        let output = try await lab.kms(
            "Encrypt",
            [
                "KeyId": .string(keyID), "Plaintext": .string(Base64.encode(plaintext.exportForResponse())),
                "EncryptionContext": context.json,
            ])
        return WrappedDataKey(ciphertext: try output.blob("CiphertextBlob"), keyARN: try output.text("KeyId"))
    }

    func decryptDataKey(
        _ ciphertext: [UInt8], keyID: String, context: EncryptionContext
    ) async throws(ServiceError) -> UnwrappedDataKey {
        let output = try await lab.kms(
            "Decrypt",
            [
                "CiphertextBlob": .string(Base64.encode(ciphertext)), "KeyId": .string(keyID),
                "EncryptionContext": context.json,
            ])
        return UnwrappedDataKey(
            plaintext: KeyMaterial(copying: try output.blob("Plaintext")), keyARN: try output.text("KeyId"))
    }
}

extension EncryptionContext {
    /// As the wire has it.
    var json: JSONValue { .object(JSONObject(pairs.map { ($0.key, JSONValue.string($0.value)) })) }
}

extension JSONObject {
    /// The string `name` of an answer.
    func text(_ name: String) throws(ServiceError) -> String {
        guard let text = self[name]?.string else { throw Self.incomplete(name) }
        return text
    }

    /// The bytes `name` of an answer.
    func blob(_ name: String) throws(ServiceError) -> [UInt8] {
        guard let bytes = Base64.decode(try text(name)) else { throw Self.incomplete(name) }
        return bytes
    }

    private static func incomplete(_ name: String) -> ServiceError {
        ServiceError(ServiceError.Code("InternalFailure", 500), "the answer has no `\(name)`")
    }
}
