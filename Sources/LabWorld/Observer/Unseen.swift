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

    let events: [ObservedEvent]
    let world: WorldSnapshot
    /// The index after the last event.
    let end: Int
    /// Which world it belongs to: a reset begins another one.
    let epoch: Int
    private let isFromBefore: Bool

    /// The next stretch: first what a process before this one left over.
    init(_ writer: Writer) {
        world = writer.published
        epoch = writer.epoch
        isFromBefore = !writer.leftOver.isEmpty
        guard !isFromBefore else {
            events = writer.leftOver.map(ObservedEvent.init)
            end = writer.seenCount
            return
        }
        let start = max(writer.seenCount, writer.trail.firstIndex)
        let recent = writer.trail.events(from: start, atMost: Self.most)
        events = recent.map { ObservedEvent(record: $0.cloudTrailRecord) }
        end = start + recent.count
    }

    /// Whether there is nothing to look at.
    var isEmpty: Bool { events.isEmpty && world.state.post.submitted.count == 0 }

    /// Moves the mark behind the stretch.
    fileprivate func mark(_ writer: inout Writer) {
        if isFromBefore { writer.leftOver = [] }
        writer.seenCount = max(writer.seenCount, end)
    }
}

extension Writer {
    /// Takes down that the rules have seen a stretch of this world's trail.
    mutating func note(_ unseen: Unseen) {
        guard epoch == unseen.epoch else { return }
        unseen.mark(&self)
    }
}
