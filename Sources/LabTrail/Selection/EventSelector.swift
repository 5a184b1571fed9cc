import LabCore
import LabService

/// A basic event selector.
///
/// - SeeAlso: AWS CloudTrail API Reference, "EventSelector"
public struct EventSelector: Hashable, Sendable, Codable {
    /// Reads, writes, or both.
    enum ReadWriteType: String, CaseIterable, Sendable, Codable {
        case readOnly = "ReadOnly"
        case writeOnly = "WriteOnly"
        case all = "All"
    }

    /// Resources whose data events are selected.
    struct DataResource: Hashable, Sendable, Codable {
        let type: String
        let values: [String]
    }

    let readWriteType: ReadWriteType
    let includesManagementEvents: Bool
    let dataResources: [DataResource]
    let excludedSources: [String]

    /// All management events.
    init() {
        readWriteType = .all
        includesManagementEvents = true
        dataResources = []
        excludedSources = []
    }

    /// Reads the members.
    init(_ members: MemberReader) {
        readWriteType = members.enumeration("ReadWriteType", ReadWriteType.self) ?? .all
        includesManagementEvents = members.bool("IncludeManagementEvents") ?? true
        dataResources =
            members.structures("DataResources") { members in
                DataResource(type: members.string("Type") ?? "", values: members.strings("Values") ?? [])
            } ?? []
        excludedSources = members.strings("ExcludeManagementEventSources") ?? []
    }

    /// Whether it selects an event.
    func selects(_ record: JSONObject) -> Bool {
        let isReadOnly = record["readOnly"]?.bool ?? false
        guard readWriteType == .all || (readWriteType == .readOnly) == isReadOnly else { return false }
        guard record.isManagementEvent else { return dataResources.contains { $0.covers(record) } }
        return includesManagementEvents && !excludedSources.contains(record["eventSource"]?.string ?? "")
    }

    /// As answers show it.
    var json: JSONObject {
        let resources = dataResources.map { resource -> JSONValue in
            ["Type": .string(resource.type), "Values": .texts(resource.values)]
        }
        return [
            "ReadWriteType": .string(readWriteType.rawValue),
            "IncludeManagementEvents": .bool(includesManagementEvents),
            "DataResources": .array(resources), "ExcludeManagementEventSources": .texts(excludedSources),
        ]
    }
}

extension EventSelector.DataResource {
    /// Whether the event is about a resource whose ARN begins as one of the values does. `arn:aws:s3` and
    /// `arn:aws:s3:::` stand for every object.
    fileprivate func covers(_ record: JSONObject) -> Bool {
        for resource in record["resources"]?.array ?? [] {
            guard resource["type"]?.string == type, let arn = resource["ARN"]?.string else { continue }
            if values.contains(where: { arn.utf8.starts(with: $0.utf8) }) { return true }
        }
        return false
    }
}

extension [EventSelector] {
    /// What PutEventSelectors refuses.
    func check() throws(ServiceError) {
        guard (1...TrailLimits.basicSelectors).contains(count) else {
            throw TrailError.invalidSelectors("A trail has 1 to \(TrailLimits.basicSelectors) event selectors.")
        }
        let resources = flatMap(\.dataResources)
        guard resources.allSatisfy({ DataResourceType.basic.contains($0.type) }) else {
            throw TrailError.invalidSelectors(
                "The type of a data resource is one of \(DataResourceType.basic.sorted().joined(separator: ", ")).")
        }
        guard resources.allSatisfy({ !$0.values.isEmpty && $0.values.allSatisfy { $0.hasPrefix("arn:") } }) else {
            throw TrailError.invalidSelectors("The values of a data resource are ARNs, or the beginnings of ARNs.")
        }
        guard resources.reduce(0, { $0 + $1.values.count }) <= TrailLimits.dataResources else {
            throw TrailError.invalidSelectors(
                "A trail's event selectors name at most \(TrailLimits.dataResources) data resources.")
        }
        guard flatMap(\.excludedSources).allSatisfy(DataResourceType.excludableSources.contains) else {
            throw TrailError.invalidSelectors(
                "The management events of kms.amazonaws.com and rdsdata.amazonaws.com can be excluded.")
        }
    }
}

/// The kinds of resources that data events are about.
enum DataResourceType {
    static let basic: Set<String> = ["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"]
    static let excludableSources: Set<String> = ["kms.amazonaws.com", "rdsdata.amazonaws.com"]
}
