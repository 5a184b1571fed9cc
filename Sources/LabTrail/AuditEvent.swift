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
    /// The account that the event belongs to: the caller's, or the owner's of what the request was about.
    public let account: AccountID
    /// The request's id; `nil` for service events.
    public let requestID: String?
    /// What the operation says.
    public let detail: AuditDetail
    /// Why the request was refused; `nil` when it was not.
    public let error: ServiceError?
    /// `serviceEventDetails`, for service events.
    public let serviceEventDetails: JSONObject?
    /// What the events of one request in several accounts have in common; `nil` when there is one event.
    public let sharedEventID: String?

    /// An event for a request. A service that acts for itself has no account: its events belong to the owner of what
    /// they are about.
    public init(
        eventID: String, call: Call, operation: OperationFacts, detail: AuditDetail, error: ServiceError?,
        sharedEventID: String? = nil
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
        self.account = call.caller.principal.account ?? detail.owners.first ?? call.account
        self.requestID = call.requestID
        self.detail = detail
        self.error = error
        self.serviceEventDetails = nil
        self.sharedEventID = sharedEventID
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
        self.sharedEventID = nil
    }

    /// The same request as the owner of what it was about sees it, in an event of its own.
    ///
    /// - SeeAlso: AWS CloudTrail User Guide, "sharedEventID"
    public init(eventID: String, ownersCopyOf event: AuditEvent, for owner: AccountID) {
        self.eventID = eventID
        self.time = event.time
        self.kind = event.kind
        self.service = event.service
        self.name = event.name
        self.isReadOnly = event.isReadOnly
        self.isDataEvent = event.isDataEvent
        self.caller = event.caller
        self.origin = event.origin
        self.region = event.region
        self.account = owner
        self.requestID = event.requestID
        self.detail = event.detail
        self.error = event.error
        self.serviceEventDetails = event.serviceEventDetails
        self.sharedEventID = event.sharedEventID
    }

    /// Whether this is what an owner sees of somebody of another account.
    var isOwnersCopy: Bool {
        guard let account = caller?.principal.account else { return false }
        return account != self.account
    }
}

extension AuditDetail {
    /// The accounts that own what the request was about, each once.
    public var owners: [AccountID] {
        resources.compactMap(\.account).reduce(into: []) { owners, account in
            if !owners.contains(account) { owners.append(account) }
        }
    }
}
