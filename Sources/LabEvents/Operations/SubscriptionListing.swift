public import LabCore
import LabPolicy
public import LabService

/// `ListSubscriptions`: the account's subscriptions in the Region.
///
/// - SeeAlso: Amazon SNS API Reference, "ListSubscriptions"
public enum ListSubscriptions: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = TopicsState
    /// A page.
    public typealias Output = JSONAnswer
    /// `ListSubscriptions`.
    public static let name = "ListSubscriptions"
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

    /// The action on everything.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: TopicsState
    ) -> [AccessDemand] {
        [AccessDemand(action: "SNS:ListSubscriptions", resource: "*", rules: .identityOnly)]
    }

    /// Lists them.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: TopicsState
    ) throws(ServiceError) -> JSONAnswer {
        let all = state.subscriptions.all.filter { $0.owner == call.account && $0.address.topic.region == call.region }
        return try .page(of: all, after: input.token)
    }

    /// Nothing.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail()
    }
}

/// `ListSubscriptionsByTopic`: a topic's subscriptions.
///
/// - SeeAlso: Amazon SNS API Reference, "ListSubscriptionsByTopic"
public enum ListSubscriptionsByTopic: TopicOperation, Query {
    /// The part of the world that it reads.
    public typealias State = TopicsState
    /// A page.
    public typealias Output = JSONAnswer
    /// `ListSubscriptionsByTopic`.
    public static let name = "ListSubscriptionsByTopic"
    /// Reads.
    public static let isReadOnly = true

    /// Which topic, and which page.
    public struct Input: TopicInput {
        /// The topic.
        public let topicARN: String
        let token: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            topicARN = members.requiredString("TopicArn")
            token = members.string("NextToken")
        }
    }

    /// Lists them.
    public static func perform(
        _ input: Input, on target: TopicTarget, in call: Call, state: TopicsState
    ) throws(ServiceError) -> JSONAnswer {
        try .page(of: state.subscriptions(of: target.address), after: input.token)
    }
}

extension JSONAnswer {
    fileprivate static func page(
        of subscriptions: [Subscription], after token: String?
    ) throws(ServiceError) -> JSONAnswer {
        let page = ListingPage(
            subscriptions, after: token, limit: EventsLimits.topicsOnPage, key: \.address.rowKey)
        guard let page else { throw TopicError.invalid("NextToken") }
        var json: JSONObject = ["Subscriptions": .array(page.elements.map(\.json))]
        json["NextToken"] = page.nextToken.map(JSONValue.string)
        return JSONAnswer(json: json)
    }
}
