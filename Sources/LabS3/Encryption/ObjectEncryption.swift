public import LabCore
public import LabService

/// How a version is encrypted: which key path, and the data key as that path keeps it.
///
/// It is decided when the version is written and never recomputed: the key's ARN is pinned, whatever becomes of the alias
/// that named it.
public enum ObjectEncryption: Sendable, Hashable, Codable {
    /// SSE-S3: a data key under a key of S3's own.
    case s3(OwnedDataKey)
    /// SSE-KMS: a data key under a KMS key, or under a bucket-level key that is.
    case kms(KMSDataKey)
    /// DSSE-KMS: two layers with unrelated data keys.
    case dsse(KMSDataKey, inner: OwnedDataKey)
    /// SSE-C: a data key under the customer's key.
    case customer(CustomerDataKey)

    /// What `x-amz-server-side-encryption` says; `nil` for SSE-C.
    public var mode: EncryptionMode? {
        switch self {
        case .s3: .aes256
        case .kms: .kms
        case .dsse: .dsse
        case .customer: nil
        }
    }

    /// The data key under the KMS key, for SSE-KMS and DSSE-KMS.
    public var kmsKey: KMSDataKey? {
        switch self {
        case .kms(let key), .dsse(let key, _): key
        case .s3, .customer: nil
        }
    }

    /// What SSE-C keeps.
    public var customerKey: CustomerDataKey? {
        guard case .customer(let key) = self else { return nil }
        return key
    }

    /// Whether a checksum of the plaintext must not be readable without the key.
    var hidesChecksum: Bool { mode != .aes256 }
    /// Whether the entity tag is the MD5 of the body.
    var hasDigestETag: Bool { mode == .aes256 }
}

/// A data key under a key of S3's own.
public struct OwnedDataKey: Sendable, Hashable, Codable {
    /// The key's ARN, which no account sees.
    public let keyARN: String
    /// The data key under it.
    public let wrapped: StoredBytes
}

/// A data key under a KMS key.
public struct KMSDataKey: Sendable, Hashable, Codable {
    /// The key's ARN.
    public let keyARN: String
    /// What KMS made: the data key under the key, or the bucket-level key under it.
    public let ciphertext: StoredBytes
    /// What the ciphertext is bound to, `aws:s3:arn` included.
    public let context: EncryptionContext
    /// The data key under the bucket-level key; `nil` when KMS was asked for this object alone.
    public let underBucketKey: StoredBytes?

    /// Whether a bucket-level key stands in between.
    public var isBucketKeyEnabled: Bool { underBucketKey != nil }
}

/// What SSE-C keeps: enough to tell the customer's key, too little to find it.
public struct CustomerDataKey: Sendable, Hashable, Codable {
    /// The salt of the code.
    public let salt: StoredBytes
    /// HMAC-SHA-256 of the customer's key under the salt.
    public let code: StoredBytes
    /// The data key under the customer's key.
    public let wrapped: StoredBytes
}

/// The encryption headers that a write carried, as policies see them at every part of an upload.
struct RequestedEncryption: Sendable, Hashable, Codable {
    var serverSideEncryption: String?
    var kmsKeyID: String?
    var customerAlgorithm: String?
}
