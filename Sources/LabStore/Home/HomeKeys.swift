import LabCore
import LabCrypto

/// The keys that the store derives from the root key. Those that wrap key material are the key vault's, not the store's.
struct HomeKeys: Sendable {
    /// Tells whether a root key is the home's: `root_key_check` in the database is the code for the lab's id.
    private let check: HMACKey
    /// Seals the end of the trail, so that nobody without the root key can write the trail anew.
    private let seal: HMACKey
    /// Signs digests of the trail. A key of its own: a digest must not pass for the seal in the database, or the other way.
    private let digest: HMACKey

    init(rootKey: KeyMaterial) throws(HomeError) {
        do throws(CryptoError) {
            check = HMACKey(try Self.derive("kmslab root key check 1", from: rootKey), .sha256)
            seal = HMACKey(try Self.derive("kmslab trail seal 1", from: rootKey), .sha256)
            digest = HMACKey(try Self.derive("kmslab trail digest 1", from: rootKey), .sha256)
        } catch {
            throw .failed(reason: error.description)
        }
    }

    private static func derive(_ label: String, from rootKey: KeyMaterial) throws(CryptoError) -> SecureBytes {
        try CounterKDF.deriveKey(from: rootKey, label: Array(label.utf8), context: [UInt8]())
    }

    func checkValue(labID: String) -> [UInt8] { check.code(for: Array(labID.utf8)) }

    func isCheckValue(_ value: [UInt8], labID: String) -> Bool { check.isValid(value, for: Array(labID.utf8)) }

    func seal(of head: TrailHead) -> [UInt8] { seal.code(for: head.sealedBytes) }

    func isSeal(_ value: [UInt8], of head: TrailHead) -> Bool { seal.isValid(value, for: head.sealedBytes) }

    func seal(ofDigest statement: [UInt8]) -> [UInt8] { digest.code(for: statement) }

    func isSeal(_ value: [UInt8], ofDigest statement: [UInt8]) -> Bool { digest.isValid(value, for: statement) }
}
