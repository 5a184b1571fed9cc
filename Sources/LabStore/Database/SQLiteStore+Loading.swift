import Foundation
import GRDB
import LabService
public import LabWorld

extension SQLiteStore {
    /// Loads all rows into `world`, which stays as it was when one of them cannot be loaded.
    ///
    /// - Throws: ``HomeError/damaged(what:)`` with table and key for a row that no service knows, that does not decode,
    ///   or that stands under another row's key.
    public func load(into world: inout WorldState) throws(HomeError) {
        var loaded = world
        try reading { db in
            let decoder = JSONDecoder()
            let rows = try GRDB.Row.fetchCursor(
                db, sql: "SELECT CAST(tbl AS TEXT), CAST(key AS BLOB), CAST(value AS BLOB) FROM rows")
            while let row = try rows.next() {
                try StoredRow(table: row[0], key: Array(row[1] as Data), value: row[2], decoder: decoder).load(
                    into: &loaded)
            }
        }
        world = loaded
    }
}

/// A row as it stands in the database.
private struct StoredRow: RowDecoder {
    let table: String
    let key: [UInt8]
    let value: Data
    let decoder: JSONDecoder

    private struct WrongKey: Error {}

    func decode<R: LabService.Row>(_ type: R.Type) throws -> R {
        let row = try decoder.decode(type, from: value)
        guard row.id.rowKey.utf8.elementsEqual(key) else { throw WrongKey() }
        return row
    }

    func load(into world: inout WorldState) throws(HomeError) {
        let isKnown: Bool
        do {
            isKnown = try world.load(self)
        } catch is WrongKey {
            throw damage("stands under another row's key")
        } catch {
            throw damage("does not decode")
        }
        guard isKnown else { throw damage("belongs to no service") }
    }

    private func damage(_ what: String) -> HomeError {
        .damaged(what: "the row `\(String(decoding: key, as: UTF8.self))` of `\(table)` \(what)")
    }
}
