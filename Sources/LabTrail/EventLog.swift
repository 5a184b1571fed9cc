/// The events that a lab holds in memory, oldest first.
///
/// A value: a fork of a lab has its own log from the moment of the fork on. In a durable lab the events before
/// ``firstIndex`` are in the store only.
public struct EventLog: Sendable {
    private var events: [AuditEvent] = []
    /// The index of the oldest event in memory; events are counted from 0 over the lab's whole life.
    public private(set) var firstIndex: Int

    /// A log that goes on after `count` events that are kept elsewhere.
    public init(after count: Int = 0) {
        firstIndex = count
    }

    /// How many events there have been in the lab's whole life.
    public var count: Int { firstIndex + events.count }

    /// Adds an event.
    public mutating func append(_ event: AuditEvent) {
        events.append(event)
        if events.count >= 2 * TrailLimits.eventsInMemory { drop(events.count - TrailLimits.eventsInMemory) }
    }

    /// The last `count` events, oldest first; fewer when fewer are in memory.
    public func last(_ count: Int) -> ArraySlice<AuditEvent> { events.suffix(count) }

    /// The events in memory behind the one with the number `number`, oldest first, at most `limit` of them.
    public func events(after number: Int, limit: Int) -> ArraySlice<AuditEvent> {
        events.dropFirst(max(0, number - firstIndex)).prefix(limit)
    }

    /// Every event in memory, oldest first; the number of the first is ``firstIndex`` + 1.
    public var all: [AuditEvent] { events }

    /// The event with this id, if it is in memory.
    public func event(withID eventID: String) -> AuditEvent? {
        events.last { $0.eventID == eventID }
    }

    private mutating func drop(_ count: Int) {
        events.removeFirst(count)
        firstIndex += count
    }
}

/// The limits of the trail.
public enum TrailLimits {
    /// How many of the latest events are kept in memory at least; between this and twice as many are.
    public static let eventsInMemory = 100_000
}
