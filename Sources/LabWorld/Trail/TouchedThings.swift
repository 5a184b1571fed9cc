import LabCore
import LabKMS
import LabS3
import LabService
import LabTrail

/// What an event touched, as it lies there now: the key with the generation of its material, the object version with its
/// envelope.
struct TouchedThings {
    private let event: NumberedRecord
    private let world: WorldState

    init(_ event: NumberedRecord, in world: WorldState) {
        self.event = event
        self.world = world
    }

    var json: JSONObject {
        var json: JSONObject = [:]
        json["key"] = key
        json["object"] = object
        return json
    }

    private var key: JSONValue? {
        let resources = event.record["resources"]?.array ?? []
        let arn = resources.first { $0["type"]?.string == "AWS::KMS::Key" }?["ARN"]?.string
        guard let arn else { return nil }
        let record = world.kms.key(named: arn, in: .standard)
        guard let record else { return ["arn": .string(arn), "gone": true] }
        var json: JSONObject = ["arn": .string(arn), "state": .string(record.state.rawValue)]
        json["alias"] = world.kms.aliases(pointingTo: record.address).first.map { .string($0.address.name) }
        json["deletionDate"] = record.deletionDate.map { .string($0.iso8601) }
        json["material"] = usedMaterial.flatMap { record.describe(material: $0) }
        return .object(json)
    }

    private var usedMaterial: String? {
        let details = event.record["serviceEventDetails"]
        return event.record["additionalEventData"]?["keyMaterialId"]?.string
            ?? details?["currentKeyMaterialId"]?.string
    }

    /// The object that the request named, or that the service asked the key for.
    private var address: (bucket: String, key: String)? {
        let parameters = event.record["requestParameters"]
        if let bucket = parameters?["bucketName"]?.string, let key = parameters?["key"]?.string { return (bucket, key) }
        let bound = parameters?["encryptionContext"]?["aws:s3:arn"]?.string
        guard let bound, let address = try? ObjectAddress(bound) else { return nil }
        return (address.bucket, address.key)
    }

    private var versionID: String? {
        event.record["requestParameters"]?["versionId"]?.string
            ?? event.record["responseElements"]?["x-amz-version-id"]?.string
    }

    private var object: JSONValue? {
        guard let address, let object = try? ObjectAddress("\(address.bucket)/\(address.key)") else { return nil }
        do throws(ServiceError) {
            let stored = try StoredObject(object, versionID: versionID, in: world.s3)
            var json = try stored.json
            json["material"] = stored.wrappedUnder.flatMap { blob in
                world.kms.keys[blob.key]?.describe(material: blob.materialID)
            }
            json["isLater"] = .bool(versionID == nil && stored.lastModified > event.time)
            return .object(json)
        } catch {
            return [
                "bucket": .string(address.bucket), "key": .string(address.key), "gone": .string(error.code.wireName),
            ]
        }
    }
}

extension KeyRecord {
    /// The generation of this id, and what it is good for: `{"number": 1, "of": 2, …}`.
    fileprivate func describe(material id: String) -> JSONValue? {
        guard let index = materials.firstIndex(where: { $0.id == id }) else { return nil }
        let material = materials[index]
        return [
            "number": .integer(Int64(index + 1)), "of": .integer(Int64(materials.count)), "id": .string(id),
            "state": .string(material.state.rawValue), "present": .bool(material.wrapped != nil),
        ]
    }
}
