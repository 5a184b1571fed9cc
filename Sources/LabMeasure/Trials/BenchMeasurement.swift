/// What one case came to: counted in the lab's own trail and read off the machine's clocks. Nothing here is a model.
public struct BenchMeasurement: Hashable, Sendable {
    /// What was measured.
    public let subject: BenchCase
    /// Requests to the key service, from the trail.
    public internal(set) var keyCalls: Int
    /// Plaintext bytes that left for the key service.
    public internal(set) var plaintextToKMS: Int
    /// Ciphertext bytes that are to be kept; for S3 the object's own size, which is what it answers for.
    public internal(set) var storedBytes: Int
    /// Events that the trail has grown by.
    public internal(set) var events: Int
    /// Bytes of such an event as CloudTrail writes it, on average.
    public internal(set) var eventBytes: Int
    /// How many objects one leaked data key opens at most: the blast radius. 0 where there is no data key.
    public internal(set) var objectsPerDataKey: Int
    /// Seconds that passed.
    public internal(set) var wallSeconds: Double
    /// CPU seconds.
    public internal(set) var cpuSeconds: Double

    /// A measurement from its numbers.
    public init(
        subject: BenchCase, keyCalls: Int, plaintextToKMS: Int, storedBytes: Int, events: Int, eventBytes: Int,
        objectsPerDataKey: Int, wallSeconds: Double, cpuSeconds: Double
    ) {
        self.subject = subject
        self.keyCalls = keyCalls
        self.plaintextToKMS = plaintextToKMS
        self.storedBytes = storedBytes
        self.events = events
        self.eventBytes = eventBytes
        self.objectsPerDataKey = objectsPerDataKey
        self.wallSeconds = wallSeconds
        self.cpuSeconds = cpuSeconds
    }

    /// Requests to the key service an object.
    public var callsPerObject: Double { perObject(Double(keyCalls)) }
    /// Seconds an object.
    public var wallPerObject: Double { perObject(wallSeconds) }
    /// CPU seconds an object.
    public var cpuPerObject: Double { perObject(cpuSeconds) }
    /// Events an object.
    public var eventsPerObject: Double { perObject(Double(events)) }

    private func perObject(_ total: Double) -> Double { total / Double(max(1, subject.objects)) }
}
