import Foundation
import LabCore
import LabCrypto
import LabS3
import LabService
import LabStore
import LabTesting
import LabWorld
import Testing

/// Objects, whose bodies lie outside of the rows.
@Suite struct ObjectUndoTests {
    /// Too long to stand in its row.
    private static func body(_ seed: UInt8) -> [UInt8] {
        (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) ^ seed }
    }

    private static func put(_ seed: UInt8, in lab: Lab) async throws {
        let body = body(seed)
        let input = PutObject.Input(
            bucket: "kumo-ledger", key: "q1.csv", body: MemorySource(body), contentLength: body.count)
        _ = try await lab.perform(PutObject.self, input, in: try lab.call(as: InMemoryLab.root()))
    }

    private static func delete(in lab: Lab) async throws {
        let input = DeleteObject.Input(bucket: "kumo-ledger", key: "q1.csv")
        _ = try await lab.perform(DeleteObject.self, input, in: try lab.call(as: InMemoryLab.root()))
    }

    private static func read(in lab: Lab) async throws -> [UInt8] {
        let input = ObjectReadRequest(bucket: "kumo-ledger", key: "q1.csv")
        return try await lab.perform(GetObject.self, input, in: try lab.call(as: InMemoryLab.root())).body.collect()
    }

    private static func makeBucket(in lab: Lab) async throws {
        let input = CreateBucket.Input(bucket: "kumo-ledger")
        _ = try await lab.perform(CreateBucket.self, input, in: try lab.call(as: InMemoryLab.root()))
    }

    @Test func whatWasOverwrittenAndDeletedComesBack() async throws {
        let lab = try InMemoryLab().lab
        try await Self.makeBucket(in: lab)
        try await Self.put(1, in: lab)
        try await Self.put(2, in: lab)
        try await Self.delete(in: lab)
        await #expect(throws: ServiceError.self) { try await Self.read(in: lab) }
        #expect(try await lab.undo().title == "DeleteObject")
        #expect(try await Self.read(in: lab) == Self.body(2))
        #expect(try await lab.undo().title == "PutObject")
        #expect(try await Self.read(in: lab) == Self.body(1))
    }

    @Test func bodiesOutliveTheProcessAsLongAsAStepOrAForkWantsThem() async throws {
        let ambient = Ambient(clock: SystemClock(), random: OpenSSLRandom())
        let path = "\(NSTemporaryDirectory())/kmslab-undo-\(try ambient.random.uuid())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        func whileOpen<Value>(_ body: (Lab) async throws -> Value) async throws -> Value {
            let home = try OpenHome.open(HomeDirectory(path: path), ambient: ambient)
            let value = try await body(home.lab)
            try home.close()
            return value
        }
        try await whileOpen { lab in
            try await Self.makeBucket(in: lab)
            try await Self.put(1, in: lab)
            _ = try await lab.door("fork", ["save": "one"])
            try await Self.put(2, in: lab)
            try await Self.delete(in: lab)
        }
        #expect(try await whileOpen { $0.world.wantedBodies.count } == 2)
        try await whileOpen { _ = try await $0.undo() }
        #expect(try await whileOpen { try await Self.read(in: $0) } == Self.body(2))
        try await whileOpen { _ = try await $0.door("fork", ["switch": "one"]) }
        #expect(try await whileOpen { try await Self.read(in: $0) } == Self.body(1))
    }

    private static func files(in path: String) throws -> Int {
        try FileManager.default.subpathsOfDirectory(atPath: path + "/bodies").count { $0.utf8.count == 35 }
    }

    /// A home of its own, with the bodies that lie in it.
    private final class DiskLab {
        let path: String
        let home: OpenHome

        init() async throws {
            let ambient = Ambient(clock: SystemClock(), random: OpenSSLRandom())
            path = "\(NSTemporaryDirectory())/kmslab-bodies-\(try ambient.random.uuid())"
            home = try OpenHome.open(HomeDirectory(path: path), ambient: ambient)
            try await ObjectUndoTests.makeBucket(in: home.lab)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        /// How many files of bodies there are, once they are `count`: whoever made the last commit durable may still
        /// hold the world before it for a moment.
        func bodies(becoming count: Int) async throws -> Int {
            for _ in 0..<500 where try ObjectUndoTests.files(in: path) != count {
                try await Task.sleep(for: .milliseconds(10))
            }
            return try ObjectUndoTests.files(in: path)
        }

        /// How many files of bodies there are after a while in which more could have gone.
        func bodies() async throws -> Int {
            try await Task.sleep(for: .milliseconds(100))
            home.finishRemovals()
            return try ObjectUndoTests.files(in: path)
        }

        /// Changes until an undo no longer reaches back.
        func forget() async throws {
            for number in 0..<LabLimits.undoSteps {
                let input = CreateBucket.Input(
                    bucket: "filler-\(number)-\(try home.lab.ambient.random.uuid().prefix(8))")
                _ = try await home.lab.perform(CreateBucket.self, input, in: try home.lab.call(as: InMemoryLab.root()))
            }
        }
    }

    @Test func aBodyGoesFromTheDiskOnceNoUndoWantsIt() async throws {
        let disk = try await DiskLab()
        try await Self.put(1, in: disk.home.lab)
        try await Self.put(2, in: disk.home.lab)
        #expect(try await disk.bodies() == 2)
        try await disk.forget()
        #expect(try await disk.bodies(becoming: 1) == 1)
        #expect(try await Self.read(in: disk.home.lab) == Self.body(2))
        try await Self.delete(in: disk.home.lab)
        #expect(try await disk.bodies() == 1)
        try await disk.forget()
        #expect(try await disk.bodies(becoming: 0) == 0)
    }

    @Test func whatAnUndoTakesBackGoesAtOnce() async throws {
        let disk = try await DiskLab()
        try await Self.put(1, in: disk.home.lab)
        _ = try await disk.home.lab.undo()
        #expect(try await disk.bodies(becoming: 0) == 0)
    }

    @Test func aNamedForkKeepsItsBodiesUntilItIsDropped() async throws {
        let disk = try await DiskLab()
        let lab = disk.home.lab
        try await Self.put(1, in: lab)
        _ = try await lab.door("fork", ["save": "one"])
        try await Self.delete(in: lab)
        try await disk.forget()
        #expect(try await disk.bodies() == 1)
        _ = try await lab.door("fork", ["drop": "one"])
        #expect(try await disk.bodies(becoming: 0) == 0)
    }

    /// A fork in memory, a snapshot, a request under way: whoever still holds an older world reads all of it.
    @Test func anOlderWorldKeepsItsBodies() async throws {
        let disk = try await DiskLab()
        try await Self.put(1, in: disk.home.lab)
        var fork: Lab? = disk.home.lab.fork()
        try await Self.delete(in: disk.home.lab)
        try await disk.forget()
        #expect(try await disk.bodies() == 1)
        if let fork { #expect(try await Self.read(in: fork) == Self.body(1)) }
        fork = nil
        #expect(try await disk.bodies(becoming: 0) == 0)
    }
}
