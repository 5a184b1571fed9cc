public import LabCore
public import LabService

/// What the rules and topics have sent: the inbox, deliveries to endpoints, and how far the rules have read the trail.
///
/// It is a record of what happened, so an undo and a fork leave it alone.
public struct PostState: ServiceState {
    /// The inbox, ascending.
    public var inbox = Table<InboxMessage>()
    /// Deliveries to endpoints, ascending.
    public var deliveries = Table<Delivery>()
    /// Events that wait for the rules, ascending.
    public var submitted = Table<SubmittedEvent>()
    /// How far the rules have read.
    var seen = Table<SeenMark>()

    /// An empty inbox.
    public init() {}

    /// Every table.
    public static let tables: [TablePath<PostState>] = [
        TablePath(\.inbox), TablePath(\.deliveries), TablePath(\.submitted), TablePath(\.seen),
    ]

    /// How many events of the trail the rules have seen; `nil` when they never looked.
    public var seenCount: Int? {
        get { seen[.only]?.count }
        set { seen[.only] = newValue.map(SeenMark.init(count:)) }
    }

    /// Whether something is on its way.
    public var hasWork: Bool { submitted.count > 0 || hasDeliveries }

    /// Whether deliveries are to be made.
    public var hasDeliveries: Bool { deliveries.nextDue != nil }

    /// The deliveries that are to be made, in order.
    public var pending: [Delivery] { deliveries.rows(in: Delivery.pendingGroup) }
}

extension PostState {
    /// Sends a message to every subscription of its topic: to the inbox at once, to endpoints by a delivery.
    public mutating func send(_ notification: Notification, to subscriptions: [Subscription], at now: Timestamp) {
        for subscription in subscriptions {
            switch subscription.way {
            case .http: order(notification, subscription, at: now)
            case .email, .emailJSON, .inbox: put(notification, subscription, at: now)
            }
        }
    }

    /// Takes down that a topic did not take a message.
    public mutating func refuse(_ notification: Notification, because reason: String, at now: Timestamp) {
        deliveries.put(
            Delivery(
                id: nextDelivery, time: now, notification: notification, subscription: nil,
                endpoint: notification.topicARN, body: notification.text, isRaw: true, outcome: .failed,
                failure: reason))
        forgetOldDeliveries()
    }

    /// Takes down how a delivery ended; one that is no longer pending stays as it is.
    public mutating func end(_ delivery: PostNumber, failure: String?) {
        guard deliveries[delivery]?.outcome == .pending else { return }
        deliveries[delivery]?.outcome = failure == nil ? .delivered : .failed
        deliveries[delivery]?.failure = failure
        forgetOldDeliveries()
    }

    /// Keeps an event until the rules see it.
    mutating func submit(_ event: BusEvent) {
        submitted.put(SubmittedEvent(id: PostNumber((submitted.last?.id.number ?? 0) + 1), event))
    }

    private mutating func put(_ notification: Notification, _ subscription: Subscription, at now: Timestamp) {
        let number = (inbox.last?.id.number ?? 0) + 1
        inbox.put(
            InboxMessage(
                id: PostNumber(number), time: now, notification: notification, subscription: subscription.address.arn,
                endpoint: subscription.endpoint))
        inbox[PostNumber(number - EventsLimits.inboxMessages)] = nil
    }

    private mutating func order(_ notification: Notification, _ subscription: Subscription, at now: Timestamp) {
        let body =
            subscription.isRaw
            ? notification.text(for: .http) : JSONValue.object(notification.envelope(for: subscription)).compactText
        deliveries.put(
            Delivery(
                id: nextDelivery, time: now, notification: notification, subscription: subscription.address.arn,
                endpoint: subscription.endpoint, body: body, isRaw: subscription.isRaw, outcome: .pending))
    }

    private var nextDelivery: PostNumber { PostNumber((deliveries.last?.id.number ?? 0) + 1) }

    /// Of more than ``EventsLimits/endedDeliveries`` the oldest that ended go.
    private mutating func forgetOldDeliveries() {
        guard deliveries.count > EventsLimits.endedDeliveries else { return }
        var oldest: PostNumber?
        deliveries.forEach { delivery in
            guard delivery.outcome != .pending else { return true }
            oldest = delivery.id
            return false
        }
        if let oldest { deliveries[oldest] = nil }
    }
}

/// What publishing reads and writes: topics with their subscriptions, and the post. Only the post changes.
public struct PublishingState: ServiceState {
    /// The topics as they stand.
    public let topics: TopicsState
    /// The post.
    public var post: PostState

    /// Topics and post.
    public init(topics: TopicsState, post: PostState) {
        self.topics = topics
        self.post = post
    }

    /// The tables of the post.
    public static let tables: [TablePath<PublishingState>] = [
        TablePath(\.post.inbox), TablePath(\.post.deliveries), TablePath(\.post.submitted), TablePath(\.post.seen),
    ]
}
