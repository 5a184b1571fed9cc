public import LabCore
import LabPolicy
public import LabService

/// `Publish`: sends a message to a topic's subscriptions.
///
/// - SeeAlso: Amazon SNS API Reference, "Publish"
public enum Publish: TopicOperation, Mutation {
    /// The part of the world that it reads and changes.
    public typealias State = PublishingState
    /// The message's id.
    public typealias Output = JSONAnswer
    /// `Publish`.
    public static let name = "Publish"
    /// Changes something.
    public static let isReadOnly = false
    /// AWS records it on request only.
    public static let isDataEvent = true

    /// The message.
    public struct Input: TopicInput {
        /// The topic.
        public let topicARN: String
        let message: String
        let subject: String?
        let structure: String?
        let attributes: [(key: String, value: MessageAttribute)]
        let phoneNumber: String?
        let isForQueue: Bool

        /// Reads the members.
        public init(_ members: MemberReader) {
            let topic = members.string("TopicArn")
            let target = members.string("TargetArn")
            topicARN = topic ?? target ?? ""
            phoneNumber = members.string("PhoneNumber", isSensitive: true)
            message = members.requiredString("Message", isSensitive: true)
            subject = members.string("Subject")
            structure = members.string("MessageStructure")
            attributes = members.structureMap("MessageAttributes", of: MessageAttribute.init) ?? []
            let deduplication = members.string("MessageDeduplicationId")
            let group = members.string("MessageGroupId")
            isForQueue = deduplication != nil || group != nil
        }
    }

    /// A message that can be sent.
    public static func check(
        _ input: Input, on target: TopicTarget, in call: Call, state: PublishingState
    ) throws(ServiceError) {
        _ = try target.existing()
        guard input.phoneNumber == nil else { throw TopicError.invalid("PhoneNumber") }
        guard !input.isForQueue else {
            throw TopicError.invalid("The request includes a parameter that is not valid for this topic type")
        }
        try checkText(input)
        _ = try texts(input)
    }

    private static func checkText(_ input: Input) throws(ServiceError) {
        guard !input.message.isEmpty else { throw TopicError.invalid("Empty message") }
        guard input.message.utf8.count <= EventsLimits.messageBytes else {
            throw TopicError.invalid("Message too long")
        }
        guard let subject = input.subject else { return }
        let isPlain = subject.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        guard isPlain, (1...100).contains(subject.utf8.count) else { throw TopicError.invalid("Subject") }
    }

    /// The texts by protocol, when the message says that it is made of such.
    private static func texts(_ input: Input) throws(ServiceError) -> [String: String] {
        guard let structure = input.structure else { return [:] }
        guard structure == "json" else { throw TopicError.invalid("MessageStructure") }
        guard let object = (try? JSONParser.parse(input.message))?.object else {
            throw TopicError.invalid("Message Structure - JSON message body failed to parse")
        }
        guard object["default"]?.string != nil else {
            throw TopicError.invalid("Message Structure - No default entry in JSON message body")
        }
        return Dictionary(object.members.compactMap { pair in pair.value.string.map { (pair.name, $0) } }) { $1 }
    }

    /// Sends it.
    public static func apply(
        _ input: Input, on target: TopicTarget, prepared: Void, in call: Call, to state: inout PublishingState
    ) throws(ServiceError) -> JSONAnswer {
        let messageID = try freshUUID(call.random)
        let texts = try texts(input)
        let notification = Notification(
            messageID: messageID, topicARN: target.address.arn.description, subject: input.subject,
            text: texts["default"] ?? input.message, texts: texts,
            attributes: Dictionary(input.attributes.map { ($0.key, $0.value) }) { $1 }, time: call.now)
        state.post.send(notification, to: state.topics.subscriptions(of: target.address), at: call.now)
        return JSONAnswer(json: ["MessageId": .string(messageID)])
    }

    /// Never the message.
    public static func parameters(_ input: Input) -> JSONObject {
        input.subject == nil ? [:] : ["subject": "HIDDEN_DUE_TO_SECURITY_REASONS"]
    }
}

extension MessageAttribute {
    /// Reads `DataType` and the value of that type.
    init(_ members: MemberReader) {
        type = members.requiredString("DataType")
        let text = members.string("StringValue")
        let bytes = members.blob("BinaryValue")
        value = text ?? bytes.map { Base64.encode($0) } ?? ""
    }
}
