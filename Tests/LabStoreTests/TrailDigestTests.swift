import Foundation
import GRDB
import LabCore
import LabCrypto
import LabWorld
import Testing

@testable import LabStore

/// Digests of the trail: what the database alone cannot tell.
@Suite struct TrailDigestTests {
    /// A home whose every opening adds `count` events; `close` signs them.
    private func add(_ count: Int, to temporary: TemporaryHome, hoursApart: Int = 0) async throws {
        try await temporary.whileOpen { home async throws in
            let start = try home.store.eventCount()
            for number in start + 1...start + count {
                var fixture = TrailFixture()
                fixture.time = fixture.time + .seconds(number) + .hours(number * hoursApart)
                try home.store.append([Commit(events: [fixture.event("Event\(number)", id: "id-\(number)")])])
            }
        }
    }

    private func verify(_ temporary: TemporaryHome, against kept: [String] = []) async throws -> TrailVerification {
        try await temporary.whileOpen { try $0.store.verifyTrail(against: kept) }
    }

    private func digests(_ temporary: TemporaryHome) throws -> [String] {
        let text = try String(contentsOfFile: temporary.directory.digestsPath, encoding: .utf8)
        return text.split(separator: "\n").map(String.init)
    }

    private func write(_ lines: [String], to temporary: TemporaryHome) throws {
        let text = lines.map { $0 + "\n" }.joined()
        try text.write(toFile: temporary.directory.digestsPath, atomically: true, encoding: .utf8)
    }

    private func copyDatabase(of temporary: TemporaryHome) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: temporary.directory.databasePath))
    }

    private func restore(_ copy: Data, to temporary: TemporaryHome) throws {
        try copy.write(to: URL(fileURLWithPath: temporary.directory.databasePath))
    }

    @Test func closingSignsWhatNoDigestCoversYet() async throws {
        let temporary = try TemporaryHome()
        try await add(3, to: temporary)
        try await add(2, to: temporary)
        let verification = try await verify(temporary)
        #expect(verification.isValid)
        #expect(verification.digests.map(\.eventCount) == [3, 5])
        #expect(verification.digests.map(\.number) == [1, 2])
        #expect(try temporary.mode(of: temporary.directory.digestsPath) == 0o600)
        // Looking is no event and signs nothing.
        #expect(try digests(temporary).count == 2)
    }

    @Test func anOpenHomeSignsEveryHourOfTheTrailAndEveryThousandEvents() async throws {
        let hourly = try TemporaryHome()
        try await add(1, to: hourly)
        try await add(5, to: hourly, hoursApart: 1)
        #expect(try await verify(hourly).digests.map(\.eventCount) == [1, 2, 3, 4, 5, 6])
        let busy = try TemporaryHome()
        try await busy.whileOpen { home async throws in
            for batch in 0..<5 {
                let events = (0..<500).map { TrailFixture().event("E", id: "id-\(batch)-\($0)") }
                try home.store.append([Commit(events: events)])
            }
            #expect(try home.store.verifyTrail().digests.map(\.eventCount) == [1000, 2000])
        }
    }

    @Test func anOlderDatabaseIsFoundOutByTheDigests() async throws {
        let temporary = try TemporaryHome()
        try await add(6, to: temporary)
        let older = try copyDatabase(of: temporary)
        try await add(3, to: temporary)
        try restore(older, to: temporary)
        #expect(try await verify(temporary).findings == [.missing(7...9)])
    }

    @Test func anOlderDatabaseThatWentOnDifferentlyIsFoundOut() async throws {
        let temporary = try TemporaryHome()
        try await add(6, to: temporary)
        let older = try copyDatabase(of: temporary)
        try await add(3, to: temporary)
        try restore(older, to: temporary)
        try await temporary.whileOpen { home async throws in
            let events = (7...12).map { TrailFixture().event("Other", id: "other-\($0)") }
            try home.store.append([Commit(events: events)])
        }
        #expect(try await verify(temporary).findings == [.rewritten(7...9, digest: 2)])
    }

    @Test func anOlderCopyOfTheWholeHomeIsFoundOutByADigestFromElsewhere() async throws {
        let temporary = try TemporaryHome()
        try await add(6, to: temporary)
        let older = (try copyDatabase(of: temporary), try digests(temporary))
        try await add(3, to: temporary)
        let kept = try await temporary.whileOpen { try #require(try $0.store.signedDigest()) }
        #expect(try await verify(temporary, against: [kept]).isValid)
        try restore(older.0, to: temporary)
        try write(older.1, to: temporary)
        #expect(try await verify(temporary).isValid)
        #expect(try await verify(temporary, against: [kept]).findings == [.missing(7...9)])
    }

    /// Who has the root key computes chain, seal and digests anew; what was kept elsewhere stays what it is.
    @Test func evenTheRootKeyDoesNotHelpAgainstADigestFromElsewhere() async throws {
        let forged = try TemporaryHome()
        try await add(6, to: forged)
        let kept = try digests(forged)
        try await forged.whileOpen { home async throws in
            try home.onWriter { db in try rewrite(db, labID: home.store.labID, keys: home.store.keys) }
        }
        try FileManager.default.removeItem(atPath: forged.directory.digestsPath)
        #expect(try await verify(forged).isValid)
        #expect(try await verify(forged, against: kept).findings == [.rewritten(1...6, digest: 1)])
    }

    private func rewrite(_ db: Database, labID: String, keys: HomeKeys) throws {
        try db.execute(sql: "UPDATE events SET record = replace(record, 'alice', 'bobby')")
        try db.execute(sql: "UPDATE event_attributes SET value = replace(value, 'alice', 'bobby')")
        var head = TrailHead(count: 0, hash: HashChain.origin(labID: labID))
        for row in try Row.fetchAll(db, sql: "SELECT seq, time, CAST(record AS BLOB) FROM events ORDER BY seq") {
            let content = TrailContent(
                time: Timestamp(millisecondsSince1970: row[1]), record: Array(row[2] as Data), decisions: [])
            head = TrailHead(count: row[0], hash: HashChain().hash(of: content, after: head.hash))
            try db.execute(
                sql: "UPDATE events SET hash = ? WHERE seq = ?", arguments: [Data(head.hash), row[0] as Int])
        }
        try head.write(db, sealedBy: keys)
    }

    @Test(arguments: [
        (#""events":3"#, #""events":2"#), (#""digest":1"#, #""digest":4"#), (#""previous":"0"#, #""previous":"1"#),
        (#"{"lab""#, #"{ "lab""#), (#"2026-"#, "2025-"),
    ])
    func aChangedDigestIsFound(old: String, new: String) async throws {
        let temporary = try TemporaryHome()
        try await add(3, to: temporary)
        try await add(3, to: temporary)
        var lines = try digests(temporary)
        lines[0] = lines[0].replacingOccurrences(of: old, with: new)
        try write(lines, to: temporary)
        #expect(try await verify(temporary).findings == [.forgedDigest(line: 1)])
    }

    @Test func digestsThatWereTakenOutOrMovedAreFound() async throws {
        let temporary = try TemporaryHome()
        for _ in 0..<4 { try await add(1, to: temporary) }
        let lines = try digests(temporary)
        try write([lines[0], lines[2], lines[3]], to: temporary)
        #expect(try await verify(temporary).findings == [.missingDigests(before: 3)])
        try write([lines[1], lines[2], lines[3]], to: temporary)
        #expect(try await verify(temporary).findings == [.missingDigests(before: 2)])
        try write([lines[0], lines[2], lines[1], lines[3]], to: temporary)
        #expect(try await !verify(temporary).isValid)
    }

    @Test func aDigestOfAnotherHomeProvesNothing() async throws {
        let (one, other) = (try TemporaryHome(), try TemporaryHome())
        try await add(3, to: one)
        try await add(3, to: other)
        #expect(try await verify(one, against: digests(other)).findings == [.keptDigest])
        #expect(try await verify(one, against: ["rubbish"]).findings == [.keptDigest])
    }

    @Test func aTornLineIsDroppedAndTheNextDigestFollowsTheLastWholeOne() async throws {
        let temporary = try TemporaryHome()
        try await add(3, to: temporary)
        let text = try digests(temporary)[0] + "\n" + #"{"lab":"half"#
        try text.write(toFile: temporary.directory.digestsPath, atomically: true, encoding: .utf8)
        try await add(3, to: temporary)
        let verification = try await verify(temporary)
        #expect(verification.isValid && verification.digests.map(\.eventCount) == [3, 6])
    }

    @Test func aFileThatCannotBeWrittenStandsInNobodysWay() async throws {
        let temporary = try TemporaryHome()
        try FileManager.default.createDirectory(
            atPath: temporary.directory.digestsPath, withIntermediateDirectories: true)
        try await temporary.whileOpen { home async throws in
            try home.store.append([Commit(events: [TrailFixture().event("E", id: "id-1")])])
            #expect(try home.store.eventCount() == 1)
        }
    }

    @Test func aReportNamesEventsByNumberIDAndTime() async throws {
        let temporary = try TemporaryHome()
        try await add(6, to: temporary)
        try temporary.tamper { db in
            try db.execute(sql: "UPDATE events SET record = replace(record, 'alice', 'bobby') WHERE seq = 2")
            try db.execute(sql: "DELETE FROM events WHERE seq IN (4, 5)")
        }
        let report = try await temporary.whileOpen { try #require(try $0.store.trailReport(against: [])) }
        #expect(report["valid"] == false)
        let findings = report["findings"]?.array ?? []
        #expect(findings.map { $0["kind"]?.string } == ["altered", "missing"])
        #expect(findings[0]["eventId"] == "id-2" && findings[0]["time"] == "2026-01-01T00:00:02.000Z")
        #expect(findings[1]["firstEvent"] == 4 && findings[1]["lastEvent"] == 5)
        #expect(findings[1]["after"] == "2026-01-01T00:00:03.000Z")
        #expect(findings[1]["before"] == "2026-01-01T00:00:06.000Z")
    }
}
