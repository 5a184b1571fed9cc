public import LabCore
import LabTrail

/// What events can be looked up by: LookupEvents' attributes, and the error's code.
///
/// The raw values are stored; they never change.
///
/// - SeeAlso: AWS CloudTrail API Reference, "LookupAttribute"
public enum EventAttribute: Int, Sendable, Hashable, CaseIterable {
    /// The event's own id.
    case eventID = 0
    /// The operation, such as `Decrypt`.
    case eventName = 1
    /// `true` or `false`.
    case readOnly = 2
    /// A user's name, a role session's name, or `root`.
    case username = 3
    /// The type of a resource, such as `AWS::KMS::Key`.
    case resourceType = 4
    /// The ARN of a resource.
    case resourceName = 5
    /// The service, such as `kms.amazonaws.com`.
    case eventSource = 6
    /// The access key that signed.
    case accessKeyID = 7
    /// Why it was refused, such as `AccessDenied`; not an attribute of AWS's.
    case errorCode = 8
}

/// The account and Region that an event belongs to: LookupEvents shows no others.
public struct EventScope: Hashable, Sendable {
    /// The account.
    public let account: AccountID
    /// The Region.
    public let region: Region

    /// A scope.
    public init(account: AccountID, region: Region) {
        self.account = account
        self.region = region
    }
}

/// An event's place in the indexes, all of it taken from its record, so that an index that says otherwise is found out.
struct EventIndex: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        let attribute: EventAttribute
        let value: String
    }

    let eventID: String
    let scope: EventScope
    /// Whether it is a data event.
    let isData: Bool
    /// All attributes but the id, each value once.
    let entries: [Entry]

    /// Fails for a record that no event has.
    init?(record: JSONObject) {
        guard let eventID = record["eventID"]?.string,
            let account = record["recipientAccountId"]?.string.flatMap({ AccountID($0) }),
            let region = record["awsRegion"]?.string.flatMap({ Region($0) })
        else { return nil }
        self.eventID = eventID
        scope = EventScope(account: account, region: region)
        isData = record["eventCategory"]?.string == "Data"
        entries = Self.entries(record)
    }

    private static func entries(_ record: JSONObject) -> [Entry] {
        var entries: [Entry] = []
        func add(_ attribute: EventAttribute, _ value: String?) {
            guard let value else { return }
            let entry = Entry(attribute: attribute, value: value)
            if !entries.contains(entry) { entries.append(entry) }
        }
        let identity = record["userIdentity"]?.object ?? [:]
        add(.eventName, record["eventName"]?.string)
        add(.readOnly, record["readOnly"]?.bool.map { $0 ? "true" : "false" })
        add(.username, EventUsername.of(identity))
        add(.eventSource, record["eventSource"]?.string)
        add(.accessKeyID, identity["accessKeyId"]?.string)
        add(.errorCode, record["errorCode"]?.string)
        for resource in record["resources"]?.array ?? [] {
            add(.resourceType, resource["type"]?.string)
            add(.resourceName, resource["ARN"]?.string)
        }
        return entries
    }
}
