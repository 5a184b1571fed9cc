import LabCore
import LabCrypto
import LabKMS
import LabService

extension LabKeyService: KeyGrantService {
    func generateDataKeyWithoutPlaintext(
        byteCount: Int, under key: ServiceKey, context: EncryptionContext, for service: Service, in call: Call
    ) async throws(ServiceError) -> (ciphertext: [UInt8], keyARN: ARN) {
        let keyID = try await keyID(of: key, for: service, in: call)
        let request = DataKeyRequest(keyID: keyID, numberOfBytes: byteCount, context: context)
        let output = try await lab.perform(
            GenerateDataKeyWithoutPlaintext.self, GenerateDataKeyWithoutPlaintext.Input(request),
            in: try forwarded(call, service))
        return (output.ciphertext, output.keyARN)
    }

    func grantDecryption(
        under keyARN: ARN, boundTo context: EncryptionContext, to service: Service, in call: Call
    ) async throws(ServiceError) -> String {
        let input = CreateGrant.Input(
            keyID: keyARN.description, service: service.eventSource, operations: [.decrypt],
            constraints: GrantConstraints(subset: context))
        return try await lab.perform(CreateGrant.self, input, in: try forwarded(call, service)).grantID
    }

    func decrypt(
        _ ciphertext: [UInt8], context: EncryptionContext, as service: Service, in call: Call
    ) async throws(ServiceError) -> KeyMaterial {
        let input = Decrypt.Input(ciphertext: ciphertext, context: context)
        return try await lab.perform(Decrypt.self, input, in: try own(call, service)).plaintext
    }

    func retireGrant(
        _ grantID: String, on keyARN: ARN, as service: Service, in call: Call
    ) async throws(ServiceError) {
        let input = RetireGrant.Input(keyID: keyARN.description, grantID: grantID)
        _ = try await lab.perform(RetireGrant.self, input, in: try own(call, service))
    }

    /// A call that the service makes in its own name.
    private func own(_ call: Call, _ service: Service) throws(ServiceError) -> Call {
        var own = try lab.call(as: Caller(.service(service.eventSource)), in: call.region)
        own.now = call.now
        return own
    }
}
