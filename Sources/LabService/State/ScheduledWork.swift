public import LabCore

/// What a service does by itself when time passes: rotations, deletions, expiries.
///
/// The pipeline calls ``performNextDue(random:)`` before a request as often as ``nextDue`` is not after the lab's time.
/// Every piece of work happens *at the time it was due*, however far the clock jumped, and leaves a service event.
public protocol ScheduledWork: ServiceState {
    /// When the next piece of work is due; `nil` when there is none.
    var nextDue: Timestamp? { get }

    /// Does the piece of work that is due first and says what it did. Afterwards ``nextDue`` must have moved on.
    mutating func performNextDue(random: any RandomSource) throws(ServiceError) -> [ServiceEvent]
}

/// Something that a service did by itself.
public struct ServiceEvent: Sendable {
    /// The service.
    public let service: Service
    /// CloudTrail's name, such as `RotateKey`.
    public let name: String
    /// When it was due, and so when it happened.
    public let time: Timestamp
    /// The Region.
    public let region: Region
    /// The account.
    public let account: AccountID
    /// What it was done to.
    public let resources: [AuditResource]
    /// `serviceEventDetails`.
    public let details: JSONObject?

    /// Something that a service did by itself.
    public init(
        service: Service, name: String, time: Timestamp, region: Region, account: AccountID,
        resources: [AuditResource], details: JSONObject? = nil
    ) {
        self.service = service
        self.name = name
        self.time = time
        self.region = region
        self.account = account
        self.resources = resources
        self.details = details
    }
}
