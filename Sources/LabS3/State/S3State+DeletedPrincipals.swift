import LabPolicy
public import LabService

extension S3State: NamesPrincipals {
    /// Puts `uniqueID` in the place of `arn` in every bucket policy.
    public mutating func replacePrincipal(_ arn: String, with uniqueID: String) {
        for var bucket in buckets.all {
            guard let policy = bucket.policy, policy.names(arn) else { continue }
            bucket.policy = policy.replacingPrincipal(arn, with: uniqueID)
            buckets.put(bucket)
        }
    }
}
