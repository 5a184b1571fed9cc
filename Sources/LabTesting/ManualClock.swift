public import LabCore
import Synchronization

/// A clock that stands still until a test moves it.
public final class ManualClock: WallClock {
    private let time: Mutex<Timestamp>

    /// A clock that begins on 2026-01-01 at midnight, unless told otherwise.
    public init(_ start: Timestamp = Timestamp(millisecondsSince1970: 1_767_225_600_000)) {
        time = Mutex(start)
    }

    /// The time it stands at.
    public var now: Timestamp { time.withLock { $0 } }

    /// Moves the clock.
    public func advance(_ duration: LabDuration) {
        time.withLock { $0 = $0 + duration }
    }
}
