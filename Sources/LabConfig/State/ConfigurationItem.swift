public import LabCore
public import LabService

/// A resource's settings as they were from some moment on.
public struct ConfigurationItem: Row {
    /// The table's name in the store.
    public static let table = "config.items"

    /// A resource and the number of its item.
    public struct ID: RowID, Codable {
        /// The resource.
        public let resource: ResourceAddress
        /// The number, from 1.
        public let number: Int

        /// The resource's key and the number.
        public var rowKey: String { "\(resource.rowKey) \(number)" }
        /// Orders by resource, then by number.
        public static func < (left: ID, right: ID) -> Bool {
            left.resource != right.resource ? left.resource < right.resource : left.number < right.number
        }
    }

    /// What the item is about.
    public enum Status: String, Sendable, Codable {
        /// The resource was found.
        case discovered = "ResourceDiscovered"
        /// It changed.
        case ok = "OK"
        /// It is gone.
        case deleted = "ResourceDeleted"
    }

    /// The resource and the item's number.
    public let id: ID
    /// What the item is about.
    public let status: Status
    /// When it was captured, by the lab's clock.
    public let time: Timestamp
    /// The resource's ARN.
    public let arn: String
    /// What people call it.
    public let name: String?
    /// When it was made.
    public let createdAt: Timestamp?
    /// Its tags.
    public let tags: [ResourceTag]
    /// The settings, as JSON.
    public let configuration: String
    /// The ids of the events that brought it about.
    public let events: [String]

    /// The item as GetResourceConfigHistory answers it.
    var json: JSONValue {
        var json: JSONObject = [
            "version": "1.3", "accountId": .string(id.resource.account.digits),
            "configurationItemCaptureTime": .epochSeconds(time), "configurationItemStatus": .string(status.rawValue),
            "configurationStateId": .string(String(time.millisecondsSince1970)),
            "configurationItemMD5Hash": "", "arn": .string(arn), "resourceType": .string(id.resource.kind.rawValue),
            "resourceId": .string(id.resource.resourceID),
        ]
        json["resourceName"] = .string(name ?? id.resource.resourceID)
        json["awsRegion"] = .string(id.resource.region.code)
        json["availabilityZone"] = "Regional"
        json["resourceCreationTime"] = createdAt.map(JSONValue.epochSeconds)
        json["tags"] = .object(JSONObject(tags.map { ($0.key, JSONValue.string($0.value)) }))
        json["relatedEvents"] = .texts(events)
        json["relationships"] = []
        if status != .deleted { json["configuration"] = .string(configuration) }
        json["supplementaryConfiguration"] = [:]
        return .object(json)
    }
}
