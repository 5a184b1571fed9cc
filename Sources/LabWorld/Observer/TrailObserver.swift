import LabCore
import LabEvents
import LabService
import Synchronization

/// Watches the trail for the lab's rules: AWS Config's, and EventBridge's.
///
/// It reads events once they are durable, in the order of the trail and each once, away from every request. What it finds
/// is committed together with how far it has read, so that a crash neither loses a message nor sends one twice. While no
/// rule wants anything it costs a request one look at a flag.
final class TrailObserver: Sendable {
    private struct Progress {
        var isRunning = false
        var isWoken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let progress = Mutex(Progress())
    /// Posts to endpoints.
    let courier: Courier

    init(_ sender: (any NotificationSender)?) {
        courier = Courier(sender)
    }

    /// Has the trail read on; never waits.
    func wake(_ lab: Lab) {
        let mustStart = progress.withLock { progress in
            progress.isWoken = true
            defer { progress.isRunning = true }
            return !progress.isRunning
        }
        if mustStart { Task { await self.run(lab) } }
    }

    /// Waits until everything that is in the trail by now has been read.
    func caughtUp(_ lab: Lab) async {
        guard lab.snapshot.isWatched else { return }
        wake(lab)
        await withCheckedContinuation { continuation in
            let isDone = progress.withLock { progress in
                if progress.isRunning { progress.waiting.append(continuation) }
                return !progress.isRunning
            }
            if isDone { continuation.resume() }
        }
    }

    private func run(_ lab: Lab) async {
        while mustGoOn() {
            // A commit that fails is tried again when something wakes the observer next: nothing is lost meanwhile.
            while (try? await lab.observeNext()) == true {}
            courier.wake(lab)
        }
    }

    /// Whether somebody has called since the last round; otherwise the observer rests.
    private func mustGoOn() -> Bool {
        let waiting: [CheckedContinuation<Void, Never>]? = progress.withLock { progress in
            guard !progress.isWoken else {
                progress.isWoken = false
                return nil
            }
            progress.isRunning = false
            defer { progress.waiting = [] }
            return progress.waiting
        }
        for continuation in waiting ?? [] { continuation.resume() }
        return waiting == nil
    }
}

extension Lab {
    /// Waits until the rules have seen everything that is in the trail by now.
    public func rulesCaughtUp() async { await observer?.caughtUp(self) }

    /// Waits until every message that is on its way has arrived, or failed; about as long as `patience` at most.
    public func messagesSent(within patience: Duration = .seconds(10)) async {
        await rulesCaughtUp()
        await observer?.courier.finished(self, within: patience)
    }

    /// Has the rules see the next stretch of the trail; `false` when there is none.
    fileprivate func observeNext() async throws(ServiceError) -> Bool {
        let unseen = cell.writer.withLock { Unseen($0) }
        guard !unseen.isEmpty else { return false }
        let now = ambient.clock.now + unseen.latest.clockOffset
        let observation = try Observation(of: unseen, ambient: ambient, now: now)
        let isFar = unseen.end - (unseen.latest.state.post.seenCount ?? 0) >= Unseen.furthest
        if observation.isWorthKeeping || isFar { try await keep(observation, of: unseen) }
        cell.writer.withLock { $0.note(unseen) }
        return true
    }

    private func keep(_ observation: Observation, of unseen: Unseen) async throws(ServiceError) {
        try await commit { writer throws(ServiceError) in
            guard writer.epoch == unseen.epoch else { return ((), Commit(history: .none)) }
            observation.apply(to: &writer.head)
            writer.head.post.seenCount = unseen.end
            return ((), Commit(changes: writer.head.drainChanges(), history: .none))
        }
    }
}
