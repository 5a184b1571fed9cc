import LabCore
import LabTrail
import Synchronization

extension Lab {
    /// The latest `count` events that pass `filter`, oldest first: from memory where it reaches far enough, else from the
    /// disk.
    func records(_ filter: EventFilter, last count: Int) throws(ServiceError) -> [NumberedRecord] {
        let trail = cell.writer.withLock { $0.trail }
        let recent = filter.isEmpty ? trail.last(count) : trail.all
        let reachesFar = filter.isEmpty ? recent.count >= count : trail.firstIndex == startEventCount && archive == nil
        guard !reachesFar, let archive else {
            return Self.latest(count, of: recent, from: trail.count - recent.count, filter)
        }
        return try reading { () throws(StoreFailure) in try archive.records(filter, last: count) }
    }

    private static func latest(
        _ count: Int, of events: [AuditEvent], from firstIndex: Int, _ filter: EventFilter
    ) -> [NumberedRecord] {
        var found: [NumberedRecord] = []
        for index in events.indices.reversed() where found.count < count {
            // A record takes longer to write than a time to compare.
            guard filter.admitsTime(events[index].time) else { continue }
            let record = NumberedRecord(events[index], number: firstIndex + index + 1)
            if filter.admits(record.record, at: record.time) { found.append(record) }
        }
        return found.reversed()
    }

    /// At most `limit` events behind the one with the number `number`, oldest first.
    func records(after number: Int, limit: Int) throws(ServiceError) -> [NumberedRecord] {
        let trail = cell.writer.withLock { $0.trail }
        if number < trail.firstIndex, let archive {
            return try reading { () throws(StoreFailure) in try archive.records(after: number, limit: limit) }
        }
        return trail.events(from: number, limit: limit).map { NumberedRecord($0.event, number: $0.index + 1) }
    }

    /// Does something with the archive, and says in the lab's words what went wrong.
    func reading<Value>(_ body: () throws(StoreFailure) -> Value) throws(ServiceError) -> Value {
        do throws(StoreFailure) {
            return try body()
        } catch {
            throw LabError.notRead(error)
        }
    }
}

extension NumberedRecord {
    init(_ event: AuditEvent, number: Int) {
        self.init(number: number, time: event.time, record: event.cloudTrailRecord)
    }
}

extension Lab {
    /// The event that a person names: `last`, its number (`412`, `evt-412`), its id, or the beginning of its id.
    ///
    /// - Throws: `NoSuchEvent`; `AmbiguousEvent` when several ids begin like that.
    func record(named text: String) throws(ServiceError) -> NumberedRecord {
        let name = text.lowercased()
        let digits = name.hasPrefix("evt-") ? name.dropFirst(4) : name[...]
        let number = name == "last" ? eventCount : digits.utf8.count <= 9 ? Int(digits) : nil
        if let number, let found = try records(after: number - 1, limit: 1).first, found.number == number {
            return found
        }
        guard name.utf8.count >= Self.shortestPrefix, name.allSatisfy({ $0.isHexDigit || $0 == "-" }) else {
            throw Self.noEvent(text)
        }
        let found = try records(withIDPrefix: name)
        guard let first = found.first else { throw Self.noEvent(text) }
        guard found.count == 1 else {
            throw ServiceError(
                ServiceError.Code("AmbiguousEvent", 409), "several events have ids that begin with `\(text)`",
                hint: "write more of the id, or the event's number")
        }
        return first
    }

    /// Four digits of an id tell few events apart, fewer none.
    private static let shortestPrefix = 4

    private func records(withIDPrefix prefix: String) throws(ServiceError) -> [NumberedRecord] {
        if let archive {
            return try reading { () throws(StoreFailure) in try archive.records(withIDPrefix: prefix, limit: 2) }
        }
        let trail = cell.writer.withLock { $0.trail }
        let events = trail.all
        return events.indices.lazy.filter { events[$0].eventID.hasPrefix(prefix) }.prefix(2).map {
            NumberedRecord(events[$0], number: trail.firstIndex + $0 + 1)
        }
    }

    private static func noEvent(_ text: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("NoSuchEvent", 404), "there is no event `\(text)`",
            hint: "`kmslab trail` shows the events with their numbers; an id takes four digits at least")
    }
}
