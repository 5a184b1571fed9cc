import Foundation
import KMSLab
import LabStore

/// A lab in a home: nothing is answered before its change and its event are on the disk.
enum Durable {
    static let cases = [
        one("Encrypt, one after another") { home, count in
            for _ in 0..<count { try await home.encrypt() }
        },
        one("CreateKey, one after another", fixedCount: 20) { home, count in
            for _ in 0..<count { try await home.createKey() }
        },
        one("Encrypt, 64 at once") { home, count in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<64 {
                    group.addTask { for _ in stride(from: lane, to: count, by: 64) { try await home.encrypt() } }
                }
                try await group.waitForAll()
            }
        },
    ]

    private static func one(
        _ name: String, fixedCount: Int? = nil, run: @escaping @Sendable (DurableHome, Int) async throws -> Void
    ) -> BenchmarkCase {
        BenchmarkCase("durable", name, fixedCount: fixedCount) {
            let home = try await DurableHome()
            return BenchmarkRound { count in try await run(home, count) }
        }
    }
}

/// A home in a directory of its own, which goes with it.
private final class DurableHome: Sendable {
    private let home: OpenHome
    private let stage: Stage

    init() async throws {
        let name = "kmslab-measure-" + Hex.encode(try OpenSSLRandom().bytes(8, for: .identifier))
        let ambient = Ambient(clock: SystemClock(), random: OpenSSLRandom())
        home = try OpenHome.open(HomeDirectory(path: NSTemporaryDirectory() + name), ambient: ambient)
        stage = try await Stage(lab: home.lab)
    }

    deinit {
        // A directory that stays behind in the temporary directory harms nobody.
        try? home.close()
        try? FileManager.default.removeItem(atPath: home.directory.path)
    }

    func encrypt() async throws {
        let input = Encrypt.Input(keyID: stage.keyID, plaintext: [1, 2, 3])
        consume(try await stage.lab.perform(Encrypt.self, input, in: try stage.lab.call(as: .root)))
    }

    func createKey() async throws {
        consume(try await stage.lab.perform(CreateKey.self, .init(), in: try stage.lab.call(as: .root)))
    }
}
