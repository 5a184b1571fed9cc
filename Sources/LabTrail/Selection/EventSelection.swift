public import LabCore

/// Which events a trail delivers.
///
/// The lab's own trail keeps every event, whatever trails select.
///
/// - SeeAlso: AWS CloudTrail User Guide, "Logging data events", "Logging management events"
public enum EventSelection: Hashable, Sendable, Codable {
    /// Basic event selectors: what one of them selects is delivered.
    case basic([EventSelector])
    /// Advanced event selectors.
    case advanced([AdvancedEventSelector])

    /// What a trail delivers that was told nothing: management events.
    public static let standard = EventSelection.basic([EventSelector()])

    /// Whether an event is delivered.
    ///
    /// - Parameter record: The event in CloudTrail's JSON.
    public func selects(_ record: JSONObject) -> Bool {
        switch self {
        case .basic(let selectors): selectors.contains { $0.selects(record) }
        case .advanced(let selectors): selectors.contains { $0.selects(record) }
        }
    }

    /// The members of an answer that show it.
    var json: JSONObject {
        switch self {
        case .basic(let selectors): ["EventSelectors": .array(selectors.map { .object($0.json) })]
        case .advanced(let selectors): ["AdvancedEventSelectors": .array(selectors.map { .object($0.json) })]
        }
    }
}

extension JSONObject {
    /// Whether the record is about management, not about data.
    var isManagementEvent: Bool { self["managementEvent"]?.bool ?? true }
}
