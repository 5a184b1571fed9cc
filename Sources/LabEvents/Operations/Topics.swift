public import LabCore
import LabPolicy
public import LabService

/// `CreateTopic`: makes a topic; one that is there already is answered.
///
/// - SeeAlso: Amazon SNS API Reference, "CreateTopic"
public enum CreateTopic: MemberOperation, Mutation {
    /// The part of the world that it changes.
    public typealias State = TopicsState
    /// The topic's ARN.
    public typealias Output = JSONAnswer
    /// `CreateTopic`.
    public static let name = "CreateTopic"
    /// SNS.
    public static let service = Service.sns
    /// Changes something.
    public static let isReadOnly = false

    /// The topic.
    public struct Input: MemberInput {
        let name: String
        let attributes: [(key: String, value: String)]
        let tags: [ResourceTag]
        let dataProtection: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            name = members.requiredString("Name")
            attributes = members.stringMap("Attributes") ?? []
            tags =
                members.structures("Tags") { tag in
                    ResourceTag(key: tag.requiredString("Key", 1...128), value: tag.requiredString("Value", 0...256))
                } ?? []
            dataProtection = members.string("DataProtectionPolicy")
        }
    }

    /// The place where the topic is or will be.
    public static func resolve(
        _ input: Input, in call: Call, on state: TopicsState
    ) throws(ServiceError) -> TopicTarget {
        let isName = input.name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
            default: false
            }
        }
        guard isName, (1...256).contains(input.name.utf8.count) else { throw TopicError.invalid("Topic Name") }
        let address = TopicAddress(account: call.account, region: call.region, name: input.name)
        return TopicTarget(topic: state.topics[address], address: address)
    }

    /// The action on the topic to be.
    public static func demands(
        _ input: Input, on target: TopicTarget, in call: Call, state: TopicsState
    ) -> [AccessDemand] {
        let tags = input.tags
        return [
            AccessDemand(
                action: "SNS:CreateTopic", resource: target.address.arn.description, rules: .identityOnly,
                deferring: {
                    var context = ConditionContext()
                    context.setTagsOfRequest(tags)
                    return context
                })
        ]
    }

    /// Attributes that a topic can have.
    public static func check(
        _ input: Input, on target: TopicTarget, in call: Call, state: TopicsState
    ) throws(ServiceError) {
        guard input.dataProtection == nil else { throw TopicError.invalid("DataProtectionPolicy") }
        var topic = Self.topic(target, input)
        for (name, value) in input.attributes { try topic.set(name, to: value) }
    }

    /// Makes it.
    public static func apply(
        _ input: Input, on target: TopicTarget, prepared: Void, in call: Call, to state: inout TopicsState
    ) throws(ServiceError) -> JSONAnswer {
        var topic = Self.topic(target, input)
        for (name, value) in input.attributes { try topic.set(name, to: value) }
        if target.topic == nil { state.topics.put(topic) }
        return JSONAnswer(json: ["TopicArn": .string(target.address.arn.description)])
    }

    private static func topic(_ target: TopicTarget, _ input: Input) -> Topic {
        target.topic ?? Topic(address: target.address, policy: nil, displayName: "", tags: input.tags)
    }

    /// The name.
    public static func audit(_ input: Input, target: TopicTarget?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(
            requestParameters: ["name": .string(input.name)],
            responseElements: output.map { ["topicArn": $0.json["TopicArn"] ?? .null] })
    }
}

/// `DeleteTopic`: removes a topic with its subscriptions. One that is not there is no loss.
///
/// - SeeAlso: Amazon SNS API Reference, "DeleteTopic"
public enum DeleteTopic: TopicOperation, Mutation {
    /// The part of the world that it changes.
    public typealias State = TopicsState
    /// Which topic.
    public typealias Input = TopicARNInput
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DeleteTopic`.
    public static let name = "DeleteTopic"
    /// Changes something.
    public static let isReadOnly = false

    /// Nothing stands in the way.
    public static func check(
        _ input: TopicARNInput, on target: TopicTarget, in call: Call, state: TopicsState
    ) throws(ServiceError) {}

    /// Removes it.
    public static func apply(
        _ input: TopicARNInput, on target: TopicTarget, prepared: Void, in call: Call, to state: inout TopicsState
    ) throws(ServiceError) -> EmptyOutput {
        for subscription in state.subscriptions(of: target.address) { state.subscriptions[subscription.id] = nil }
        state.topics[target.address] = nil
        return EmptyOutput()
    }
}

/// `ListTopics`: the topics of the account in the Region.
///
/// - SeeAlso: Amazon SNS API Reference, "ListTopics"
public enum ListTopics: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = TopicsState
    /// A page.
    public typealias Output = JSONAnswer
    /// `ListTopics`.
    public static let name = "ListTopics"
    /// SNS.
    public static let service = Service.sns
    /// Reads.
    public static let isReadOnly = true

    /// Which page.
    public struct Input: MemberInput {
        let token: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            token = members.string("NextToken")
        }
    }

    /// There is nothing to find.
    public static func resolve(_ input: Input, in call: Call, on state: TopicsState) throws(ServiceError) {}

    /// The action on every topic.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: TopicsState
    ) -> [AccessDemand] {
        [AccessDemand(action: "SNS:ListTopics", resource: "*", rules: .identityOnly)]
    }

    /// Lists them.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: TopicsState
    ) throws(ServiceError) -> JSONAnswer {
        let topics = state.topics(of: call.account, in: call.region)
        guard
            let page = ListingPage(topics, after: input.token, limit: EventsLimits.topicsOnPage, key: \.address.name)
        else { throw TopicError.invalid("NextToken") }
        var json: JSONObject = [
            "Topics": .array(page.elements.map { ["TopicArn": .string($0.address.arn.description)] })
        ]
        json["NextToken"] = page.nextToken.map(JSONValue.string)
        return JSONAnswer(json: json)
    }

    /// Nothing.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail()
    }
}
