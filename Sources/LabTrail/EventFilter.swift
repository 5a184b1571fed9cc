public import LabCore

/// An event's number in the lab's whole life, from 1, with its record.
public struct NumberedRecord: Hashable, Sendable {
    /// The number, from 1; events are never renumbered.
    public let number: Int
    /// When it happened, to the millisecond; the record has seconds.
    public let time: Timestamp
    /// CloudTrail's record.
    public let record: JSONObject

    /// A numbered record.
    public init(number: Int, time: Timestamp, record: JSONObject) {
        self.number = number
        self.time = time
        self.record = record
    }
}

/// Which events somebody wants to see, in the words of the event: every condition that is given has to hold, and of
/// several values for one condition any one.
public struct EventFilter: Hashable, Sendable {
    /// User names, role names, role session names, `root`, or ARNs of whoever asked.
    public var users: [String] = []
    /// `eventName`s, such as `Decrypt`; upper and lower case do not matter.
    public var names: [String] = []
    /// `eventSource`s, with or without `.amazonaws.com`.
    public var sources: [String] = []
    /// Texts of which one has to stand in the ARN of a resource.
    public var resources: [String] = []
    /// A key by its ARN and by the names that requests may have used for it.
    public var key: [String] = []
    /// `errorCode`s, without regard to upper and lower case.
    public var errors: [String] = []
    /// Whether only what was refused, or only what was not.
    public var isRefused: Bool?
    /// Whether only what read, or only what changed something.
    public var isReadOnly: Bool?
    /// The access key that signed.
    public var accessKeys: [String] = []
    /// The service that called for somebody, such as `s3`.
    public var via: [String] = []
    /// Events at this time or later.
    public var from: Timestamp?
    /// Events at this time or earlier.
    public var to: Timestamp?

    /// A filter that lets every event through.
    public init() {}

    /// Whether every event passes.
    public var isEmpty: Bool { self == EventFilter() }
}

extension EventFilter {
    /// Whether an event passes, by its record and its time to the millisecond.
    public func admits(_ record: JSONObject, at time: Timestamp) -> Bool {
        admitsTime(time)
            && Self.holds(names, record["eventName"]?.string)
            && Self.holds(sources, record["eventSource"]?.string) { $0 == $1 || "\($0).amazonaws.com" == $1 }
            && Self.holds(errors, record["errorCode"]?.string)
            && isRefused.map { $0 == (record["errorCode"] != nil) } ?? true
            && isReadOnly.map { $0 == record["readOnly"]?.bool } ?? true
            && admitsIdentity(record["userIdentity"]?.object ?? [:])
            && admitsResources(record)
    }

    /// Whether the time alone lets an event pass.
    public func admitsTime(_ time: Timestamp) -> Bool {
        from.map { time >= $0 } ?? true && to.map { time <= $0 } ?? true
    }

    private func admitsIdentity(_ identity: JSONObject) -> Bool {
        Self.holds(accessKeys, identity["accessKeyId"]?.string)
            && Self.holds(via, identity["invokedBy"]?.string) { $0 == $1 || "\($0).amazonaws.com" == $1 }
            && (users.isEmpty || Self.names(of: identity).contains { name in Self.holds(users, name) })
    }

    private func admitsResources(_ record: JSONObject) -> Bool {
        let arns = (record["resources"]?.array ?? []).compactMap { $0["ARN"]?.string }
        let isResource = resources.isEmpty || arns.contains { arn in resources.contains { arn.contains($0) } }
        guard isResource, !key.isEmpty else { return isResource }
        let used = ["keyId", "destinationKeyId", "targetKeyId", "aliasName"].compactMap {
            record["requestParameters"]?[$0]?.string
        }
        return (arns + used).contains { name in key.contains { $0.utf8.elementsEqual(name.utf8) } }
    }

    /// Everything that a person might call whoever asked.
    private static func names(of identity: JSONObject) -> [String] {
        let session = identity["principalId"]?.string?.split(separator: ":").dropFirst().last.map(String.init)
        let issuer = identity["sessionContext"]?["sessionIssuer"]
        let role = issuer?["userName"]?.string
        return [
            identity["type"]?.string == "Root" ? "root" : nil, identity["userName"]?.string, session, role,
            role.map { "role/\($0)" }, identity["arn"]?.string, issuer?["arn"]?.string,
            identity["type"]?.string == "AWSService" ? identity["invokedBy"]?.string : nil,
        ].compactMap { $0 }
    }

    private static func holds(
        _ wanted: [String], _ found: String?,
        _ matches: (String, String) -> Bool = { $0.lowercased() == $1.lowercased() }
    ) -> Bool {
        guard !wanted.isEmpty else { return true }
        guard let found else { return false }
        return wanted.contains { matches($0, found) }
    }
}

extension EventFilter {
    /// Texts that stand, byte by byte, in the JSON of every event that passes: for a search that reads much before it
    /// understands any.
    public var needles: [String] {
        let exact = [users, accessKeys, via, resources].filter { $0.count == 1 }.joined().filter { $0 != "root" }
        return exact.map { text in String(JSONValue.string(text).compactText.dropFirst().dropLast()) }
            // `role/NAME` stands in no record, the name does.
            .map { $0.hasPrefix("role/") ? String($0.dropFirst("role/".count)) : $0 }
    }
}
