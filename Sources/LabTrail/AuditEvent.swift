public import LabCore
public import LabService

/// One entry of the trail: a request as it ended, or something the lab did by itself.
///
/// An event is made by the pipeline from the call, the operation's ``AuditDetail`` and the outcome; it is rendered to
/// CloudTrail's JSON only when somebody reads it or the store writes it.
///
/// - SeeAlso: AWS CloudTrail User Guide, "CloudTrail record contents"
public final class AuditEvent: Sendable {
    /// What kind of entry.
    public enum Kind: Sendable, Hashable {
        /// A request.
        case apiCall
        /// Something a service did by itself, such as a rotation that fell due.
        case serviceEvent
    }

    /// The event's id, a UUID.
    public let eventID: String
    /// When the request ended.
    public let time: Timestamp
    /// What kind of entry.
    public let kind: Kind
    /// The service.
    public let service: Service
    /// The operation or service event.
    public let name: String
    /// Whether it only read.
    public let isReadOnly: Bool
    /// Whether CloudTrail counts it as a data event.
    public let isDataEvent: Bool
    /// Who asked; `nil` for service events.
    public let caller: Caller?
    /// Where the request came from; `nil` for service events.
    public let origin: RequestOrigin?
    /// The Region.
    public let region: Region
    /// The account that the event belongs to.
    public let account: AccountID
    /// The request's id; `nil` for service events.
    public let requestID: String?
    /// What the operation says.
    public let detail: AuditDetail
    /// Why the request was refused; `nil` when it was not.
    public let error: ServiceError?
    /// `serviceEventDetails`, for service events.
    public let serviceEventDetails: JSONObject?

    /// An event for a request.
    public init(
        eventID: String, call: Call, operation: OperationFacts, detail: AuditDetail, error: ServiceError?
    ) {
        self.eventID = eventID
        self.time = call.now
        self.kind = .apiCall
        self.service = operation.service
        self.name = operation.eventName
        self.isReadOnly = operation.isReadOnly
        self.isDataEvent = operation.isDataEvent
        self.caller = call.caller
        self.origin = call.origin
        self.region = call.region
        self.account = call.account
        self.requestID = call.requestID
        self.detail = detail
        self.error = error
        self.serviceEventDetails = nil
    }

    /// An event for something a service did by itself.
    public init(eventID: String, _ event: ServiceEvent) {
        self.eventID = eventID
        self.time = event.time
        self.kind = .serviceEvent
        self.service = event.service
        self.name = event.name
        self.isReadOnly = false
        self.isDataEvent = false
        self.caller = nil
        self.origin = nil
        self.region = event.region
        self.account = event.account
        self.requestID = nil
        self.detail = AuditDetail(resources: event.resources)
        self.error = nil
        self.serviceEventDetails = event.details
    }
}
