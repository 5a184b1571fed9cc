public import LabCore
public import LabPolicy

/// A tag of a resource, as most services have it.
public struct ResourceTag: Hashable, Sendable, Codable {
    /// Its key.
    public let key: String
    /// Its value.
    public let value: String

    /// A tag.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// As the wire has it.
    public var json: JSONValue { ["Key": .string(key), "Value": .string(value)] }
    /// As events have it.
    public var auditValue: JSONValue { ["key": .string(key), "value": .string(value)] }

    /// Whether the key belongs to AWS.
    public var isReserved: Bool { key.lowercased().hasPrefix("aws:") }
}

extension [ResourceTag] {
    /// The tags with the values of `changes`, new ones at the end.
    public func merging(_ changes: [ResourceTag]) -> [ResourceTag] {
        changes.reduce(into: self) { tags, change in
            if let index = tags.firstIndex(where: { $0.key.utf8.elementsEqual(change.key.utf8) }) {
                tags[index] = change
            } else {
                tags.append(change)
            }
        }
    }

    /// The tags without those of these keys; keys that are not there are no loss.
    public func removing(_ keys: [String]) -> [ResourceTag] {
        filter { tag in !keys.contains { $0.utf8.elementsEqual(tag.key.utf8) } }
    }

    /// Whether a key stands twice.
    public var hasDuplicates: Bool { Set(map { [UInt8]($0.key.utf8) }).count < count }
}

extension ConditionContext {
    /// Sets `aws:RequestTag/…` and `aws:TagKeys` to the tags of a request; nothing when it has none.
    public mutating func setTagsOfRequest(_ tags: [ResourceTag]) {
        for tag in tags { set("aws:RequestTag/\(tag.key)", tag.value) }
        if !tags.isEmpty { set("aws:TagKeys", tags.map(\.key)) }
    }

    /// Sets `aws:ResourceTag/…` and the service's own word for it to the tags that a resource has.
    public mutating func setTagsOfResource(_ tags: [ResourceTag], for prefix: String) {
        for tag in tags {
            set("aws:ResourceTag/\(tag.key)", tag.value)
            set("\(prefix)/\(tag.key)", tag.value)
        }
    }
}
