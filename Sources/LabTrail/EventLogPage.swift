import LabCore
import LabService

/// A full page of the log: a fixed number of events that will not change, with what makes it quick to pass over.
final class EventLogPage: Sendable {
    /// How many events a page has.
    static let size = 1024

    let events: [AuditEvent]
    let oldest: Timestamp
    let newest: Timestamp
    private let filter: AttributeFilter

    init(_ events: [AuditEvent]) {
        self.events = events
        var filter = AttributeFilter()
        var (oldest, newest) = (events[0].time, events[0].time)
        for event in events {
            event.forEachAttribute { filter.insert($0, $1) }
            oldest = min(oldest, event.time)
            newest = max(newest, event.time)
        }
        self.filter = filter
        self.oldest = oldest
        self.newest = newest
    }

    /// Whether an event of the page may have the attribute: never wrongly no, rarely wrongly yes.
    func mayHave(_ attribute: EventHistoryAttribute) -> Bool { filter.mayHave(attribute.key, attribute.value) }
}

/// A Bloom filter over the attributes of a page's events: two bits an attribute, in 8 KiB.
///
/// A thousand events have a thousand ids and, as a rule, few other values, so that about one page in fifty is looked
/// through in vain.
struct AttributeFilter {
    private static let bitCount = 1 << 16
    private var words = [UInt64](repeating: 0, count: bitCount / 64)

    mutating func insert(_ key: EventHistoryKey, _ value: String) {
        let (first, second) = Self.bits(key, value)
        for bit in [first, second] { words[bit >> 6] |= 1 << UInt64(bit & 63) }
    }

    func mayHave(_ key: EventHistoryKey, _ value: String) -> Bool {
        let (first, second) = Self.bits(key, value)
        return isSet(first) && isSet(second)
    }

    private func isSet(_ bit: Int) -> Bool { words[bit >> 6] & (1 << UInt64(bit & 63)) != 0 }

    /// Two bits out of one hash. It differs from process to process, and no filter outlives its process.
    private static func bits(_ key: EventHistoryKey, _ value: String) -> (Int, Int) {
        var hasher = Hasher()
        hasher.combine(key)
        hasher.combine(value)
        let hash = UInt(bitPattern: hasher.finalize())
        return (Int(hash & 0xFFFF), Int((hash >> 16) & 0xFFFF))
    }
}
