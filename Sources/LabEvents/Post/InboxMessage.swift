public import LabCore
public import LabService

/// The number of something in the post: messages, deliveries and events are numbered as they come.
public struct PostNumber: RowID, Codable {
    /// The number, from 1.
    public let number: Int

    /// A number.
    public init(_ number: Int) {
        self.number = number
    }

    /// The number.
    public var rowKey: String { String(number) }
    /// Orders by number.
    public static func < (left: PostNumber, right: PostNumber) -> Bool { left.number < right.number }
}

/// A message in the lab's inbox.
public struct InboxMessage: Row {
    /// The table's name in the store.
    public static let table = "post.inbox"

    /// Its number.
    public let id: PostNumber
    /// When it came, by the lab's clock.
    public let time: Timestamp
    /// The message.
    public let notification: Notification
    /// The subscription that it came by.
    public let subscription: String
    /// Under which address or name.
    public let endpoint: String
}

/// A message on its way from a topic.
public struct Notification: Sendable, Hashable, Codable {
    /// Its id, a UUID; the same for every subscription.
    public let messageID: String
    /// The topic's ARN.
    public let topicARN: String
    /// The subject.
    public let subject: String?
    /// The text, as every subscription gets it that has no text of its own.
    public let text: String
    /// Texts for single protocols, by name.
    public let texts: [String: String]
    /// The message attributes, as SNS shows them to endpoints.
    public let attributes: [String: MessageAttribute]
    /// When it was published.
    public let time: Timestamp
    /// The ARN of the rule that sent it; `nil` for what somebody published.
    public let ruleARN: String?
    /// The id of the event that it tells of; `nil` for what somebody published.
    public let eventID: String?

    /// A message.
    public init(
        messageID: String, topicARN: String, subject: String? = nil, text: String, texts: [String: String] = [:],
        attributes: [String: MessageAttribute] = [:], time: Timestamp, ruleARN: String? = nil, eventID: String? = nil
    ) {
        self.messageID = messageID
        self.topicARN = topicARN
        self.subject = subject
        self.text = text
        self.texts = texts
        self.attributes = attributes
        self.time = time
        self.ruleARN = ruleARN
        self.eventID = eventID
    }

    /// The text for a protocol.
    public func text(for way: Subscription.Way) -> String { texts[way.rawValue] ?? text }

    /// The envelope that SNS puts around a message. The lab signs none: there is no certificate of Amazon's to sign with.
    ///
    /// - SeeAlso: Amazon SNS Developer Guide, "Parsing Amazon SNS message formats"
    public func envelope(for subscription: Subscription) -> JSONObject {
        var json: JSONObject = [
            "Type": "Notification", "MessageId": .string(messageID), "TopicArn": .string(topicARN),
        ]
        json["Subject"] = subject.map(JSONValue.string)
        json["Message"] = .string(text(for: subscription.way))
        json["Timestamp"] = .string(time.iso8601Milliseconds)
        if !attributes.isEmpty {
            let sorted = attributes.sorted { $0.key < $1.key }
            json["MessageAttributes"] = .object(JSONObject(sorted.map { ($0.key, $0.value.json) }))
        }
        return json
    }
}

/// A message attribute: a type and its value, binary ones in base64.
public struct MessageAttribute: Sendable, Hashable, Codable {
    let type: String
    let value: String

    var json: JSONValue { ["Type": .string(type), "Value": .string(value)] }
}
