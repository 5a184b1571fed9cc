import LabCore
import LabPolicy

/// What tags may look like.
///
/// - SeeAlso: Amazon S3 User Guide, "Categorizing your storage using tags"
enum TagRules {
    /// Whose tags.
    enum Subject {
        case object
        case bucket
    }

    /// Reads `x-amz-tagging`, a query string.
    ///
    /// - Throws: `InvalidArgument`, `InvalidTag`, `BadRequest`.
    static func parse(header: String) throws(ServiceError) -> [S3Tag] {
        var tags: [S3Tag] = []
        for field in header.split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = FormText.decode(parts[0]), let value = FormText.decode(parts.count > 1 ? parts[1] : "")
            else { throw S3Error.malformedTagging(header) }
            tags.append(S3Tag(key: key, value: value))
        }
        try check(tags, .object)
        return tags
    }

    /// Checks tags.
    ///
    /// - Throws: `BadRequest` for too many, `InvalidTag`.
    static func check(_ tags: [S3Tag], _ subject: Subject) throws(ServiceError) {
        switch subject {
        case .object: guard tags.count <= S3Limits.tagsPerObject else { throw S3Error.tooManyObjectTags }
        case .bucket: guard tags.count <= S3Limits.tagsPerBucket else { throw S3Error.tooManyBucketTags }
        }
        var seen: Set<ObjectKey> = []
        for tag in tags {
            guard S3Limits.tagKeyLength.contains(tag.key.unicodeScalars.count), isPlain(tag.key) else {
                throw S3Error.invalidTagKey(tag.key)
            }
            guard S3Limits.tagValueLength.contains(tag.value.unicodeScalars.count), isPlain(tag.value) else {
                throw S3Error.invalidTagValue(tag)
            }
            guard !tag.key.lowercased().hasPrefix("aws:") else { throw S3Error.systemTag }
            guard seen.insert(ObjectKey(tag.key)).inserted else { throw S3Error.duplicateTag(tag.key) }
        }
    }

    /// The condition keys of tags in a request.
    static func setConditions(_ tags: [S3Tag]?, in context: inout ConditionContext) {
        guard let tags, !tags.isEmpty else { return }
        for tag in tags { context.set("s3:RequestObjectTag/\(tag.key)", tag.value) }
        context.set("s3:RequestObjectTagKeys", tags.map(\.key))
    }

    /// Letters, numbers, spaces of any script, and `+ - = . _ : / @`.
    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber, .otherNumber, .spaceSeparator:
                true
            default: "+-=._:/@".unicodeScalars.contains(scalar)
            }
        }
    }
}

/// `application/x-www-form-urlencoded` text.
enum FormText {
    /// The text that `encoded` writes; `nil` when it is malformed or not UTF-8.
    static func decode(_ encoded: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = encoded.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                guard digits.utf8.count == 2, let decoded = Hex.decode(digits) else { return nil }
                bytes += decoded
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
