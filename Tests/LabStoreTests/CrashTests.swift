import Foundation
import LabCore
import LabKMS
import LabService
import LabTesting
import LabWorld
import Testing

@testable import LabStore

/// Kills a process that works on a home, at moments that a seed chooses, and looks at what is left: nothing that was
/// answered may be lost, and nothing may be half there.
///
/// `KMSLAB_CRASH_RUNS` asks for another number of kills, `KMSLAB_CRASH_SEED` for other moments.
@Suite(.serialized) struct CrashTests {
    private static let homes = 10
    private static let environment = ProcessInfo.processInfo.environment
    private static let kills = environment["KMSLAB_CRASH_RUNS"].flatMap { Int($0) } ?? 300
    private static let seed = environment["KMSLAB_CRASH_SEED"].flatMap { UInt64($0) } ?? 20_261_125

    @Test func nothingThatWasAnsweredIsLostHoweverOftenTheProcessIsKilled() async throws {
        let answered = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<Self.homes {
                let kills = (Self.kills + number) / Self.homes
                group.addTask { try await CrashRun(seed: Self.seed + UInt64(number)).run(kills: kills) }
            }
            return try await group.reduce(0, +)
        }
        // Kills that all came too early would prove nothing.
        #expect(answered >= Self.kills, "seed \(Self.seed)")
    }
}

/// One home, and everything that was ever answered from it.
private struct CrashRun {
    private let temporary: TemporaryHome
    private let seed: UInt64
    private var random: SplitMix64
    private var answers: [String: String] = [:]
    private var requests: Set<String> = []
    private var eventCount = 0
    private var createdKeys = 0

    init(seed: UInt64) throws {
        temporary = try TemporaryHome()
        self.seed = seed
        random = SplitMix64(seed: seed)
    }

    /// Kills as often as asked for; says how many answers there were.
    consuming func run(kills: Int) async throws -> Int {
        for number in 1...max(kills, 1) {
            let lines = try await killedRun(round: number)
            let isThorough = number.isMultiple(of: 10) || number == kills
            try await check(lines, isThorough: isThorough, "seed \(seed), kill \(number)")
        }
        return answers.count
    }

    /// Every fourth kill may come while the home is being opened, and the first ones while it is being made; the others
    /// come while requests are answered.
    private mutating func killedRun(round: Int) async throws -> [String] {
        let child = try ChildProcess("write", temporary.directory.path)
        if round <= 5 || round.isMultiple(of: 4) {
            return await child.killed(afterLines: 0, microseconds: Int.random(in: 0...150_000, using: &random))
        }
        return await child.killed(
            afterLines: Int.random(in: 1...30, using: &random), microseconds: Int.random(in: 0...5_000, using: &random))
    }

    private mutating func check(_ lines: [String], isThorough: Bool, _ place: Comment) async throws {
        let home = try temporary.open()
        try readTrail(of: home, place)
        for line in lines where line != "open" {
            let fields = line.split(separator: " ").map(String.init)
            let request = try #require(fields.count >= 3 ? fields[0] : nil, "`\(line)`, \(place)")
            answers[request] = fields.dropFirst().joined(separator: " ")
            try check(fields, home, place)
        }
        if isThorough {
            #expect(Set(answers.keys).subtracting(requests) == [], place)
            #expect(Set(answeredKeyIDs).subtracting(home.keyIDs) == [], place)
            #expect(try home.store.verifyTrail().findings == [], place)
            try await decryptSome(home, place)
        }
        try home.close()
    }

    /// Takes in the events since the last look; a request has one event, and a change has its event.
    private mutating func readTrail(of home: OpenHome, _ place: Comment) throws {
        let events = try home.store.events(from: eventCount + 1, limit: .max)
        for event in events {
            let request = try #require(event.record["requestID"]?.string, place)
            #expect(requests.insert(request).inserted, place)
        }
        eventCount += events.count
        #expect(try home.store.eventCount() == eventCount, place)
        createdKeys += events.count { $0.record["eventName"]?.string == "CreateKey" }
        #expect(home.keyIDs.count == createdKeys, place)
    }

    private func check(_ fields: [String], _ home: OpenHome, _ place: Comment) throws {
        let isThere =
            switch fields[1] {
            case "key": home.keyIDs.contains(fields[2])
            case "alias": home.lab.world.kms.aliases.all.contains { $0.address.name == fields[2] }
            case "blob": Base64.decode(fields[2]) != nil
            default: false
            }
        let hasEvent = requests.contains(fields[0])
        #expect(isThere && hasEvent, "\(fields), \(place)")
    }

    /// Opens a few of the ciphertexts that were answered, each of which holds its request's id.
    private mutating func decryptSome(_ home: OpenHome, _ place: Comment) async throws {
        for (request, answer) in answers.filter({ $0.value.hasPrefix("blob ") }).shuffled(using: &random).prefix(5) {
            let blob = try #require(Base64.decode(String(answer.dropFirst(5))))
            #expect(try await home.decrypt(blob) == request, place)
        }
    }

    private var answeredKeyIDs: [String] {
        answers.values.filter { $0.hasPrefix("key ") }.map { String($0.dropFirst(4)) }
    }
}
