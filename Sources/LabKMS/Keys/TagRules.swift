import LabCore

/// The rules of tags.
///
/// - SeeAlso: AWS KMS Developer Guide, "Tags in AWS KMS"
enum TagRules {
    /// Refuses reserved and duplicate keys, and more than 50 tags.
    static func check(_ tags: [Tag]) throws(ServiceError) {
        guard tags.count <= KMSLimits.tagsPerKey else { throw KMSError.tooManyTags() }
        guard Set(tags.map { Array($0.key.utf8) }).count == tags.count else { throw KMSError.duplicateTag() }
        guard !tags.contains(where: { $0.key.lowercased().hasPrefix("aws:") }) else { throw KMSError.reservedTag() }
    }
}
