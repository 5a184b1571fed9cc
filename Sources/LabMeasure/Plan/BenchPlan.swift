/// Everything that one run measures, in order.
public struct BenchPlan: Hashable, Sendable {
    /// What is measured.
    public let cases: [BenchCase]

    /// The sizes measured when none are given: both sides of KMS's 4,096 bytes, and far beyond.
    public static let standardSizes = [256, 1 << 10, 4 << 10, 8 << 10, 16 << 10, 64 << 10, 1 << 20, 16 << 20]
    /// How many messages share a cached data key when nothing else is said.
    public static let standardCacheMessages = 100

    /// A plan.
    ///
    /// - Parameters:
    ///   - objects: How many of every size; `nil` takes 100 small ones, fewer of the large (64 MiB together), never
    ///     fewer than two: below that nothing can be shared.
    ///   - cacheMessages: How many messages share a cached data key at most.
    /// - Throws: ``BenchRefusal`` for numbers that make no sense together.
    public init(
        methods: [BenchMethod], sizes: [Int], objects: Int? = nil, cacheMessages: Int = standardCacheMessages
    ) throws(BenchRefusal) {
        guard !sizes.isEmpty, sizes.count <= Self.maximumSizes else { throw .sizeCount(sizes.count) }
        if let size = sizes.first(where: { !(1...Self.maximumObjectBytes).contains($0) }) { throw .size(size) }
        if let objects, !(1...Self.maximumObjects).contains(objects) { throw .objectCount(objects) }
        guard (1...Self.maximumObjects).contains(cacheMessages) else { throw .cache(cacheMessages) }
        var seen: Set<Int> = []
        cases = sizes.filter { seen.insert($0).inserted }.sorted().flatMap { size in
            methods.map { method in
                BenchCase(
                    method: method, objectBytes: size, objects: objects ?? Self.objects(ofSize: size),
                    cacheMessages: cacheMessages)
            }
        }
    }

    static func objects(ofSize size: Int) -> Int { max(2, min(100, (64 << 20) / size)) }

    static let maximumSizes = 32
    static let maximumObjectBytes = 64 << 30
    static let maximumObjects = 10_000_000
    /// So many requests take minutes, and what they show does not change any more.
    static let maximumCalls = 4 << 20
    /// S3 takes no more in one PutObject (Amazon S3 User Guide, "Uploading objects").
    static let maximumPut = 5 << 30

    /// Refuses what cannot or should not be run on this machine, before anything of it is run.
    public func check(against resources: BenchResources) throws(BenchRefusal) {
        for one in cases {
            guard one.plannedCalls <= Self.maximumCalls else { throw .tooManyCalls(one, limit: Self.maximumCalls) }
            if one.method == .bucketKeys, one.objectBytes > Self.maximumPut { throw .tooLargeToPut(one) }
            guard one.plannedMemory <= resources.usableBytes else {
                throw .tooLarge(one, needed: one.plannedMemory, available: resources.usableBytes)
            }
        }
    }

    /// Plaintext bytes of the whole run: what progress is measured in.
    public var totalBytes: Int { cases.reduce(0) { $0 + $1.totalBytes } }
}
