public import LabCore
import LabPolicy
public import LabService

/// `GetTopicAttributes`: what there is to know of a topic.
///
/// - SeeAlso: Amazon SNS API Reference, "GetTopicAttributes"
public enum GetTopicAttributes: TopicOperation, Query {
    /// The part of the world that it reads.
    public typealias State = TopicsState
    /// Which topic.
    public typealias Input = TopicARNInput
    /// The attributes.
    public typealias Output = JSONAnswer
    /// `GetTopicAttributes`.
    public static let name = "GetTopicAttributes"
    /// Reads.
    public static let isReadOnly = true

    /// Shows them.
    public static func perform(
        _ input: TopicARNInput, on target: TopicTarget, in call: Call, state: TopicsState
    ) throws(ServiceError) -> JSONAnswer {
        let topic = try target.existing()
        let confirmed = state.subscriptions(of: topic.address).count
        return JSONAnswer(
            json: [
                "Attributes": [
                    "TopicArn": .string(topic.address.arn.description), "Owner": .string(topic.address.account.digits),
                    "Policy": .string(topic.policyText), "DisplayName": .string(topic.displayName),
                    "SubscriptionsConfirmed": .string(String(confirmed)), "SubscriptionsPending": "0",
                    "SubscriptionsDeleted": "0",
                ]
            ])
    }
}

/// `SetTopicAttributes`: changes a topic's policy or its name for people.
///
/// - SeeAlso: Amazon SNS API Reference, "SetTopicAttributes"
public enum SetTopicAttributes: TopicOperation, Mutation {
    /// The part of the world that it changes.
    public typealias State = TopicsState
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `SetTopicAttributes`.
    public static let name = "SetTopicAttributes"
    /// Changes something.
    public static let isReadOnly = false

    /// The attribute.
    public struct Input: TopicInput {
        /// The topic.
        public let topicARN: String
        let attribute: String
        let value: String

        /// Reads the members.
        public init(_ members: MemberReader) {
            topicARN = members.requiredString("TopicArn")
            attribute = members.requiredString("AttributeName")
            value = members.string("AttributeValue") ?? ""
        }
    }

    /// The principals that a policy names must exist.
    public static func namedPrincipals(_ input: Input, on target: TopicTarget, in call: Call) -> [NamedPrincipal] {
        guard input.attribute == "Policy", let policy = try? TopicPolicy.parse(input.value) else { return [] }
        let refusal = TopicError.invalid(
            "Policy statement principal", hint: "the users and roles that a policy names must exist")
        return policy.principals.map { NamedPrincipal($0, orElse: refusal) }
    }

    /// Sets it.
    public static func apply(
        _ input: Input, on target: TopicTarget, prepared: Void, in call: Call, to state: inout TopicsState
    ) throws(ServiceError) -> EmptyOutput {
        var topic = try target.existing()
        try topic.set(input.attribute, to: input.value)
        state.topics.put(topic)
        return EmptyOutput()
    }

    /// The attribute.
    public static func parameters(_ input: Input) -> JSONObject {
        ["attributeName": .string(input.attribute), "attributeValue": .string(input.value)]
    }
}

extension Topic {
    /// Sets an attribute.
    ///
    /// - Throws: `InvalidParameter` for one that a topic of the lab does not have.
    mutating func set(_ name: String, to value: String) throws(ServiceError) {
        switch name {
        case "Policy": policy = value.isEmpty ? nil : try TopicPolicy.parse(value)
        case "DisplayName":
            guard value.unicodeScalars.count <= 100 else { throw TopicError.invalid("DisplayName") }
            displayName = value
        default:
            throw TopicError.invalid(
                "AttributeName", hint: "topics of the lab have `Policy` and `DisplayName` to set, and nothing else")
        }
    }
}
