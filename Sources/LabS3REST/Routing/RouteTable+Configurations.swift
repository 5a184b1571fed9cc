import LabS3

extension RouteTable {
    /// Configurations of buckets: what is read, written and taken away under a sub-resource.
    static let configurations: [Route] = [
        Route("GetBucketAcl", "GET", .bucket, "acl", AccessHandlers.getBucket),
        Route("PutBucketAcl", "PUT", .bucket, "acl", AccessHandlers.putBucket),
        Route("GetBucketPolicy", "GET", .bucket, "policy", PolicyHandlers.get),
        Route("PutBucketPolicy", "PUT", .bucket, "policy", PolicyHandlers.put),
        Route("DeleteBucketPolicy", "DELETE", .bucket, "policy", Handlers.deletion(DeleteBucketPolicy.self)),
        Route("GetBucketPolicyStatus", "GET", .bucket, "policyStatus", PolicyHandlers.status),
        Route("GetBucketVersioning", "GET", .bucket, "versioning", VersioningHandlers.get),
        Route("PutBucketVersioning", "PUT", .bucket, "versioning", VersioningHandlers.put),
        Route("GetBucketEncryption", "GET", .bucket, "encryption", EncryptionHandlers.get),
        Route("PutBucketEncryption", "PUT", .bucket, "encryption", EncryptionHandlers.put),
        Route(
            "DeleteBucketEncryption", "DELETE", .bucket, "encryption", Handlers.deletion(DeleteBucketEncryption.self)),
        Route("GetBucketTagging", "GET", .bucket, "tagging", TaggingHandlers.getBucket),
        Route("PutBucketTagging", "PUT", .bucket, "tagging", TaggingHandlers.putBucket),
        Route("DeleteBucketTagging", "DELETE", .bucket, "tagging", Handlers.deletion(DeleteBucketTagging.self)),
        Route("GetObjectLockConfiguration", "GET", .bucket, "object-lock", LockHandlers.getConfiguration),
        Route("PutObjectLockConfiguration", "PUT", .bucket, "object-lock", LockHandlers.putConfiguration),
        Route("GetPublicAccessBlock", "GET", .bucket, "publicAccessBlock", PublicAccessHandlers.get),
        Route("PutPublicAccessBlock", "PUT", .bucket, "publicAccessBlock", PublicAccessHandlers.put),
        Route(
            "DeletePublicAccessBlock", "DELETE", .bucket, "publicAccessBlock",
            Handlers.deletion(DeletePublicAccessBlock.self)),
        Route("GetBucketOwnershipControls", "GET", .bucket, "ownershipControls", OwnershipHandlers.get),
        Route("PutBucketOwnershipControls", "PUT", .bucket, "ownershipControls", OwnershipHandlers.put),
        Route(
            "DeleteBucketOwnershipControls", "DELETE", .bucket, "ownershipControls",
            Handlers.deletion(DeleteBucketOwnershipControls.self)),
        Route("GetBucketCors", "GET", .bucket, "cors", CrossOriginHandlers.get),
        Route("PutBucketCors", "PUT", .bucket, "cors", CrossOriginHandlers.put),
        Route("DeleteBucketCors", "DELETE", .bucket, "cors", Handlers.deletion(DeleteBucketCors.self)),
        Route("GetBucketLifecycleConfiguration", "GET", .bucket, "lifecycle", LifecycleHandlers.get),
        Route("PutBucketLifecycleConfiguration", "PUT", .bucket, "lifecycle", LifecycleHandlers.put),
        Route("DeleteBucketLifecycle", "DELETE", .bucket, "lifecycle", Handlers.deletion(DeleteBucketLifecycle.self)),
        Route("GetBucketLogging", "GET", .bucket, "logging", SettingHandlers.getLogging),
        Route("PutBucketLogging", "PUT", .bucket, "logging", SettingHandlers.putLogging),
        Route("GetBucketRequestPayment", "GET", .bucket, "requestPayment", SettingHandlers.getPayer),
        Route("PutBucketRequestPayment", "PUT", .bucket, "requestPayment", SettingHandlers.putPayer),
        Route("GetBucketAccelerateConfiguration", "GET", .bucket, "accelerate", SettingHandlers.getAcceleration),
        Route("PutBucketAccelerateConfiguration", "PUT", .bucket, "accelerate", SettingHandlers.putAcceleration),
        Route("GetBucketWebsite", "GET", .bucket, "website", Handlers.absence(GetBucketWebsite.self, 200, nil)),
        Route(
            "DeleteBucketWebsite", "DELETE", .bucket, "website", Handlers.absence(DeleteBucketWebsite.self, 204, nil)),
        Route(
            "GetBucketReplication", "GET", .bucket, "replication", Handlers.absence(GetBucketReplication.self, 200, nil)
        ),
        Route(
            "DeleteBucketReplication", "DELETE", .bucket, "replication",
            Handlers.absence(DeleteBucketReplication.self, 204, nil)),
        Route(
            "GetBucketNotificationConfiguration", "GET", .bucket, "notification",
            Handlers.absence(GetBucketNotificationConfiguration.self, 200, "NotificationConfiguration")),
    ]

    /// What S3 has and the lab has not: an answer by name, never a wrong success.
    static let unsupported: [Route] =
        single + ["Analytics", "IntelligentTiering", "Inventory", "Metrics"].flatMap(collection)
        + metadata("MetadataConfiguration", "metadataConfiguration")
        + metadata("MetadataTableConfiguration", "metadataTable")

    private static let single: [Route] = [
        .unsupported("PutBucketNotificationConfiguration", "PUT", .bucket, "notification"),
        .unsupported("PutBucketReplication", "PUT", .bucket, "replication"),
        .unsupported("PutBucketWebsite", "PUT", .bucket, "website"),
        .unsupported("CreateSession", "GET", .bucket, "session"),
        .unsupported("GetBucketAbac", "GET", .bucket, "abac"),
        .unsupported("PutBucketAbac", "PUT", .bucket, "abac"),
        .unsupported("PostObject", "POST", .bucket),
        .unsupported("GetObjectTorrent", "GET", .object, "torrent"),
        .unsupported("RestoreObject", "POST", .object, "restore"),
        .unsupported("SelectObjectContent", "POST", .object, "select"),
        .unsupported("RenameObject", "PUT", .object, "renameObject"),
    ]

    /// The operations on one of the configurations that a bucket may have several of, told apart by `id`.
    private static func collection(_ name: String) -> [Route] {
        let subresource = name == "IntelligentTiering" ? "intelligent-tiering" : name.lowercased()
        return [
            .unsupported("GetBucket\(name)Configuration", "GET", .bucket, subresource, .identified(true)),
            .unsupported("ListBucket\(name)Configurations", "GET", .bucket, subresource, .identified(false)),
            .unsupported("PutBucket\(name)Configuration", "PUT", .bucket, subresource),
            .unsupported("DeleteBucket\(name)Configuration", "DELETE", .bucket, subresource),
        ]
    }

    private static func metadata(_ name: String, _ subresource: String) -> [Route] {
        [
            .unsupported("CreateBucket\(name)", "POST", .bucket, subresource),
            .unsupported("GetBucket\(name)", "GET", .bucket, subresource),
            .unsupported("DeleteBucket\(name)", "DELETE", .bucket, subresource),
        ]
    }
}
