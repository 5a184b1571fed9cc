public import LabCore
import LabService
import Synchronization

extension LabDoor {
    /// The start again: the world, the clock and the trail as they were when the lab was opened.
    static let reset = LabDoor(
        name: "reset", summary: "back to the start; a lab in memory only", changesLab: true
    ) { lab, input throws(ServiceError) in
        _ = try DoorInput(input)
        try lab.reset()
        return lab.clockReading(events: 0)
    }
}

extension Lab {
    /// Takes a lab in memory back to where it began: for test suites, which start every test in the same world.
    ///
    /// Requests under way finish in the world that they find; what they change after the reset stays changed. Random
    /// state is not taken back, so that no nonce can come twice.
    ///
    /// - Throws: `ResetRefused` in a durable lab: what has been answered there is on the disk for good.
    public func reset() throws(ServiceError) {
        guard let start else {
            throw ServiceError(
                ServiceError.Code("ResetRefused", 409), "this lab is kept on the disk and is not taken back",
                hint: "`kmslab serve --memory` makes a lab that can be reset; `--home` names another one to begin with")
        }
        cell.writer.withLock { writer in
            let revision = writer.revision + 1
            writer = Writer(world: start.state, eventCount: startEventCount)
            writer.revision = revision
        }
    }
}
