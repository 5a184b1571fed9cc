import LabCore
public import LabEvents
import LabService
import Synchronization

/// Posts messages to programs on this machine. The server's room implements it.
public protocol NotificationSender: Sendable {
    /// Posts a body and waits for the answer.
    ///
    /// - Throws: ``SendFailure`` when nobody took it.
    func post(_ body: String, headers: [(name: String, value: String)], to url: LoopbackURL) async throws(SendFailure)
}

/// Why an endpoint did not take a message.
public struct SendFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    public let description: String

    /// A failure with what went wrong.
    public init(_ description: String) {
        self.description = description
    }
}

/// Delivers messages to endpoints: those of a subscription in order, different subscriptions side by side, so that a
/// slow endpoint holds nobody else up. Nothing of it happens while a request waits.
final class Courier: Sendable {
    private struct Progress {
        var isRunning = false
        var isWoken = false
        var isStopping = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let sender: (any NotificationSender)?
    private let progress = Mutex(Progress())

    init(_ sender: (any NotificationSender)?) {
        self.sender = sender
    }

    /// Has pending deliveries made; never waits.
    func wake(_ lab: Lab) {
        guard let sender, lab.snapshot.state.post.hasDeliveries else { return }
        let mustStart = progress.withLock { progress in
            progress.isWoken = true
            defer { progress.isRunning = true }
            return !progress.isRunning
        }
        if mustStart { Task { await self.run(lab, sender) } }
    }

    /// Waits until nothing is on its way any more, or for as long as `patience`: what has not been tried by then stays
    /// pending.
    func finished(_ lab: Lab, within patience: Duration) async {
        wake(lab)
        let deadline = Task {
            try await Task.sleep(for: patience)
            self.progress.withLock { $0.isStopping = true }
        }
        await withCheckedContinuation { continuation in
            let isDone = progress.withLock { progress in
                if progress.isRunning { progress.waiting.append(continuation) }
                return !progress.isRunning
            }
            if isDone { continuation.resume() }
        }
        deadline.cancel()
    }

    private func run(_ lab: Lab, _ sender: any NotificationSender) async {
        while mustGoOn() {
            let pending = Dictionary(grouping: lab.world.post.pending) { $0.subscription ?? "" }
            await withTaskGroup(of: Void.self) { group in
                for deliveries in pending.values {
                    group.addTask { await self.make(deliveries, of: lab, sender) }
                }
            }
        }
    }

    private func mustGoOn() -> Bool {
        let waiting: [CheckedContinuation<Void, Never>]? = progress.withLock { progress in
            guard !progress.isWoken else {
                progress.isWoken = false
                return nil
            }
            progress.isRunning = false
            progress.isStopping = false
            defer { progress.waiting = [] }
            return progress.waiting
        }
        for continuation in waiting ?? [] { continuation.resume() }
        return waiting == nil
    }

    private func make(_ deliveries: [Delivery], of lab: Lab, _ sender: any NotificationSender) async {
        for delivery in deliveries.sorted(by: { $0.id < $1.id }) {
            guard !progress.withLock({ $0.isStopping }) else { return }
            let failure = await Self.send(delivery, sender)
            // A delivery that cannot be taken down stays pending, and is made again by the next process.
            guard (try? await lab.end(delivery.id, failure: failure)) != nil else { return }
        }
    }

    /// Why nobody took a message after as many attempts as there are.
    private static func send(_ delivery: Delivery, _ sender: any NotificationSender) async -> String? {
        guard let url = LoopbackURL(delivery.endpoint) else { return "the endpoint is not on this machine" }
        var failure: String?
        for _ in 0..<EventsLimits.attempts {
            do throws(SendFailure) {
                try await sender.post(delivery.body, headers: delivery.headers, to: url)
                return nil
            } catch {
                failure = error.description
            }
        }
        return failure
    }
}

extension Lab {
    /// Takes down how a delivery ended.
    fileprivate func end(_ delivery: PostNumber, failure: String?) async throws(ServiceError) {
        try await commit { writer throws(ServiceError) in
            writer.head.post.end(delivery, failure: failure)
            return ((), Commit(changes: writer.head.drainChanges(), history: .none))
        }
    }
}
