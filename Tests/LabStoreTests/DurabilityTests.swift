import Foundation
import GRDB
import LabCore
import LabKMS
import LabService
import LabTesting
import LabWorld
import Testing

@testable import LabStore

@Suite struct DurabilityTests {
    @Test func theDatabaseSynchronisesFullyOnEveryOpening() async throws {
        let temporary = try TemporaryHome()
        for _ in 0..<2 {
            try await temporary.whileOpen { home async throws in
                let (synchronous, journal) = try home.onWriter { db in
                    (
                        try Int.fetchOne(db, sql: "PRAGMA synchronous"),
                        try String.fetchOne(db, sql: "PRAGMA journal_mode")
                    )
                }
                #expect(synchronous == 2)
                #expect(journal == "wal")
            }
        }
    }

    @Test func concurrentRequestsAreKeptInTheOrderInWhichTheyHappened() async throws {
        let temporary = try TemporaryHome()
        let inMemory = try await temporary.whileOpen { home async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 { group.addTask { _ = try await home.createKey() } }
                try await group.waitForAll()
            }
            return try await home.eventIDsInMemory()
        }
        #expect(inMemory.count == 100)
        try await temporary.whileOpen { home async throws in
            #expect(try home.store.events(last: 1000).map(\.eventID) == inMemory)
            #expect(home.keyIDs.count == 100)
        }
    }

    @Test func ofManyChangesToARowTheLastOneStays() async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { home async throws in
            let commits = (1...5).map { number in
                var state = home.lab.world.settings
                state.current.clockOffset = .days(number)
                let event = TrailFixture().event("Step\(number)", id: "\(number)")
                return Commit(changes: state.drainChanges(), events: [event])
            }
            try home.store.append(commits)
        }
        try await temporary.whileOpen { home async throws in
            #expect(home.lab.world.settings.current.clockOffset == .days(5))
            let names = try home.store.events(last: 5).map { $0.record["eventName"]?.string }
            #expect(names == ["Step1", "Step2", "Step3", "Step4", "Step5"])
        }
    }

    @Test(arguments: 1...6)
    func theNthCommitThatFailsLeavesNothingBehind(failing: Int) async throws {
        let temporary = try TemporaryHome()
        var answered: [String] = []
        let home = try temporary.open()
        home.store.pool.add(transactionObserver: CommitRefuser { $0 == failing }, extent: .databaseLifetime)
        for number in 1...6 {
            do {
                answered.append(try await home.createKey().address.keyID)
                #expect(number != failing)
            } catch let error as ServiceError {
                #expect(number == failing)
                #expect(error.message?.contains("could not be kept") == true)
            }
        }
        #expect(home.keyIDs.sorted() == answered.sorted())
        try home.close()
        try await expect(answered, events: 5, in: temporary)
    }

    @Test func groupsThatFailTakeWithThemWhatWasNotAnsweredAndNothingElse() async throws {
        let temporary = try TemporaryHome()
        let home = try temporary.open()
        home.store.pool.add(
            transactionObserver: CommitRefuser { $0.isMultiple(of: 3) }, extent: .databaseLifetime)
        var answered: [String] = []
        for _ in 0..<6 {
            answered += await withTaskGroup(of: String?.self) { group in
                for _ in 0..<16 { group.addTask { try? await home.createKey().address.keyID } }
                return await group.reduce(into: []) { if let keyID = $1 { $0.append(keyID) } }
            }
        }
        #expect(!answered.isEmpty && answered.count < 96)
        #expect(home.keyIDs.sorted() == answered.sorted())
        try home.close()
        try await expect(answered, events: answered.count, in: temporary)
    }

    @Test(arguments: [("max_page_count = 1", "no space is left"), ("query_only = 1", "cannot be written")])
    func aDatabaseThatTakesNothingRefusesAndGoesOnAfterwards(pragma: String, message: String) async throws {
        let temporary = try TemporaryHome()
        let home = try temporary.open()
        var answered = [try await home.createKey().address.keyID]
        try setPragma(pragma, of: home)
        let error = await #expect(throws: ServiceError.self) {
            for _ in 0..<100 { answered.append(try await home.createKey().address.keyID) }
        }
        #expect(error?.message?.contains(message) == true)
        #expect(error?.hint != nil)
        try setPragma("max_page_count = 1000000", of: home)
        try setPragma("query_only = 0", of: home)
        answered.append(try await home.createKey().address.keyID)
        try home.close()
        try await expect(answered, events: answered.count, in: temporary)
    }

    @Test func aClosedHomeKeepsNothingMore() async throws {
        let temporary = try TemporaryHome()
        let home = try temporary.open()
        try home.close()
        let error = await #expect(throws: ServiceError.self) { try await home.createKey() }
        #expect(error?.message == "the change could not be kept: the home was closed")
        #expect(throws: HomeError.closed) { try home.store.eventCount() }
        try await expect([], events: 0, in: temporary)
    }

    @Test func whenNoFileMayGrowAnyMoreEverythingAnsweredStays() async throws {
        let temporary = try TemporaryHome()
        let lines = try ChildProcess("squeeze", temporary.directory.path).finish()
        let refusal = try #require(lines.firstIndex { $0.hasPrefix("failed") })
        #expect(lines[refusal].contains("could not be kept"))
        #expect(refusal > 0 && refusal < lines.count - 1)
        let answered = lines.filter { !$0.hasPrefix("failed") }.compactMap {
            $0.split(separator: " ").last.map(String.init)
        }
        try await expect(answered, events: answered.count, in: temporary)
    }

    private func setPragma(_ pragma: String, of home: OpenHome) throws {
        try home.onWriter { try $0.execute(sql: "PRAGMA \(pragma)") }
    }

    private func expect(_ keyIDs: [String], events: Int, in temporary: TemporaryHome) async throws {
        try await temporary.whileOpen { home async throws in
            #expect(home.keyIDs.sorted() == keyIDs.sorted())
            #expect(try home.store.eventCount() == events)
            #expect(try home.store.verifyTrail().findings == [])
        }
    }
}

/// Refuses chosen commits, counted from 1, at the last moment.
private final class CommitRefuser: TransactionObserver {
    struct Refusal: Error {}

    private let refuses: (Int) -> Bool
    private var count = 0

    init(_ refuses: @escaping (Int) -> Bool) {
        self.refuses = refuses
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) {}
    func databaseDidRollback(_ db: Database) {}

    func databaseWillCommit() throws {
        count += 1
        if refuses(count) { throw Refusal() }
    }
}
