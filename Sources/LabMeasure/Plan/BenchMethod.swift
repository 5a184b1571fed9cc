/// A way to encrypt objects with a KMS key.
public enum BenchMethod: String, CaseIterable, Sendable {
    /// KMS `Encrypt` on every piece of 4,096 bytes: the plaintext itself goes to the key service.
    case direct
    /// A data key from KMS for every object, which seals it here.
    case envelope
    /// Envelopes, several of which share a data key: data key caching.
    case cached
    /// S3 encrypts, with a bucket-level key that wraps the objects' data keys: S3 Bucket Keys.
    case bucketKeys = "bucket-keys"

    /// The letter that stands for the method in a chart of characters.
    public var letter: Character {
        switch self {
        case .direct: "d"
        case .envelope: "e"
        case .cached: "c"
        case .bucketKeys: "b"
        }
    }

    /// Whether a leaked data key opens anything: with `direct` there is none.
    var hasDataKeys: Bool { self != .direct }
}
