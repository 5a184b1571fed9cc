public import LabCore
import LabCrypto
public import LabKMS
public import LabService
public import LabWorld

/// A lab in memory with a clock that a test moves, for tests in process.
public struct InMemoryLab: Sendable {
    /// The lab.
    public let lab: Lab
    /// Its clock.
    public let clock: ManualClock

    /// An empty lab. With a seed, everything in it follows from the seed but key pairs, which libcrypto makes.
    ///
    /// - Throws: when libcrypto cannot derive the vault's keys.
    public init(
        random: (any RandomSource)? = nil, seed: UInt64? = nil, store: (any WorldStore & EventArchive)? = nil,
        hsm: any HSM = NoHSM(), externalKeys: (any ExternalKeyManager)? = nil
    ) throws {
        let seeded = seed.map { SeededRandom(seed: $0) }
        let rootKey = try KeyMaterial.random(byteCount: 32, from: seeded ?? OpenSSLRandom())
        let vault = try KeyVault(rootKey: rootKey, hsm: hsm, externalKeys: externalKeys)
        clock = ManualClock()
        lab = Lab(
            world: WorldState(vault: vault),
            ambient: Ambient(clock: clock, random: random ?? seeded ?? OpenSSLRandom()), store: store)
    }

    /// The root user of an account.
    public static func root(of account: AccountID = .standard) -> Caller {
        Caller(.root(account), accessKeyID: "test")
    }

    /// A call by `caller` at the clock's time.
    public func call(as caller: Caller = root(), in region: Region = .standard) throws -> Call {
        try lab.call(as: caller, in: region)
    }

    /// Performs an operation by name, in AWS's own JSON, as a client does.
    public func kms(
        _ operation: String, _ input: JSONObject, as caller: Caller = root(), in region: Region = .standard
    ) async throws -> JSONObject {
        guard let entry = KMSOperations.all[operation] else {
            throw ServiceError(ServiceError.Code("UnknownOperationException"), operation)
        }
        return try await entry.run(lab, input, .json, try call(as: caller, in: region))
    }
}
