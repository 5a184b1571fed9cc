import LabCore
import LabPolicy
import LabS3
import LabTrail
import Synchronization

/// The one serial writer of a lab: everything that changes, behind one lock.
final class WriterCell: Sendable {
    let writer: Mutex<Writer>

    init(_ writer: sending Writer) {
        self.writer = Mutex(writer)
    }
}

/// What the writer holds.
struct Writer: Sendable {
    /// The world after the last request that passed the writer; in a durable lab it may not be durable yet.
    var head: WorldState
    /// How often the head has changed in this process: equal numbers, equal worlds.
    var revision = 0
    /// The world that reads see.
    var published: WorldSnapshot
    /// The events that can be seen.
    var trail: EventLog
    /// The decisions behind the latest events.
    var decisions = RecentDecisions()
    /// How many events of the trail the lab's rules have seen.
    var seenCount: Int
    /// The worlds that the rules have not seen, with the number of events up to each: a rule judges a change by the world
    /// that it led to, and not by a later one.
    private(set) var unseenWorlds: [(end: Int, world: WorldSnapshot)] = []
    /// Whether somebody shows the trail to rules.
    private let isObserved: Bool
    /// Events before the first in memory that the rules of an earlier process did not come to.
    var leftOver: [JSONObject]
    /// Counts resets: what is worked out on the world before one must not reach the world after it.
    var epoch = 0

    init(world: WorldState, eventCount: Int, leftOver: [JSONObject] = [], isObserved: Bool = true) {
        head = world
        published = WorldSnapshot(world)
        trail = EventLog(after: eventCount)
        seenCount = eventCount
        self.leftOver = leftOver
        self.isObserved = isObserved
    }

    /// Makes a durable world visible, which nothing wants `bodies` in any more.
    ///
    /// INVARIANT: the head holds the latest lease, and every world that becomes visible holds the head's. A world that
    /// waited to become durable may have been made under an older one.
    mutating func publish(_ world: WorldSnapshot, releasing bodies: [BodyID]) {
        head.s3.release(bodies)
        guard world.state.s3.lease !== head.s3.lease else { return published = world }
        var state = world.state
        state.s3.hold(head.s3.lease)
        published = WorldSnapshot(state)
    }

    /// Keeps the world after the latest event until the rules have seen it, if it has rules. A world in which nothing
    /// happened but what rules found themselves is not worth a look.
    mutating func keepForRules(_ world: WorldSnapshot) {
        guard isObserved, world.isWatched, trail.count > (unseenWorlds.last?.end ?? seenCount) else { return }
        unseenWorlds.append((trail.count, world))
        if unseenWorlds.count > Unseen.mostWorlds { unseenWorlds.removeFirst() }
    }

    /// Lets go of the worlds that the rules have seen.
    mutating func forgetSeenWorlds() { unseenWorlds.removeAll { $0.end <= seenCount } }

    /// Makes events visible.
    mutating func record(_ events: [RecordedEvent]) {
        for recorded in events { record(recorded) }
    }

    /// Makes an event visible. What happened before there were rules is not theirs to see.
    mutating func record(_ recorded: RecordedEvent) {
        if !published.isWatched, unseenWorlds.isEmpty { seenCount = trail.count }
        trail.append(recorded.event)
        decisions.append(recorded)
    }
}

/// The latest events together with their decisions, for `why`.
struct RecentDecisions: Sendable {
    private var events: [RecordedEvent] = []
    private var next = 0

    /// How many are kept.
    static let capacity = 1024

    /// Keeps the event, if anything was decided for it, in the place of the oldest.
    mutating func append(_ event: RecordedEvent) {
        guard !event.decisions.isEmpty else { return }
        if events.count < Self.capacity {
            events.append(event)
        } else {
            events[next] = event
        }
        next = (next + 1) % Self.capacity
    }

    /// The event that came last.
    var last: RecordedEvent? {
        events.isEmpty ? nil : events[(next + events.count - 1) % events.count]
    }

    /// The event with this id.
    func event(withID eventID: String) -> RecordedEvent? {
        events.first { $0.event.eventID == eventID }
    }
}
