public import LabCore
import LabService

/// Something that the lab has to do with a key by itself.
struct DueWork {
    enum Kind {
        case deletion
        case transition
        case rotation(KeyMaterialRecord.RotationType)
        case expiry
    }

    let date: Timestamp
    let kind: Kind
}

extension KeyRecord {
    /// What the lab has to do with the key next; of several things at one moment the weightiest.
    var dueWork: DueWork? {
        var works: [DueWork] = []
        func add(_ date: Timestamp?, _ kind: DueWork.Kind) {
            if let date { works.append(DueWork(date: date, kind: kind)) }
        }
        add(deletionDate, .deletion)
        add(transitionDate, .transition)
        add(rotation.onDemandDate, .rotation(.onDemand))
        add(rotatesAutomatically ? rotation.nextDate : nil, .rotation(.automatic))
        add(nextExpiry, .expiry)
        return works.min { $0.date < $1.date }
    }

    /// When the lab has something to do with the key by itself.
    public var dueDate: Timestamp? { dueWork?.date }

    /// Whether the service rotates the key by itself: on by the account's wish, never while the key is not enabled, and
    /// in a multi-Region family only at the primary.
    var rotatesAutomatically: Bool { rotation.isEnabled && state == .enabled && !isReplica }

    private var nextExpiry: Timestamp? {
        guard origin == .external, !state.isPendingDeletion else { return nil }
        return materials.compactMap { $0.wrapped == nil ? nil : $0.imported?.validTo }.min()
    }

    /// Imported material that RotateKeyOnDemand would make current.
    var materialPendingRotation: KeyMaterialRecord? {
        materials.first { $0.state == .pendingRotation && $0.wrapped != nil }
    }
}

extension RotationSchedule {
    /// Moves on after a rotation: an on-demand one leaves the automatic schedule alone.
    mutating func noteRotation(_ type: KeyMaterialRecord.RotationType, at date: Timestamp) {
        switch type {
        case .onDemand: onDemandDate = nil
        case .automatic: nextDate = date + .days(periodInDays)
        }
    }
}
