public import LabCore
import LabPolicy
public import LabService

/// A topic, or the place where one would be.
public struct TopicTarget: Sendable {
    let topic: Topic?
    let address: TopicAddress

    /// The topic.
    ///
    /// - Throws: `NotFound`
    func existing() throws(ServiceError) -> Topic {
        guard let topic else { throw TopicError.notFound }
        return topic
    }

    /// The address that an input names.
    ///
    /// - Throws: `InvalidParameter` for what is no topic's ARN, or one of another Region.
    static func address(_ arn: String, in call: Call) throws(ServiceError) -> TopicAddress {
        guard let address = TopicAddress(arn: arn), address.region == call.region else {
            throw TopicError.invalid("TopicArn")
        }
        return address
    }
}

/// Makes demands about topics.
enum TopicDemand {
    /// `action` on a topic, whose policy is heard.
    static func make(_ action: String, on target: TopicTarget, in call: Call) -> AccessDemand {
        AccessDemand(
            action: "SNS:\(action)", resource: target.address.arn.description, owner: target.address.account,
            policy: target.topic?.attachedPolicy, rules: .resourcePolicy,
            deferring: {
                var context = ConditionContext()
                context.set("AWS:SourceOwner", call.account.digits)
                return context
            })
    }
}

/// An input that names a topic.
public protocol TopicInput: MemberInput {
    /// The topic's ARN, as the caller wrote it.
    var topicARN: String { get }
}

/// An operation on one topic.
public protocol TopicOperation: MemberOperation where Target == TopicTarget, Input: TopicInput {
    /// The topics as they stand in the state.
    static func topics(of state: State) -> TopicsState
    /// What the event says of the input beside the topic. Never a message.
    static func parameters(_ input: Input) -> JSONObject
}

extension TopicOperation where State == TopicsState {
    /// All of the state.
    public static func topics(of state: TopicsState) -> TopicsState { state }
}

extension TopicOperation where State == PublishingState {
    /// The state's topics.
    public static func topics(of state: PublishingState) -> TopicsState { state.topics }
}

extension TopicOperation {
    /// SNS.
    public static var service: Service { .sns }
    /// Nothing.
    public static func parameters(_ input: Input) -> JSONObject { [:] }

    /// Finds the topic.
    public static func resolve(_ input: Input, in call: Call, on state: State) throws(ServiceError) -> TopicTarget {
        let address = try TopicTarget.address(input.topicARN, in: call)
        return TopicTarget(topic: topics(of: state).topics[address], address: address)
    }

    /// The operation's action on the topic.
    public static func demands(
        _ input: Input, on target: TopicTarget, in call: Call, state: State
    ) -> [AccessDemand] {
        [TopicDemand.make(name, on: target, in: call)]
    }

    /// The topic must be there.
    public static func check(
        _ input: Input, on target: TopicTarget, in call: Call, state: State
    ) throws(ServiceError) {
        _ = try target.existing()
    }

    /// The topic and the parameters.
    public static func audit(_ input: Input, target: TopicTarget?, output: Output?, in call: Call) -> AuditDetail {
        var parameters: JSONObject = ["topicArn": .string(input.topicARN)]
        for member in Self.parameters(input).members { parameters[member.name] = member.value }
        let resources = target?.topic.map {
            AuditResource(arn: $0.address.arn.description, account: $0.address.account, type: "AWS::SNS::Topic")
        }
        let answer = isReadOnly ? nil : output?.json
        return AuditDetail(
            requestParameters: parameters, responseElements: answer?.isEmpty == true ? nil : answer,
            resources: resources.map { [$0] } ?? [])
    }
}

/// An input that is nothing but a topic.
public struct TopicARNInput: TopicInput {
    /// The topic.
    public let topicARN: String

    /// Reads the member.
    public init(_ members: MemberReader) {
        topicARN = members.requiredString("TopicArn")
    }
}
