import LabCore
import LabService
import LabTrail
import Synchronization

extension Lab {
    /// Runs `body` in the writer and waits until what it leaves is durable; in memory it is at once.
    func commit<Value: Sendable>(
        _ body: (inout Writer) throws(ServiceError) -> (value: Value, commit: Commit)
    ) async throws(ServiceError) -> Value {
        defer { if snapshot.isWatched { observer?.wake(self) } }
        guard let queue else { return try commitInMemory(body) }
        var answer: Result<Value, ServiceError>?
        let failure: StoreFailure? = await withCheckedContinuation { continuation in
            cell.writer.withLock { writer in
                do throws(ServiceError) {
                    let (value, commit) = try noted(body, in: &writer)
                    answer = .success(value)
                    queue.enqueue(
                        CommitQueue.Entry(commit: commit, world: WorldSnapshot(writer.head)) {
                            continuation.resume(returning: $0)
                        })
                } catch {
                    answer = .failure(error)
                    continuation.resume(returning: nil)
                }
            }
        }
        if let failure { throw LabError.notKept(failure) }
        guard let answer else { preconditionFailure("the writer always answers") }
        return try answer.get()
    }

    private func commitInMemory<Value: Sendable>(
        _ body: (inout Writer) throws(ServiceError) -> (value: Value, commit: Commit)
    ) throws(ServiceError) -> Value {
        try cell.writer.withLock { writer throws(ServiceError) in
            let (value, commit) = try noted(body, in: &writer)
            writer.record(commit.events)
            guard !commit.changes.isEmpty else { return value }
            writer.published = WorldSnapshot(writer.head)
            writer.keepForRules(writer.published)
            return value
        }
    }

    /// Runs `body` and takes down what it changed.
    private func noted<Value>(
        _ body: (inout Writer) throws(ServiceError) -> (value: Value, commit: Commit), in writer: inout Writer
    ) throws(ServiceError) -> (value: Value, commit: Commit) {
        let (value, commit) = try body(&writer)
        if !commit.changes.isEmpty { writer.revision += 1 }
        return (value, writer.head.note(commit))
    }

    /// Keeps the events of a request that changed nothing.
    func record(_ events: [RecordedEvent]) async throws(ServiceError) {
        guard queue != nil else { return recordInMemory(events) }
        try await commit { _ throws(ServiceError) in ((), Commit(events: events)) }
    }

    private func recordInMemory(_ events: [RecordedEvent]) {
        let isWatched = cell.writer.withLock { writer in
            writer.record(events)
            return writer.published.isWatched
        }
        if isWatched { observer?.wake(self) }
    }

    /// The world that reads see, once everything that was due by `now` has been done.
    func worldAfterDueWork(at now: Timestamp) async throws(ServiceError) -> WorldSnapshot {
        let world = snapshot
        guard let due = world.nextDue, due <= now else { return world }
        return try await commit { writer throws(ServiceError) in try self.performDueWork(until: now, in: &writer) }
    }

    private func performDueWork(
        until now: Timestamp, in writer: inout Writer
    ) throws(ServiceError) -> (value: WorldSnapshot, commit: Commit) {
        var world = writer.head
        var events: [RecordedEvent] = []
        while let due = world.nextDue, due <= now {
            let done = try world.performNextDue(random: ambient.random, usage: usage)
            events += done.requests
            for event in done.events { events.append(RecordedEvent(AuditEvent(eventID: try eventID(), event))) }
        }
        let commit = Commit(changes: world.drainChanges(), events: events, history: .continuation)
        writer.head = world
        return (WorldSnapshot(world), commit)
    }

    func eventID() throws(ServiceError) -> String {
        do throws(RandomFailure) {
            return try ambient.random.uuid()
        } catch {
            throw ServiceError(LabError.internalFailure, error.description)
        }
    }
}
