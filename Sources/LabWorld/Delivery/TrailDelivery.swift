import LabCore
import LabService
import LabTrail
import Synchronization

/// One run of delivery: everything that is due by now, each file at its own time.
///
/// Files are put into their bucket by CloudTrail itself, through the whole pipeline: the bucket's policy and the key's
/// decide, and events tell of it. Afterwards the trail's row says how far it has come. Whatever goes wrong is in the
/// trail's status, and is tried again.
struct TrailDelivery {
    let lab: Lab
    let now: Timestamp

    func run() async {
        for closing in lab.world.trail.closing.all { await finish(closing) }
        for trail in lab.world.trail.trails.all where trail.logging.isOn { await deliver(trail.address) }
    }

    /// Delivers of a trail what is due, the older file first.
    private func deliver(_ address: TrailAddress) async {
        while let trail = lab.world.trail.trails[address], trail.logging.isOn, mayTry(trail) {
            guard let batch = try? LogBatch(trail, in: lab) else { return }
            let digestDue = trail.delivery.digestDue(beforeLogAt: batch.due, now: now)
            if let due = batch.due, due <= min(now, digestDue ?? now) {
                guard await deliver(batch, of: trail, at: due) else { return }
            } else if let digestDue, digestDue <= now {
                guard await deliverDigests(of: trail, at: digestDue) else { return }
            } else {
                return await skip(batch, of: trail)
            }
        }
    }

    private func mayTry(_ trail: TrailRecord) -> Bool { trail.delivery.nextAttempt.map { $0 <= now } ?? true }

    /// Delivers what a trail that has ended still has, and its last digest. What fails then is lost, as the trail is.
    private func finish(_ closing: ClosingTrail) async {
        var trail = closing.trail
        let end = closing.id.endedAt
        while let batch = try? LogBatch(trail, in: lab, endedAt: end), batch.due != nil {
            let files = batch.files(at: end)
            guard await put(files, of: trail, at: end) == nil else { break }
            trail.delivery.note(files, upTo: batch.position, at: end)
        }
        let hasHour = trail.delivery.chains.values.contains { $0.start.iso8601 < end.iso8601 }
        if trail.delivery.nextDigest != nil, hasHour { _ = await digests(of: trail, at: end) }
        await change { $0.closing[closing.id] = nil }
    }

    private func deliver(_ batch: LogBatch, of trail: TrailRecord, at due: Timestamp) async -> Bool {
        let files = batch.files(at: due)
        if let error = await put(files, of: trail, at: due) {
            await change(trail) { $0.noteFailure(error.code.wireName, of: \.logs, at: due, now: now) }
            return false
        }
        return await change(trail) { $0.note(files, upTo: batch.position, at: due) }
    }

    private func deliverDigests(of trail: TrailRecord, at due: Timestamp) async -> Bool {
        switch await digests(of: trail, at: due) {
        case .success(let digests): return await change(trail) { $0.note(digests, at: due) }
        case .failure(let error):
            await change(trail) { $0.noteFailure(error.code.wireName, of: \.digests, at: due, now: now) }
            return false
        }
    }

    /// Passes over many events of which the trail delivers none, so that nobody looks at them again.
    private func skip(_ batch: LogBatch, of trail: TrailRecord) async {
        guard batch.isEmpty, batch.position - trail.delivery.position >= 1000 else { return }
        await change(trail) { $0.position = batch.position }
    }

    /// Changes how far a trail has come; `false` when that could not be kept.
    @discardableResult
    private func change(
        _ trail: TrailRecord, _ body: @Sendable (inout DeliveryState) -> Void
    ) async -> Bool {
        await change { state in
            guard var current = state.trails[trail.address] else { return }
            body(&current.delivery)
            state.trails.put(current)
        }
    }

    @discardableResult
    private func change(_ body: @Sendable (inout TrailState) -> Void) async -> Bool {
        do throws(ServiceError) {
            try await lab.commit { writer throws(ServiceError) in
                body(&writer.head.trail)
                return ((), Commit(changes: writer.head.drainChanges(), history: .continuation))
            }
            return true
        } catch {
            return false
        }
    }
}
