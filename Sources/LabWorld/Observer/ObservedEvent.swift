import LabConfig
import LabCore
import LabEvents
import LabService

/// An entry of the trail as rules see it: CloudTrail's own JSON, whether it comes from memory or from the disk.
struct ObservedEvent: Sendable {
    let record: JSONObject

    var eventID: String { text("eventID") }
    var name: String { text("eventName") }
    var source: String { text("eventSource") }
    var time: Timestamp { Timestamp(iso8601: text("eventTime")) ?? Timestamp(millisecondsSince1970: 0) }
    var region: Region { Region(text("awsRegion")) ?? .standard }
    var account: AccountID { AccountID(text("recipientAccountId")) ?? .standard }
    var isService: Bool { text("eventType") == "AwsServiceEvent" }
    var isManagement: Bool { record["managementEvent"]?.bool ?? true }
    var isReadOnly: Bool { record["readOnly"]?.bool ?? false }

    /// Whether it may have changed what rules of AWS Config judge.
    var mayChangeResources: Bool {
        isManagement && !isReadOnly && record["errorCode"] == nil && Self.ownersOfResources.contains(source)
    }

    private static let ownersOfResources = Set(
        [Service.kms, .s3, .cloudTrail, .config, Service("kmslab")].map(\.eventSource))

    /// Whether it may have changed more than it names: an undo, another world, a rule that looks at everything.
    var mayChangeEverything: Bool {
        mayChangeResources && (source == Service("kmslab").eventSource || source == Service.config.eventSource)
    }

    /// Whether it may have changed what is sent, and to whom.
    var mayChangeRules: Bool {
        let sources = [Service.config, .events, .sns].map(\.eventSource)
        return mayChangeEverything || !isReadOnly && sources.contains(source)
    }

    /// The ARNs that it names.
    var resources: [String] { (record["resources"]?.array ?? []).compactMap { $0["ARN"]?.string } }

    /// The entry as what brought something about.
    var cause: Cause {
        let caller = record["userIdentity"]?["arn"]?.string
        return Cause(eventID: eventID, eventName: name, caller: caller)
    }

    private func text(_ name: String) -> String { record[name]?.string ?? "" }
}

extension ObservedEvent {
    /// The entry on the event bus; `nil` for what EventBridge hears nothing of.
    func busEvent(id: String) -> BusEvent? {
        guard isService else { return apiCall(id) }
        return source == Service.kms.eventSource ? keyEvent(id) : nil
    }

    private func apiCall(_ id: String) -> BusEvent {
        BusEvent(
            id: id, detailType: "AWS API Call via CloudTrail", source: "aws.\(source.prefix { $0 != "." })",
            account: account, time: time, region: region, detail: record,
            isReadOnlyManagement: isReadOnly && isManagement)
    }

    /// What the key service tells of by itself.
    ///
    /// - SeeAlso: AWS KMS Developer Guide, "Automate monitoring with Amazon EventBridge"
    private func keyEvent(_ id: String) -> BusEvent? {
        guard let type = Self.keyEvents[name], let arn = resources.first else { return nil }
        let keyID = arn.split(separator: "/").last.map(String.init) ?? arn
        return BusEvent(
            id: id, detailType: type, source: "aws.kms", account: account, time: time, region: region,
            resources: [arn], detail: ["key-id": .string(keyID)])
    }

    private static let keyEvents = [
        "RotateKey": "KMS CMK Rotation", "DeleteKey": "KMS CMK Deletion",
        "DeleteExpiredKeyMaterial": "KMS Imported Key Material Expiration",
    ]
}
