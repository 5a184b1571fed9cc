import Foundation
import GRDB
import LabCore

extension SQLiteStore {
    /// How many events there are.
    ///
    /// - Throws: what SQLite cannot do.
    public func eventCount() throws(HomeError) -> Int {
        try reading { db in try TrailHead(db).count }
    }

    /// The last `count` events, oldest first.
    ///
    /// - Throws: what SQLite cannot do.
    public func events(last count: Int) throws(HomeError) -> [StoredEvent] {
        try reading { db in
            try StoredEvent.fetch(db, "ORDER BY e.seq DESC LIMIT ?", [count]).reversed()
        }
    }

    /// At most `limit` events from the one with the number `sequence` on, oldest first.
    ///
    /// - Throws: what SQLite cannot do.
    public func events(from sequence: Int, limit: Int) throws(HomeError) -> [StoredEvent] {
        try reading { db in
            try StoredEvent.fetch(db, "WHERE e.seq >= ? ORDER BY e.seq LIMIT ?", [sequence, limit])
        }
    }

    /// The event with this id; `nil` when there is none.
    ///
    /// - Throws: what SQLite cannot do.
    public func event(withID eventID: String) throws(HomeError) -> StoredEvent? {
        try reading { db in try StoredEvent.fetch(db, "WHERE e.id = ?", [eventID]).first }
    }

    /// The latest event for which something was decided; `nil` when there is none.
    ///
    /// - Throws: what SQLite cannot do.
    public func lastDecision() throws(HomeError) -> StoredEvent? {
        try reading { db in
            try StoredEvent.fetch(db, "WHERE e.decisions IS NOT NULL ORDER BY e.seq DESC LIMIT 1", []).first
        }
    }

    /// A page of the events that `query` asks for, newest first; of events with the same time the later one first.
    ///
    /// Complexity: what the page holds, however long the trail is (times the number of accounts and Regions when the
    /// query names none).
    ///
    /// - Throws: what SQLite cannot do.
    public func lookUp(_ query: EventQuery) throws(HomeError) -> EventPage {
        guard query.attribute != .eventID else { return try lookUpByID(query) }
        let limit = max(query.limit, 0)
        let found = try reading { db in
            try ScopeTable.ids(of: query, db).flatMap { try query.fetch(db, scope: $0, limit: limit + 1) }
        }
        let sorted = found.sorted { ($0.time, $0.sequence) > ($1.time, $1.sequence) }
        let page = Array(sorted.prefix(limit))
        return EventPage(events: page, next: sorted.count > limit ? page.last?.cursor : nil)
    }

    private func lookUpByID(_ query: EventQuery) throws(HomeError) -> EventPage {
        guard let event = try event(withID: query.value), query.admits(event) else {
            return EventPage(events: [], next: nil)
        }
        return EventPage(events: [event], next: nil)
    }
}

extension EventQuery {
    /// The moment and number that all events of the page come before.
    fileprivate var bound: EventCursor {
        let end = EventCursor(time: to ?? Timestamp(millisecondsSince1970: .max), sequence: .max)
        guard let after, after.time <= end.time else { return end }
        return after
    }

    private var start: Int64 { from?.millisecondsSince1970 ?? .min }

    func fetch(_ db: Database, scope: Int64, limit: Int) throws -> [StoredEvent] {
        let bound = bound
        guard let attribute else {
            return try StoredEvent.fetch(
                db, "WHERE e.scope = ? AND e.time >= ? AND (e.time, e.seq) < (?, ?) \(Self.order("e"))",
                [scope, start, bound.time.millisecondsSince1970, bound.sequence, limit])
        }
        return try StoredEvent.fetch(
            db,
            """
            WHERE a.attribute = ? AND a.value = ? AND a.scope = ? AND a.time >= ? AND (a.time, a.seq) < (?, ?) \
            \(Self.order("a"))
            """,
            [attribute.rawValue, value, scope, start, bound.time.millisecondsSince1970, bound.sequence, limit],
            from: "event_attributes a CROSS JOIN events e ON e.seq = a.seq")
    }

    private static func order(_ table: String) -> String { "ORDER BY \(table).time DESC, \(table).seq DESC LIMIT ?" }

    /// Whether an event that was found by its id is within the other bounds of the query.
    fileprivate func admits(_ event: StoredEvent) -> Bool {
        let isInTime = event.time.millisecondsSince1970 >= start && to.map { event.time <= $0 } ?? true
        let isAhead = after.map { (event.time, event.sequence) < ($0.time, $0.sequence) } ?? true
        return isInTime && isAhead && holdsScope(of: event) && limit > 0
    }
}

extension EventQuery {
    private func holdsScope(of event: StoredEvent) -> Bool {
        guard let scope else { return true }
        guard let index = EventIndex(record: event.record) else { return false }
        return index.scope == scope && !(isOfManagementOnly && index.isData)
    }
}

extension StoredEvent {
    /// What a query selects. The casts are for a database that somebody has put something else into: GRDB stops the
    /// process at a value of the wrong kind.
    private static let columns = """
        e.seq, CAST(e.id AS TEXT), CAST(e.time AS INTEGER), CAST(e.record AS TEXT), CAST(e.decisions AS TEXT),
        CAST(e.hash AS BLOB)
        """

    /// The events that a query over `events e` gives.
    static func fetch(
        _ db: Database, _ condition: String, _ arguments: StatementArguments, from tables: String = "events e"
    ) throws -> [StoredEvent] {
        let statement = try db.cachedStatement(sql: "SELECT \(columns) FROM \(tables) \(condition)")
        return try Row.fetchAll(statement, arguments: arguments).map(StoredEvent.init)
    }

    private init(_ row: Row) {
        sequence = row[0]
        eventID = row[1]
        time = Timestamp(millisecondsSince1970: row[2])
        recordText = row[3]
        decisionsText = row[4]
        hash = Array(row[5] as Data)
    }
}
