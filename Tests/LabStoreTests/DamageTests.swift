import Foundation
import GRDB
import LabCore
import Testing

@testable import LabStore

@Suite struct DamageTests {
    @Test func aHomeOfANewerVersionIsRefusedAndLeftAlone() async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { _ in }
        try temporary.tamper { try $0.execute(sql: "PRAGMA user_version = 3") }
        #expect(throws: HomeError.newerVersion(found: 3, supported: 2)) { try temporary.open() }
        try temporary.tamper { try $0.execute(sql: "PRAGMA user_version = 2") }
        try await temporary.whileOpen { _ in }
    }

    @Test func anotherProgramsDatabaseIsRefused() throws {
        let temporary = try TemporaryHome()
        let other = try TemporaryHome()
        try other.open().close()
        try FileManager.default.moveItem(atPath: other.directory.path, toPath: temporary.directory.path)
        try FileManager.default.removeItem(atPath: temporary.directory.databasePath)
        try temporary.tamper { try $0.execute(sql: "CREATE TABLE recipes (name TEXT)") }
        #expect(throws: HomeError.damaged(what: "`lab.sqlite` is another program's database")) {
            try temporary.open()
        }
    }

    @Test func aFileThatIsNoDatabaseIsRefused() async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { _ in }
        let file = URL(fileURLWithPath: temporary.directory.databasePath)
        try Data(repeating: 0x41, count: 8192).write(to: file)
        let error = #expect(throws: HomeError.self) { try temporary.open() }
        #expect(error?.message.contains("damaged") == true)
        #expect(try Data(contentsOf: file) == Data(repeating: 0x41, count: 8192))
    }

    private static let rowDamages: [(change: String, message: String)] = [
        ("UPDATE rows SET value = '{}'", "does not decode"),
        ("UPDATE rows SET value = substr(value, 1, 200)", "does not decode"),
        ("UPDATE rows SET value = x'ff00'", "does not decode"),
        ("UPDATE rows SET key = 'another'", "stands under another row's key"),
        ("UPDATE rows SET tbl = 'kms.locks' WHERE tbl = 'kms.keys'", "belongs to no service"),
    ]

    @Test(arguments: rowDamages)
    func aDamagedRowIsNamed(change: String, message: String) async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { _ = try await $0.createKey() }
        let (table, key) = try temporary.tamper { db in
            try db.execute(sql: change)
            let row = try #require(try Row.fetchOne(db, sql: "SELECT tbl, key FROM rows"))
            return (row[0] as String, row[1] as String)
        }
        #expect(throws: HomeError.damaged(what: "the row `\(key)` of `\(table)` \(message)")) { try temporary.open() }
    }

    @Test(arguments: ["lab", "created", "root_key_check", "trail_count", "trail_head"])
    func aMissingFactAboutTheLabIsNamed(fact: String) async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { _ in }
        try temporary.tamper { try $0.execute(sql: "DELETE FROM meta WHERE key = ?", arguments: [fact]) }
        #expect(throws: HomeError.damaged(what: "`meta` lacks `\(fact)`")) { try temporary.open() }
    }

    @Test(arguments: ["created", "trail_count"])
    func aFactOfTheWrongKindIsDamageAndNoCrash(fact: String) async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { _ in }
        try temporary.tamper { try $0.execute(sql: "UPDATE meta SET value = x'ff' WHERE key = ?", arguments: [fact]) }
        let path = temporary.directory.databasePath
        #expect(throws: HomeError.damaged(what: "`\(path)` holds a value of the wrong kind")) { try temporary.open() }
    }

    @Test(arguments: [
        "id = x'ff'", "time = 'noon'", "scope = 'here'", "record = x'ff'", "decisions = x'ff'", "hash = 5",
    ])
    func anEventWithAValueOfTheWrongKindIsFoundAndStopsNobody(change: String) async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { _ = try await $0.createKey() }
        try temporary.tamper { try $0.execute(sql: "UPDATE events SET \(change)") }
        try await temporary.whileOpen { home async throws in
            #expect(try !home.store.verifyTrail().isValid)
            #expect(try home.store.events(last: 10).count == 1)
            #expect(try home.store.lookUp(EventQuery(.eventName, "CreateKey")).events.count == 1)
            #expect(try home.store.lastDecision() != nil)
        }
    }

    @Test func anObjectsNameMayHoldNullBytes() async throws {
        let temporary = try TemporaryHome()
        let keys = ["a\0b", "a\0c", "a", "é", "e\u{301}"]
        let found = try await temporary.whileOpen { home async throws in
            try home.onWriter { db in
                for key in keys {
                    let batch = Batch(rows: [.init(table: "t", key: key, value: Data(key.utf8))], entries: [])
                    try BatchWriter(db: db, keys: home.store.keys).write(batch)
                }
                return try Row.fetchAll(db, sql: "SELECT CAST(key AS BLOB), value FROM rows ORDER BY key").map {
                    [$0[0] as Data, $0[1] as Data]
                }
            }
        }
        #expect(found.count == keys.count)
        #expect(found.allSatisfy { $0[0] == $0[1] })
    }
}
