public import LabCore
import LabService
import Synchronization

extension LabDoor {
    /// The start again: in memory everything as it was when the lab was opened; in a home an empty world, and the trail
    /// goes on.
    static let reset = LabDoor(
        name: "reset", summary: "back to the start; in a home, an empty world, which can be undone", changesLab: true
    ) { lab, input throws(ServiceError) in
        _ = try DoorInput(input)
        try await lab.reset()
        return lab.clockReading(events: 0)
    }
}

extension Lab {
    /// Takes a lab back to where it began: for test suites, which start every test in the same world.
    ///
    /// In memory that is the world, the clock and the trail as they were when the lab was opened. What a home has
    /// answered is on the disk for good: there the world is emptied, the clock is the machine's again, the trail keeps
    /// what it has and gets one event more, and an undo brings the world back.
    ///
    /// Requests under way finish in the world that they find; what they change after the reset stays changed. Random
    /// state is not taken back, so that no nonce can come twice.
    ///
    /// - Throws: what the home cannot keep; a lab in memory never throws.
    public func reset() async throws(ServiceError) {
        guard let start else { return try await emptyWorld() }
        cell.writer.withLock { writer in
            let (revision, epoch) = (writer.revision + 1, writer.epoch + 1)
            writer = Writer(world: start.state, eventCount: startEventCount, isObserved: observer != nil)
            writer.revision = revision
            writer.epoch = epoch
        }
    }
}
