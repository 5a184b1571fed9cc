/// Something worth measuring, inside one process: what is done, and how it is prepared.
///
/// The cases stand here once, for two drivers: `kmslab-measure`, whose JSON the page of results is made of, and the
/// nested package's `InProcess`, which runs them under ordo-one/benchmark.
public struct BenchmarkCase: Sendable {
    /// What it belongs to: `primitives`, `messages`, `objects`, `decisions`, `key service`, `trail`, `world`,
    /// `durable`.
    public let group: String
    /// What is done once.
    public let name: String
    /// Bytes that one time handles; `nil` where it is not about bytes.
    public let bytes: Int?
    /// How often it is done at once, where that is not free to choose.
    public let fixedCount: Int?
    /// Whether preparing takes minutes or gigabytes.
    public let isLarge: Bool
    /// Makes everything that is needed. Not measured.
    public let prepare: @Sendable () async throws -> BenchmarkRound

    /// A case.
    public init(
        _ group: String, _ name: String, bytes: Int? = nil, fixedCount: Int? = nil, isLarge: Bool = false,
        prepare: @escaping @Sendable () async throws -> BenchmarkRound
    ) {
        self.group = group
        self.name = name
        self.bytes = bytes
        self.fixedCount = fixedCount
        self.isLarge = isLarge
        self.prepare = prepare
    }

    /// A case that needs nothing but its work.
    static func repeating(
        _ group: String, _ name: String, bytes: Int? = nil, work: @escaping @Sendable () throws -> Void
    ) -> BenchmarkCase {
        BenchmarkCase(group, name, bytes: bytes) {
            BenchmarkRound { count in
                for _ in 0..<count { try work() }
            }
        }
    }

    /// Every case, cheapest to prepare first.
    public static let all =
        Primitives.cases + Messages.cases + Objects.cases + Decisions.cases + KeyService.cases + Trails.cases
        + Worlds.cases + Durable.cases
}

/// A case that is ready to run, as often as anybody likes.
public struct BenchmarkRound: Sendable {
    /// What has to be done again before every run. Not measured.
    public let before: @Sendable (_ count: Int) async throws -> Void
    /// Does it `count` times.
    public let run: @Sendable (_ count: Int) async throws -> Void

    /// A round.
    public init(
        before: @escaping @Sendable (Int) async throws -> Void = { _ in },
        run: @escaping @Sendable (Int) async throws -> Void
    ) {
        self.before = before
        self.run = run
    }
}

/// Keeps the optimiser from leaving out work whose result nobody looks at.
@_optimize(none)
func consume<Value: ~Copyable>(_ value: borrowing Value) {}
