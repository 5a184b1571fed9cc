public import LabCore
import LabCrypto
import Synchronization

/// A materials manager that uses a data key for several messages before it asks for another.
///
/// Every message still has its own id, and so its own content key; what is shared is the call to the key service, and
/// with it the moment at which a disabled key is noticed. Suites without key derivation are never cached: there the data
/// key is the content key, and nonces would repeat.
///
/// - SeeAlso: AWS Encryption SDK Developer Guide, "Data key caching"
public final class CachingMaterialsManager: MaterialsManager {
    /// How long and how far one data key is used.
    public struct Bounds: Hashable, Sendable {
        /// How old a key may become.
        public var maximumAge: LabDuration
        /// How many messages it may encrypt.
        public var maximumMessages: UInt64
        /// How many plaintext bytes it may encrypt.
        public var maximumBytes: UInt64
        /// How many keys are kept; the one unused for longest makes room.
        public var capacity: Int

        /// Bounds with AWS's defaults for messages and bytes.
        public init(
            maximumAge: LabDuration, maximumMessages: UInt64 = 1 << 32, maximumBytes: UInt64 = 1 << 63 - 1,
            capacity: Int = 100
        ) {
            self.maximumAge = maximumAge
            self.maximumMessages = maximumMessages
            self.maximumBytes = maximumBytes
            self.capacity = capacity
        }
    }

    private let manager: any MaterialsManager
    private let clock: any WallClock
    private let bounds: Bounds
    private let cache: Mutex<MaterialsCache>

    /// A cache in front of `manager`, for this manager alone.
    public init(_ manager: any MaterialsManager, bounds: Bounds, clock: any WallClock) {
        self.manager = manager
        self.bounds = bounds
        self.clock = clock
        cache = Mutex(MaterialsCache(bounds: bounds))
    }

    /// The policy of the manager behind the cache.
    public var policy: CommitmentPolicy { manager.policy }

    /// Materials from the cache while they are young and little used, from the manager otherwise.
    public func encryptionMaterials(
        for request: EncryptionRequest
    ) async throws(MessageError) -> EncryptionMaterials {
        guard let length = request.plaintextLength, length < bounds.maximumBytes else {
            return try await manager.encryptionMaterials(for: request)
        }
        let id = MaterialsCache.ID.encryption(request.suite, request.context)
        let now = clock.now
        if case .encryption(let found) = cache.withLock({ $0.find(id, spending: length, at: now) }) {
            guard policy.allowsWriting(found.suite) else { throw .suiteForbidden(found.suite, policy) }
            return found
        }
        let made = try await manager.encryptionMaterials(for: request)
        if made.suite.keyDerivation != .identity {
            cache.withLock { $0.insert(.encryption(made), as: id, spending: length, at: now) }
        }
        return made
    }

    /// Materials from the cache while they are young, from the manager otherwise. Policy and required pairs are checked
    /// on every message: a cached key opens nothing that a fresh one would not.
    public func decryptionMaterials(
        for header: MessageHeader, requiring required: EncryptionContext
    ) async throws(MessageError) -> DecryptionMaterials {
        guard policy.allowsReading(header.suite) else { throw .suiteForbidden(header.suite, policy) }
        if let key = MessageContext.firstMismatch(of: required, in: header.context) {
            throw .contextMismatch(key: key)
        }
        let id = MaterialsCache.ID.decryption(header.suite, header.context, header.encryptedDataKeys)
        let now = clock.now
        if case .decryption(let found) = cache.withLock({ $0.find(id, spending: 0, at: now) }) { return found }
        let made = try await manager.decryptionMaterials(for: header, requiring: required)
        if header.suite.keyDerivation != .identity {
            cache.withLock { $0.insert(.decryption(made), as: id, spending: 0, at: now) }
        }
        return made
    }
}

/// The entries of a cache, and when each has served out.
private struct MaterialsCache {
    /// What materials are for. It never leaves the process, so it is compared as it is and not hashed into bytes.
    enum ID: Hashable {
        case encryption(AlgorithmSuite?, EncryptionContext)
        case decryption(AlgorithmSuite, EncryptionContext, [EncryptedDataKey])
    }

    enum Materials {
        case encryption(EncryptionMaterials)
        case decryption(DecryptionMaterials)
    }

    private struct Entry {
        let materials: Materials
        let madeAt: Timestamp
        var messages: UInt64
        var bytes: UInt64
        var lastUse: UInt64
    }

    let bounds: CachingMaterialsManager.Bounds
    private var entries: [ID: Entry] = [:]
    private var uses: UInt64 = 0

    init(bounds: CachingMaterialsManager.Bounds) {
        self.bounds = bounds
    }

    /// The materials for `id` when one more message of `length` bytes fits their bounds; they are dropped otherwise.
    mutating func find(_ id: ID, spending length: UInt64, at now: Timestamp) -> Materials? {
        guard var entry = entries.removeValue(forKey: id) else { return nil }
        // A clock that was set back must not keep a key alive.
        guard now >= entry.madeAt, now < entry.madeAt + bounds.maximumAge else { return nil }
        guard entry.messages < bounds.maximumMessages else { return nil }
        guard length <= bounds.maximumBytes - entry.bytes else { return nil }
        uses += 1
        entry.messages += isEncryption(id) ? 1 : 0
        entry.bytes += length
        entry.lastUse = uses
        entries[id] = entry
        return entry.materials
    }

    mutating func insert(_ materials: Materials, as id: ID, spending length: UInt64, at now: Timestamp) {
        uses += 1
        if entries.count >= bounds.capacity, entries[id] == nil, let oldest { entries[oldest] = nil }
        guard entries.count < bounds.capacity || entries[id] != nil else { return }
        let messages: UInt64 = isEncryption(id) ? 1 : 0
        entries[id] = Entry(materials: materials, madeAt: now, messages: messages, bytes: length, lastUse: uses)
    }

    private var oldest: ID? {
        entries.min { $0.value.lastUse < $1.value.lastUse }?.key
    }

    private func isEncryption(_ id: ID) -> Bool {
        if case .encryption = id { true } else { false }
    }
}
