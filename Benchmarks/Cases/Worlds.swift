import KMSLab

/// What rule 1 promises: a world is a value, so its size does not matter for a snapshot, a fork or a step back.
enum Worlds {
    static let cases = [100, 10_000, 1_000_000].flatMap(cases)

    private static func cases(of size: Int) -> [BenchmarkCase] {
        [
            one("snapshot", size) { world in
                BenchmarkRound { count in for _ in 0..<count { consume(world.lab.world) } }
            },
            one("fork", size) { world in
                BenchmarkRound { count in for _ in 0..<count { consume(world.lab.fork()) } }
            },
            one("undo", size, fixedCount: LabLimits.undoSteps) { world in
                BenchmarkRound { count in
                    for number in 0..<count { try await world.describe("step \(number)") }
                } run: { count in
                    for _ in 0..<count { _ = try await world.lab.undo() }
                }
            },
            one("a page of 1,000 objects", size) { world in
                BenchmarkRound { count in for _ in 0..<count { try await world.listObjects() } }
            },
            one("a page of 1,000 keys", size) { world in
                BenchmarkRound { count in for _ in 0..<count { try await world.listKeys() } }
            },
        ]
    }

    private static func one(
        _ name: String, _ size: Int, fixedCount: Int? = nil,
        round: @escaping @Sendable (LargeWorld) -> BenchmarkRound
    ) -> BenchmarkCase {
        let title = "\(name), \(size) keys and \(size) objects"
        return BenchmarkCase("world", title, fixedCount: fixedCount, isLarge: size > 10_000) {
            round(try await WorldShelf.shared.world(size))
        }
    }
}

/// The world that was made last: cases of one size share it, and only one is in memory.
private actor WorldShelf {
    static let shared = WorldShelf()

    private var latest: LargeWorld?

    func world(_ size: Int) async throws -> LargeWorld {
        if let latest, latest.size == size { return latest }
        latest = nil
        let world = try await LargeWorld(size: size)
        latest = world
        return world
    }
}

/// A lab with so many keys and objects.
private struct LargeWorld: Sendable {
    let lab: Lab
    let size: Int
    private let stage: Stage

    private static let bucket = "large"
    /// An account may have 100,000 keys; beyond, the rest belongs to other accounts.
    private static let keysPerAccount = 50_000

    init(size: Int) async throws {
        self.size = size
        stage = try await Stage()
        lab = stage.lab
        for number in 0..<size {
            _ = try await lab.perform(CreateKey.self, .init(), in: try lab.call(as: Self.owner(of: number)))
        }
        try await stage.makeBucket(Self.bucket)
        for number in 0..<size {
            try await stage.put("prefix/directory/object-\(number)", in: Self.bucket, RepeatedBody([], times: 0))
        }
    }

    private static func owner(of number: Int) -> Caller {
        let account = number / keysPerAccount
        guard account > 0, let id = AccountID(String(222_200_000_000 + account)) else { return .root }
        return Caller(.root(id))
    }

    func describe(_ text: String) async throws {
        let input = UpdateKeyDescription.Input(keyID: stage.keyID, description: text)
        _ = try await lab.perform(UpdateKeyDescription.self, input, in: try lab.call(as: .root))
    }

    func listObjects() async throws {
        let input = ListObjectsV2.Input(ListRequest(bucket: Self.bucket, prefix: "prefix/directory/object-"))
        consume(try await lab.perform(ListObjectsV2.self, input, in: try lab.call(as: .root)))
    }

    func listKeys() async throws { consume(try await stage.kms("ListKeys", ["Limit": 1000])) }
}
