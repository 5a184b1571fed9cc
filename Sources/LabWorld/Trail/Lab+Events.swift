public import LabTrail
import Synchronization

extension Lab {
    /// How many events the trail has had in the lab's whole life: what a test or a benchmark compares before and after.
    public var eventCount: Int { cell.writer.withLock { $0.trail.count } }

    /// The latest `count` events, oldest first; fewer when fewer are in memory.
    public func latestEvents(_ count: Int) -> [AuditEvent] { cell.writer.withLock { $0.trail }.last(count) }
}
