public import LabCore
import LabService
import LabTrail
import Synchronization

extension LabDoor {
    /// Whether the lab answers, and what it is.
    static let health = LabDoor(
        name: "health", summary: "whether the lab answers, and its time", changesLab: false
    ) { lab, input throws(ServiceError) in
        _ = try DoorInput(input)
        return ["status": "ok", "time": .string(lab.now.iso8601Milliseconds), "durable": .bool(lab.isDurable)]
    }

    /// The lab's time; `advance` moves it, for example by `366d`.
    static let clock = LabDoor(
        name: "clock", summary: "the lab's time; {\"advance\": \"366d\"} moves it", changesLab: true
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: "advance")
        if let text = try input.string("advance") {
            guard let duration = LabDuration(text) else {
                throw DoorInput.error("`\(text)` is not a time to advance by; write 90s, 15m, 12h, 366d or 2y")
            }
            return try await lab.advanceClock(by: duration)
        }
        return lab.clockReading(events: 0)
    }
}

extension Lab {
    /// Whether what happens here outlives the process.
    public var isDurable: Bool { queue != nil }

    /// Moves the lab's clock forward and does everything that falls due on the way, in order, each at its own time.
    ///
    /// - Throws: `InvalidDoorInput` for a step backwards: what has happened has happened.
    public func advanceClock(by duration: LabDuration) async throws(ServiceError) -> JSONObject {
        guard duration.milliseconds >= 0 else { throw DoorInput.error("the lab's clock only runs forward") }
        try await commit { writer throws(ServiceError) in
            let offset = writer.head.settings.current.clockOffset + duration
            guard offset <= LabLimits.clockOffset else {
                let days = LabLimits.clockOffset.wholeDays
                throw DoorInput.error("the lab's clock can run ahead by \(days) days at most")
            }
            writer.head.settings.current.clockOffset = offset
            return ((), Commit(changes: writer.head.drainChanges(), history: .step("clock")))
        }
        let before = cell.writer.withLock { $0.trail.count }
        _ = try await worldAfterEverythingDue(at: now)
        return clockReading(events: cell.writer.withLock { $0.trail.count } - before)
    }

    /// The clock as a door shows it.
    func clockReading(events: Int) -> JSONObject {
        let offset = snapshot.state.settings.current.clockOffset
        return [
            "time": .string(now.iso8601Milliseconds), "aheadSeconds": .integer(offset.milliseconds / 1000),
            "fellDue": .integer(Int64(events)),
        ]
    }
}

/// The limits of the lab itself.
public enum LabLimits {
    /// How far the lab's clock can run ahead of the machine's: a hundred years.
    public static let clockOffset = LabDuration.days(36_525)
    /// How many events a door shows at once.
    public static let shownEvents = 10_000
    /// How many of the latest events a timeline shows.
    public static let timelineEvents = 5000
    /// How many keys a timeline shows with their generations.
    public static let timelineKeys = 4
    /// How many can follow the trail at a time.
    public static let followers = 16
    /// How many changes can be taken back, one after the other.
    public static let undoSteps = 100
    /// How many named forks a lab keeps.
    public static let forks = 16
    /// How many rows a named fork can have.
    public static let forkRows = 20_000
    /// How long a fork's name can be.
    public static let forkNameLength = 64
    /// How large a world file can be, in bytes.
    public static let worldFileBytes = 1 << 20
    /// How many steps an experiment can have.
    public static let experimentSteps = 100
    /// How many cells a matrix of decisions can have.
    public static let matrixCells = 20_000
}
