public import LabCore
public import LabService

/// A message for an endpoint on this machine, and what became of it; also a message that no topic took.
public struct Delivery: Row {
    /// The table's name in the store.
    public static let table = "post.deliveries"

    /// What became of a delivery.
    public enum Outcome: String, Sendable, Codable {
        /// It is to be made.
        case pending
        /// The endpoint took it.
        case delivered
        /// Nobody took it; ``Delivery/failure`` says why.
        case failed
    }

    /// Its number.
    public let id: PostNumber
    /// When it was ordered, by the lab's clock.
    public let time: Timestamp
    /// The message.
    public let notification: Notification
    /// The subscription; `nil` when the topic did not take the message.
    public let subscription: String?
    /// Where to: a URL, or the topic's ARN.
    public let endpoint: String
    /// What is posted.
    public let body: String
    /// Whether the body is the message alone.
    public let isRaw: Bool
    /// What became of it.
    public internal(set) var outcome: Outcome
    /// Why it failed.
    public internal(set) var failure: String?

    /// The headers that SNS sends with a message.
    public var headers: [(name: String, value: String)] {
        var headers = [
            (name: "x-amz-sns-message-type", value: "Notification"),
            (name: "x-amz-sns-message-id", value: notification.messageID),
            (name: "x-amz-sns-topic-arn", value: notification.topicARN),
            (name: "x-amz-sns-subscription-arn", value: subscription ?? ""),
            (name: "Content-Type", value: "text/plain; charset=UTF-8"),
            (name: "User-Agent", value: "Amazon Simple Notification Service Agent"),
        ]
        if isRaw { headers.append((name: "x-amz-sns-rawdelivery", value: "true")) }
        return headers
    }

    /// Pending deliveries are found together.
    public var group: String? { outcome == .pending ? Self.pendingGroup : nil }

    /// What makes pending deliveries easy to see: nothing falls due.
    public var dueDate: Timestamp? { outcome == .pending ? time : nil }

    static let pendingGroup = "pending"
}

/// An event that somebody put on the bus and that no rule has seen yet.
public struct SubmittedEvent: Row {
    /// The table's name in the store.
    public static let table = "post.submitted"

    /// Its number.
    public let id: PostNumber
    private let eventID: String
    private let detailType: String
    private let source: String
    private let account: AccountID
    private let time: Timestamp
    private let region: Region
    private let resources: [String]
    private let detail: String

    init(id: PostNumber, _ event: BusEvent) {
        self.id = id
        eventID = event.id
        detailType = event.detailType
        source = event.source
        account = event.account
        time = event.time
        region = event.region
        resources = event.resources
        detail = JSONValue.object(event.detail).compactText
    }

    /// The event.
    public var event: BusEvent {
        BusEvent(
            id: eventID, detailType: detailType, source: source, account: account, time: time, region: region,
            resources: resources, detail: (try? JSONParser.parse(detail))?.object ?? [:], isSubmitted: true)
    }
}

/// How many events of the trail the rules have seen: what comes after them is theirs to see, also in another process.
public struct SeenMark: Row {
    /// The table's name in the store.
    public static let table = "post.seen"

    /// The name of the only row.
    public enum ID: String, RowID, Codable {
        /// The only row.
        case only

        /// `only`.
        public var rowKey: String { rawValue }
        /// Never: there is one.
        public static func < (left: ID, right: ID) -> Bool { false }
    }

    /// How many.
    public let count: Int
    /// The only row.
    public var id: ID { .only }
}
