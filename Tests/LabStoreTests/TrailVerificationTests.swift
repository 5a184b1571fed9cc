import Foundation
import GRDB
import LabCore
import LabWorld
import Testing

@testable import LabStore

@Suite struct TrailVerificationTests {
    private static let length = 9

    /// A home with nine events and nothing wrong.
    private func makeHome() async throws -> TemporaryHome {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { home async throws in
            for number in 1...Self.length {
                var fixture = TrailFixture()
                fixture.time = fixture.time + .seconds(number)
                try home.store.append([Commit(events: [fixture.event("Event\(number)", id: "id-\(number)")])])
            }
            #expect(try home.store.verifyTrail() == TrailVerification(eventCount: 9, findings: []))
        }
        return temporary
    }

    private func findings(after change: String) async throws -> [TrailFinding] {
        let temporary = try await makeHome()
        try temporary.tamper { try $0.execute(sql: change) }
        return try await temporary.whileOpen { try $0.store.verifyTrail().findings }
    }

    @Test(arguments: [1, 5, 9])
    func anEditedRecordIsFoundWhereItStands(sequence: Int) async throws {
        let found = try await findings(
            after: "UPDATE events SET record = replace(record, 'alice', 'bobby') WHERE seq = \(sequence)")
        #expect(found == [.altered(sequence: sequence, eventID: "id-\(sequence)")])
    }

    @Test(arguments: [
        "record = record || ' '", "time = time + 1", "decisions = '[]'", "hash = zeroblob(32)", "hash = x''",
    ])
    func everyPartOfAnEventCounts(change: String) async throws {
        let found = try await findings(after: "UPDATE events SET \(change) WHERE seq = 5")
        #expect(found.contains(.altered(sequence: 5, eventID: "id-5")))
    }

    @Test(arguments: [1...1, 5...5, 4...6, 9...9, 7...9, 1...9])
    func deletedEventsAreFound(range: ClosedRange<Int>) async throws {
        let found = try await findings(
            after: "DELETE FROM events WHERE seq BETWEEN \(range.lowerBound) AND \(range.upperBound)")
        #expect(found == [.missing(range)])
    }

    @Test func aDeletionWithTheRestRenumberedIsFoundWhereItWas() async throws {
        let found = try await findings(
            after: "DELETE FROM events WHERE seq = 4; UPDATE events SET seq = seq - 1 WHERE seq > 4")
        #expect(found.first == .altered(sequence: 4, eventID: "id-5"))
        #expect(found.last == .missing(9...9))
    }

    private static let insertion = """
        UPDATE events SET seq = -seq WHERE seq > 4;
        UPDATE events SET seq = 1 - seq WHERE seq < 0;
        INSERT INTO events SELECT 5, 'forged', time, scope, record, decisions, hash FROM events WHERE seq = 2;
        """

    @Test func anInsertedEventIsFound() async throws {
        let found = try await findings(after: Self.insertion)
        #expect(found.contains { $0 == .inserted(sequence: 5, eventID: "forged") })
        #expect(found.contains { $0 == .inserted(sequence: 10, eventID: "id-9") })
    }

    @Test(arguments: [0, -3, 10, 77])
    func anEventOutsideTheTrailIsFound(sequence: Int) async throws {
        let found = try await findings(
            after: """
                INSERT INTO events SELECT \(sequence), 'forged', time, scope, record, decisions, hash
                FROM events WHERE seq = 9
                """)
        #expect(found == [.inserted(sequence: sequence, eventID: "forged")])
    }

    @Test func exchangedEventsAreFoundAndSaidToBelongElsewhere() async throws {
        let found = try await findings(
            after: """
                UPDATE events SET seq = -1 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 6;
                UPDATE events SET seq = 6 WHERE seq = -1;
                """)
        #expect(found.contains(.moved(sequence: 3, eventID: "id-6", behind: 5)))
        #expect(found.contains(.moved(sequence: 6, eventID: "id-3", behind: 2)))
        #expect(found.allSatisfy { if case .moved = $0 { true } else { false } })
    }

    @Test func aChainThatWasWrittenAnewWithoutTheRootKeyIsFound() async throws {
        let temporary = try await makeHome()
        let labID = try await temporary.whileOpen { $0.store.labID }
        try temporary.tamper { db in
            try db.execute(sql: "UPDATE events SET record = replace(record, 'alice', 'bobby')")
            try db.execute(sql: "UPDATE event_attributes SET value = replace(value, 'alice', 'bobby')")
            var hash = HashChain.origin(labID: labID)
            for row in try Row.fetchAll(db, sql: "SELECT seq, time, CAST(record AS BLOB) FROM events ORDER BY seq") {
                let content = TrailContent(
                    time: Timestamp(millisecondsSince1970: row[1]), record: Array(row[2] as Data), decisions: [])
                hash = HashChain().hash(of: content, after: hash)
                try db.execute(sql: "UPDATE events SET hash = ? WHERE seq = ?", arguments: [Data(hash), row[0] as Int])
            }
            try db.execute(sql: "UPDATE meta SET value = ? WHERE key = 'trail_head'", arguments: [Data(hash)])
        }
        #expect(try await temporary.whileOpen { try $0.store.verifyTrail().findings } == [.unsealed])
    }

    @Test(arguments: ["trail_head", "trail_seal"])
    func aBrokenSealIsFound(part: String) async throws {
        #expect(try await findings(after: "UPDATE meta SET value = zeroblob(32) WHERE key = '\(part)'") == [.unsealed])
    }

    @Test func aTrailThatWasCutShortTogetherWithItsCountIsFound() async throws {
        let found = try await findings(
            after: """
                DELETE FROM events WHERE seq > 6; DELETE FROM event_attributes WHERE seq > 6;
                UPDATE meta SET value = 6 WHERE key = 'trail_count';
                UPDATE meta SET value = (SELECT hash FROM events WHERE seq = 6) WHERE key = 'trail_head';
                """)
        #expect(found == [.unsealed])
    }

    @Test(arguments: [
        "DELETE FROM event_attributes WHERE seq = 5 AND attribute = 5",
        "UPDATE event_attributes SET value = 'bob' WHERE seq = 5 AND attribute = 3",
        "UPDATE event_attributes SET time = 0 WHERE seq = 5 AND attribute = 1",
        "UPDATE events SET id = 'another' WHERE seq = 5",
        "INSERT INTO scopes VALUES (77, '444455556666', 'us-east-1', 0); UPDATE events SET scope = 77 WHERE seq = 5",
    ])
    func anEventThatIsListedWronglyIsFound(change: String) async throws {
        let found = try await findings(after: change)
        #expect(found.contains { if case .misindexed(5, _) = $0 { true } else { false } }, "\(found)")
    }

    @Test func indexEntriesOfNoEventAreFound() async throws {
        let found = try await findings(
            after: "INSERT INTO event_attributes VALUES (3, 'mallory', 1, 0, 5), (3, 'x', 9, 0, 50)")
        #expect(found == [.surplusIndexEntries(2)])
    }

    @Test func aDamagedTrailStillTakesEventsAndStaysDamaged() async throws {
        let temporary = try await makeHome()
        try temporary.tamper { try $0.execute(sql: "DELETE FROM events WHERE seq = 5") }
        try await temporary.whileOpen { home async throws in
            try home.store.append([Commit(events: [TrailFixture().event("After", id: "after")])])
            #expect(try home.store.verifyTrail() == TrailVerification(eventCount: 10, findings: [.missing(5...5)]))
        }
    }

    @Test func aTrailOfRubbishIsReportedInPart() async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { home async throws in
            let events = (1...300).map { TrailFixture().event("E", id: "id-\($0)") }
            try home.store.append([Commit(events: events)])
        }
        try temporary.tamper { try $0.execute(sql: "UPDATE events SET record = 'rubbish', hash = x'00'") }
        let found = try await temporary.whileOpen { try $0.store.verifyTrail().findings }
        #expect(found.count == StoreLimits.trailFindings)
    }

    @Test func findingsReadAsSentences() {
        #expect(TrailFinding.missing(4...4).description == "event 4 is missing")
        #expect(TrailFinding.missing(4...6).description == "events 4 to 6 are missing")
        #expect(TrailFinding.inserted(sequence: 5, eventID: "x").description == "event 5 (x) was put in")
    }
}
