import LabCore
public import LabService

/// The object store's part of the world: buckets, versions, uploads, and where bodies are kept.
///
/// The tables hold nothing that reads without a key: bodies are sealed, data keys are wrapped. Body store and key cache
/// are references that every copy shares; a fork takes its own with ``forked()``.
public struct S3State: ServiceState {
    /// The buckets, by name.
    public var buckets = Table<Bucket>()
    /// The versions, in the order of listings.
    public var objects = Table<ObjectVersion>()
    /// The multipart uploads that are open.
    public var uploads = Table<MultipartUpload>()
    /// The parts of open uploads.
    public var parts = Table<StoredPart>()
    /// The bodies that are kept.
    public var bodies = Table<BodyRow>()
    /// Where sealed bodies lie.
    public private(set) var store: any BodyStore
    /// Keeps the bodies that the state knows from being removed.
    public internal(set) var lease = BodyLease()
    /// The bucket-level keys that are in use.
    private(set) var bucketKeys: BucketKeyCache
    /// How the lab differs from AWS on purpose.
    public let options: S3Options

    /// An object store without buckets.
    public init(store: any BodyStore = MemoryBodyStore(), options: S3Options = S3Options()) {
        self.store = store
        self.options = options
        bucketKeys = BucketKeyCache()
    }

    /// Every table.
    public static let tables: [TablePath<S3State>] = [
        TablePath(\.buckets), TablePath(\.objects), TablePath(\.uploads), TablePath(\.parts), TablePath(\.bodies),
    ]

    /// The state for a fork of the world: what it writes and which keys it remembers is its own.
    public func forked() -> S3State {
        var fork = self
        fork.store = store.forked()
        fork.bucketKeys = bucketKeys.copy()
        return fork
    }
}

/// Where the lab may differ from AWS on purpose.
public struct S3Options: Sendable, Hashable {
    /// Whether new buckets take writes with a customer's key, as AWS's did before April 2026.
    public var allowsCustomerKeys: Bool
    /// Whether a customer's key has to come over TLS, as with AWS.
    public var customerKeysNeedTLS: Bool
    /// Whether encryption with KMS keys wants TLS, as with AWS. A lab on the own machine speaks plain HTTP.
    public var requiresTLS: Bool
    /// Whether the canned ACL `private` is refused where ACLs are off, as AWS does; older clients send it with every
    /// write.
    public var isACLStrict: Bool

    /// Options; without arguments what suits a lab.
    public init(
        allowsCustomerKeys: Bool = false, customerKeysNeedTLS: Bool = true, requiresTLS: Bool = false,
        isACLStrict: Bool = false
    ) {
        self.allowsCustomerKeys = allowsCustomerKeys
        self.customerKeysNeedTLS = customerKeysNeedTLS
        self.requiresTLS = requiresTLS
        self.isACLStrict = isACLStrict
    }
}

extension S3State {
    /// The newest version of a key, be it a delete marker.
    func newest(_ key: ObjectKey, in bucket: String) -> ObjectVersion? {
        var found: ObjectVersion?
        objects.forEach(from: .beforeVersions(of: key, in: bucket)) { version in
            if version.id.bucket == bucket, version.id.key == key { found = version }
            return false
        }
        return found
    }

    /// The version of a key with this id.
    ///
    /// Complexity: O(versions of the key that are newer).
    func version(_ id: VersionID, of key: ObjectKey, in bucket: String) -> ObjectVersion? {
        var found: ObjectVersion?
        objects.forEach(from: .beforeVersions(of: key, in: bucket)) { version in
            guard version.id.bucket == bucket, version.id.key == key else { return false }
            if version.versionID == id { found = version }
            return found == nil
        }
        return found
    }

    /// Whether there is any version or marker in the bucket.
    func hasVersions(in bucket: String) -> Bool {
        var isAny = false
        objects.forEach(from: .beforeVersions(of: "", in: bucket)) { version in
            isAny = version.id.bucket == bucket
            return false
        }
        return isAny
    }

    /// The place for a new version of a key: newer than every other, also when the clock went back.
    func nextPlace(for key: ObjectKey, in bucket: String, now: Timestamp) -> ObjectID {
        let clock = UInt64(max(1, now.millisecondsSince1970)) << 16
        let sequence = max(clock, (newest(key, in: bucket)?.id.sequence ?? 0) + 1)
        return ObjectID(bucket: bucket, key: key, sequence: sequence)
    }

    /// Removes a version with its body.
    mutating func remove(_ version: ObjectVersion) {
        for segment in version.data?.segments ?? [] { removeBody(segment.location) }
        objects[version.id] = nil
    }

    /// Removes the body at a location, if it has a row.
    mutating func removeBody(_ location: BodyLocation) {
        if case .stored(let id) = location { bodies[id] = nil }
    }

    /// The upload of this id, if it is one of the key's.
    func upload(_ uploadID: String, of key: ObjectKey, in bucket: String) -> MultipartUpload? {
        var found: MultipartUpload?
        uploads.forEach(from: .beforeUploads(of: key, in: bucket)) { upload in
            guard upload.bucket == bucket, upload.key == key else { return false }
            if upload.id.uploadID == uploadID { found = upload }
            return found == nil
        }
        return found
    }

    /// The parts of an upload, by number.
    func parts(of uploadID: String) -> [StoredPart] {
        parts.prefix(from: PartID(uploadID: uploadID, number: 0)) { $0.uploadID == uploadID }
    }

    /// Removes an upload with its parts; the bodies of parts that `isKept` names stay.
    mutating func remove(_ upload: MultipartUpload, keeping isKept: Set<Int> = []) {
        for part in parts(of: upload.id.uploadID) {
            if !isKept.contains(part.id.number) { removeBody(part.location) }
            parts[part.id] = nil
        }
        uploads[upload.id] = nil
    }
}
