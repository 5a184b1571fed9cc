import LabCore
import LabService

/// A filter of listings: an attribute, a way of comparing, and values of which one must fit.
struct ParameterFilter: Sendable {
    let key: String
    let option: String?
    let values: [String]

    /// Reads the members of a `ParameterStringFilter`.
    init(_ members: MemberReader) {
        key = members.requiredString(
            "Key", 1...132, pattern: "tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType")
        option = members.string("Option", 1...10)
        values = members.strings("Values", 1...50, each: 1...1024) ?? []
    }

    /// Reads the members of the older `ParametersFilter`.
    init(older members: MemberReader) {
        key = members.requiredEnumeration("Key", OlderKey.self).rawValue
        values = members.requiredStrings("Values", 1...50, each: 1...1024)
        option = key == "Name" ? "BeginsWith" : nil
    }

    private enum OlderKey: String, CaseIterable {
        case name = "Name"
        case type = "Type"
        case keyID = "KeyId"
    }

    private static let options: [String: Set<String>] = [
        "Name": ["Equals", "BeginsWith", "Contains"], "KeyId": ["Equals", "BeginsWith"],
        "Path": ["OneLevel", "Recursive"],
    ]

    /// Refuses keys other than `keys`, and options that a key does not have.
    func require(keys: Set<String>) throws(ServiceError) {
        let family = key.hasPrefix("tag:") ? "tag" : key
        guard keys.contains(family) else { throw ParametersError.invalidFilterKey(key) }
        guard let option else { return }
        guard Self.options[key, default: ["Equals"]].contains(option) else {
            throw ParametersError.invalidFilterOption(option, key)
        }
    }

    /// Whether the filter lets a version of a parameter through.
    func includes(_ version: ParameterVersion, of parameter: ParameterRecord) -> Bool {
        switch key {
        case "Name": values.contains { compares(version.name, with: $0) }
        case "Type": values.contains(version.type.rawValue)
        case "KeyId": version.keyID.map { keyID in values.contains { compares(keyID, with: $0) } } ?? false
        case "Path": values.contains { ParameterPath($0, isRecursive: option == "Recursive").includes(version.name) }
        case "Label": values.contains { version.labels.contains($0) }
        case "Tier": values.contains(version.tier.rawValue)
        case "DataType": values.contains(version.dataType)
        default: hasTag(parameter)
        }
    }

    private func hasTag(_ parameter: ParameterRecord) -> Bool {
        guard let tag = parameter.tags.first(where: { "tag:\($0.key)" == key }) else { return false }
        return values.isEmpty || values.contains(tag.value)
    }

    private func compares(_ text: String, with value: String) -> Bool {
        switch option {
        case "BeginsWith": text.hasPrefix(value)
        case "Contains": text.contains(value)
        default: text == value
        }
    }
}

/// A place in the hierarchy of names.
struct ParameterPath {
    private let front: String
    private let isRecursive: Bool

    init(_ path: String, isRecursive: Bool) {
        front = path.hasSuffix("/") ? path : path + "/"
        self.isRecursive = isRecursive
    }

    /// Whether a parameter lies below: anywhere, or on the very next level.
    func includes(_ name: String) -> Bool {
        guard name.hasPrefix(front) else { return false }
        return isRecursive || !name.dropFirst(front.count).contains("/")
    }
}
