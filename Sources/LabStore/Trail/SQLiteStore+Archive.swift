public import LabCore
public import LabWorld

extension SQLiteStore: EventArchive {
    /// The latest events, oldest first, as CloudTrail records.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func latestRecords(_ count: Int) throws(StoreFailure) -> [JSONObject] {
        do throws(HomeError) {
            return try events(last: count).map(\.record)
        } catch {
            throw StoreFailure(error)
        }
    }

    /// The event with this id, and the explanation of its decisions; `nil` when there is none. Without an id, the latest
    /// event that was decided about.
    ///
    /// - Throws: `StoreFailure` when the database cannot be read.
    public func explainedRecord(
        _ eventID: String?
    ) throws(StoreFailure) -> (record: JSONObject, decisions: JSONValue)? {
        do throws(HomeError) {
            let found = if let eventID { try event(withID: eventID) } else { try lastDecision() }
            return found.map { ($0.record, .array($0.decisions)) }
        } catch {
            throw StoreFailure(error)
        }
    }
}
