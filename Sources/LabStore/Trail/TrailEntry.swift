import LabCore
import LabTrail
import LabWorld

/// An event as it is written: rendered before the transaction begins, so that the transaction only writes.
struct TrailEntry: Sendable {
    let content: TrailContent
    let index: EventIndex

    init(_ recorded: RecordedEvent) {
        let record = recorded.event.cloudTrailRecord
        guard let index = EventIndex(record: record) else {
            preconditionFailure("an event's record has an id, an account and a Region")
        }
        self.index = index
        content = TrailContent(
            time: recorded.event.time, record: JSONValue.object(record).compactBytes,
            decisions: Self.render(recorded))
    }

    private static func render(_ recorded: RecordedEvent) -> [UInt8] {
        guard !recorded.decisions.isEmpty else { return [] }
        return JSONValue.array(recorded.decisionRecords).compactBytes
    }
}
