import Foundation
import LabCore
import LabCrypto
import LabS3
import LabService
import LabTesting
import LabWorld
import Testing

@testable import LabStore

/// Kills a process that writes objects, at moments that a seed chooses: every version that was answered reads back whole,
/// what was not answered is there whole or not at all, nothing locked has gone, and no file is left over.
///
/// `KMSLAB_UPLOAD_CRASH_RUNS` asks for another number of kills, `KMSLAB_CRASH_SEED` for other moments.
@Suite(.serialized) struct UploadCrashTests {
    private static let homes = 5
    private static let environment = ProcessInfo.processInfo.environment
    private static let kills = environment["KMSLAB_UPLOAD_CRASH_RUNS"].flatMap { Int($0) } ?? 100
    private static let seed = environment["KMSLAB_CRASH_SEED"].flatMap { UInt64($0) } ?? 20_261_125

    @Test func noVersionIsLostOrHalfThereHoweverOftenTheProcessIsKilled() async throws {
        let answered = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<Self.homes {
                let kills = (Self.kills + number) / Self.homes
                group.addTask { try await UploadCrashRun(seed: Self.seed + UInt64(number)).run(kills: kills) }
            }
            return try await group.reduce(0, +)
        }
        // Kills that all came too early would prove nothing.
        #expect(answered >= Self.kills, "seed \(Self.seed)")
    }
}

/// One home, and every version that was ever answered from it.
private struct UploadCrashRun {
    private struct Version: Hashable {
        let key: String
        let id: String
    }

    private let temporary: TemporaryHome
    private let seed: UInt64
    private var random: SplitMix64
    /// The versions that must be there, with the digests of their bodies.
    private var bodies: [Version: String] = [:]
    private var locked: Set<Version> = []
    /// The versions that the trail knows: written, and not deleted.
    private var recorded: Set<Version> = []
    private var eventCount = 0
    private var answerCount = 0

    init(seed: UInt64) throws {
        temporary = try TemporaryHome()
        self.seed = seed
        random = SplitMix64(seed: seed)
    }

    /// Kills as often as asked for; says how many answers there were.
    consuming func run(kills: Int) async throws -> Int {
        for number in 1...max(kills, 1) {
            let child = try ChildProcess("upload", temporary.directory.path)
            let lines = await child.killed(
                afterLines: Int.random(in: 1...12, using: &random),
                microseconds: Int.random(in: 0...4_000, using: &random))
            let isThorough = number.isMultiple(of: 10) || number == kills
            try await check(lines, isThorough: isThorough, "seed \(seed), kill \(number)")
        }
        return answerCount
    }

    private mutating func check(_ lines: [String], isThorough: Bool, _ place: Comment) async throws {
        let new = try take(lines, place)
        let home = try temporary.open()
        try readTrail(of: home, place)
        let visible = try versions(of: home)
        #expect(visible == recorded, place)
        #expect(Set(bodies.keys).subtracting(visible) == [], place)
        #expect(locked.subtracting(visible) == [], place)
        #expect(try bodyFiles() == Set(home.lab.world.wantedBodies.map(\.text)), place)
        for version in isThorough ? visible : new.intersection(visible) { try await read(version, home, place) }
        if isThorough { #expect(try home.store.verifyTrail().findings == [], place) }
        try home.close()
    }

    /// Takes in what was answered; the new versions.
    private mutating func take(_ lines: [String], _ place: Comment) throws -> Set<Version> {
        var new: Set<Version> = []
        for line in lines where line != "open" {
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count == 4 else {
                Issue.record("`\(line)`, \(place)")
                continue
            }
            answerCount += 1
            let version = Version(key: fields[1], id: fields[2])
            switch fields[0] {
            case "deleted": bodies[version] = nil
            case "put", "locked":
                bodies[version] = fields[3]
                new.insert(version)
                if fields[0] == "locked" { locked.insert(version) }
            default: Issue.record("`\(line)`, \(place)")
            }
        }
        return new
    }

    /// Every change of a version has its event, and every event its change. A deletion may have happened without an
    /// answer.
    private mutating func readTrail(of home: OpenHome, _ place: Comment) throws {
        let events = try home.store.events(from: eventCount + 1, limit: .max)
        eventCount += events.count
        for event in events.map(\.record) where event["errorCode"] == nil {
            let parameters = event["requestParameters"]
            guard let key = parameters?["key"]?.string else { continue }
            switch event["eventName"]?.string {
            case "PutObject", "CompleteMultipartUpload":
                let id = try #require(event["responseElements"]?["x-amz-version-id"]?.string, place)
                recorded.insert(Version(key: key, id: id))
            case "DeleteObject":
                let version = Version(key: key, id: try #require(parameters?["versionId"]?.string, place))
                recorded.remove(version)
                bodies[version] = nil
            default: break
            }
        }
    }

    private func versions(of home: OpenHome) throws -> Set<Version> {
        Set(home.lab.world.s3.objects.all.map { Version(key: $0.key.text, id: $0.versionID.text) })
    }

    private func read(_ version: Version, _ home: OpenHome, _ place: Comment) async throws {
        let input = ObjectReadRequest(bucket: "vault", key: version.key, versionID: version.id)
        let body = try await home.lab.perform(GetObject.self, input, in: try home.call()).body.collect()
        let digest = Hex.encode(DigestAlgorithm.sha256.digest(of: body))
        // A version that nobody was told of is whole as well: its tag is authenticated up to the last chunk.
        if let expected = bodies[version] { #expect(digest == expected, place) }
    }

    /// The names of the bodies that lie in the home; nothing half-written among them.
    private func bodyFiles() throws -> Set<String> {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: temporary.directory.bodiesPath)
        return Set(paths.map { ($0 as NSString).lastPathComponent }.filter { $0.utf8.count > 2 && $0 != "incoming" })
    }
}
