import Foundation
import GRDB
import LabCore

/// Compares what the indexes say about events with what their records say.
struct IndexCheck {
    private let db: Database
    private var found = 0
    private var scopes: [Int64: ScopeTable.Key] = [:]

    init(db: Database) {
        self.db = db
    }

    /// Whether the event is listed under all that its record says.
    mutating func holds(_ sequence: Int, _ eventID: String, _ scope: Int64, _ content: TrailContent) throws -> Bool {
        guard let record = (try? JSONParser.parse(content.record))?.object, let index = EventIndex(record: record)
        else {
            return false
        }
        var isListed =
            try index.eventID == eventID
            && self.scope(scope) == ScopeTable.Key(scope: index.scope, isData: index.isData)
        for entry in index.entries {
            if try isThere(entry, sequence, scope, content.time) { found += 1 } else { isListed = false }
        }
        return isListed
    }

    private func isThere(_ entry: EventIndex.Entry, _ sequence: Int, _ scope: Int64, _ time: Timestamp) throws -> Bool {
        let select = try db.cachedStatement(
            sql: """
                SELECT 1 FROM event_attributes
                WHERE attribute = ? AND value = CAST(? AS TEXT) AND scope = ? AND time = ? AND seq = ?
                """)
        return try Int.fetchOne(
            select,
            arguments: [
                entry.attribute.rawValue, Data(entry.value.utf8), scope, time.millisecondsSince1970, sequence,
            ]) != nil
    }

    private mutating func scope(_ id: Int64) throws -> ScopeTable.Key? {
        if let known = scopes[id] { return known }
        let select = try db.cachedStatement(
            sql: "SELECT CAST(account AS TEXT), CAST(region AS TEXT), CAST(data AS INTEGER) FROM scopes WHERE id = ?")
        guard let row = try GRDB.Row.fetchOne(select, arguments: [id]), let account = AccountID(row[0] as String),
            let region = Region(row[1] as String)
        else { return nil }
        scopes[id] = ScopeTable.Key(scope: EventScope(account: account, region: region), isData: row[2] as Bool)
        return scopes[id]
    }

    /// How many entries belong to no event.
    func surplus() throws -> Int {
        try (Int.fetchOne(db, sql: "SELECT count(*) FROM event_attributes") ?? 0) - found
    }
}
