public import LabCore
import LabPolicy
public import LabService

/// Where a subscription lives: below its topic.
public struct SubscriptionAddress: RowID, Codable {
    /// The topic.
    public let topic: TopicAddress
    /// Its id, a UUID.
    public let uuid: String

    /// An address by its parts.
    public init(topic: TopicAddress, uuid: String) {
        self.topic = topic
        self.uuid = uuid
    }

    /// The address that a subscription's ARN names; `nil` for any other text.
    init?(arn text: String) {
        guard let colon = text.lastIndex(of: ":"), let topic = TopicAddress(arn: String(text[..<colon])) else {
            return nil
        }
        self.init(topic: topic, uuid: String(text[text.index(after: colon)...]))
    }

    /// The topic's key, a colon, the id.
    public var rowKey: String { "\(topic.rowKey):\(uuid)" }
    /// The subscription's ARN.
    public var arn: String { "\(topic.arn):\(uuid)" }

    /// Orders by topic, then by id.
    public static func < (left: SubscriptionAddress, right: SubscriptionAddress) -> Bool {
        left.topic != right.topic ? left.topic < right.topic : left.uuid < right.uuid
    }
}

/// Who gets a topic's messages, and how.
public struct Subscription: Row {
    /// The table's name in the store.
    public static let table = "sns.subscriptions"

    /// The ways of delivery that the lab has.
    public enum Way: String, Sendable, Codable, CaseIterable {
        /// A POST to a program on this machine.
        case http
        /// The inbox, under an address; no e-mail leaves the lab.
        case email
        /// The inbox, as JSON.
        case emailJSON = "email-json"
        /// The inbox, under any name: the lab's own protocol.
        case inbox
    }

    /// Where it lives.
    public let address: SubscriptionAddress
    /// Who subscribed.
    public let owner: AccountID
    /// How messages are delivered.
    public let way: Way
    /// Where to.
    public let endpoint: String
    /// Whether an endpoint gets the message alone, without SNS's envelope.
    public var isRaw: Bool

    /// Where it lives.
    public var id: SubscriptionAddress { address }

    /// The subscription as listings show it.
    var json: JSONValue {
        [
            "SubscriptionArn": .string(address.arn), "Owner": .string(owner.digits), "Protocol": .string(way.rawValue),
            "Endpoint": .string(endpoint), "TopicArn": .string(address.topic.arn.description),
        ]
    }
}

/// SNS's part of the world: topics and their subscriptions.
public struct TopicsState: ServiceState {
    /// The topics, by account, Region and name.
    public var topics = Table<Topic>()
    /// The subscriptions, by topic and id.
    public var subscriptions = Table<Subscription>()

    /// No topics.
    public init() {}

    /// Every table.
    public static let tables: [TablePath<TopicsState>] = [TablePath(\.topics), TablePath(\.subscriptions)]

    /// The subscriptions of a topic.
    public func subscriptions(of topic: TopicAddress) -> [Subscription] {
        subscriptions.prefix(from: SubscriptionAddress(topic: topic, uuid: "")) { $0.topic == topic }
    }

    /// The topics of an account in a Region, ascending by name.
    func topics(of account: AccountID, in region: Region) -> [Topic] {
        let start = TopicAddress(account: account, region: region, name: "")
        return topics.prefix(from: start) { $0.account == account && $0.region == region }
    }
}

extension TopicsState: NamesPrincipals {
    /// Puts `uniqueID` in the place of `arn` in every topic policy.
    public mutating func replacePrincipal(_ arn: String, with uniqueID: String) {
        for var topic in topics.all {
            guard let policy = topic.policy, policy.names(arn) else { continue }
            topic.policy = policy.replacingPrincipal(arn, with: uniqueID)
            topics.put(topic)
        }
    }
}
