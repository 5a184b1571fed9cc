public import LabCore
import LabPolicy
public import LabService

/// `Subscribe`: has a topic's messages delivered. The lab asks nobody to confirm.
///
/// - SeeAlso: Amazon SNS API Reference, "Subscribe"
public enum Subscribe: TopicOperation, Mutation {
    /// The part of the world that it changes.
    public typealias State = TopicsState
    /// The subscription's ARN.
    public typealias Output = JSONAnswer
    /// `Subscribe`.
    public static let name = "Subscribe"
    /// Changes something.
    public static let isReadOnly = false

    /// The subscription.
    public struct Input: TopicInput {
        /// The topic.
        public let topicARN: String
        let way: String
        let endpoint: String
        let attributes: [(key: String, value: String)]

        /// Reads the members. The ARN is always answered, because nothing waits to be confirmed.
        public init(_ members: MemberReader) {
            topicARN = members.requiredString("TopicArn")
            way = members.requiredString("Protocol")
            endpoint = members.string("Endpoint") ?? ""
            attributes = members.stringMap("Attributes") ?? []
            _ = members.bool("ReturnSubscriptionArn")
        }
    }

    /// Something that the lab can deliver to.
    public static func check(
        _ input: Input, on target: TopicTarget, in call: Call, state: TopicsState
    ) throws(ServiceError) {
        _ = try target.existing()
        try checkEndpoint(input, try way(input))
        _ = try isRaw(input)
    }

    /// Subscribes; who has subscribed already keeps the subscription.
    public static func apply(
        _ input: Input, on target: TopicTarget, prepared: Void, in call: Call, to state: inout TopicsState
    ) throws(ServiceError) -> JSONAnswer {
        let way = try way(input)
        let known = state.subscriptions(of: target.address).first {
            $0.way == way && $0.endpoint.utf8.elementsEqual(input.endpoint.utf8)
        }
        if let known { return JSONAnswer(json: ["SubscriptionArn": .string(known.address.arn)]) }
        let address = SubscriptionAddress(topic: target.address, uuid: try freshUUID(call.random))
        state.subscriptions.put(
            Subscription(
                address: address, owner: call.account, way: way, endpoint: input.endpoint, isRaw: try isRaw(input)))
        return JSONAnswer(json: ["SubscriptionArn": .string(address.arn)])
    }

    private static func way(_ input: Input) throws(ServiceError) -> Subscription.Way {
        guard let way = Subscription.Way(rawValue: input.way) else {
            throw TopicError.invalid(
                "Protocol",
                hint: "the lab delivers by `http` on this machine, `email` and `inbox`, the last two to its inbox")
        }
        return way
    }

    private static func checkEndpoint(_ input: Input, _ way: Subscription.Way) throws(ServiceError) {
        switch way {
        case .http:
            guard LoopbackURL(input.endpoint) == nil else { return }
            throw TopicError.invalid(
                "Endpoint", hint: "the lab posts to programs on this machine only: http://127.0.0.1:PORT/…")
        case .email, .emailJSON:
            let parts = input.endpoint.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
                throw TopicError.invalid("Email address")
            }
        case .inbox:
            guard !input.endpoint.isEmpty else { throw TopicError.invalid("Endpoint", hint: "any name will do") }
        }
    }

    private static func isRaw(_ input: Input) throws(ServiceError) -> Bool {
        for (name, _) in input.attributes where name != "RawMessageDelivery" {
            throw TopicError.invalid(
                "Attributes Reason: \(name)",
                hint: "subscriptions of the lab have `RawMessageDelivery` and nothing else")
        }
        switch input.attributes.last?.value.lowercased() {
        case nil, "false"?: return false
        case "true"?: return true
        default: throw TopicError.invalid("Attributes Reason: RawMessageDelivery: must be true or false")
        }
    }

    /// How and where to.
    public static func parameters(_ input: Input) -> JSONObject {
        ["protocol": .string(input.way), "endpoint": .string(input.endpoint)]
    }
}

/// `Unsubscribe`: ends a subscription.
///
/// - SeeAlso: Amazon SNS API Reference, "Unsubscribe"
public enum Unsubscribe: MemberOperation, Mutation {
    /// The part of the world that it changes.
    public typealias State = TopicsState
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `Unsubscribe`.
    public static let name = "Unsubscribe"
    /// SNS.
    public static let service = Service.sns
    /// Changes something.
    public static let isReadOnly = false

    /// Which subscription.
    public struct Input: MemberInput {
        let subscription: String

        /// Reads the member.
        public init(_ members: MemberReader) {
            subscription = members.requiredString("SubscriptionArn")
        }
    }

    /// Finds the place.
    public static func resolve(
        _ input: Input, in call: Call, on state: TopicsState
    ) throws(ServiceError) -> SubscriptionAddress {
        guard let address = SubscriptionAddress(arn: input.subscription) else {
            throw TopicError.invalid("SubscriptionArn")
        }
        return address
    }

    /// The action on the topic.
    public static func demands(
        _ input: Input, on target: SubscriptionAddress, in call: Call, state: TopicsState
    ) -> [AccessDemand] {
        let topic = TopicTarget(topic: state.topics[target.topic], address: target.topic)
        return [TopicDemand.make("Unsubscribe", on: topic, in: call)]
    }

    /// Ends it; one that is not there is no loss.
    public static func apply(
        _ input: Input, on target: SubscriptionAddress, prepared: Void, in call: Call, to state: inout TopicsState
    ) throws(ServiceError) -> EmptyOutput {
        state.subscriptions[target] = nil
        return EmptyOutput()
    }

    /// The subscription.
    public static func audit(
        _ input: Input, target: SubscriptionAddress?, output: Output?, in call: Call
    ) -> AuditDetail {
        AuditDetail(requestParameters: ["subscriptionArn": .string(input.subscription)])
    }
}
