import LabCore

extension LifecycleRule {
    /// What keys of the rule's objects begin with.
    private var keyPrefix: String { filter?.prefix ?? prefix ?? "" }

    /// Whether the rule is for a version.
    func covers(_ version: ObjectVersion) -> Bool {
        guard isEnabled, version.key.hasPrefix(keyPrefix) else { return false }
        guard let filter else { return true }
        guard let data = version.data else { return filter.isForEverything }
        let hasSize =
            filter.objectSizeGreaterThan.map { data.byteCount > $0 } ?? true
            && filter.objectSizeLessThan.map { data.byteCount < $0 } ?? true
        return hasSize && filter.tags.allSatisfy(data.tags.contains)
    }

    /// Whether the rule is for an upload.
    func covers(_ upload: MultipartUpload) -> Bool {
        isEnabled && upload.key.hasPrefix(keyPrefix) && filter?.isForEverything != false
    }

    /// When a current version expires.
    func expiry(of version: ObjectVersion) -> Timestamp? {
        guard let expiration, covers(version) else { return nil }
        if let date = expiration.date { return max(date, version.lastModified) }
        return expiration.days.map { (version.lastModified + .days($0)).roundedUpToMidnight }
    }

    /// When a delete marker goes that has nothing behind it.
    func expiry(ofLonelyMarker marker: ObjectVersion) -> Timestamp? {
        guard let expiration, covers(marker) else { return nil }
        if expiration.expiredObjectDeleteMarker == true { return marker.lastModified.roundedUpToMidnight }
        return expiration.days.map { (marker.lastModified + .days($0)).roundedUpToMidnight }
    }

    /// When a version goes that is not current any more.
    ///
    /// - Parameters:
    ///   - rank: How many noncurrent versions are newer.
    ///   - since: When it became noncurrent.
    func expiry(ofNoncurrent version: ObjectVersion, rank: Int, since: Timestamp) -> Timestamp? {
        guard let rule = noncurrentVersionExpiration, covers(version) else { return nil }
        guard rank >= rule.newerNoncurrentVersions ?? 0 else { return nil }
        return (since + .days(rule.noncurrentDays ?? 0)).roundedUpToMidnight
    }

    /// When an upload is aborted.
    func expiry(of upload: MultipartUpload) -> Timestamp? {
        guard let days = abortIncompleteMultipartUploadDays, covers(upload) else { return nil }
        return (upload.id.initiated + .days(days)).roundedUpToMidnight
    }
}

extension LifecycleRule.Filter {
    /// Whether nothing but the key is asked for.
    fileprivate var isForEverything: Bool {
        tags.isEmpty && objectSizeGreaterThan == nil && objectSizeLessThan == nil
    }
}

extension Timestamp {
    private static let day: Int64 = 86_400_000

    /// The midnight (UTC) from this moment on: lifecycle rules act at midnight only.
    var roundedUpToMidnight: Timestamp {
        let days = (millisecondsSince1970 + Self.day - 1) / Self.day
        return Timestamp(millisecondsSince1970: days * Self.day)
    }

    /// The first midnight (UTC) after this moment.
    var nextMidnight: Timestamp { Timestamp(millisecondsSince1970: millisecondsSince1970 + 1).roundedUpToMidnight }
}

extension Bucket {
    /// `x-amz-expiration` for a current version that a rule covers.
    func expirationHeader(for version: ObjectVersion) -> String? {
        let dates = (lifecycle?.rules ?? []).compactMap { rule in
            rule.expiry(of: version).map { (date: $0, id: rule.id ?? "") }
        }
        guard let first = dates.min(by: { $0.date < $1.date }) else { return nil }
        return "expiry-date=\"\(first.date.httpDate)\", rule-id=\"\(first.id)\""
    }
}
