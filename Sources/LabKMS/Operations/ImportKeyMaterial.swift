public import LabCore
import LabCrypto
public import LabPolicy
public import LabService

/// `ImportKeyMaterial`: brings one's own key material into a key that was made without any.
///
/// - SeeAlso: AWS KMS API Reference, "ImportKeyMaterial"
public enum ImportKeyMaterial: KeyMutation {
    /// `ImportKeyMaterial`.
    public static let name = "ImportKeyMaterial"
    /// Not while pending deletion or being made.
    public static let stateRule = KeyStateRule.importMaterial

    /// What to import, and for how long.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// The token of GetParametersForImport.
        public var token: [UInt8]
        /// The material, encrypted as was agreed.
        public var encryptedMaterial: [UInt8]
        /// When the material expires.
        public var validTo: Timestamp?
        /// Whether it does; `KEY_MATERIAL_EXPIRES` when not given.
        public var expirationModel: KeyMaterialRecord.ExpirationModel
        /// Whether the key has had the material before.
        public var type: ImportType?
        /// A description of the material.
        public var materialDescription: String?
        /// The id that the material must turn out to have.
        public var materialID: String?

        /// What to import, for good unless `validTo` is given.
        public init(
            keyID: String, token: [UInt8], encryptedMaterial: [UInt8], validTo: Timestamp? = nil,
            type: ImportType? = nil
        ) {
            self.keyID = keyID
            self.token = token
            self.encryptedMaterial = encryptedMaterial
            self.validTo = validTo
            expirationModel = validTo == nil ? .doesNotExpire : .expires
            self.type = type
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            token = members.requiredBlob("ImportToken", KMSLimits.ciphertextBytes)
            encryptedMaterial = members.requiredBlob("EncryptedKeyMaterial", KMSLimits.ciphertextBytes)
            validTo = members.timestamp("ValidTo")
            expirationModel =
                members.enumeration("ExpirationModel", KeyMaterialRecord.ExpirationModel.self) ?? .expires
            type = members.enumeration("ImportType", ImportType.self)
            materialDescription = members.string(
                "KeyMaterialDescription", 0...256, pattern: "^[a-zA-Z0-9:/_\\s.-]+$")
            materialID = members.materialID()
        }
    }

    /// The material's id.
    public struct Output: JSONOutput {
        /// The key.
        public let key: KeyRecord
        /// The id of the imported material.
        public let materialID: String

        /// The members. Only symmetric keys show ids of their material.
        public var json: JSONObject {
            var json: JSONObject = ["KeyId": .string(key.arn.description)]
            if key.spec == .symmetricDefault { json["KeyMaterialId"] = .string(materialID) }
            return json
        }
    }

    /// For how long.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:ExpirationModel", input.expirationModel.rawValue)
        context.set("kms:ValidTo", input.validTo.map { String($0.millisecondsSince1970 / 1000) })
    }

    /// Keys for imported material, and parameters that go together.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard key.origin == .external else { throw KMSError.invalidOrigin(key) }
        try ImportRules.checkExpiry(input, now: call.now)
        try ImportRules.checkIdentity(input, key)
    }

    /// Opens the token and unwraps the material: with RSA keys this takes a while.
    public static func prepare(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState, services: Services
    ) async throws(ServiceError) -> ImportedMaterial {
        guard let token = ImportToken(input.token, vault: state.vault), token.key == target.key.address else {
            throw ServiceError(KMSError.Code.invalidImportToken, hint: "the token belongs to another key, or to none")
        }
        guard call.now < token.validTo else {
            throw ServiceError(
                KMSError.Code.expiredImportToken,
                hint: "tokens are valid for 24 hours; ask GetParametersForImport again")
        }
        return try await MaterialUnwrapping.unwrap(input.encryptedMaterial, token, for: target.key.spec)
    }

    /// Puts the material in its place.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: ImportedMaterial, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        var key = target.key
        let fresh = try state.wrap(
            prepared.material, keyID: key.address.keyID, now: call.now, random: call.random,
            publicKey: prepared.publicKey)
        if let materialID = input.materialID, materialID != fresh.id { throw KMSError.incorrectKeyMaterial }
        var generation = try key.generation(forImport: fresh.id, as: input.type, now: call.now)
        generation.wrapped = fresh.wrapped
        generation.publicKey = fresh.publicKey
        generation.imported = KeyMaterialRecord.Import(
            expirationModel: input.expirationModel, validTo: input.validTo,
            description: input.materialDescription ?? generation.imported?.description)
        key.put(generation)
        key.settleImportState()
        state.keys.put(key)
        state.settleMultiRegionImport(of: generation.id, in: key)
        return Output(key: key, materialID: generation.id)
    }

    /// Key, expiry and what the material is said to be; never the material.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = ["keyId": .string(input.keyID)]
        parameters["validTo"] = (input.validTo?.cloudTrailText).map(JSONValue.string)
        parameters["expirationModel"] = .string(input.expirationModel.rawValue)
        parameters["importType"] = (input.type?.rawValue).map(JSONValue.string)
        parameters["keyMaterialId"] = input.materialID.map(JSONValue.string)
        return parameters
    }
}

/// Which parameters of ImportKeyMaterial go together.
private enum ImportRules {
    static func checkExpiry(_ input: ImportKeyMaterial.Input, now: Timestamp) throws(ServiceError) {
        switch (input.expirationModel, input.validTo) {
        case (.expires, nil):
            throw KMSError.validation("A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES")
        case (.doesNotExpire, .some):
            throw KMSError.validation(
                "A validTo date must not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE")
        case (.expires, let validTo?):
            guard validTo > now, validTo <= now + .days(KMSLimits.importedMaterialDays) else {
                throw KMSError.validation(
                    "The validTo date must be in the future and at most \(KMSLimits.importedMaterialDays) days ahead")
            }
        case (.doesNotExpire, nil): break
        }
    }

    static func checkIdentity(_ input: ImportKeyMaterial.Input, _ key: KeyRecord) throws(ServiceError) {
        let isAboutGenerations = input.type != nil || input.materialID != nil || input.materialDescription != nil
        guard key.spec == .symmetricDefault || !isAboutGenerations else {
            throw KMSError.validation(
                "ImportType, KeyMaterialId and KeyMaterialDescription are valid for symmetric encryption keys only")
        }
        guard input.materialID == nil || input.type != .newKeyMaterial else {
            throw KMSError.validation("KeyMaterialId cannot be specified with ImportType NEW_KEY_MATERIAL")
        }
        guard !key.isReplica || (input.type != .newKeyMaterial && input.materialDescription == nil) else {
            throw KMSError.unsupported("\(key.arn) is not a multi-region primary key.")
        }
    }
}

extension MemberReader {
    /// `KeyMaterialId`.
    func materialID() -> String? {
        string("KeyMaterialId", 64...64, pattern: "^[a-f0-9]+$")
    }
}
