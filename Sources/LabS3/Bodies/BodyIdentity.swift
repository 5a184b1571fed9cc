/// What a sealed body belongs to. It is authenticated with every chunk, so that a body, or a chunk of one, that is moved
/// to another object, version or part does not open there.
public struct BodyIdentity: Hashable, Sendable {
    /// The bucket's name.
    public let bucket: String
    /// The object's key.
    public let key: ObjectKey
    /// The version that the body was sealed for: its own, or the one planned when its multipart upload began.
    public let version: VersionID
    /// The part's number; 0 for a body that was written in one piece.
    public let part: Int

    /// The body of a part, or the whole body (part 0), of a version.
    public init(bucket: String, key: ObjectKey, version: VersionID, part: Int = 0) {
        self.bucket = bucket
        self.key = key
        self.version = version
        self.part = part
    }

    /// The fields in a form that no two identities share: bucket, key and version, each behind its length, then the part
    /// number; all numbers are 32-bit big-endian.
    var authenticatedBytes: [UInt8] {
        var bytes: [UInt8] = []
        for field in [bucket.utf8, key.text.utf8, version.text.utf8] {
            bytes.append(bigEndian: UInt32(field.count))
            bytes.append(contentsOf: field)
        }
        bytes.append(bigEndian: UInt32(part))
        return bytes
    }
}

extension [UInt8] {
    /// Appends a number, most significant byte first.
    mutating func append<Number: FixedWidthInteger>(bigEndian number: Number) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}
