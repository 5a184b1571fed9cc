public import LabPolicy
public import LabService
public import LabTrail

/// What one request leaves behind: changed rows and events. It becomes durable as a whole or not at all.
public struct Commit: Sendable {
    /// The rows that changed, each once.
    public let changes: [RowChange]
    /// The events, in order.
    public let events: [RecordedEvent]
    /// What the lab's history makes of it.
    let history: HistoryEffect

    /// A commit of rows and events.
    public init(changes: [RowChange] = [], events: [RecordedEvent] = []) {
        self.init(changes: changes, events: events, history: .step(nil))
    }

    init(changes: [RowChange] = [], events: [RecordedEvent] = [], history: HistoryEffect) {
        self.changes = changes
        self.events = events
        self.history = history
    }
}

/// How a commit counts when somebody wants to take changes back.
enum HistoryEffect: Sendable {
    /// A change that somebody made, called after its first event unless it has a title.
    case step(String?)
    /// What happened by itself in the wake of the latest change.
    case continuation
    /// The world becomes another one as a whole: the row of a key that goes is kept, because the key was not destroyed.
    case whole(String)
    /// No change that could be taken back.
    case none
}

/// An event with the decisions that led to it.
public struct RecordedEvent: Sendable {
    /// The event.
    public let event: AuditEvent
    /// The decisions, in the order in which they were made.
    public let decisions: [Decision]

    /// An event with its decisions.
    public init(_ event: AuditEvent, decisions: [Decision] = []) {
        self.event = event
        self.decisions = decisions
    }
}

/// Where a durable lab keeps its commits. `LabStore` implements it with SQLite; another store can stand in its place.
public protocol WorldStore: Sendable {
    /// Makes the commits durable, in order, all or none. Blocks until they are.
    ///
    /// - Throws: ``StoreFailure`` when none of them was kept.
    func append(_ commits: [Commit]) throws(StoreFailure)
}

/// The store could not keep a commit: the disk is full, the home is read-only, the database is damaged.
public struct StoreFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What stood in the way; the raw value travels in an error's details, under ``detail``.
    public enum Cause: String, Sendable {
        case full = "HomeFull"
        case readOnly = "HomeReadOnly"
        case damaged = "HomeDamaged"
        case other = "HomeFailure"
    }

    /// The name of the detail in a `ServiceError` that names the cause.
    public static let detail = "Cause"

    /// What stood in the way, for a program.
    public let cause: Cause
    /// What went wrong, for a person.
    public let reason: String
    /// What a person can do about it.
    public let hint: String?

    /// A failure with what went wrong, and what can be done about it.
    public init(_ cause: Cause = .other, reason: String, hint: String? = nil) {
        self.cause = cause
        self.reason = reason
        self.hint = hint
    }

    /// What went wrong.
    public var description: String { reason }
}
