import Foundation
import GRDB
import LabCore
import LabTrail

/// Searches the trail backwards. SQLite passes over what cannot be meant without understanding it; what is left is read
/// as JSON, and the filter decides.
struct EventSearch {
    private let filter: EventFilter
    private let db: Database

    init(_ filter: EventFilter, _ db: Database) {
        self.filter = filter
        self.db = db
    }

    /// The latest `count` events that pass, newest first.
    func latest(_ count: Int) throws -> [StoredEvent] {
        var found: [StoredEvent] = []
        var before = Int.max
        while found.count < count {
            let page = try page(before: before, limit: filter.isEmpty ? count : StoreLimits.eventsSearchedTogether)
            found += page.filter { filter.admits($0.record, at: $0.time) }
            guard let last = page.last else { break }
            before = last.sequence
        }
        return Array(found.prefix(count))
    }

    private func page(before: Int, limit: Int) throws -> [StoredEvent] {
        let needles = filter.needles
        let conditions = ["e.seq < ?", "e.time >= ?", "e.time <= ?"] + needles.map { _ in Self.hasNeedle }
        var arguments: StatementArguments = [
            before, filter.from?.millisecondsSince1970 ?? .min, filter.to?.millisecondsSince1970 ?? .max,
        ]
        for needle in needles { arguments += [Data(needle.utf8)] }
        arguments += [limit]
        return try StoredEvent.fetch(
            db, "WHERE \(conditions.joined(separator: " AND ")) ORDER BY e.seq DESC LIMIT ?", arguments)
    }

    /// On bytes: as text, a needle with a NUL in it would end there.
    private static let hasNeedle = "instr(CAST(e.record AS BLOB), ?) > 0"
}
