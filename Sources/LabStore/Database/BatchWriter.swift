import Foundation
import GRDB
import LabCore

/// Writes a batch inside a transaction.
struct BatchWriter {
    let db: Database
    let keys: HomeKeys

    func write(_ batch: Batch) throws {
        for row in batch.rows { try write(row) }
        if !batch.entries.isEmpty { try append(batch.entries) }
    }

    /// Keys travel as bytes: a text parameter would end at its first NUL, which an object's name may hold.
    private func write(_ row: Batch.RowWrite) throws {
        let key = Data(row.key.utf8)
        guard let value = row.value else {
            let delete = try db.cachedStatement(sql: "DELETE FROM rows WHERE tbl = ? AND key = CAST(? AS TEXT)")
            return try delete.execute(arguments: [row.table, key])
        }
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO rows (tbl, key, value) VALUES (?, CAST(? AS TEXT), ?)
                ON CONFLICT (tbl, key) DO UPDATE SET value = excluded.value
                """)
        try insert.execute(arguments: [row.table, key, value])
    }

    private func append(_ entries: [TrailEntry]) throws {
        let chain = HashChain()
        var head = try TrailHead(db)
        var scopes: [ScopeTable.Key: Int64] = [:]
        for entry in entries {
            head.hash = chain.hash(of: entry.content, after: head.hash)
            head.count += 1
            let key = ScopeTable.Key(scope: entry.index.scope, isData: entry.index.isData)
            let scope = try scopes[key] ?? scopeID(key)
            scopes[key] = scope
            try insert(entry, at: head, scope: scope)
        }
        try head.write(db, sealedBy: keys)
    }

    private func insert(_ entry: TrailEntry, at head: TrailHead, scope: Int64) throws {
        let time = entry.content.time.millisecondsSince1970
        let decisions = entry.content.decisions.isEmpty ? nil : Data(entry.content.decisions)
        let insertEvent = try db.cachedStatement(
            sql: """
                INSERT INTO events (seq, id, time, scope, record, decisions, hash)
                VALUES (?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?)
                """)
        try insertEvent.execute(arguments: [
            head.count, entry.index.eventID, time, scope, Data(entry.content.record), decisions, Data(head.hash),
        ])
        let insertAttribute = try db.cachedStatement(
            sql: """
                INSERT INTO event_attributes (attribute, value, scope, time, seq) VALUES (?, CAST(? AS TEXT), ?, ?, ?)
                """)
        for attribute in entry.index.entries {
            try insertAttribute.execute(arguments: [
                attribute.attribute.rawValue, Data(attribute.value.utf8), scope, time, head.count,
            ])
        }
    }

    private func scopeID(_ key: ScopeTable.Key) throws -> Int64 {
        if let id = try ScopeTable.id(of: key, db) { return id }
        let insert = try db.cachedStatement(sql: "INSERT INTO scopes (account, region, data) VALUES (?, ?, ?)")
        try insert.execute(arguments: [key.scope.account.digits, key.scope.region.code, key.isData])
        return db.lastInsertedRowID
    }
}

/// The accounts and Regions that have events, by number: those of management and those of data apart.
enum ScopeTable {
    struct Key: Hashable {
        let scope: EventScope
        let isData: Bool
    }

    static func id(of key: Key, _ db: Database) throws -> Int64? {
        let select = try db.cachedStatement(sql: "SELECT id FROM scopes WHERE account = ? AND region = ? AND data = ?")
        return try Int64.fetchOne(
            select, arguments: [key.scope.account.digits, key.scope.region.code, key.isData])
    }

    /// The numbers of the scopes whose events a query asks for.
    static func ids(of query: EventQuery, _ db: Database) throws -> [Int64] {
        guard let scope = query.scope else { return try all(db) }
        let kinds = query.isOfManagementOnly ? [false] : [false, true]
        return try kinds.compactMap { try id(of: Key(scope: scope, isData: $0), db) }
    }

    static func all(_ db: Database) throws -> [Int64] {
        try Int64.fetchAll(db, sql: "SELECT id FROM scopes")
    }
}
