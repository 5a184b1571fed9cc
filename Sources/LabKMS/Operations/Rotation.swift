public import LabCore
public import LabPolicy
public import LabService

/// The rules about which keys can rotate, shared by the operations of rotation.
enum RotationRules {
    /// Refuses keys that can never rotate: key pairs, HMAC keys, keys in custom key stores, replicas.
    static func requireRotatable(_ key: KeyRecord) throws(ServiceError) {
        guard key.spec == .symmetricDefault, key.customKeyStore == nil else { throw KMSError.unsupported() }
        if key.isReplica {
            throw KMSError.unsupported("\(key.arn) is not a multi-region primary key.")
        }
    }
}

/// `EnableKeyRotation`: new material every so many days.
///
/// - SeeAlso: AWS KMS API Reference, "EnableKeyRotation"
public enum EnableKeyRotation: KeyMutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `EnableKeyRotation`.
    public static let name = "EnableKeyRotation"
    /// Enabled keys.
    public static let stateRule = KeyStateRule.rotationChange

    /// Which key, and how often.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// The period in days, 90 to 2,560; `nil` for 365.
        public var periodInDays: Int?

        /// Which key, and how often.
        public init(keyID: String, periodInDays: Int? = nil) {
            self.keyID = keyID
            self.periodInDays = periodInDays
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            periodInDays = members.integer("RotationPeriodInDays", KMSLimits.rotationPeriodInDays.range)
        }
    }

    /// The period.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:RotationPeriodInDays", input.periodInDays.map { String($0) })
    }

    /// Keys that the service makes the material of.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard key.origin != .external else { throw KMSError.invalidOrigin(key) }
        try RotationRules.requireRotatable(key)
    }

    /// Starts or restarts the schedule.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        var key = target.key
        let period = input.periodInDays ?? KMSLimits.rotationPeriodInDays.standard
        if !key.rotation.isEnabled || key.rotation.periodInDays != period {
            key.rotation.isEnabled = true
            key.rotation.periodInDays = period
            key.rotation.nextDate = call.now + .days(period)
            state.putSharing(key)
        }
        return EmptyOutput()
    }

    /// Key and period.
    public static func parameters(_ input: Input) -> JSONObject? {
        var parameters: JSONObject = ["keyId": .string(input.keyID)]
        parameters["rotationPeriodInDays"] = input.periodInDays.map { .integer(Int64($0)) }
        return parameters
    }
}

/// `DisableKeyRotation`: no new material by itself. Material that is there stays.
///
/// - SeeAlso: AWS KMS API Reference, "DisableKeyRotation"
public enum DisableKeyRotation: KeyMutation {
    /// A key.
    public typealias Input = KeyOnlyInput
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DisableKeyRotation`.
    public static let name = "DisableKeyRotation"
    /// Enabled keys.
    public static let stateRule = KeyStateRule.rotationChange

    /// Keys that the service makes the material of.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard key.origin != .external else { throw KMSError.invalidOrigin(key) }
        try RotationRules.requireRotatable(key)
    }

    /// Ends the schedule.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        var key = target.key
        key.rotation.isEnabled = false
        key.rotation.nextDate = nil
        state.putSharing(key)
        return EmptyOutput()
    }
}

/// `RotateKeyOnDemand`: new material now. It happens, as in AWS, behind the answer: before the next request, and with an
/// event of its own.
///
/// - SeeAlso: AWS KMS API Reference, "RotateKeyOnDemand"
public enum RotateKeyOnDemand: KeyMutation {
    /// A key.
    public typealias Input = KeyOnlyInput
    /// `RotateKeyOnDemand`.
    public static let name = "RotateKeyOnDemand"
    /// Enabled keys.
    public static let stateRule = KeyStateRule.rotateNow

    /// The key.
    public struct Output: JSONOutput {
        /// The key's ARN.
        public let keyARN: ARN

        /// The member.
        public var json: JSONObject { ["KeyId": .string(keyARN.description)] }
    }

    /// Keys that can rotate, have not rotated too often, and are not about to rotate by themselves.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try RotationRules.requireRotatable(key)
        guard key.rotation.onDemandCount < KMSLimits.onDemandRotations else {
            throw KMSError.limitExceeded(
                "The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can "
                    + "be performed for this key: \(key.arn)")
        }
        if key.origin == .external, key.materialPendingRotation == nil {
            throw ServiceError(
                KMSError.Code.invalidState, "No available key material pending rotation for the key: \(key.arn).")
        }
        if let date = key.rotation.nextDate, key.rotatesAutomatically, date <= call.now + KMSLimits.rotationQuietTime {
            throw ServiceError(
                KMSError.Code.conflict, "An automatic rotation of \(key.arn) is in progress or about to begin.")
        }
    }

    /// Asks for the rotation.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        var key = target.key
        key.rotation.onDemandCount += 1
        key.rotation.onDemandDate = call.now
        state.keys.put(key)
        return Output(keyARN: key.arn)
    }
}

/// `GetKeyRotationStatus`: whether and when a key rotates by itself.
///
/// - SeeAlso: AWS KMS API Reference, "GetKeyRotationStatus"
public enum GetKeyRotationStatus: KeyQuery {
    /// A key.
    public typealias Input = KeyOnlyInput
    /// `GetKeyRotationStatus`.
    public static let name = "GetKeyRotationStatus"
    /// Also keys of other accounts.
    public static let crossesAccounts = true
    /// In every state.
    public static let stateRule = KeyStateRule.rotationStatus

    /// The schedule.
    public struct Output: JSONOutput {
        /// The key.
        public let key: KeyRecord

        /// Whether it rotates by itself: while it is pending deletion it does not, whatever its schedule says.
        public var isEnabled: Bool { key.rotation.isEnabled && !key.state.isPendingDeletion }

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = [
                "KeyId": .string(key.address.keyID), "KeyRotationEnabled": .bool(isEnabled),
            ]
            if isEnabled {
                json["RotationPeriodInDays"] = .integer(Int64(key.rotation.periodInDays))
                json["NextRotationDate"] = key.rotation.nextDate.map(JSONValue.moment)
            }
            json["OnDemandRotationStartDate"] = key.rotation.onDemandDate.map(JSONValue.moment)
            return json
        }
    }

    /// Imported keys have a status only once they have material.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard key.customKeyStore == nil else { throw KMSError.unsupported() }
        guard key.state != .pendingImport else { throw KMSError.invalidOrigin(key) }
    }

    /// Reads the schedule.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        Output(key: target.key)
    }
}

/// `ListKeyRotations`: the generations of a key's material.
///
/// - SeeAlso: AWS KMS API Reference, "ListKeyRotations"
public enum ListKeyRotations: KeyQuery {
    /// `ListKeyRotations`.
    public static let name = "ListKeyRotations"
    /// In every state.
    public static let stateRule = KeyStateRule.rotationList

    /// Which generations to list.
    public enum Selection: String, CaseIterable, Sendable {
        /// All of them: the first and a pending one too.
        case allKeyMaterial = "ALL_KEY_MATERIAL"
        /// Those that came by a rotation.
        case rotationsOnly = "ROTATIONS_ONLY"
    }

    /// Which key, and which page.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// Which generations.
        public var selection: Selection
        /// Entries a page, 1 to 1,000.
        public var limit: Int
        /// Where the page begins.
        public var marker: String?

        /// Which key, and which page.
        public init(keyID: String, selection: Selection = .rotationsOnly) {
            self.keyID = keyID
            self.selection = selection
            limit = KMSLimits.listKeyRotationsPage.standard
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            selection = members.enumeration("IncludeKeyMaterial", Selection.self) ?? .rotationsOnly
            limit = members.limit(KMSLimits.listKeyRotationsPage)
            marker = members.marker()
        }
    }

    /// A page.
    public struct Output: JSONOutput {
        let key: KeyRecord
        let page: Page<KeyMaterialRecord>
        /// The generations, oldest first.
        public var materials: [KeyMaterialRecord] { page.elements }

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = ["Rotations": .array(materials.map(entry))]
            page.appendEnd(to: &json)
            return json
        }

        private func entry(_ material: KeyMaterialRecord) -> JSONValue {
            var entry: JSONObject = [
                "KeyId": .string(key.address.keyID), "KeyMaterialId": .string(material.id),
            ]
            if let imported = material.imported {
                entry["KeyMaterialDescription"] = imported.description.map(JSONValue.string)
                entry["ImportState"] = material.wrapped == nil ? "PENDING_IMPORT" : "IMPORTED"
            }
            entry["KeyMaterialState"] = .string(material.state.rawValue)
            if let imported = material.imported, material.wrapped != nil {
                entry["ExpirationModel"] = .string(imported.expirationModel.rawValue)
                entry["ValidTo"] = imported.validTo.map(JSONValue.moment)
            }
            entry["RotationDate"] = material.rotatedAt.map(JSONValue.moment)
            entry["RotationType"] = material.rotationType.map { .string($0.rawValue) }
            return .object(entry)
        }
    }

    /// Keys that can rotate.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard key.spec == .symmetricDefault, key.customKeyStore == nil else { throw KMSError.unsupported() }
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        let listed = target.key.materials.filter { input.selection == .allKeyMaterial || $0.rotatedAt != nil }
        let marker = try decodeMarker(input.marker)
        let rest = marker.isEmpty ? listed[...] : listed.drop { $0.id != marker }
        guard marker.isEmpty || !rest.isEmpty else { throw KMSError.invalidMarker }
        return Output(key: target.key, page: Page(Array(rest), limit: input.limit, key: \.id))
    }
}
