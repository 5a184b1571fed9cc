import LabCore
import LabCrypto
import LabKMS
import LabService

extension Lab {
    /// The other services, as operations of this lab may call on them.
    var services: Services { Services(keys: LabKeyService(lab: self)) }
}

/// The key service for the other services of a lab: their calls go through the whole pipeline as the caller's own, with
/// the service in `kms:ViaService`.
struct LabKeyService: KeyService {
    let lab: Lab

    func generateDataKey(
        under key: ServiceKey, context: EncryptionContext, for service: Service, in call: Call
    ) async throws(ServiceError) -> ServiceDataKey {
        let keyID = try await keyID(of: key, for: service, in: call)
        let request = DataKeyRequest(keyID: keyID, keySpec: .aes256, context: context)
        let output = try await lab.perform(
            GenerateDataKey.self, GenerateDataKey.Input(request), in: try forwarded(call, service))
        return ServiceDataKey(plaintext: output.plaintext, ciphertext: output.ciphertext, keyARN: output.keyARN)
    }

    func decrypt(
        _ ciphertext: [UInt8], keyID: String?, context: EncryptionContext, for service: Service, in call: Call
    ) async throws(ServiceError) -> KeyMaterial {
        let input = Decrypt.Input(ciphertext: ciphertext, keyID: keyID, context: context)
        return try await lab.perform(Decrypt.self, input, in: try forwarded(call, service)).plaintext
    }

    func encrypt(
        _ plaintext: KeyMaterial, under key: ServiceKey, context: EncryptionContext, for service: Service,
        in call: Call
    ) async throws(ServiceError) -> (ciphertext: [UInt8], keyARN: ARN) {
        let keyID = try await keyID(of: key, for: service, in: call)
        let input = Encrypt.Input(keyID: keyID, plaintext: plaintext.exportForResponse(), context: context)
        let output = try await lab.perform(Encrypt.self, input, in: try forwarded(call, service))
        return (output.ciphertext, output.keyARN)
    }

    private func keyID(of key: ServiceKey, for service: Service, in call: Call) async throws(ServiceError) -> String {
        switch key {
        case .named(let keyID): return keyID
        case .awsManaged: return "alias/aws/\(service.name)"
        case .awsOwned: return ""
        }
    }

    /// The call as the service makes it for the caller: the same identity, a request of its own.
    private func forwarded(_ call: Call, _ service: Service) throws(ServiceError) -> Call {
        var forwarded = call.via("\(service.name).\(call.region).amazonaws.com")
        do throws(RandomFailure) {
            forwarded.requestID = try lab.ambient.random.uuid()
        } catch {
            throw ServiceError(LabError.internalFailure, error.description)
        }
        return forwarded
    }
}
