public import LabCore
public import LabService

extension KMSState: ScheduledWork {
    /// When the next rotation, deletion, expiry or change of state is due.
    public var nextDue: Timestamp? {
        [keys.nextDue?.date, stores.nextDue?.date].compactMap { $0 }.min()
    }

    /// Does what is due first.
    public mutating func performNextDue(random: any RandomSource) throws(ServiceError) -> [ServiceEvent] {
        if let (date, store) = stores.nextDue, keys.nextDue.map({ date <= $0.date }) ?? true {
            finishConnection(of: store)
            return []
        }
        guard let (date, key) = keys.nextDue, let work = key.dueWork else { return [] }
        switch work.kind {
        case .deletion: return [delete(key, at: date)]
        case .transition: return finishTransition(of: key, at: date)
        case .rotation(let type): return try rotate(key, type, at: date, random: random)
        case .expiry: return [expireMaterial(of: key, at: date)]
        }
    }

    private mutating func delete(_ key: KeyRecord, at date: Timestamp) -> ServiceEvent {
        for alias in aliases(pointingTo: key.address) { aliases[alias.address] = nil }
        for grant in grants(on: key.address) { grants[grant.address] = nil }
        destroyBackingKey(of: key)
        keys[key.address] = nil
        leaveFamily(key, at: date)
        return event("DeleteKey", key, at: date)
    }

    private mutating func finishTransition(of key: KeyRecord, at date: Timestamp) -> [ServiceEvent] {
        var settled = key
        settled.transitionDate = nil
        settled.state = .enabled
        settled.settleImportState()
        keys.put(settled)
        return key.state == .creating ? [synchronization(of: settled, at: date)] : []
    }

    private mutating func rotate(
        _ key: KeyRecord, _ type: KeyMaterialRecord.RotationType, at date: Timestamp, random: any RandomSource
    ) throws(ServiceError) -> [ServiceEvent] {
        var rotated = key
        rotated.rotation.noteRotation(type, at: date)
        guard let material = try nextMaterial(of: key, at: date, random: random) else {
            keys.put(rotated)
            return []
        }
        rotated.rotate(to: material, type, at: date)
        putSharing(rotated)
        let details = Self.rotationDetails(from: key, to: rotated, type)
        let own = key.manager == .awsOwned ? [] : [event("RotateKey", key, at: date, details: details)]
        return own + relatives(of: rotated).map { synchronization(of: $0, at: date) }
    }

    /// Fresh material, or for imported keys the one that waits; `nil` when that has gone meanwhile.
    private func nextMaterial(
        of key: KeyRecord, at date: Timestamp, random: any RandomSource
    ) throws(ServiceError) -> KeyMaterialRecord? {
        guard key.origin != .external else { return key.materialPendingRotation }
        return try makeMaterial(byteCount: 32, keyID: key.address.keyID, now: date, random: random)
    }

    private mutating func expireMaterial(of key: KeyRecord, at date: Timestamp) -> ServiceEvent {
        var expired = key
        for material in key.materials where material.wrapped != nil && material.imported?.validTo == date {
            expired.dropMaterial(material.id)
        }
        keys.put(expired)
        return event(
            "DeleteExpiredKeyMaterial", key, at: date, details: ["keyId": .string(key.arn.description)])
    }

    private func synchronization(of key: KeyRecord, at date: Timestamp) -> ServiceEvent {
        event("SynchronizeMultiRegionKey", key, at: date, details: ["keyId": .string(key.arn.description)])
    }

    private func event(
        _ name: String, _ key: KeyRecord, at date: Timestamp, details: JSONObject? = nil
    ) -> ServiceEvent {
        ServiceEvent(
            service: .kms, name: name, time: date, region: key.address.region, account: key.address.account,
            resources: [AuditResource(key)], details: details)
    }

    private static func rotationDetails(
        from old: KeyRecord, to new: KeyRecord, _ type: KeyMaterialRecord.RotationType
    ) -> JSONObject {
        var details: JSONObject = [
            "rotationType": .string(type.rawValue), "keyOrigin": .string(new.origin.rawValue),
        ]
        details["previousKeyMaterialId"] = (old.currentMaterial?.id).map(JSONValue.string)
        details["currentKeyMaterialId"] = (new.currentMaterial?.id).map(JSONValue.string)
        details["keyId"] = .string(new.arn.description)
        return details
    }
}
