public import LabService

/// The events that a lab holds in memory, oldest first.
///
/// A value: a fork of a lab has its own log from the moment of the fork on, and whoever reads works on a copy, which costs
/// a retain. In a durable lab the events before ``firstIndex`` are in the store only.
public struct EventLog: Sendable {
    /// Full pages, oldest first.
    private var pages: [EventLogPage] = []
    /// The events behind the last full page.
    private var latest: [AuditEvent] = []
    /// The index of the oldest event in memory; events are counted from 0 over the lab's whole life.
    public private(set) var firstIndex: Int

    /// A log that goes on after `count` events that are kept elsewhere.
    public init(after count: Int = 0) {
        firstIndex = count
    }

    /// How many events there have been in the lab's whole life.
    public var count: Int { latestIndex + latest.count }

    /// The index of the first event behind the full pages.
    private var latestIndex: Int { firstIndex + pages.count * EventLogPage.size }

    /// Adds an event.
    public mutating func append(_ event: AuditEvent) {
        latest.append(event)
        guard latest.count == EventLogPage.size else { return }
        pages.append(EventLogPage(latest))
        latest.removeAll(keepingCapacity: true)
        if pages.count * EventLogPage.size >= TrailLimits.eventsInMemory + EventLogPage.size { dropPage() }
    }

    private mutating func dropPage() {
        pages.removeFirst()
        firstIndex += EventLogPage.size
    }

    /// The last `count` events, oldest first; fewer when fewer are in memory.
    public func last(_ count: Int) -> [AuditEvent] {
        var found: [AuditEvent] = []
        forEachPart(from: max(firstIndex, self.count - count)) { _, events in
            found += events
            return true
        }
        return found
    }

    /// At most `limit` events from the one with this index on, oldest first; from the oldest in memory when that one is
    /// not.
    public func events(from index: Int, limit: Int) -> [(index: Int, event: AuditEvent)] {
        var found: [(Int, AuditEvent)] = []
        forEachPart(from: max(index, firstIndex)) { first, events in
            for (offset, event) in events.prefix(limit - found.count).enumerated() {
                found.append((first + offset, event))
            }
            return found.count < limit
        }
        return found
    }

    /// Calls `body` with the events from an index on, page by page, until it answers `false`.
    private func forEachPart(from index: Int, _ body: (Int, ArraySlice<AuditEvent>) -> Bool) {
        for number in min((index - firstIndex) / EventLogPage.size, pages.count)..<pages.count {
            let start = firstIndex + number * EventLogPage.size
            let skipped = max(index - start, 0)
            guard body(start + skipped, pages[number].events.dropFirst(skipped)) else { return }
        }
        let skipped = max(index - latestIndex, 0)
        _ = body(latestIndex + skipped, latest.dropFirst(skipped))
    }

    /// The events from an index on, `count` at most. Those that memory does not have any more are left out.
    public func events(from index: Int, atMost count: Int) -> ArraySlice<AuditEvent> {
        events.dropFirst(max(index - firstIndex, 0)).prefix(count)
    }

    /// The event with this id, if it is in memory.
    public func event(withID eventID: String) -> AuditEvent? {
        let attribute = EventHistoryAttribute(.eventID, eventID)
        if let event = latest.last(where: { $0.has(attribute) }) { return event }
        for page in pages.reversed() where page.mayHave(attribute) {
            if let event = page.events.last(where: { $0.has(attribute) }) { return event }
        }
        return nil
    }
}

extension EventLog {
    /// A page of the events that `query` asks for, the latest first. Events before ``firstIndex`` are not looked at.
    ///
    /// Complexity: a few nanoseconds a page of memory that has nothing, some tens of nanoseconds an event in one that
    /// has; so about as long as the answer.
    public func page(_ query: EventHistoryQuery) -> EventHistoryPage {
        var search = EventSearch(query)
        search.look(through: latest, from: latestIndex)
        for number in pages.indices.reversed() where !search.isDone {
            guard search.mayHit(pages[number]) else { continue }
            search.look(through: pages[number].events, from: firstIndex + number * EventLogPage.size)
        }
        return search.page
    }
}

/// A search through events, backwards.
private struct EventSearch {
    private let query: EventHistoryQuery
    private var found: [(index: Int, event: AuditEvent)] = []

    init(_ query: EventHistoryQuery) {
        self.query = query
    }

    /// Whether the page is full, and one more was found, so that there is a next page.
    var isDone: Bool { found.count > query.limit }

    var page: EventHistoryPage {
        let shown = found.prefix(query.limit)
        let next = isDone ? shown.last.map { EventHistoryPlace(time: $0.event.time, sequence: $0.index + 1) } : nil
        return EventHistoryPage(records: shown.map(\.event.cloudTrailRecord), next: next)
    }

    func mayHit(_ page: EventLogPage) -> Bool {
        guard page.newest >= query.from, page.oldest <= query.to else { return false }
        return query.attribute.map(page.mayHave) ?? true
    }

    mutating func look(through events: [AuditEvent], from first: Int) {
        for offset in events.indices.reversed() {
            guard !isDone else { return }
            guard matches(events[offset]), isAhead(first + offset) else { continue }
            found.append((first + offset, events[offset]))
        }
    }

    private func isAhead(_ index: Int) -> Bool { query.after.map { index + 1 < $0.sequence } ?? true }

    private func matches(_ event: AuditEvent) -> Bool {
        !event.isDataEvent && query.attribute.map(event.has) ?? true
            && event.time >= query.from && event.time <= query.to
            && event.account == query.account && event.region == query.region
    }
}
