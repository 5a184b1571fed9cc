import LabClient
import LabCore
import LabCrypto
import LabService

/// The values of advanced parameters: messages of the AWS Encryption SDK, as AWS's own Parameter Store writes them.
///
/// The suite commits to its key and does not sign; the data key comes from the key service, as the caller.
struct ParameterMessage {
    let keys: any KeyService
    let context: EncryptionContext
    let call: Call

    /// Seals a value, and says the ARN of the key.
    func seal(
        _ value: KeyMaterial, under key: ServiceKey
    ) async throws(ServiceError) -> (bytes: [UInt8], keyARN: String) {
        try await translating { () async throws(MessageError) in
            let materials = try await manager("key", key).encryptionMaterials(
                for: EncryptionRequest(context: context, suite: .aes256Committing))
            var encryptor = try MessageEncryptor(materials: materials, random: call.random)
            var output = MessageBuffer()
            try value.withReadableBytes { bytes throws(MessageError) in
                try encryptor.update(bytes, into: &output)
            }
            try encryptor.finish(into: &output)
            return (output.bytes(), materials.encryptedDataKeys.first?.providerInfoText ?? "")
        }
    }

    /// Opens a message under the key of this ARN.
    func open(_ message: [UInt8], _ keyARN: String) async throws(ServiceError) -> KeyMaterial {
        try await translating { () async throws(MessageError) in
            let (parsed, length) = try Self.header(of: message)
            let materials = try await manager(keyARN, .named(keyARN)).decryptionMaterials(
                for: parsed.header, requiring: context)
            var decryptor = try MessageDecryptor(parsed, materials: materials)
            var output = MessageBuffer()
            try message[length...].withReadableBytes { bytes throws(MessageError) in
                try decryptor.update(bytes, into: &output)
            }
            try decryptor.finish(into: &output)
            return output.withReadableBytes { KeyMaterial(copying: $0) }
        }
    }

    private static func header(
        of message: [UInt8]
    ) throws(MessageError) -> (parsed: ParsedHeader, length: Int) {
        var scanner = HeaderScanner()
        return try message.withReadableBytes { bytes throws(MessageError) in
            var input = bytes
            guard let parsed = try scanner.scan(&input) else { throw scanner.truncation }
            return (parsed, bytes.count - input.count)
        }
    }

    private func manager(_ keyID: String, _ key: ServiceKey) -> KeyringMaterialsManager {
        let source = CallerKeys(keys: keys, key: key, call: call)
        return KeyringMaterialsManager(keyring: KMSKeyring(keyID: keyID, source: source), random: call.random)
    }

    private func translating<Value>(
        _ body: () async throws(MessageError) -> Value
    ) async throws(ServiceError) -> Value {
        do throws(MessageError) {
            return try await body()
        } catch {
            guard case .dataKeyUnavailable(let cause) = error, let refusal = cause.serviceError else {
                throw ParametersError.internalFailure("the stored value is damaged: \(error)")
            }
            throw ParametersError.fromKMS(refusal, in: call)
        }
    }
}

/// The key service as the caller uses it through Parameter Store, in the words of the Encryption SDK.
private struct CallerKeys: DataKeySource {
    let keys: any KeyService
    let key: ServiceKey
    let call: Call

    func generateDataKey(
        keyID: String, numberOfBytes: Int, context: EncryptionContext
    ) async throws(ServiceError) -> GeneratedDataKey {
        let made = try await keys.generateDataKey(under: key, context: context, for: .ssm, in: call)
        return GeneratedDataKey(
            plaintext: made.plaintext, ciphertext: made.ciphertext, keyARN: made.keyARN.description)
    }

    func encryptDataKey(
        _ plaintext: KeyMaterial, keyID: String, context: EncryptionContext
    ) async throws(ServiceError) -> WrappedDataKey {
        let wrapped = try await keys.encrypt(plaintext, under: key, context: context, for: .ssm, in: call)
        return WrappedDataKey(ciphertext: wrapped.ciphertext, keyARN: wrapped.keyARN.description)
    }

    func decryptDataKey(
        _ ciphertext: [UInt8], keyID: String, context: EncryptionContext
    ) async throws(ServiceError) -> UnwrappedDataKey {
        let opened = try await keys.decrypt(ciphertext, keyID: keyID, context: context, for: .ssm, in: call)
        return UnwrappedDataKey(plaintext: opened, keyARN: keyID)
    }
}
