public import LabCore
public import LabService

/// `UpdateKeyDescription`: replaces a key's description.
///
/// - SeeAlso: AWS KMS API Reference, "UpdateKeyDescription"
public enum UpdateKeyDescription: KeyMutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `UpdateKeyDescription`.
    public static let name = "UpdateKeyDescription"
    /// Not while pending deletion.
    public static let stateRule = KeyStateRule.describeChange

    /// Which description for which key.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// The description.
        public var description: String

        /// Which description for which key.
        public init(keyID: String, description: String) {
            self.keyID = keyID
            self.description = description
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            description = members.requiredString("Description", KMSLimits.descriptionLength)
        }
    }

    /// Replaces it.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        state.keys[target.key.address]?.description = input.description
        return EmptyOutput()
    }

    /// Key and description.
    public static func parameters(_ input: Input) -> JSONObject? {
        ["keyId": .string(input.keyID), "description": .string(input.description)]
    }
}
