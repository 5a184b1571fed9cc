public import LabCore
import LabTrail

/// An event as it was kept.
public struct StoredEvent: Hashable, Sendable {
    /// Its number, from 1 over the lab's whole life.
    public let sequence: Int
    /// Its id, a UUID.
    public let eventID: String
    /// When it happened, to the millisecond; its record has seconds.
    public let time: Timestamp
    /// CloudTrail's JSON, as LookupEvents hands it out in `CloudTrailEvent`.
    public let recordText: String
    /// The decisions that led to it, as a JSON array in which see `RecordedEvent.decisionRecords`; `nil` when
    /// nothing was decided.
    public let decisionsText: String?
    /// Its hash in the chain.
    public let hash: [UInt8]
}

extension StoredEvent {
    /// CloudTrail's record; empty when somebody has made something else of it, which ``SQLiteStore/verifyTrail(against:)`` finds.
    public var record: JSONObject { (try? JSONParser.parse(recordText))?.object ?? [:] }

    /// The decisions, first to last; see ``decisionsText``.
    public var decisions: [JSONValue] { decisionsText.flatMap { try? JSONParser.parse($0) }?.array ?? [] }

    /// What LookupEvents calls the user: a user's name, a role session's name, `root`, or nobody.
    public var username: String? { EventUsername.of(record["userIdentity"]?.object ?? [:]) }

    /// Where the event stands in a listing that runs backwards in time.
    public var cursor: EventCursor { EventCursor(time: time, sequence: sequence) }
}

/// A place in a listing of events that runs backwards in time. It stays valid when events are added.
public struct EventCursor: Hashable, Sendable, Codable {
    /// The time of the event that was listed last.
    public let time: Timestamp
    /// Its number.
    public let sequence: Int

    /// A place right behind an event.
    public init(time: Timestamp, sequence: Int) {
        self.time = time
        self.sequence = sequence
    }
}

/// Which events to list.
public struct EventQuery: Hashable, Sendable {
    /// Events with this value of this attribute only.
    public var attribute: EventAttribute?
    /// The value, compared byte by byte.
    public var value: String
    /// Events of this account and Region only.
    public var scope: EventScope?
    /// Management events of ``scope`` only; means nothing without one.
    public var isOfManagementOnly = false
    /// Events at this time or later.
    public var from: Timestamp?
    /// Events at this time or earlier.
    public var to: Timestamp?
    /// Events that a listing so far has not reached.
    public var after: EventCursor?
    /// How many at most.
    public var limit: Int

    /// A listing of all events, unless it is narrowed.
    public init(
        _ attribute: EventAttribute? = nil, _ value: String = "", scope: EventScope? = nil, from: Timestamp? = nil,
        to: Timestamp? = nil, after: EventCursor? = nil, limit: Int = 50
    ) {
        self.attribute = attribute
        self.value = value
        self.scope = scope
        self.from = from
        self.to = to
        self.after = after
        self.limit = limit
    }
}

/// A page of a listing.
public struct EventPage: Hashable, Sendable {
    /// The events, newest first.
    public let events: [StoredEvent]
    /// Where the next page begins; `nil` when there is none.
    public let next: EventCursor?
}
