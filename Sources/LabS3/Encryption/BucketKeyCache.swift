import LabCore
import LabCrypto
import LabService
import Synchronization

/// The bucket-level keys that are in use: S3 Bucket Keys.
///
/// A bucket-level key is fetched from KMS once a requester, bucket and KMS key, wraps the data keys of objects for a
/// limited time (``S3Limits/bucketKeyLifetime``), and is forgotten. Meanwhile KMS is not asked, so a key that was
/// disabled or a permission that was taken away takes effect late.
///
/// - SeeAlso: Amazon S3 User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys"
final class BucketKeyCache: Sendable {
    /// A bucket-level key.
    struct Entry: Sendable {
        let keyARN: String
        /// The bucket-level key under the KMS key.
        let ciphertext: [UInt8]
        let plaintext: KeyMaterial
        let fetchedAt: Timestamp
    }

    /// What an entry is found by: for writing the key as the request names it, for reading the ciphertext in the object.
    enum Use: Hashable, Sendable {
        case writing(ServiceKey)
        case reading([UInt8])
    }

    private struct Name: Hashable, Sendable {
        let requester: Requester
        let bucket: String
        let use: Use
    }

    private let entries: Mutex<[Name: Entry]>

    init() {
        entries = Mutex([:])
    }

    private init(_ entries: [Name: Entry]) {
        self.entries = Mutex(entries)
    }

    /// A cache that begins with the same entries and goes its own way.
    func copy() -> BucketKeyCache { BucketKeyCache(entries.withLock { $0 }) }

    /// The bucket-level key, if one was fetched and its time is not over.
    func entry(_ use: Use, bucket: String, for requester: Requester, now: Timestamp) -> Entry? {
        entries.withLock { entries in
            guard let entry = entries[Name(requester: requester, bucket: bucket, use: use)] else { return nil }
            return entry.isValid(at: now) ? entry : nil
        }
    }

    /// Remembers a bucket-level key for writing and for reading.
    func insert(_ entry: Entry, uses: [Use], bucket: String, for requester: Requester) {
        entries.withLock { entries in
            if entries.count >= S3Limits.rememberedBucketKeys {
                entries = entries.filter { $0.value.isValid(at: entry.fetchedAt) }
            }
            if entries.count >= S3Limits.rememberedBucketKeys { entries = [:] }
            for use in uses { entries[Name(requester: requester, bucket: bucket, use: use)] = entry }
        }
    }
}

extension BucketKeyCache.Entry {
    /// Whether the key may still be used; after a jump of the clock in either direction it may not.
    fileprivate func isValid(at now: Timestamp) -> Bool {
        let age = now - fetchedAt
        return age >= LabDuration(milliseconds: 0) && age < S3Limits.bucketKeyLifetime
    }
}

/// Who counts as one requester: a role, user or account, in one scope of session policies.
struct Requester: Hashable, Sendable {
    private let principal: String
    private let sessionPolicies: [String]

    init(_ caller: Caller) {
        principal = caller.principal.policyARN
        sessionPolicies = caller.sessionPolicies
    }
}
