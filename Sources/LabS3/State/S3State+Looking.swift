public import LabCore
import LabService

extension S3State {
    /// A bucket, for whoever has the lab in hand.
    ///
    /// - Throws: `NoSuchBucket`.
    public func bucket(named name: String) throws(ServiceError) -> Bucket {
        guard let bucket = buckets[BucketID(name)] else { throw S3Error.noSuchBucket(name) }
        return bucket
    }

    /// The versions and delete markers of a key, newest first.
    ///
    /// - Throws: `NoSuchBucket`; `NoSuchKey` when there is none.
    public func versions(of key: String, in bucket: String) throws(ServiceError) -> [ObjectVersion] {
        _ = try self.bucket(named: bucket)
        let key = ObjectKey(key)
        var found: [ObjectVersion] = []
        objects.forEach(from: .beforeVersions(of: key, in: bucket)) { version in
            guard version.bucket == bucket, version.key == key else { return false }
            found.append(version)
            return true
        }
        guard !found.isEmpty else { throw S3Error.noSuchKey(key) }
        return found
    }

    /// One version of a key with a body; the newest unless an id is given.
    ///
    /// - Throws: `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`; `MethodNotAllowed` for a delete marker.
    public func version(
        _ versionID: String?, of key: String, in bucket: String
    ) throws(ServiceError) -> (version: ObjectVersion, data: ObjectData) {
        try target(ObjectKey(key), versionID: versionID, in: try self.bucket(named: bucket)).existing("GET")
    }
}
