import LabCore
import LabService
import LabTrail
import Synchronization

extension Lab {
    /// The world as a request finds it, once everything that was due by its time has been done and delivered.
    func worldReady(for call: Call) async throws(ServiceError) -> WorldSnapshot {
        guard call.caller == .cloudTrail else { return try await worldAfterEverythingDue(at: call.now) }
        return try await worldAfterDueWork(at: call.now)
    }

    /// The world that reads see, once everything that was due by `now` has been done and delivered.
    func worldAfterEverythingDue(at now: Timestamp) async throws(ServiceError) -> WorldSnapshot {
        let world = try await worldAfterDueWork(at: now)
        guard gate.isDue(world.deliveryNeed, at: now) else { return world }
        await gate.run(until: now) { await TrailDelivery(lab: self, now: now).run() }
        return snapshot
    }
}
