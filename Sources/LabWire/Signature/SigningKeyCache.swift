import LabCore
import LabCrypto
import Synchronization

/// Derived signing keys, kept because the same few are needed for a whole day: deriving one takes four MACs.
///
/// Bounded: when half of `capacity` fresh keys have come, those not used since the last such moment are dropped. A key is
/// used again only for the same secret, so that replacing a secret takes effect at once.
public final class SigningKeyCache: Sendable {
    private struct Entry {
        let secret: [UInt8]
        let key: HMACKey
    }

    private struct Name: Hashable {
        let accessKeyID: String
        let scope: CredentialScope
    }

    private struct Generations {
        var young: [Name: Entry] = [:]
        var old: [Name: Entry] = [:]
    }

    private let half: Int
    private let generations = Mutex(Generations())

    /// A cache of at most `capacity` keys.
    public init(capacity: Int = 1024) {
        half = max(1, capacity / 2)
    }

    /// How many keys are held.
    public var count: Int {
        generations.withLock { $0.young.count + $0.old.count }
    }

    /// The signing key of `credential` for `scope`, derived if it is not held.
    func key(_ credential: SigningCredential, _ scope: CredentialScope) -> HMACKey {
        let name = Name(accessKeyID: credential.accessKeyID, scope: scope)
        let secret = Array(credential.secret.exposed.utf8)
        if let key = held(name, secret) { return key }
        let key = Self.derive(secret, scope)
        keep(Entry(secret: secret, key: key), as: name)
        return key
    }

    private func held(_ name: Name, _ secret: [UInt8]) -> HMACKey? {
        let entry = generations.withLock { generations in
            generations.young[name] ?? generations.old[name]
        }
        guard let entry, ConstantTime.equals(entry.secret, secret) else { return nil }
        return entry.key
    }

    private func keep(_ entry: Entry, as name: Name) {
        generations.withLock { generations in
            if generations.young.count >= half {
                generations.old = generations.young
                generations.young = [:]
            }
            generations.old[name] = nil
            generations.young[name] = entry
        }
    }

    /// AWS General Reference, "Create a signed AWS API request": a chain of MACs over the parts of the scope.
    static func derive(_ secret: [UInt8], _ scope: CredentialScope) -> HMACKey {
        var key = Array("AWS4".utf8) + secret
        for part in [scope.date, scope.region, scope.service, CredentialScope.terminator] {
            key = HMAC.code(for: Array(part.utf8), key: key, .sha256)
        }
        return HMACKey(key, .sha256)
    }
}
