/// The rules for naming buckets.
///
/// - SeeAlso: Amazon S3 User Guide, "General purpose bucket naming rules"
enum BucketName {
    /// Whether a general purpose bucket may have this name.
    static func isValid(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard S3Limits.bucketNameLength.contains(bytes.count), bytes.allSatisfy(isCharacter) else { return false }
        guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return !name.contains("..") && !looksLikeAddress(name) && !hasReservedAffix(name)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    private static func isCharacter(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }

    private static func looksLikeAddress(_ name: String) -> Bool {
        let fields = name.split(separator: ".", omittingEmptySubsequences: false)
        return fields.count == 4 && fields.allSatisfy { UInt8($0) != nil }
    }

    private static func hasReservedAffix(_ name: String) -> Bool {
        ["xn--", "sthree-", "amzn-s3-demo-"].contains(where: name.hasPrefix)
            || ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"].contains(where: name.hasSuffix)
    }
}

/// The names of S3's resources.
enum S3ARN {
    /// A bucket.
    static func bucket(_ name: String) -> String { "arn:aws:s3:::\(name)" }
    /// An object, whatever its version.
    static func object(_ bucket: String, _ key: ObjectKey) -> String { "arn:aws:s3:::\(bucket)/\(key)" }
}
