public import LabCore
public import LabPolicy
public import LabService

/// `TagResource`: adds tags to a key, or changes their values.
///
/// - SeeAlso: AWS KMS API Reference, "TagResource"
public enum TagResource: KeyMutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `TagResource`.
    public static let name = "TagResource"
    /// Not while pending deletion.
    public static let stateRule = KeyStateRule.describeChange

    /// Which tags for which key.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// The tags.
        public var tags: [Tag]

        /// Which tags for which key.
        public init(keyID: String, tags: [Tag]) {
            self.keyID = keyID
            self.tags = tags
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            tags = members.requiredStructures("Tags", of: Tag.init)
        }
    }

    /// The tags.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.setRequestTags(input.tags)
    }

    /// Tags that a key can have, and room for them.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        try TagRules.check(input.tags)
        guard TagRules.merge(input.tags, into: key.tags).count <= KMSLimits.tagsPerKey else {
            throw KMSError.tooManyTags()
        }
    }

    /// Sets them.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        state.keys[target.key.address]?.tags = TagRules.merge(input.tags, into: target.key.tags)
        return EmptyOutput()
    }

    /// Key and tags.
    public static func parameters(_ input: Input) -> JSONObject? {
        ["keyId": .string(input.keyID), "tags": .array(input.tags.map(\.auditValue))]
    }
}

/// `UntagResource`: takes tags from a key; those that are not there are no loss.
///
/// - SeeAlso: AWS KMS API Reference, "UntagResource"
public enum UntagResource: KeyMutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `UntagResource`.
    public static let name = "UntagResource"
    /// Not while pending deletion.
    public static let stateRule = KeyStateRule.describeChange

    /// Which tags of which key.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// The tags' keys.
        public var tagKeys: [String]

        /// Which tags of which key.
        public init(keyID: String, tagKeys: [String]) {
            self.keyID = keyID
            self.tagKeys = tagKeys
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            tagKeys = members.requiredStrings("TagKeys", each: KMSLimits.tagKeyLength)
        }
    }

    /// The tags' keys.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        if !input.tagKeys.isEmpty { context.set("aws:TagKeys", input.tagKeys) }
    }

    /// No reserved keys.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        guard !input.tagKeys.contains(where: TagRules.isReserved) else { throw KMSError.reservedTag() }
    }

    /// Takes them away.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        state.keys[target.key.address]?.tags.removeAll { tag in
            input.tagKeys.contains { $0.utf8.elementsEqual(tag.key.utf8) }
        }
        return EmptyOutput()
    }

    /// Key and tags.
    public static func parameters(_ input: Input) -> JSONObject? {
        ["keyId": .string(input.keyID), "tagKeys": .array(input.tagKeys.map(JSONValue.string))]
    }
}
