/// What the trail says of an operation before its input is known: what a request that was refused while it was decoded
/// is recorded with.
public struct OperationFacts: Sendable, Hashable {
    /// The service.
    public let service: Service
    /// CloudTrail's name of the event.
    public let eventName: String
    /// The event's `readOnly`.
    public let isReadOnly: Bool
    /// Whether it is a data event.
    public let isDataEvent: Bool

    /// The facts of an operation that the lab does not have.
    public init(service: Service, eventName: String, isReadOnly: Bool, isDataEvent: Bool = false) {
        self.service = service
        self.eventName = eventName
        self.isReadOnly = isReadOnly
        self.isDataEvent = isDataEvent
    }

    /// The facts of an operation.
    public init<O: Operation>(_ operation: O.Type) {
        self.init(
            service: O.service, eventName: O.eventName, isReadOnly: O.isReadOnly, isDataEvent: O.isDataEvent)
    }
}
