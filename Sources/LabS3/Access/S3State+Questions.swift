public import LabCore
import LabPolicy
public import LabService

extension S3State {
    /// What `action` demands of a bucket or an object, with all that the bucket says about who may: for questions that
    /// nobody asks in earnest.
    ///
    /// - Parameter resource: `BUCKET` or `BUCKET/KEY`, with `s3://` or `arn:aws:s3:::` in front or not.
    /// - Throws: `NoSuchBucket`.
    public func demand(_ action: String, on resource: String, in call: Call) throws(ServiceError) -> AccessDemand {
        let path = Self.prefixes.first { resource.hasPrefix($0) }.map { resource.dropFirst($0.count) } ?? resource[...]
        let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts.first ?? "")
        guard let bucket = buckets[BucketID(name)] else { throw S3Error.noSuchBucket(name) }
        let maker = DemandMaker(bucket, RequestFacts(), in: call)
        guard parts.count == 2, !parts[1].isEmpty else { return maker.onBucket(action) }
        let key = ObjectKey(String(parts[1]))
        return maker.onObject(action, key, version: newest(key, in: name))
    }

    private static let prefixes = ["arn:aws:s3:::", "s3://"]
}
