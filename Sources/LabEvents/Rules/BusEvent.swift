public import LabCore

/// An event on the default event bus, in its envelope.
///
/// - SeeAlso: Amazon EventBridge User Guide, "AWS service event metadata"
public struct BusEvent: Sendable, Hashable {
    /// Its id, a UUID.
    public let id: String
    /// What kind of event, such as `AWS API Call via CloudTrail`.
    public let detailType: String
    /// Where it comes from, such as `aws.kms`.
    public let source: String
    /// The account of the bus.
    public let account: AccountID
    /// When it happened.
    public let time: Timestamp
    /// The Region of the bus.
    public let region: Region
    /// The ARNs that it names.
    public let resources: [String]
    /// What it says.
    public let detail: JSONObject
    /// Whether it tells of a management operation that only read: rules see that only when their state says so.
    public let isReadOnlyManagement: Bool
    /// Whether somebody put it on the bus: its time is then what he says, and tells nothing about when it came.
    public let isSubmitted: Bool
    /// The event as patterns and targets see it.
    public let json: JSONObject

    /// An event.
    public init(
        id: String, detailType: String, source: String, account: AccountID, time: Timestamp, region: Region,
        resources: [String] = [], detail: JSONObject, isReadOnlyManagement: Bool = false, isSubmitted: Bool = false
    ) {
        self.id = id
        self.detailType = detailType
        self.source = source
        self.account = account
        self.time = time
        self.region = region
        self.resources = resources
        self.detail = detail
        self.isReadOnlyManagement = isReadOnlyManagement
        self.isSubmitted = isSubmitted
        json = [
            "version": "0", "id": .string(id), "detail-type": .string(detailType), "source": .string(source),
            "account": .string(account.digits), "time": .string(time.iso8601), "region": .string(region.code),
            "resources": .array(resources.map(JSONValue.string)), "detail": .object(detail),
        ]
    }
}
