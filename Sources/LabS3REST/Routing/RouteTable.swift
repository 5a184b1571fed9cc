import LabCore
import LabWire

/// The table that leads requests to operations. No request fits two of its lines.
enum RouteTable {
    /// Every line.
    static let routes: [Route] = account + buckets + configurations + objects + uploads + unsupported

    private static let byMethod = Dictionary(grouping: routes) { $0.method }

    /// The operation that a request is for.
    ///
    /// - Throws: `MethodNotAllowed` when other methods would be, `NotImplemented` when none is.
    static func route(for reader: RequestReader) throws(ServiceError) -> Route {
        let shape = try RequestShape(reader)
        if let route = byMethod[shape.method]?.first(where: { $0.matches(shape) }) { return route }
        throw ServiceError(
            .init("MethodNotAllowed", 405), "The specified method is not allowed against this resource.",
            details: [
                "Method": shape.method, "ResourceType": (shape.subresource ?? shape.scope.rawValue).uppercased(),
            ])
    }

    private static let account: [Route] = [
        Route("ListBuckets", "GET", .account, BucketHandlers.list),
        Route("PreflightRequest", "OPTIONS", .bucket, CrossOrigin.preflight),
        Route("PreflightRequest", "OPTIONS", .object, CrossOrigin.preflight),
    ]

    private static let buckets: [Route] = [
        Route("CreateBucket", "PUT", .bucket, BucketHandlers.create),
        Route("DeleteBucket", "DELETE", .bucket, BucketHandlers.delete),
        Route("HeadBucket", "HEAD", .bucket, BucketHandlers.head),
        Route("GetBucketLocation", "GET", .bucket, "location", BucketHandlers.location),
        Route("ListObjects", "GET", .bucket, ListingHandlers.objects),
        Route("ListObjectsV2", "GET", .bucket, "list-type", ListingHandlers.objectsV2),
        Route("ListObjectVersions", "GET", .bucket, "versions", ListingHandlers.versions),
        Route("ListMultipartUploads", "GET", .bucket, "uploads", UploadHandlers.list),
        Route("DeleteObjects", "POST", .bucket, "delete", DeletionHandlers.many),
    ]

    private static let objects: [Route] = [
        Route("GetObject", "GET", .object, ObjectHandlers.get),
        Route("HeadObject", "HEAD", .object, ObjectHandlers.head),
        Route("PutObject", "PUT", .object, nil, .copying(false), ObjectHandlers.put),
        Route("CopyObject", "PUT", .object, nil, .copying(true), ObjectHandlers.copy),
        Route("DeleteObject", "DELETE", .object, DeletionHandlers.one),
        Route("GetObjectAttributes", "GET", .object, "attributes", AttributeHandlers.get),
        Route("GetObjectAcl", "GET", .object, "acl", AccessHandlers.getObject),
        Route("PutObjectAcl", "PUT", .object, "acl", AccessHandlers.putObject),
        Route("GetObjectTagging", "GET", .object, "tagging", TaggingHandlers.getObject),
        Route("PutObjectTagging", "PUT", .object, "tagging", TaggingHandlers.putObject),
        Route("DeleteObjectTagging", "DELETE", .object, "tagging", TaggingHandlers.deleteObject),
        Route("GetObjectRetention", "GET", .object, "retention", LockHandlers.getRetention),
        Route("PutObjectRetention", "PUT", .object, "retention", LockHandlers.putRetention),
        Route("GetObjectLegalHold", "GET", .object, "legal-hold", LockHandlers.getHold),
        Route("PutObjectLegalHold", "PUT", .object, "legal-hold", LockHandlers.putHold),
        Route("UpdateObjectEncryption", "PUT", .object, "encryption", EncryptionHandlers.updateObject),
    ]

    private static let uploads: [Route] = [
        Route("CreateMultipartUpload", "POST", .object, "uploads", UploadHandlers.create),
        Route("UploadPart", "PUT", .object, "uploadId", .copying(false), UploadHandlers.part),
        Route("UploadPartCopy", "PUT", .object, "uploadId", .copying(true), UploadHandlers.partCopy),
        Route("CompleteMultipartUpload", "POST", .object, "uploadId", UploadHandlers.complete),
        Route("AbortMultipartUpload", "DELETE", .object, "uploadId", UploadHandlers.abort),
        Route("ListParts", "GET", .object, "uploadId", UploadHandlers.parts),
    ]
}

extension Route {
    fileprivate init(_ operation: String, _ method: String, _ scope: Scope, _ handler: @escaping Handler) {
        self.init(operation, method, scope, nil, .any, handler)
    }

    init(
        _ operation: String, _ method: String, _ scope: Scope, _ subresource: String, _ handler: @escaping Handler
    ) {
        self.init(operation, method, scope, subresource, .any, handler)
    }
}
