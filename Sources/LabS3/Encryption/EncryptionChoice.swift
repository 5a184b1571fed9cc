import LabCore
import LabService

/// The encryption that a write will get: from its headers, else from the bucket's default.
struct EncryptionChoice: Sendable {
    enum Path: Sendable {
        case s3
        case kms(ServiceKey, context: EncryptionContext, isBucketKeyEnabled: Bool)
        case dsse(ServiceKey, context: EncryptionContext)
        case customer(CustomerKey)
    }

    let path: Path
    /// CloudTrail's `SSEApplied`.
    let applied: String

    var customerKeyMD5: String? {
        guard case .customer(let key) = path else { return nil }
        return key.md5
    }

    /// What `x-amz-server-side-encryption` will say.
    var mode: EncryptionMode? {
        switch path {
        case .s3: .aes256
        case .kms: .kms
        case .dsse: .dsse
        case .customer: nil
        }
    }

    /// Resolves headers against a bucket, in S3's order.
    ///
    /// - SeeAlso: Amazon S3 User Guide, "Specifying server-side encryption with AWS KMS"; "Setting default server-side
    ///   encryption behavior for Amazon S3 buckets"
    init(_ headers: EncryptionHeaders, bucket: Bucket) throws(ServiceError) {
        if headers.customerKey.isPresent {
            if let mode = headers.serverSideEncryption { throw S3Error.customerKeyAndMode(mode) }
            path = .customer(try CustomerKey(forWriting: headers.customerKey))
            applied = "SSE_C"
            return
        }
        guard let text = headers.serverSideEncryption else {
            guard headers.sseKMSKeyID == nil else { throw S3Error.kmsKeyWithoutKMS }
            self = try Self.standard(headers, bucket: bucket)
            return
        }
        guard let mode = EncryptionMode(rawValue: text) else { throw S3Error.unknownEncryption(text) }
        guard mode != .aes256 || headers.sseKMSKeyID == nil else { throw S3Error.kmsKeyWithoutKMS }
        let key = headers.sseKMSKeyID.map { ServiceKey.named($0) } ?? .awsManaged
        path = try Self.path(mode, key: key, headers, bucket: bucket)
        applied = Self.appliedName(mode)
    }

    private init(path: Path, applied: String) {
        self.path = path
        self.applied = applied
    }

    private static func standard(
        _ headers: EncryptionHeaders, bucket: Bucket
    ) throws(ServiceError) -> EncryptionChoice {
        let standard = bucket.encryption
        let key = standard.kmsMasterKeyID.map { ServiceKey.named($0) } ?? .awsManaged
        return EncryptionChoice(
            path: try path(standard.algorithm, key: key, headers, bucket: bucket),
            applied: "Default_\(appliedName(standard.algorithm))")
    }

    private static func path(
        _ mode: EncryptionMode, key: ServiceKey, _ headers: EncryptionHeaders, bucket: Bucket
    ) throws(ServiceError) -> Path {
        switch mode {
        case .aes256: return .s3
        case .kms:
            let isBucketKeyEnabled = headers.bucketKeyEnabled.map { $0 == "true" } ?? bucket.encryption.bucketKeyEnabled
            return .kms(key, context: try customContext(headers), isBucketKeyEnabled: isBucketKeyEnabled)
        case .dsse: return .dsse(key, context: try customContext(headers))
        }
    }

    private static func customContext(_ headers: EncryptionHeaders) throws(ServiceError) -> EncryptionContext {
        guard let text = headers.sseKMSEncryptionContext else { return .empty }
        guard let bytes = Base64.decode(text), let json = try? JSONParser.parse(bytes, duplicates: .refuse),
            let members = json.object?.members, let context = context(members)
        else { throw S3Error.invalidEncryptionContext(text) }
        return context
    }

    private static func context(_ members: [(name: String, value: JSONValue)]) -> EncryptionContext? {
        let pairs = members.compactMap { member in member.value.string.map { (member.name, $0) } }
        return pairs.count == members.count ? EncryptionContext(pairs) : nil
    }

    private static func appliedName(_ mode: EncryptionMode) -> String {
        switch mode {
        case .aes256: "SSE_S3"
        case .kms: "SSE_KMS"
        case .dsse: "DSSE_KMS"
        }
    }
}
