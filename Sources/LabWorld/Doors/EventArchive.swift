public import LabCore
public import LabService

/// The events that a durable lab keeps on its disk.
public protocol EventArchive: Sendable {
    /// The latest events, oldest first, as CloudTrail records.
    func latestRecords(_ count: Int) throws(StoreFailure) -> [JSONObject]

    /// The event with this id, and the explanation of its decisions; `nil` when there is none.
    ///
    /// Without an id, the latest event that was decided about.
    func explainedRecord(_ eventID: String?) throws(StoreFailure) -> (record: JSONObject, decisions: JSONValue)?

    /// A page of management events, newest first.
    func page(_ query: EventHistoryQuery) throws(StoreFailure) -> EventHistoryPage

    /// At most `limit` events behind the first `count`, oldest first.
    func events(behind count: Int, limit: Int) throws(StoreFailure) -> [ArchivedEvent]
}

/// An event as an archive keeps it.
public struct ArchivedEvent: Sendable {
    /// Its index, from 0 over the lab's whole life.
    public let index: Int
    /// When it happened, to the millisecond.
    public let time: Timestamp
    /// CloudTrail's record.
    public let record: JSONObject

    /// An event by its parts.
    public init(index: Int, time: Timestamp, record: JSONObject) {
        self.index = index
        self.time = time
        self.record = record
    }
}
