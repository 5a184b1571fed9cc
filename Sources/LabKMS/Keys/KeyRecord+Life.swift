import LabCore

extension KeyRecord {
    /// Takes the key towards its deletion.
    mutating func scheduleDeletion(inDays days: Int, now: Timestamp) {
        transitionDate = nil
        if isPrimary, multiRegion?.replicaRegions.isEmpty == false {
            state = .pendingReplicaDeletion
            pendingWindowInDays = days
        } else {
            state = .pendingDeletion
            deletionDate = now + .days(days)
        }
    }

    /// Takes the key back from its deletion: disabled, or waiting for material if it has none.
    mutating func cancelDeletion() {
        state = isMissingMaterial ? .pendingImport : .disabled
        deletionDate = nil
        pendingWindowInDays = nil
    }

    /// Whether a generation that encrypted something is not there: any of them makes the whole key wait for import.
    var isMissingMaterial: Bool {
        let belongs = materials.filter { $0.state == .current || $0.state == .nonCurrent }
        return origin == .external && (belongs.isEmpty || belongs.contains { $0.wrapped == nil })
    }

    /// Puts `material` in the place of the current one, which stays for decryption.
    mutating func rotate(to material: KeyMaterialRecord, _ type: KeyMaterialRecord.RotationType, at date: Timestamp) {
        for index in materials.indices where materials[index].state == .current {
            materials[index].state = .nonCurrent
        }
        var next = material
        next.state = .current
        next.rotatedAt = date
        next.rotationType = type
        materials.removeAll { $0.id == next.id }
        materials.append(next)
    }
}
