import KMSLab

/// One thing to measure: so many objects of one size, sealed in one way.
public struct BenchCase: Hashable, Sendable {
    /// How they are sealed.
    public let method: BenchMethod
    /// Plaintext bytes of one object.
    public let objectBytes: Int
    /// How many objects.
    public let objects: Int
    /// How many messages share a data key at most, where keys are cached.
    public let cacheMessages: Int

    /// Something to measure.
    public init(method: BenchMethod, objectBytes: Int, objects: Int, cacheMessages: Int) {
        self.method = method
        self.objectBytes = objectBytes
        self.objects = objects
        self.cacheMessages = cacheMessages
    }

    /// What KMS `Encrypt` takes at once.
    static let directLimit = PriceTable.directLimit

    /// How often the key service will be asked, as far as that can be known before.
    var plannedCalls: Int {
        switch method {
        case .direct: objects * ((objectBytes + Self.directLimit - 1) / Self.directLimit)
        case .envelope: objects
        case .cached: (objects + cacheMessages - 1) / cacheMessages
        case .bucketKeys: 1
        }
    }

    /// Plaintext bytes of all objects together.
    var totalBytes: Int { objectBytes * objects }

    /// The memory it will take at most, in bytes: what is kept of objects, and the events.
    ///
    /// Only the object store keeps what was sealed; the others drop a message piece by piece as it is made.
    var plannedMemory: Int {
        let events = min(plannedCalls + objects, 2 * TrailLimits.eventsInMemory)
        let bodies = method == .bucketKeys ? totalBytes + totalBytes / 1024 : 0
        return bodies + events * Self.eventBytes + Self.buffers
    }

    /// What an event takes in memory, seen from outside and rounded up.
    private static let eventBytes = 2048
    /// Pieces of plaintext and ciphertext on their way.
    private static let buffers = 4 << 20
}
