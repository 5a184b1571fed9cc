public import LabService

/// The operations of the object store, by the names that routes give them.
public enum S3Catalogue {
    /// What the trail says of an operation; `nil` for one that the lab does not have.
    public static func facts(of operation: String) -> OperationFacts? { all[operation] }

    /// The names, in alphabetical order.
    public static var names: [String] { all.keys.sorted() }

    private static let all: [String: OperationFacts] = Dictionary(
        uniqueKeysWithValues: operations.map { ($0.name, OperationFacts($0)) })

    private static let operations: [any S3Operation.Type] = [
        AbortMultipartUpload.self, CompleteMultipartUpload.self, CopyObject.self, CreateBucket.self,
        CreateMultipartUpload.self, DeleteBucketCors.self, DeleteBucketEncryption.self, DeleteBucketLifecycle.self,
        DeleteBucketOwnershipControls.self, DeleteBucketPolicy.self, DeleteBucketReplication.self,
        DeleteBucketTagging.self, DeleteBucketWebsite.self, DeleteObject.self, DeleteObjectTagging.self,
        DeleteObjects.self, DeletePublicAccessBlock.self, GetBucketAccelerateConfiguration.self, GetBucketAcl.self,
        GetBucketCors.self, GetBucketEncryption.self, GetBucketLifecycleConfiguration.self, GetBucketLocation.self,
        GetBucketLogging.self, GetBucketNotificationConfiguration.self, GetBucketOwnershipControls.self,
        GetBucketPolicy.self, GetBucketPolicyStatus.self, GetBucketReplication.self, GetBucketRequestPayment.self,
        GetBucketTagging.self, GetBucketVersioning.self, GetBucketWebsite.self, GetObject.self, GetObjectAcl.self,
        GetObjectAttributes.self, GetObjectLegalHold.self, GetObjectLockConfiguration.self,
        GetObjectRetention.self, GetObjectTagging.self, GetPublicAccessBlock.self, HeadBucket.self,
        HeadObject.self, ListBuckets.self, ListMultipartUploads.self, ListObjectVersions.self, ListObjects.self,
        ListObjectsV2.self, ListParts.self, PutBucketAccelerateConfiguration.self, PutBucketAcl.self,
        PutBucketCors.self, PutBucketEncryption.self, PutBucketLifecycleConfiguration.self, PutBucketLogging.self,
        PutBucketOwnershipControls.self, PutBucketPolicy.self, PutBucketRequestPayment.self, PutBucketTagging.self,
        PutBucketVersioning.self, PutObject.self, PutObjectAcl.self, PutObjectLegalHold.self,
        PutObjectLockConfiguration.self, PutObjectRetention.self, PutObjectTagging.self, PutPublicAccessBlock.self,
        UpdateObjectEncryption.self, UploadPart.self, UploadPartCopy.self,
    ]
}
