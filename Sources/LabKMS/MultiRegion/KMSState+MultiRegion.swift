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

    /// Lets new material of a multi-Region key wait for its rotation once every relative has it.
    mutating func settleMultiRegionImport(of materialID: String, in key: KeyRecord) {
        guard key.material(materialID)?.state == .pendingMultiRegionImport else { return }
        let family = [key] + relatives(of: key)
        for var relative in relatives(of: key) where relative.material(materialID) == nil {
            relative.put(key.materialForRelatives(materialID))
            keys.put(relative)
        }
        guard family.allSatisfy({ $0.material(materialID)?.wrapped != nil }) else { return }
        for var member in family {
            member.updateMaterial(materialID) { $0.state = .pendingRotation }
            keys.put(member)
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

    /// A generation of imported material as a relative sees it before it has the material itself.
    fileprivate func materialForRelatives(_ id: String) -> KeyMaterialRecord {
        guard var record = material(id) else { preconditionFailure("the material is this key's own") }
        record.wrapped = nil
        if let description = record.imported?.description {
            record.imported = KeyMaterialRecord.Import(expirationModel: .doesNotExpire, description: description)
        } else {
            record.imported = nil
        }
        return record
    }
}
