public import LabCore
public import LabPolicy
public import LabService

/// `TagResource`: adds tags to a secret, or changes their values.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "TagResource"
public enum TagSecret: SecretOperation, Mutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `TagResource`.
    public static let name = "TagResource"
    /// Changes something.
    public static let isReadOnly = false

    /// Which tags.
    public struct Input: SecretInput {
        /// The secret.
        public let secretID: String
        let tags: [ResourceTag]

        /// Reads the members.
        public init(_ members: MemberReader) {
            secretID = members.secretID()
            tags = members.requiredStructures("Tags", of: ResourceTag.init(secret:))
        }
    }

    /// The tags.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        context.setTagsOfRequest(input.tags)
    }

    /// Tags that a secret can have.
    public static func checkSecret(
        _ input: Input, _ secret: SecretRecord, in call: Call, state: SecretsState
    ) throws(ServiceError) {
        try SecretTags.check(input.tags, on: secret.tags)
    }

    /// Sets them.
    public static func apply(
        _ input: Input, on target: SecretTarget, prepared: Void, in call: Call, to state: inout SecretsState
    ) throws(ServiceError) -> EmptyOutput {
        let secret = try target.existing()
        state.secrets[secret.address]?.tags = secret.tags.merging(input.tags)
        return EmptyOutput()
    }

    /// The tags.
    public static func parameters(_ input: Input) -> JSONObject { ["tags": .array(input.tags.map(\.auditValue))] }
}

/// `UntagResource`: takes tags from a secret.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "UntagResource"
public enum UntagSecret: SecretOperation, Mutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `UntagResource`.
    public static let name = "UntagResource"
    /// Changes something.
    public static let isReadOnly = false

    /// Which tags.
    public struct Input: SecretInput {
        /// The secret.
        public let secretID: String
        let keys: [String]

        /// Reads the members.
        public init(_ members: MemberReader) {
            secretID = members.secretID()
            keys = members.requiredStrings("TagKeys", each: 1...128)
        }
    }

    /// The tags' keys.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        if !input.keys.isEmpty { context.set("aws:TagKeys", input.keys) }
    }

    /// Takes them away.
    public static func apply(
        _ input: Input, on target: SecretTarget, prepared: Void, in call: Call, to state: inout SecretsState
    ) throws(ServiceError) -> EmptyOutput {
        let secret = try target.existing()
        state.secrets[secret.address]?.tags = secret.tags.removing(input.keys)
        return EmptyOutput()
    }

    /// The tags' keys.
    public static func parameters(_ input: Input) -> JSONObject { ["tagKeys": .texts(input.keys)] }
}
