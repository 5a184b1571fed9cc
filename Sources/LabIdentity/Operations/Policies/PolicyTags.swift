public import LabCore
public import LabPolicy
public import LabService

/// `TagPolicy`: tags on top of those there are.
///
/// - SeeAlso: IAM API Reference, "TagPolicy"
public enum TagPolicy: PolicyMutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `TagPolicy`.
    public static let name = "TagPolicy"

    /// Which policy, and the tags.
    public struct Input: PolicyNamingInput {
        /// The ARN.
        public var policyARN: String
        /// The tags.
        public var tags: [IdentityTag]

        /// Which policy, and the tags.
        public init(_ policyARN: String, _ tags: [IdentityTag]) {
            self.policyARN = policyARN
            self.tags = tags
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            policyARN = members.policyARN()
            tags = members.requiredStructures("Tags", ...IdentityLimits.tagsPerEntity, of: IdentityTag.init)
        }

        /// Policy and tags.
        public var parameters: JSONObject {
            JSONObject(present: ["policyArn": .string(policyARN), "tags": tags.auditValue])
        }
    }

    /// The tags of the request.
    public static func setOwnConditions(_ input: Input, in context: inout ConditionContext) {
        context.setRequestTags(input.tags)
    }

    /// Puts the tags on.
    public static func change(
        _ policy: inout PolicyRecord, _ input: Input, in call: Call
    ) throws(ServiceError) -> EmptyOutput {
        try TagRules.check(input.tags)
        policy.tags = TagRules.merge(input.tags, over: policy.tags)
        try TagRules.checkCount(policy.tags)
        return EmptyOutput()
    }
}

/// `UntagPolicy`: takes tags off; keys that are not there are no mistake.
///
/// - SeeAlso: IAM API Reference, "UntagPolicy"
public enum UntagPolicy: PolicyMutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `UntagPolicy`.
    public static let name = "UntagPolicy"

    /// Which policy, and the tags' keys.
    public struct Input: PolicyNamingInput {
        /// The ARN.
        public var policyARN: String
        /// The tags' keys.
        public var tagKeys: [String]

        /// Which policy, and the tags' keys.
        public init(_ policyARN: String, _ tagKeys: [String]) {
            self.policyARN = policyARN
            self.tagKeys = tagKeys
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            policyARN = members.policyARN()
            tagKeys = members.tagKeys()
        }

        /// Policy and keys.
        public var parameters: JSONObject { ["policyArn": .string(policyARN), "tagKeys": .strings(tagKeys)] }
    }

    /// The keys of the request.
    public static func setOwnConditions(_ input: Input, in context: inout ConditionContext) {
        context.set("aws:TagKeys", input.tagKeys)
    }

    /// Takes the tags off.
    public static func change(
        _ policy: inout PolicyRecord, _ input: Input, in call: Call
    ) throws(ServiceError) -> EmptyOutput {
        policy.tags.removeAll { tag in input.tagKeys.contains { TagRules.hasSameKey(tag, $0) } }
        return EmptyOutput()
    }
}

/// `ListPolicyTags`.
///
/// - SeeAlso: IAM API Reference, "ListPolicyTags"
public enum ListPolicyTags: PolicyQuery {
    /// A policy and a page.
    public typealias Input = PolicyPageInput
    /// Tags.
    public typealias Output = TagListing
    /// `ListPolicyTags`.
    public static let name = "ListPolicyTags"

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: PolicyTarget, in call: Call, state: IdentityState
    ) throws(ServiceError) -> TagListing {
        try TagListing(try target.require(in: call).tags, input.page)
    }
}
