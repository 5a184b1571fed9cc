import LabCore
import LabService

/// One look at everything in a bucket: what its rules want done by a moment, and when they want something next.
struct LifecyclePass {
    /// Something to do.
    enum Action {
        /// Put a delete marker over a current version, or remove it where no versions are kept.
        case expire(ObjectVersion)
        /// Remove a noncurrent version or a delete marker for good.
        case remove(ObjectVersion)
        /// Abort an upload.
        case abort(MultipartUpload)
    }

    private let rules: [LifecycleRule]
    private let now: Timestamp
    private(set) var actions: [Action] = []
    /// When something is due next; `nil` when nothing is.
    private(set) var next: Timestamp?

    /// Looks at `bucket` as it stands in `state` at `now`.
    init(_ bucket: Bucket, state: S3State, now: Timestamp) {
        rules = bucket.lifecycle?.rules ?? []
        self.now = now
        guard !rules.isEmpty else { return }
        var key: [ObjectVersion] = []
        state.objects.forEach(from: .beforeVersions(of: "", in: bucket.name)) { version in
            guard version.bucket == bucket.name else { return false }
            if let last = key.last, last.key != version.key {
                look(at: key)
                key = []
            }
            key.append(version)
            return true
        }
        look(at: key)
        state.uploads.forEach(from: .beforeUploads(of: "", in: bucket.name)) { upload in
            guard upload.bucket == bucket.name else { return false }
            decide(earliest { $0.expiry(of: upload) }, .abort(upload))
            return true
        }
    }

    /// The versions of one key, newest first.
    private mutating func look(at versions: [ObjectVersion]) {
        guard !versions.isEmpty else { return }
        lookAtCurrent(versions[0], isAlone: versions.count == 1)
        for index in versions.indices.dropFirst() {
            lookAtNoncurrent(versions[index], rank: index - 1, since: versions[index - 1].lastModified)
        }
    }

    private mutating func lookAtCurrent(_ version: ObjectVersion, isAlone: Bool) {
        if !version.isDeleteMarker {
            decide(earliest { $0.expiry(of: version) }, .expire(version))
        } else if isAlone {
            decide(earliest { $0.expiry(ofLonelyMarker: version) }, .remove(version))
        }
    }

    /// `rank` counts the noncurrent versions that are newer; `since` is when a newer version took its place.
    private mutating func lookAtNoncurrent(_ version: ObjectVersion, rank: Int, since: Timestamp) {
        removeNoncurrent(version, from: earliest { $0.expiry(ofNoncurrent: version, rank: rank, since: since) })
    }

    /// The earliest of the dates that the rules set.
    private func earliest(_ date: (LifecycleRule) -> Timestamp?) -> Timestamp? {
        rules.compactMap(date).min()
    }

    /// A lock holds: until its date, or, under a legal hold, until somebody lifts it and the bucket is looked at again.
    private mutating func removeNoncurrent(_ version: ObjectVersion, from date: Timestamp?) {
        guard let date else { return }
        let protection = version.protection
        guard !protection.isLegalHoldOn else { return }
        let free = protection.retention?.retainUntil.roundedUpToMidnight
        decide(max(date, free ?? date), .remove(version))
    }

    private mutating func decide(_ date: Timestamp?, _ action: Action) {
        guard let date else { return }
        if date <= now {
            actions.append(action)
        } else {
            next = min(next ?? date, date)
        }
    }
}
