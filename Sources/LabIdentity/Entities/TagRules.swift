import LabCore
import LabPolicy

/// The rules of IAM's tags: keys differ without regard to case.
///
/// - SeeAlso: IAM User Guide, "Rules for tagging in IAM and AWS STS"
enum TagRules {
    /// Refuses duplicate and reserved keys.
    static func check(_ tags: [IdentityTag]) throws(ServiceError) {
        guard Set(tags.map { $0.key.lowercased() }).count == tags.count else {
            throw IAMError.invalidInput(
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
        }
        guard !tags.contains(where: { $0.key.lowercased().hasPrefix("aws:") }) else {
            throw IAMError.invalidInput("Tag keys that begin with aws: are reserved for AWS.")
        }
    }

    /// Refuses more tags than fit.
    static func checkCount(_ tags: [IdentityTag]) throws(ServiceError) {
        guard tags.count <= IdentityLimits.tagsPerEntity else {
            throw IAMError.limitExceeded("The number of tags has reached the maximum limit.")
        }
    }

    /// `old` with `new` on top, in order.
    static func merge(_ new: [IdentityTag], over old: [IdentityTag]) -> [IdentityTag] {
        var merged = old
        for tag in new {
            if let index = merged.firstIndex(where: { hasSameKey($0, tag.key) }) {
                merged[index] = tag
            } else {
                merged.append(tag)
            }
        }
        return merged
    }

    /// Whether the tag has this key, in whatever case.
    static func hasSameKey(_ tag: IdentityTag, _ key: String) -> Bool { tag.key.lowercased() == key.lowercased() }

    /// Values by key.
    static func values(_ tags: [IdentityTag]) -> [String: String] {
        Dictionary(tags.map { ($0.key, $0.value) }) { _, last in last }
    }
}

extension ConditionContext {
    /// The condition keys of tags in a request.
    mutating func setRequestTags(_ tags: [IdentityTag]) {
        for tag in tags { set("aws:RequestTag/\(tag.key)", tag.value) }
        if !tags.isEmpty { set("aws:TagKeys", tags.map(\.key)) }
    }

    /// The condition keys of a resource's tags.
    mutating func setResourceTags(_ tags: [IdentityTag]) {
        for tag in tags {
            set("aws:ResourceTag/\(tag.key)", tag.value)
            set("iam:ResourceTag/\(tag.key)", tag.value)
        }
    }
}
