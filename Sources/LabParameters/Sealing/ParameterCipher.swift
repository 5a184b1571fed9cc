import LabCore
import LabCrypto
import LabService

/// Seals and opens the values of one parameter, as the caller.
///
/// - SeeAlso: AWS KMS Developer Guide, "How AWS Systems Manager Parameter Store uses AWS KMS"
struct ParameterCipher: Sendable {
    private let context: EncryptionContext
    private let call: Call
    private let keys: any KeyService

    init(_ parameter: ParameterAddress, call: Call, services: Services) {
        context = EncryptionContext([("PARAMETER_ARN", parameter.arn.description)]) ?? .empty
        self.call = call
        keys = services.keys
    }

    /// Seals a value; `key` is `nil` for what is no secret.
    ///
    /// - Throws: `InvalidKeyId`, `AccessDeniedException`
    func seal(
        _ value: KeyMaterial, under key: ServiceKey?, tier: ParameterTier
    ) async throws(ServiceError) -> SealedParameter {
        guard let key else { return .owned(try await envelope(value)) }
        guard tier == .standard else {
            let message = try await ParameterMessage(keys: keys, context: context, call: call).seal(value, under: key)
            return .message(StoredBytes(message.bytes), keyARN: message.keyARN)
        }
        return try await askingKMS { () async throws(ServiceError) in
            let sealed = try await keys.encrypt(value, under: key, context: context, for: .ssm, in: call)
            return .direct(StoredBytes(sealed.ciphertext))
        }
    }

    /// Opens a value.
    ///
    /// - Throws: `InvalidKeyId`, `AccessDeniedException`
    func open(_ value: SealedParameter) async throws(ServiceError) -> KeyMaterial {
        switch value {
        case .owned(let envelope): return try await open(envelope)
        case .direct(let blob): return try await decrypt(blob.bytes)
        case .message(let message, let keyARN):
            return try await ParameterMessage(keys: keys, context: context, call: call).open(message.bytes, keyARN)
        }
    }

    private func envelope(_ value: KeyMaterial) async throws(ServiceError) -> Envelope {
        let dataKey = try await askingKMS { () async throws(ServiceError) in
            try await keys.generateDataKey(under: .awsOwned, context: context, for: .ssm, in: call)
        }
        return try orInternalFailure { () throws(CryptoError) in
            try Envelope.seal(value, under: dataKey, context: context, random: call.random)
        }
    }

    private func open(_ envelope: Envelope) async throws(ServiceError) -> KeyMaterial {
        let dataKey = try await decrypt(envelope.wrappedKey.bytes)
        return try orInternalFailure { () throws(CryptoError) in try envelope.open(with: dataKey, context: context) }
    }

    private func decrypt(_ ciphertext: [UInt8]) async throws(ServiceError) -> KeyMaterial {
        try await askingKMS { () async throws(ServiceError) in
            try await keys.decrypt(ciphertext, keyID: nil, context: context, for: .ssm, in: call)
        }
    }

    private func askingKMS<Value>(
        _ body: () async throws(ServiceError) -> Value
    ) async throws(ServiceError) -> Value {
        do throws(ServiceError) {
            return try await body()
        } catch {
            throw ParametersError.fromKMS(error, in: call)
        }
    }
}

/// Cryptography on what the lab stored itself, whose failures are the lab's own.
func orInternalFailure<Value>(_ body: () throws(CryptoError) -> Value) throws(ServiceError) -> Value {
    do throws(CryptoError) {
        return try body()
    } catch {
        throw ParametersError.internalFailure("the stored value is damaged: \(error)")
    }
}
