import LabCore
import LabCrypto
import LabKMS
import LabService

/// The key service of one world for work that falls due: each call passes the pipeline on the spot, and its event is
/// kept until the work is committed.
struct WorldKeys: DueKeyService {
    private(set) var world: WorldState
    private(set) var requests: [RecordedEvent] = []
    private let usage: UsageLedgers?

    init(world: WorldState, usage: UsageLedgers?) {
        self.world = world
        self.usage = usage
    }

    mutating func generateDataKey(
        under key: ServiceKey, context: EncryptionContext, for service: Service, in call: Call
    ) throws(ServiceError) -> ServiceDataKey {
        let keyID = try keyID(of: key, for: service, in: call)
        let request = DataKeyRequest(keyID: keyID, keySpec: .aes256, context: context)
        let output = try perform(GenerateDataKey.self, GenerateDataKey.Input(request), for: service, in: call)
        return ServiceDataKey(plaintext: output.plaintext, ciphertext: output.ciphertext, keyARN: output.keyARN)
    }

    mutating func decrypt(
        _ ciphertext: [UInt8], context: EncryptionContext, for service: Service, in call: Call
    ) throws(ServiceError) -> KeyMaterial {
        let input = Decrypt.Input(ciphertext: ciphertext, context: context)
        return try perform(Decrypt.self, input, for: service, in: call).plaintext
    }

    private mutating func keyID(
        of key: ServiceKey, for service: Service, in call: Call
    ) throws(ServiceError) -> String {
        switch key {
        case .named(let keyID): return keyID
        case .awsManaged:
            return try world.kms.ensureManagedKey(
                for: service, of: call.account, in: call.region, now: call.now, random: call.random
            ).arn.description
        case .awsOwned:
            return try world.kms.ensureOwnedKey(for: service, in: call.region, now: call.now, random: call.random)
                .arn.description
        }
    }

    private mutating func perform<Q: Query>(
        _ query: Q.Type, _ input: Q.Input, for service: Service, in call: Call
    ) throws(ServiceError) -> Q.Output where Q.State == KMSState {
        let call = try forwarded(call, service)
        let kms = world.kms
        let attempt = Attempt<Q>(input, in: call, world: world, state: kms) { target throws(ServiceError) in
            try Q.perform(input, on: target, in: call, state: kms)
        }
        do throws(RandomFailure) {
            requests += try attempt.events(input, in: call)
        } catch {
            throw ServiceError(LabError.internalFailure, error.description)
        }
        return try attempt.outcome.get()
    }

    private func forwarded(_ call: Call, _ service: Service) throws(ServiceError) -> Call {
        var forwarded = call.via("\(service.name).\(call.region).amazonaws.com")
        forwarded.usage = usage
        do throws(RandomFailure) {
            forwarded.requestID = try call.random.uuid()
        } catch {
            throw ServiceError(LabError.internalFailure, error.description)
        }
        return forwarded
    }
}
