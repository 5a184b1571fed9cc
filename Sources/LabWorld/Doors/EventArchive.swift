public import LabCore
public import LabService
public import LabTrail

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

    /// At most `limit` events behind the one with the number `number`, oldest first.
    func records(after number: Int, limit: Int) throws(StoreFailure) -> [NumberedRecord]

    /// The latest `count` events that pass `filter`, oldest first.
    func records(_ filter: EventFilter, last count: Int) throws(StoreFailure) -> [NumberedRecord]

    /// The events whose ids begin with `prefix`, at most `limit` of them, oldest first.
    func records(withIDPrefix prefix: String, limit: Int) throws(StoreFailure) -> [NumberedRecord]

    /// What became of the trail, in JSON, compared with the home's own digests and with `digests`, which somebody kept
    /// elsewhere; `nil` when nothing is kept that could be compared.
    func trailReport(against digests: [String]) throws(StoreFailure) -> JSONObject?

    /// A signed statement about the trail as it stands, one line of JSON; `nil` when there is nobody to sign.
    func signedDigest() throws(StoreFailure) -> String?
}

/// What an archive without evidence has to say.
extension EventArchive {
    /// None.
    public func records(after number: Int, limit: Int) throws(StoreFailure) -> [NumberedRecord] { [] }

    /// None.
    public func records(_ filter: EventFilter, last count: Int) throws(StoreFailure) -> [NumberedRecord] { [] }

    /// None.
    public func records(withIDPrefix prefix: String, limit: Int) throws(StoreFailure) -> [NumberedRecord] { [] }

    /// Nothing to compare with.
    public func trailReport(against digests: [String]) throws(StoreFailure) -> JSONObject? { nil }

    /// Nobody signs.
    public func signedDigest() throws(StoreFailure) -> String? { nil }
}
