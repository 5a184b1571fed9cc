import LabCore
import LabEvents
import LabService
import LabTrail

/// A stretch of the trail that the rules have not seen, and the world as it stood after it.
struct Unseen: Sendable {
    /// So many events are looked at together.
    private static let most = 1_000
    /// How far memory may be ahead of what the home knows to have been seen. It is less than what is read back at a start.
    static let furthest = 1_000
    /// So many events are read back at a start at most.
    static let mostReadBack = 10_000
    /// So many worlds are kept for the rules at most; where they cannot keep up, some see a later one.
    static let mostWorlds = 1_000

    private let leftOver: [JSONObject]
    private let recent: [AuditEvent]
    let world: WorldSnapshot
    /// The world as it stands now, with what the rules have found and sent so far.
    let latest: WorldSnapshot
    /// The index after the last event.
    let end: Int
    /// Which world it belongs to: a reset begins another one.
    let epoch: Int
    /// Whether a world waits to be seen, be it that memory has lost the events that led to it.
    private let hasWorld: Bool

    /// The next stretch: first what a process before this one left over, then world by world, then what only read.
    init(_ writer: Writer) {
        let next = writer.leftOver.isEmpty ? writer.unseenWorlds.first : nil
        hasWorld = next != nil
        epoch = writer.epoch
        leftOver = writer.leftOver
        world = next?.world ?? writer.published
        latest = writer.published
        let start = max(writer.seenCount, writer.trail.firstIndex)
        let most = min(Self.most, (next?.end ?? writer.trail.count) - start)
        recent = leftOver.isEmpty ? writer.trail.events(from: start, limit: max(most, 0)).map(\.event) : []
        end = leftOver.isEmpty ? start + recent.count : writer.seenCount
    }

    /// Whether there is nothing to look at.
    var isEmpty: Bool { leftOver.isEmpty && recent.isEmpty && submitted.isEmpty && !hasWorld }

    /// The events that somebody had put on the bus by then and that no rule has seen.
    var submitted: [SubmittedEvent] {
        world.state.post.submitted.all.filter { latest.state.post.submitted[$0.id] != nil }
    }

    /// The events. They are written out here, and not while the writer waits.
    var events: [ObservedEvent] { (leftOver + recent.map(\.cloudTrailRecord)).map(ObservedEvent.init) }

    /// Moves the mark behind the stretch.
    fileprivate func mark(_ writer: inout Writer) {
        if !leftOver.isEmpty { writer.leftOver = [] }
        writer.seenCount = max(writer.seenCount, end)
        writer.forgetSeenWorlds()
    }
}

extension Writer {
    /// Takes down that the rules have seen a stretch of this world's trail.
    mutating func note(_ unseen: Unseen) {
        guard epoch == unseen.epoch else { return }
        unseen.mark(&self)
    }
}
