import Foundation
import LabService
import LabWorld

/// Commits as they are written: everything is encoded before the transaction begins.
struct Batch {
    /// A row to write, or to remove when there is no value.
    struct RowWrite {
        let table: String
        let key: String
        let value: Data?
    }

    let rows: [RowWrite]
    let entries: [TrailEntry]

    var isEmpty: Bool { rows.isEmpty && entries.isEmpty }
}

extension Batch {
    /// The commits, in order.
    ///
    /// - Throws: ``HomeError/failed(reason:)`` for a row that cannot be written as JSON.
    init(_ commits: [Commit]) throws(HomeError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var rows: [RowWrite] = []
        for change in commits.lazy.flatMap(\.changes) { rows.append(try Self.write(change, encoder)) }
        self.rows = rows
        entries = TrailEntry.render(commits.flatMap(\.events))
    }

    private static func write(_ change: RowChange, _ encoder: JSONEncoder) throws(HomeError) -> RowWrite {
        do {
            let value = try change.value.map { try encoder.encode($0) }
            return RowWrite(table: change.table, key: change.key, value: value)
        } catch {
            throw .failed(reason: "the row `\(change.key)` of `\(change.table)` cannot be written")
        }
    }
}
