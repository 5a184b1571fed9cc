public import LabCore
public import LabService

extension KMSState: ScheduledWork {
    /// When the next rotation, deletion or expiry is due.
    public var nextDue: Timestamp? { keys.nextDue?.date }

    /// Rotates, deletes or expires what is due first.
    public mutating func performNextDue(random: any RandomSource) throws(ServiceError) -> [ServiceEvent] {
        guard let (date, key) = keys.nextDue else { return [] }
        if key.deletionDate == date { return [delete(key, at: date)] }
        if key.rotatesAutomatically, key.rotation.nextDate == date {
            return [try rotate(key, at: date, random: random)]
        }
        return [expireMaterial(of: key, at: date)]
    }

    private mutating func delete(_ key: KeyRecord, at date: Timestamp) -> ServiceEvent {
        for alias in aliases(pointingTo: key.address) { aliases[alias.address] = nil }
        for grant in grants(on: key.address) { grants[grant.address] = nil }
        keys[key.address] = nil
        return event("DeleteKey", key, at: date, details: nil)
    }

    private mutating func rotate(
        _ key: KeyRecord, at date: Timestamp, random: any RandomSource
    ) throws(ServiceError) -> ServiceEvent {
        let material = try makeMaterial(byteCount: 32, keyID: key.address.keyID, now: date, random: random)
        var rotated = key
        rotated.rotate(to: material, .automatic, at: date)
        rotated.rotation.nextDate = date + .days(key.rotation.periodInDays)
        keys.put(rotated)
        return event(
            "RotateKey", key, at: date, details: RotateKeyOnDemand.details(from: key, to: rotated, "AUTOMATIC"))
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

    private func event(_ name: String, _ key: KeyRecord, at date: Timestamp, details: JSONObject?) -> ServiceEvent {
        ServiceEvent(
            service: .kms, name: name, time: date, region: key.address.region, account: key.address.account,
            resources: [AuditResource(key)], details: details)
    }
}
