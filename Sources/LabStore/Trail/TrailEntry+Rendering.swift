import Dispatch
import LabWorld
import Synchronization

extension TrailEntry {
    /// The events as they are written, in order.
    ///
    /// Rendering an event takes longer than writing it, and whoever waits for the batch leaves the cores idle: a large
    /// batch is rendered on all of them.
    static func render(_ events: [RecordedEvent]) -> [TrailEntry] {
        let share = StoreLimits.eventsRenderedTogether
        guard events.count >= 2 * share else { return events.map(TrailEntry.init) }
        let shares = stride(from: 0, to: events.count, by: share).map { events[$0..<min($0 + share, events.count)] }
        let rendered = Mutex([[TrailEntry]](repeating: [], count: shares.count))
        DispatchQueue.concurrentPerform(iterations: shares.count) { index in
            let entries = shares[index].map(TrailEntry.init)
            rendered.withLock { $0[index] = entries }
        }
        return rendered.withLock { Array($0.joined()) }
    }
}
