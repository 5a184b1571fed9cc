import GRDB
public import LabCore
public import LabService
public import LabTrail
public import LabWorld

extension SQLiteStore: EventArchive {
    /// The latest events, oldest first, as CloudTrail records.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func latestRecords(_ count: Int) throws(StoreFailure) -> [JSONObject] {
        try answering { () throws(HomeError) in try events(last: count).map(\.record) }
    }

    /// The event with this id, and the explanation of its decisions; `nil` when there is none. Without an id, the latest
    /// event that was decided about.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func explainedRecord(
        _ eventID: String?
    ) throws(StoreFailure) -> (record: JSONObject, decisions: JSONValue)? {
        let found = try answering { () throws(HomeError) in
            if let eventID { try event(withID: eventID) } else { try lastDecision() }
        }
        return found.map { ($0.record, .array($0.decisions)) }
    }

    /// At most `limit` events behind the one with the number `number`, oldest first.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func records(after number: Int, limit: Int) throws(StoreFailure) -> [NumberedRecord] {
        try answering { () throws(HomeError) in try events(from: number + 1, limit: limit).map(\.numbered) }
    }

    /// The latest `count` events that pass `filter`, oldest first.
    ///
    /// Complexity: what is read until `count` have been found; about 3 µs for an event that does not pass, 30 µs for one
    /// that might.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func records(_ filter: EventFilter, last count: Int) throws(StoreFailure) -> [NumberedRecord] {
        try answering { () throws(HomeError) in
            try reading { db in try EventSearch(filter, db).latest(count) }.reversed().map(\.numbered)
        }
    }

    /// The events whose ids begin with `prefix`, at most `limit` of them, oldest first.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func records(withIDPrefix prefix: String, limit: Int) throws(StoreFailure) -> [NumberedRecord] {
        try answering { () throws(HomeError) in
            try reading { db in
                // `g` comes after every digit that an id may have.
                let condition = "WHERE e.id >= ? AND e.id < ? ORDER BY e.seq LIMIT ?"
                return try StoredEvent.fetch(db, condition, [prefix, prefix + "g", limit])
            }.map(\.numbered)
        }
    }

    /// What became of the trail, in JSON, compared with the home's own digests and with `digests`.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func trailReport(against digests: [String]) throws(StoreFailure) -> JSONObject? {
        try answering { () throws(HomeError) in try TrailReport(verifyTrail(against: digests), of: self).json }
    }

    /// A signed statement about the trail as it stands, one line of JSON.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func signedDigest() throws(StoreFailure) -> String? {
        try answering { () throws(HomeError) in
            let end = try trailEnd()
            return digests.signed(end.head, at: end.time).text
        }
    }

    private func answering<Value>(_ body: () throws(HomeError) -> Value) throws(StoreFailure) -> Value {
        do throws(HomeError) {
            return try body()
        } catch {
            throw StoreFailure(error)
        }
    }

    /// A page of management events, newest first.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func page(_ query: EventHistoryQuery) throws(StoreFailure) -> EventHistoryPage {
        do throws(HomeError) {
            let page = try lookUp(EventQuery(query))
            let next = page.next.map { EventHistoryPlace(time: $0.time, sequence: $0.sequence) }
            return EventHistoryPage(records: page.events.map(\.record), next: next)
        } catch {
            throw StoreFailure(error)
        }
    }
}

extension EventQuery {
    /// LookupEvents' question to the indexes.
    fileprivate init(_ query: EventHistoryQuery) {
        self.init(
            query.attribute.map { EventAttribute($0.key) }, query.attribute?.value ?? "",
            scope: EventScope(account: query.account, region: query.region), from: query.from, to: query.to,
            after: query.after.map { EventCursor(time: $0.time, sequence: $0.sequence) }, limit: query.limit)
        isOfManagementOnly = true
    }
}

extension EventAttribute {
    fileprivate init(_ key: EventHistoryKey) {
        self =
            switch key {
            case .eventID: .eventID
            case .eventName: .eventName
            case .readOnly: .readOnly
            case .username: .username
            case .resourceType: .resourceType
            case .resourceName: .resourceName
            case .eventSource: .eventSource
            case .accessKeyID: .accessKeyID
            }
    }
}

extension SQLiteStore {
    /// Where the trail ends, and when that was: for an empty trail when the home was made.
    func trailEnd() throws(HomeError) -> (head: TrailHead, time: Timestamp) {
        let createdAt = createdAt
        return try reading { db in
            let time = try Int64.fetchOne(db, sql: "SELECT time FROM events ORDER BY seq DESC LIMIT 1")
            return (try TrailHead(db), time.map { Timestamp(millisecondsSince1970: $0) } ?? createdAt)
        }
    }
}

extension StoredEvent {
    /// Number, time and record.
    var numbered: NumberedRecord { NumberedRecord(number: sequence, time: time, record: record) }
}
