import LabCore
import LabCrypto
import LabS3
import LabTrail

/// How a trail's files go into the object store.
///
/// - SeeAlso: AWS CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail"
enum TrailFile {
    /// The key for a file, and the trail that it is bound to.
    struct Encryption {
        let kmsKeyARN: String
        let trail: ARN

        fileprivate var headers: EncryptionHeaders {
            let context: JSONValue = ["aws:cloudtrail:arn": .string(trail.description)]
            return EncryptionHeaders(
                serverSideEncryption: "aws:kms", sseKMSKeyID: kmsKeyARN,
                sseKMSEncryptionContext: Base64.encode(context.compactBytes))
        }
    }

    /// The request that puts a file into its bucket: owned by the bucket's owner, with a checksum, which buckets with
    /// Object Lock want; under the trail's key, or as the bucket does it by itself.
    static func put(
        bucket: String, key: String, body: [UInt8], metadata: [MetadataEntry], encryption: Encryption?
    ) -> PutObject.Input {
        var properties = ObjectProperties()
        properties.contentType = "application/json"
        properties.contentEncoding = "gzip"
        properties.metadata = metadata
        var headers = ObjectHeaders(properties: properties)
        headers.access.acl = "bucket-owner-full-control"
        if let encryption { headers.encryption = encryption.headers }
        let checksums = ChecksumHeaders(contentMD5: Base64.encode(DigestAlgorithm.md5.digest(of: body)))
        return PutObject.Input(
            bucket: bucket, key: key, body: MemorySource(body), contentLength: body.count, headers: headers,
            checksums: checksums)
    }
}
