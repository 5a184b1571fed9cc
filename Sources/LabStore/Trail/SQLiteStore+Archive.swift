public import LabCore
public import LabService
public import LabWorld

extension SQLiteStore: EventArchive {
    /// The latest events, oldest first, as CloudTrail records.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func latestRecords(_ count: Int) throws(StoreFailure) -> [JSONObject] {
        do throws(HomeError) {
            return try events(last: count).map(\.record)
        } catch {
            throw StoreFailure(error)
        }
    }

    /// The event with this id, and the explanation of its decisions; `nil` when there is none. Without an id, the latest
    /// event that was decided about.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func explainedRecord(
        _ eventID: String?
    ) throws(StoreFailure) -> (record: JSONObject, decisions: JSONValue)? {
        do throws(HomeError) {
            let found = if let eventID { try event(withID: eventID) } else { try lastDecision() }
            return found.map { ($0.record, .array($0.decisions)) }
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

    /// At most `limit` events behind the first `count`, oldest first.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func events(behind count: Int, limit: Int) throws(StoreFailure) -> [ArchivedEvent] {
        do throws(HomeError) {
            return try events(from: count + 1, limit: limit).map { event in
                ArchivedEvent(index: event.sequence - 1, time: event.time, record: event.record)
            }
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
