/// The numbers of EventBridge and SNS.
///
/// - SeeAlso: Amazon EventBridge User Guide, "Quotas"; AWS General Reference, "Amazon SNS endpoints and quotas"
public enum EventsLimits {
    /// Rules of an event bus.
    public static let rules = 300
    /// Targets of a rule.
    public static let targets = 5
    /// Bytes of a message, and of an event.
    public static let messageBytes = 262_144
    /// Entries on a page of SNS.
    public static let topicsOnPage = 100
    /// Messages that the inbox keeps; of more, the oldest go. The lab's own number.
    public static let inboxMessages = 10_000
    /// Deliveries that are kept once they ended; of more, the oldest go. The lab's own number.
    public static let endedDeliveries = 1_000
    /// How often an endpoint is tried: SNS tries three times more at once, and then for hours; the lab stops there.
    public static let attempts = 3
}
