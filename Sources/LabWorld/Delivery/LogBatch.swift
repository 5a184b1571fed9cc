import LabCore
import LabService
import LabTrail

/// The events that a trail delivers next.
struct LogBatch {
    /// The events, in the order in which they happened.
    private(set) var events: [NumberedRecord] = []
    /// How many of the lab's events have been dealt with then.
    private(set) var position: Int
    /// When their log files are due; `nil` while nothing wants to be delivered.
    private(set) var due: Timestamp?

    private let trail: TrailRecord
    private let end: Timestamp?

    private static let chunk = 1000

    /// Gathers the events of the five minutes in which the first one happened that is not CloudTrail's own doing; of a
    /// trail that has ended everything until `end`.
    init(_ trail: TrailRecord, in lab: Lab, endedAt end: Timestamp? = nil) throws(ServiceError) {
        self.trail = trail
        self.end = end
        position = trail.delivery.position
        while true {
            let chunk = try lab.records(after: position, limit: Self.chunk)
            for event in chunk { guard take(event) else { return } }
            guard chunk.count == Self.chunk else { return }
        }
    }

    /// Whether nothing of what was looked at wants to be delivered.
    var isEmpty: Bool { events.isEmpty }

    /// Takes an event in, unless it belongs into another file.
    private mutating func take(_ event: NumberedRecord) -> Bool {
        if let due, event.time >= due || events.count == TrailLimits.eventsInFile { return false }
        if let end, event.time > end { return false }
        position = event.number
        guard trail.delivers(event) else { return true }
        events.append(event)
        if due == nil, !event.isOfDelivery { due = DeliverySchedule.logDue(after: event.time) }
        return true
    }

    /// The log files, one for every Region, delivered at `time`.
    func files(at time: Timestamp) -> [(region: Region, file: LogFile)] {
        let regions = Set(events.compactMap(\.region)).sorted()
        return regions.compactMap { region in
            let file = LogFile(events.filter { $0.region == region }, of: trail, region: region, at: time)
            return file.map { (region, $0) }
        }
    }
}
