import Synchronization

/// Whether a request has left its event.
///
/// A request may fail before its operation begins, in it, or after it, while the answer is written. Whoever sees the
/// failure asks here whether the pipeline has made the event already, so that there is exactly one.
public final class EventReceipt: Sendable {
    private let isNoted = Atomic(false)

    /// A receipt of a request that has left nothing yet.
    public init() {}

    /// Whether the event was made.
    public var hasEvent: Bool { isNoted.load(ordering: .acquiring) }

    /// Says that the event was made.
    public func note() { isNoted.store(true, ordering: .releasing) }
}
