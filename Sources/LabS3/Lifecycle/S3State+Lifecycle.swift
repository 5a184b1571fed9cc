import LabCore

extension S3State {
    /// Makes sure that the bucket's rules are looked at when something written now may first fall under one.
    mutating func noteForLifecycle(at now: Timestamp, in bucket: Bucket) {
    }
}
