import LabCore
import LabCrypto
import LabKMS
import LabPolicy
import LabService

extension Lab {
    /// The other services, as operations of this lab may call on them.
    var services: Services {
        let keys = LabKeyService(lab: self)
        return Services(keys: keys, grants: keys, history: LabEventHistory(lab: self), destinations: self) {
            demand, service, call in
            let decision = Authorizer.decide(demand, in: call, world: self.world)
            return decision.isAllowed ? nil : demand.refusal ?? Authorizer.refusal(decision, service: service)
        }
    }
}

/// The key service for the other services of a lab: their calls go through the whole pipeline as the caller's own, with
/// the service in `kms:ViaService`.
struct LabKeyService: KeyService {
    let lab: Lab

    func generateDataKey(
        under key: ServiceKey, context: EncryptionContext, for service: Service, in call: Call
    ) async throws(ServiceError) -> ServiceDataKey {
        if key == .awsOwned {
            let owned = try await ownedKey(of: service, in: call)
            return try lab.world.kms.generateDataKey(underOwned: owned, context: context, random: call.random)
        }
        let keyID = try await keyID(of: key, for: service, in: call)
        let request = DataKeyRequest(keyID: keyID, keySpec: .aes256, context: context)
        let output = try await lab.perform(
            GenerateDataKey.self, GenerateDataKey.Input(request), in: try forwarded(call, service))
        return ServiceDataKey(plaintext: output.plaintext, ciphertext: output.ciphertext, keyARN: output.keyARN)
    }

    func decrypt(
        _ ciphertext: [UInt8], keyID: String?, context: EncryptionContext, for service: Service, in call: Call
    ) async throws(ServiceError) -> KeyMaterial {
        if let opened = try lab.world.kms.decryptOwned(ciphertext, context: context) { return opened }
        let input = Decrypt.Input(ciphertext: ciphertext, keyID: keyID, context: context)
        return try await lab.perform(Decrypt.self, input, in: try forwarded(call, service)).plaintext
    }

    func encrypt(
        _ plaintext: KeyMaterial, under key: ServiceKey, context: EncryptionContext, for service: Service,
        in call: Call
    ) async throws(ServiceError) -> (ciphertext: [UInt8], keyARN: ARN) {
        if key == .awsOwned {
            let owned = try await ownedKey(of: service, in: call)
            let ciphertext = try lab.world.kms.encrypt(
                plaintext, underOwned: owned, context: context, random: call.random)
            return (ciphertext, owned.arn)
        }
        let keyID = try await keyID(of: key, for: service, in: call)
        let input = Encrypt.Input(keyID: keyID, plaintext: plaintext.exportForResponse(), context: context)
        let output = try await lab.perform(Encrypt.self, input, in: try forwarded(call, service))
        return (output.ciphertext, output.keyARN)
    }

    func keyID(of key: ServiceKey, for service: Service, in call: Call) async throws(ServiceError) -> String {
        switch key {
        case .named(let keyID): return keyID
        case .awsManaged: return try await managedKey(of: service, in: call).arn.description
        case .awsOwned: return try await ownedKey(of: service, in: call).arn.description
        }
    }

    /// The account's AWS managed key for the service, made at its first use.
    private func managedKey(of service: Service, in call: Call) async throws(ServiceError) -> KeyRecord {
        if let key = lab.world.kms.managedKey(for: service, of: call.account, in: call.region) { return key }
        return try await make { (kms: inout KMSState) throws(ServiceError) in
            try kms.ensureManagedKey(
                for: service, of: call.account, in: call.region, now: call.now, random: call.random)
        }
    }

    /// The service's own key, made at its first use.
    private func ownedKey(of service: Service, in call: Call) async throws(ServiceError) -> KeyRecord {
        if let key = lab.world.kms.ownedKey(for: service, in: call.region) { return key }
        return try await make { (kms: inout KMSState) throws(ServiceError) in
            try kms.ensureOwnedKey(for: service, in: call.region, now: call.now, random: call.random)
        }
    }

    /// Makes a key in the writer. Nobody asked for it, so there is no event.
    private func make(
        _ body: (inout KMSState) throws(ServiceError) -> KeyRecord
    ) async throws(ServiceError) -> KeyRecord {
        try await lab.commit { writer throws(ServiceError) in
            var kms = writer.head.kms
            let key = try body(&kms)
            let changes = kms.drainChanges()
            writer.head.kms = kms
            // Nobody asked for it by itself: it is no step of anybody's.
            return (key, Commit(changes: changes, history: .continuation))
        }
    }

    /// The call as the service makes it for the caller: the same identity, a request of its own.
    func forwarded(_ call: Call, _ service: Service) throws(ServiceError) -> Call {
        var forwarded = call.via("\(service.name).\(call.region).amazonaws.com")
        do throws(RandomFailure) {
            forwarded.requestID = try lab.ambient.random.uuid()
        } catch {
            throw ServiceError(LabError.internalFailure, error.description)
        }
        return forwarded
    }
}
