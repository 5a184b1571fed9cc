public import LabCore

/// Where a trail's files go, for CloudTrail, which knows neither the object store nor the key service.
public protocol TrailDestinations: Sendable {
    /// Looks whether CloudTrail itself could write to the place, as the bucket's and the key's policies stand.
    ///
    /// - Returns: The ARN of the key, if one was named.
    /// - Throws: what stands in the way.
    func check(
        _ destination: TrailDestination, in call: Call
    ) async throws(TrailDestinationFailure) -> String?
}

/// A place for a trail's files.
public struct TrailDestination: Sendable, Hashable {
    /// The trail that writes there: `aws:SourceArn` of its calls.
    public let trail: ARN
    /// The bucket's name.
    public let bucket: String
    /// What stands in front of `AWSLogs/`; `nil` for nothing.
    public let prefix: String?
    /// The key for the log files, as the caller named it; `nil` for the bucket's own encryption.
    public let keyID: String?

    /// A place by its parts.
    public init(trail: ARN, bucket: String, prefix: String?, keyID: String?) {
        self.trail = trail
        self.bucket = bucket
        self.prefix = prefix
        self.keyID = keyID
    }
}

/// Why a trail cannot write to a place.
public enum TrailDestinationFailure: Error, Sendable, Hashable {
    /// There is no such bucket.
    case noBucket
    /// The bucket's policy does not let CloudTrail look at it or write to it.
    case bucketRefuses
    /// There is no such key.
    case noKey
    /// The key is disabled or about to be deleted.
    case keyDisabled
    /// The key's policy does not let CloudTrail use it for this trail.
    case keyRefuses
    /// The key is of a kind that encrypts no data keys, or elsewhere than the bucket.
    case keyUnfit
}

/// No place at all, for services that run without a lab.
public struct NoTrailDestinations: TrailDestinations {
    /// No place.
    public init() {}
    /// There is no bucket.
    public func check(
        _ destination: TrailDestination, in call: Call
    ) async throws(TrailDestinationFailure) -> String? { throw .noBucket }
}
