import LabCore

/// The rules of tags.
///
/// - SeeAlso: AWS KMS Developer Guide, "Tags in AWS KMS"
enum TagRules {
    /// Refuses reserved and duplicate keys, and more than 50 tags.
    static func check(_ tags: [Tag]) throws(ServiceError) {
        guard tags.count <= KMSLimits.tagsPerKey else { throw KMSError.tooManyTags() }
        guard Set(tags.map { Array($0.key.utf8) }).count == tags.count else { throw KMSError.duplicateTag() }
        guard !tags.contains(where: { isReserved($0.key) }) else { throw KMSError.reservedTag() }
    }

    /// Whether a key belongs to AWS.
    static func isReserved(_ key: String) -> Bool { key.lowercased().hasPrefix("aws:") }

    /// `tags` with the values of `changes`, new ones at the end.
    static func merge(_ changes: [Tag], into tags: [Tag]) -> [Tag] {
        changes.reduce(into: tags) { tags, change in
            if let index = tags.firstIndex(where: { $0.key.utf8.elementsEqual(change.key.utf8) }) {
                tags[index] = change
            } else {
                tags.append(change)
            }
        }
    }
}
