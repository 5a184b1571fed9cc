import Dispatch
import LabCore
import Synchronization

/// Makes commits durable in the order of the writer, many at a time: while one batch is on its way to the disk, the
/// next one gathers (group commit).
///
/// INVARIANT: ``enqueue(_:)`` is called with the writer's lock held, so that the order here is the writer's order.
final class CommitQueue: Sendable {
    /// A commit that waits, with the world as it stands after it.
    struct Entry: Sendable {
        let commit: Commit
        let world: WorldSnapshot
        let completion: @Sendable (StoreFailure?) -> Void
    }

    private struct Waiting {
        var entries: [Entry] = []
        var isDraining = false
    }

    private let store: any WorldStore
    private let cell: WriterCell
    private let waiting = Mutex(Waiting())
    private let thread = DispatchQueue(label: "kmslab.commit")

    init(store: any WorldStore, cell: WriterCell) {
        self.store = store
        self.cell = cell
    }

    func enqueue(_ entry: Entry) {
        let mustStart = waiting.withLock { waiting in
            waiting.entries.append(entry)
            defer { waiting.isDraining = true }
            return !waiting.isDraining
        }
        if mustStart { thread.async { self.drain() } }
    }

    private func drain() {
        while let batch = nextBatch() { commit(batch) }
    }

    private func nextBatch() -> [Entry]? {
        waiting.withLock { waiting in
            guard !waiting.entries.isEmpty else {
                waiting.isDraining = false
                return nil
            }
            defer { waiting.entries = [] }
            return waiting.entries
        }
    }

    private func commit(_ batch: [Entry]) {
        do throws(StoreFailure) {
            try store.append(batch.map(\.commit))
            publish(batch)
            for entry in batch { entry.completion(nil) }
        } catch {
            for entry in batch + takeBack() { entry.completion(error) }
        }
    }

    private func publish(_ batch: [Entry]) {
        guard let last = batch.last else { return }
        let released = last.world.state.bodies(releasedBy: batch.map(\.commit))
        cell.writer.withLock { writer in
            for entry in batch {
                writer.record(entry.commit.events)
                if !entry.commit.changes.isEmpty { writer.keepForRules(entry.world) }
            }
            writer.publish(last.world, releasing: released)
        }
    }

    /// Takes the writer back to the last durable world. Whatever was built on what failed fails with it.
    private func takeBack() -> [Entry] {
        cell.writer.withLock { writer in
            writer.head = writer.published.state
            return waiting.withLock { waiting in
                defer { waiting.entries = [] }
                return waiting.entries
            }
        }
    }
}
