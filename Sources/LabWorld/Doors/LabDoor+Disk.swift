import LabCore
import LabKMS
import LabService

extension LabDoor {
    /// What lies in the home for a key or an object: the record as it is stored, with the material wrapped and the body
    /// sealed.
    static let disk = LabDoor(
        name: "disk",
        summary: "what is stored for a key or an object; {\"key\": \"<ARN>\"} or {\"object\": \"BUCKET/KEY\"}",
        changesLab: false
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: "key", "object", "versionId")
        if let object = try input.string("object") {
            let address = try ObjectAddress(object)
            return try StoredObject(address, versionID: try input.string("versionId"), in: lab.world.s3).json
        }
        let text = try input.string("key") ?? ""
        guard let arn = ARN(text), let account = AccountID(arn.account), let region = Region(arn.region),
            arn.resource.hasPrefix("key/")
        else { throw DoorInput.error("`key` has to be a key's ARN") }
        let address = KeyAddress(account: account, region: region, keyID: String(arn.resource.dropFirst(4)))
        guard let key = lab.world.kms.keys[address] else {
            throw ServiceError(ServiceError.Code("NotFoundException"), "Key '\(arn)' does not exist")
        }
        return Self.stored(key)
    }

    private static func stored(_ key: KeyRecord) -> JSONObject {
        let materials = key.materials.enumerated().map { index, material in storedMaterial(material, index + 1) }
        return [
            "table": .string(KeyRecord.table), "row": .string(key.id.rowKey), "materials": .array(materials),
        ]
    }

    private static func storedMaterial(_ material: KeyMaterialRecord, _ number: Int) -> JSONValue {
        var stored: JSONObject = [
            "number": .integer(Int64(number)), "id": .string(material.id), "state": .string(material.state.rawValue),
            "createdAt": .string(material.createdAt.iso8601),
        ]
        guard let wrapped = material.wrapped.flatMap(WrappedMaterial.init) else { return .object(stored) }
        stored["wrapped"] = [
            "version": .integer(Int64(wrapped.version)), "nonce": .string(Hex.encode(wrapped.nonce)),
            "ciphertext": .string(Hex.encode(wrapped.ciphertext)), "tag": .string(Hex.encode(wrapped.tag)),
        ]
        return .object(stored)
    }
}
