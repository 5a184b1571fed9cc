import LabCore

/// Who stands behind an event, as a person would say it.
struct EventActor: Hashable {
    /// A user's name, `role/NAME`, `root`, a service's short name, or `anonymous`.
    let name: String
    /// The service that called for them, such as `s3`; `nil` when they called themselves.
    let via: String?
    /// Whether a service did it by itself.
    let isService: Bool

    init(_ record: JSONObject) {
        let identity = record["userIdentity"]
        isService = record["eventType"]?.string == "AwsServiceEvent"
        let source = Self.shortName(record["eventSource"]?.string ?? "")
        name = isService ? source : Self.name(identity)
        let invokedBy = identity?["invokedBy"]?.string.map(Self.shortName)
        via = isService || identity?["type"]?.string == "AWSService" ? nil : invokedBy
    }

    private static func name(_ identity: JSONValue?) -> String {
        switch identity?["type"]?.string {
        case "Root": "root"
        case "IAMUser": identity?["userName"]?.string ?? "user"
        case "AssumedRole":
            identity?["sessionContext"]?["sessionIssuer"]?["userName"]?.string.map { "role/\($0)" } ?? "role"
        case "AWSService": shortName(identity?["invokedBy"]?.string ?? "service")
        default: "anonymous"
        }
    }

    /// `s3` for `s3.amazonaws.com`.
    private static func shortName(_ host: String) -> String { String(host.prefix { $0 != "." }) }
}
