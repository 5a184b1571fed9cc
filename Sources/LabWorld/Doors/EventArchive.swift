public import LabCore

/// The events that a durable lab keeps on its disk.
public protocol EventArchive: Sendable {
    /// The latest events, oldest first, as CloudTrail records.
    func latestRecords(_ count: Int) throws(StoreFailure) -> [JSONObject]

    /// The event with this id, and the explanation of its decisions; `nil` when there is none.
    ///
    /// Without an id, the latest event that was decided about.
    func explainedRecord(_ eventID: String?) throws(StoreFailure) -> (record: JSONObject, decisions: JSONValue)?
}
