/// kmslab for your own Swift tests: a lab in process, with a clock that you move.
///
/// ```swift
/// let lab = try Lab.inMemory()
/// let call = try lab.call(as: Caller(.root(.standard)))
/// let key = try await lab.perform(CreateKey.self, .init(), in: call).metadata.key
/// let sealed = try await lab.perform(Encrypt.self, .init(keyID: key.address.keyID, plaintext: [1, 2, 3]), in: call)
/// ```
///
/// The product has two more modules to import where they are wanted: `LabClient` (the AWS Encryption SDK's message
/// format; ``LabDataKeys`` lets it ask this lab) and `LabTesting` (`ManualClock`, seeded and failing randomness).
@_exported public import LabCore
@_exported public import LabCrypto
@_exported public import LabIdentity
@_exported public import LabKMS
@_exported public import LabPolicy
@_exported public import LabS3
@_exported public import LabService
@_exported public import LabTrail
@_exported public import LabWorld

extension Lab {
    /// A lab in memory, gone with the process. `clock` is the machine's unless a test brings its own.
    ///
    /// - Throws: when libcrypto or its random source fails.
    public static func inMemory(
        clock: any WallClock = SystemClock(), random: any RandomSource = OpenSSLRandom()
    ) throws -> Lab {
        let vault = try KeyVault(rootKey: try KeyMaterial.random(byteCount: 32, from: random))
        return Lab(world: WorldState(vault: vault), ambient: Ambient(clock: clock, random: random))
    }
}

extension Caller {
    /// The root user of the lab's standard account.
    public static var root: Caller { Caller(.root(.standard), accessKeyID: "test") }
}
