import LabCore
import LabTrail
import Synchronization

/// Lets one delivery run at a time, and says when the next one is due. Who comes while one runs waits for it.
///
/// INVARIANT: requests of CloudTrail's own never wait here, or a delivery would wait for itself.
final class DeliveryGate: Sendable {
    private struct State {
        var nextCheck = Timestamp(millisecondsSince1970: .min)
        var last: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// Whether somebody has to look whether something is to be delivered.
    func isDue(_ need: DeliveryNeed, at now: Timestamp) -> Bool {
        switch need {
        case .none: false
        case .now: true
        case .onTime: state.withLock { $0.nextCheck <= now || hasClockGoneBack($0.nextCheck, now) }
        }
    }

    /// Whether the lab's clock was put back since the last look: a reset does that.
    private func hasClockGoneBack(_ nextCheck: Timestamp, _ now: Timestamp) -> Bool {
        nextCheck - now > TrailLimits.logPeriod
    }

    /// Runs a delivery up to `now` behind those that run already.
    func run(until now: Timestamp, _ body: @escaping @Sendable () async -> Void) async {
        let task = state.withLock { state in
            let previous = state.last
            let task = Task {
                await previous?.value
                await body()
                self.finish(until: now)
            }
            state.last = task
            return task
        }
        await task.value
    }

    private func finish(until now: Timestamp) {
        state.withLock { $0.nextCheck = DeliverySchedule.logDue(after: now) }
    }
}
