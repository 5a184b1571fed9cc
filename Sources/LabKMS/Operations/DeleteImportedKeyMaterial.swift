public import LabCore
public import LabService

/// `DeleteImportedKeyMaterial`: takes imported material out of a key at once. The same material can come back.
///
/// - SeeAlso: AWS KMS API Reference, "DeleteImportedKeyMaterial"
public enum DeleteImportedKeyMaterial: KeyMutation {
    /// `DeleteImportedKeyMaterial`.
    public static let name = "DeleteImportedKeyMaterial"
    /// Also while pending deletion.
    public static let stateRule = KeyStateRule.deleteImported

    /// Which material of which key.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// The material; the current one when not given.
        public var materialID: String?

        /// Which material of which key.
        public init(keyID: String, materialID: String? = nil) {
            self.keyID = keyID
            self.materialID = materialID
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            materialID = members.materialID()
        }
    }

    /// The material that went.
    public struct Output: JSONOutput {
        /// The key.
        public let key: KeyRecord
        /// The material; `nil` when there was none.
        public let materialID: String?

        /// The members. Only symmetric keys show ids of their material.
        public var json: JSONObject {
            var json: JSONObject = ["KeyId": .string(key.arn.description)]
            if key.spec == .symmetricDefault { json["KeyMaterialId"] = materialID.map(JSONValue.string) }
            return json
        }
    }

    /// Keys for imported material, and material that they have.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard key.origin == .external else { throw KMSError.invalidOrigin(key) }
        if let materialID = input.materialID, key.material(materialID) == nil {
            throw ServiceError(KMSError.Code.notFound, "Key material \(materialID) is not found.")
        }
    }

    /// Takes it away; without any it is a success too.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        var key = target.key
        let materialID = input.materialID ?? key.currentMaterial?.id
        if let materialID {
            key.dropMaterial(materialID)
            state.keys.put(key)
        }
        return Output(key: key, materialID: materialID)
    }

    /// Key and material.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = ["keyId": .string(input.keyID)]
        parameters["keyMaterialId"] = input.materialID.map(JSONValue.string)
        return parameters
    }
}
