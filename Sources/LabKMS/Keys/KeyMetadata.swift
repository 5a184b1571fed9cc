public import LabCore

/// `KeyMetadata`, as CreateKey, DescribeKey and ReplicateKey answer it.
///
/// - SeeAlso: AWS KMS API Reference, "KeyMetadata"; which member is present when: `aws-kms.md`, section A.3
public struct KeyMetadata: Sendable {
    /// The key.
    public let key: KeyRecord

    /// The metadata of a key.
    public init(_ key: KeyRecord) {
        self.key = key
    }

    /// The members, on the wire.
    public var json: JSONObject {
        var json: JSONObject = [
            "AWSAccountId": .string(key.address.account.digits), "KeyId": .string(key.address.keyID),
            "Arn": .string(key.arn.description), "CreationDate": .moment(key.createdAt),
            "Enabled": .bool(isEnabled), "Description": .string(key.description),
            "KeyUsage": .string(key.usage.rawValue), "KeyState": .string(key.state.rawValue),
        ]
        json["DeletionDate"] = key.deletionDate.map(JSONValue.moment)
        json["PendingDeletionWindowInDays"] = key.pendingWindowInDays.map { .integer(Int64($0)) }
        appendImport(to: &json)
        json["Origin"] = .string(key.origin.rawValue)
        appendStore(to: &json)
        json["KeyManager"] = .string(key.manager.rawValue)
        json["CustomerMasterKeySpec"] = .string(key.spec.rawValue)
        json["KeySpec"] = .string(key.spec.rawValue)
        appendAlgorithms(to: &json)
        json["MultiRegion"] = .bool(key.multiRegion != nil)
        json["MultiRegionConfiguration"] = key.multiRegion.map(multiRegionConfiguration)
        json["CurrentKeyMaterialId"] = currentMaterialID.map(JSONValue.string)
        return json
    }

    private var isEnabled: Bool { key.state == .enabled || key.state == .updating }

    private func appendImport(to json: inout JSONObject) {
        guard key.origin == .external, let material = key.currentMaterial, material.wrapped != nil,
            let imported = material.imported
        else { return }
        json["ExpirationModel"] = .string(imported.expirationModel.rawValue)
        json["ValidTo"] = imported.validTo.map(JSONValue.moment)
    }

    private func appendStore(to json: inout JSONObject) {
        guard let membership = key.customKeyStore else { return }
        json["CustomKeyStoreId"] = .string(membership.storeID)
        if let clusterID = membership.clusterID {
            json["CloudHsmClusterId"] = .string(clusterID)
        } else {
            json["XksKeyConfiguration"] = ["Id": .string(membership.backingKeyID)]
        }
    }

    private func appendAlgorithms(to json: inout JSONObject) {
        let (name, algorithms) = KeyAlgorithms.offered(by: key)
        json[name] = .array(algorithms.map(JSONValue.string))
    }

    private var currentMaterialID: String? {
        let hasMaterialID = key.spec == .symmetricDefault && (key.origin == .awsKMS || key.origin == .external)
        return hasMaterialID && key.state != .creating ? key.currentMaterial?.id : nil
    }

    private func multiRegionConfiguration(_ role: MultiRegionRole) -> JSONValue {
        func related(_ region: Region) -> JSONValue {
            let address = KeyAddress(account: key.address.account, region: region, keyID: key.address.keyID)
            return ["Arn": .string(address.arn.description), "Region": .string(region.code)]
        }
        let isPrimary = role.primaryRegion == key.address.region
        return [
            "MultiRegionKeyType": isPrimary ? "PRIMARY" : "REPLICA",
            "PrimaryKey": related(role.primaryRegion),
            "ReplicaKeys": .array(role.replicaRegions.map(related)),
        ]
    }

    /// The members as CloudTrail records them for CreateKey: names in lower camel case, times as text.
    var auditValue: JSONValue {
        var record: JSONObject = [:]
        for (name, value) in json.members {
            let camel = name.prefix(1).lowercased() + name.dropFirst()
            let isDate = ["CreationDate", "DeletionDate", "ValidTo"].contains(name)
            record[camel] =
                isDate
                ? .string(Timestamp(secondsSince1970: value.double ?? 0).cloudTrailText) : value
        }
        return .object(record)
    }
}

/// Which algorithms a key offers, under the member name that its usage has.
enum KeyAlgorithms {
    static func offered(by key: KeyRecord) -> (member: String, algorithms: [String]) {
        switch key.usage {
        case .encryptDecrypt:
            ("EncryptionAlgorithms", EncryptionAlgorithm.algorithms(of: key.spec).map(\.rawValue))
        case .signVerify: ("SigningAlgorithms", SigningAlgorithm.algorithms(of: key.spec).map(\.rawValue))
        case .generateVerifyMac: ("MacAlgorithms", MacAlgorithm.algorithms(of: key.spec).map(\.rawValue))
        case .keyAgreement: ("KeyAgreementAlgorithms", ["ECDH"])
        case .encapsulateDecapsulate:
            ("EncapsulationAlgorithms", EncapsulationAlgorithm.allCases.map(\.rawValue))
        }
    }
}
