import KMSLab

/// A throw-away lab in memory with a key and a bucket: where one case is measured, so that none inherits another's
/// events or caches.
struct Workshop: Sendable {
    let lab: Lab
    let keyARN: String
    /// The plaintext of every object, over and over.
    let piece: [UInt8]

    static let bucket = "bench"
    /// What `kmslab encrypt` reads and frames at once.
    static let pieceLength = 1 << 18

    init(_ one: BenchCase, ambient: Ambient) async throws {
        lab = try Lab.inMemory(clock: ambient.clock, random: ambient.random)
        piece = try ambient.random.bytes(min(one.objectBytes, Self.pieceLength), for: .identifier)
        let key = try await lab.perform(CreateKey.self, .init(), in: try lab.call(as: .root))
        keyARN = key.metadata.key.arn.description
        if one.method == .bucketKeys { try await makeBucket() }
    }

    private func makeBucket() async throws {
        _ = try await lab.perform(CreateBucket.self, .init(bucket: Self.bucket), in: try lab.call(as: .root))
        let rule = PutBucketEncryption.Rule(sseAlgorithm: "aws:kms", kmsMasterKeyID: keyARN, bucketKeyEnabled: true)
        _ = try await lab.perform(
            PutBucketEncryption.self, .init(bucket: Self.bucket, rules: .success([rule])),
            in: try lab.call(as: .root))
    }

    /// How many of the events since `count` are requests to the key service that made ciphertext or data keys.
    ///
    /// Of very many, the trail keeps only the latest in memory; those belong to one object then, and are all of one kind.
    func keyCalls(since count: Int) -> Int {
        let grown = lab.eventCount - count
        let latest = lab.latestEvents(grown)
        let calls = latest.count { $0.service == .kms && Self.counted.contains($0.name) }
        return calls == latest.count ? grown : calls
    }

    private static let counted: Set<String> = ["Encrypt", "GenerateDataKey"]

    /// What the latest events take as CloudTrail writes them, in bytes, on average.
    var averageRecordBytes: Int {
        let events = lab.latestEvents(100)
        let bytes = events.reduce(0) { $0 + JSONValue.object($1.cloudTrailRecord).compactBytes.count }
        return events.isEmpty ? 0 : bytes / events.count
    }
}
