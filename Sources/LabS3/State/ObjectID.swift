public import LabService

/// Where a version stands: by bucket, then by the bytes of its key, then newest first.
///
/// This is the order of every listing, so a page is a scan that begins where the page begins.
public struct ObjectID: RowID, Codable {
    /// The bucket's name.
    public let bucket: String
    /// The key.
    public let key: ObjectKey
    /// Grows from version to version of a key; never 0.
    public let sequence: UInt64

    /// A place.
    public init(bucket: String, key: ObjectKey, sequence: UInt64) {
        self.bucket = bucket
        self.key = key
        self.sequence = sequence
    }

    /// Before every version of the key.
    static func beforeVersions(of key: ObjectKey, in bucket: String) -> ObjectID {
        ObjectID(bucket: bucket, key: key, sequence: .max)
    }

    /// After every version of the key, and before the next key.
    static func afterVersions(of key: ObjectKey, in bucket: String) -> ObjectID {
        ObjectID(bucket: bucket, key: key, sequence: 0)
    }

    /// `bucket/sequence/key`: no two places share it, for a bucket's name holds no slash.
    public var rowKey: String { "\(bucket)/\(sequence)/\(key)" }

    /// Orders as listings do.
    public static func < (left: ObjectID, right: ObjectID) -> Bool {
        if left.bucket != right.bucket { return left.bucket < right.bucket }
        if left.key != right.key { return left.key < right.key }
        return left.sequence > right.sequence
    }
}
