import LabCore
import LabService

extension KMSState {
    /// A multi-Region key's relatives in other Regions; none for other keys.
    func relatives(of key: KeyRecord) -> [KeyRecord] {
        guard let role = key.multiRegion else { return [] }
        return ([role.primaryRegion] + role.replicaRegions)
            .filter { $0 != key.address.region }
            .compactMap { keys[key.address.inRegion($0)] }
    }

    /// Puts a key in, and what it shares into its replicas: material, rotation, who is primary and who replica.
    ///
    /// - SeeAlso: AWS KMS Developer Guide, "Shared properties of multi-Region keys"
    mutating func putSharing(_ key: KeyRecord) {
        keys.put(key)
        guard key.isPrimary else { return }
        for var replica in relatives(of: key) {
            replica.share(with: key)
            keys.put(replica)
        }
    }

    /// Lets new material of a multi-Region key wait for its rotation once every relative has it.
    mutating func settleMultiRegionImport(of materialID: String, in key: KeyRecord) {
        guard key.material(materialID)?.state == .pendingMultiRegionImport else { return }
        putSharing(key)
        let family = [key] + relatives(of: key)
        guard family.allSatisfy({ $0.material(materialID)?.wrapped != nil }) else { return }
        for var member in family {
            member.updateMaterial(materialID) { $0.state = .pendingRotation }
            keys.put(member)
        }
    }

    /// Takes a deleted key out of its family. A primary that waited for its last replica to go begins its own waiting
    /// period now.
    mutating func leaveFamily(_ key: KeyRecord, at date: Timestamp) {
        for var relative in relatives(of: key) {
            relative.multiRegion?.replicaRegions.removeAll { $0 == key.address.region }
            let isLast = relative.multiRegion?.replicaRegions.isEmpty == true
            if isLast, relative.state == .pendingReplicaDeletion, let days = relative.pendingWindowInDays {
                relative.state = .pendingDeletion
                relative.pendingWindowInDays = nil
                relative.deletionDate = date + .days(days)
            }
            keys.put(relative)
        }
    }
}

extension KeyAddress {
    /// The address of the relative in another Region.
    func inRegion(_ region: Region) -> KeyAddress {
        KeyAddress(account: account, region: region, keyID: keyID)
    }
}

extension KeyRecord {
    /// Whether the key is a multi-Region replica.
    var isReplica: Bool { multiRegion.map { $0.primaryRegion != address.region } ?? false }

    /// Whether the key is a multi-Region primary.
    var isPrimary: Bool { multiRegion.map { $0.primaryRegion == address.region } ?? false }

    /// Refuses keys that are no multi-Region primary.
    func requirePrimary() throws(ServiceError) {
        guard isPrimary else { throw KMSError.unsupported("\(arn) is not a multi-region primary key.") }
    }

    /// Takes over what a replica shares with its primary. Imported material is brought into every Region separately, so
    /// of that the replica takes over the list and keeps what it has.
    mutating func share(with primary: KeyRecord) {
        multiRegion = primary.multiRegion
        rotation = primary.rotation
        rotation.onDemandDate = nil
        guard origin == .external else { return materials = primary.materials }
        materials = primary.materials.map { shared in
            var own = shared
            let present = material(shared.id)
            own.wrapped = present?.wrapped
            own.imported = present?.imported ?? shared.imported.map { $0.asKnownElsewhere }
            return own
        }
    }
}

extension KeyMaterialRecord.Import {
    /// What a Region that does not have the material yet knows of it.
    fileprivate var asKnownElsewhere: Self {
        KeyMaterialRecord.Import(expirationModel: .doesNotExpire, description: description)
    }
}
