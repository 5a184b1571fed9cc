public import LabCore

/// The trail, for operations that look things up in it: CloudTrail's own.
public protocol EventHistory: Sendable {
    /// How many events there have been in the lab's whole life, as far as they can be seen.
    var count: Int { get }

    /// A page of the events that `query` asks for, newest first.
    ///
    /// Complexity: what the page holds, however long the trail is.
    ///
    /// - Throws: `InternalFailure` when the home cannot be read.
    func page(_ query: EventHistoryQuery) throws(ServiceError) -> EventHistoryPage
}

/// What management events can be looked up by, in LookupEvents' words.
///
/// - SeeAlso: AWS CloudTrail API Reference, "LookupAttribute"
public enum EventHistoryKey: String, Sendable, Hashable, CaseIterable {
    /// The event's own id.
    case eventID = "EventId"
    /// The operation, such as `Decrypt`.
    case eventName = "EventName"
    /// `true` or `false`.
    case readOnly = "ReadOnly"
    /// A user's name, a role session's name, or `root`.
    case username = "Username"
    /// The type of a resource, such as `AWS::KMS::Key`.
    case resourceType = "ResourceType"
    /// The ARN of a resource.
    case resourceName = "ResourceName"
    /// The service, such as `kms.amazonaws.com`.
    case eventSource = "EventSource"
    /// The access key that signed.
    case accessKeyID = "AccessKeyId"
}

/// One attribute with its value; values are compared byte by byte.
public struct EventHistoryAttribute: Sendable, Hashable {
    /// Which.
    public let key: EventHistoryKey
    /// Its value.
    public let value: String

    /// An attribute with its value.
    public init(_ key: EventHistoryKey, _ value: String) {
        self.key = key
        self.value = value
    }
}

/// Which management events of an account and a Region to list.
public struct EventHistoryQuery: Sendable, Hashable {
    /// The account.
    public var account: AccountID
    /// The Region.
    public var region: Region
    /// What all of them have; `nil` for every event.
    public var attribute: EventHistoryAttribute?
    /// Events at this time or later.
    public var from: Timestamp
    /// Events at this time or earlier.
    public var to: Timestamp
    /// Where the page before ended; `nil` for the first page.
    public var after: EventHistoryPlace?
    /// How many at most.
    public var limit: Int

    /// A query for the first page.
    public init(
        account: AccountID, region: Region, attribute: EventHistoryAttribute? = nil, from: Timestamp, to: Timestamp,
        after: EventHistoryPlace? = nil, limit: Int
    ) {
        self.account = account
        self.region = region
        self.attribute = attribute
        self.from = from
        self.to = to
        self.after = after
        self.limit = limit
    }
}

/// A place in a listing that runs backwards in time. It stays valid when events are added.
public struct EventHistoryPlace: Sendable, Hashable {
    /// The time of the event that was listed last.
    public let time: Timestamp
    /// Its number, from 1 over the lab's whole life.
    public let sequence: Int

    /// The place right behind an event.
    public init(time: Timestamp, sequence: Int) {
        self.time = time
        self.sequence = sequence
    }
}

/// A page of events.
public struct EventHistoryPage: Sendable {
    /// CloudTrail records, newest first.
    public let records: [JSONObject]
    /// Where the next page begins; `nil` on the last.
    public let next: EventHistoryPlace?

    /// A page.
    public init(records: [JSONObject], next: EventHistoryPlace?) {
        self.records = records
        self.next = next
    }
}

/// A trail without events, for services that run without a lab.
public struct NoEventHistory: EventHistory {
    /// No events.
    public init() {}
    /// None.
    public var count: Int { 0 }
    /// Empty.
    public func page(_ query: EventHistoryQuery) throws(ServiceError) -> EventHistoryPage {
        EventHistoryPage(records: [], next: nil)
    }
}
