import LabCore
import LabPolicy
import LabService

/// What a write will make, once its headers made sense: everything but the body.
struct PlannedObject: Sendable {
    let properties: ObjectProperties
    let tags: [S3Tag]
    let encryption: EncryptionChoice
    let retention: ObjectLock.Retention?
    let isLegalHoldOn: Bool?
    let acl: AccessControlList?
    let owner: AccountID
}

extension ObjectHeaders {
    /// Checks everything that a write says about its object, in S3's order.
    ///
    /// - Parameter operation: The name in the refusal of customer keys.
    /// - Throws: the errors of encryption, locks, tags, metadata and lists.
    func plan(
        _ key: ObjectKey, in bucket: Bucket, operation: String, facts: RequestFacts, call: Call, options: S3Options
    ) throws(ServiceError) -> PlannedObject {
        guard key.byteCount <= S3Limits.keyBytes.upperBound else { throw S3Error.keyTooLong(key) }
        let choice = try encryptionChoice(key, in: bucket, operation: operation, facts, call, options)
        try checkProperties()
        let owner = owner(in: bucket, call)
        return PlannedObject(
            properties: properties, tags: try tagging.map(TagRules.parse(header:)) ?? [], encryption: choice,
            retention: try lock.retention(in: bucket, now: call.now),
            isLegalHoldOn: try lock.legalHold(in: bucket),
            acl: try access.list(owner: owner, bucket: bucket, options: options), owner: owner)
    }

    private func encryptionChoice(
        _ key: ObjectKey, in bucket: Bucket, operation: String, _ facts: RequestFacts, _ call: Call,
        _ options: S3Options
    ) throws(ServiceError) -> EncryptionChoice {
        if encryption.customerKey.isPresent, bucket.encryption.blocksCustomerKeys {
            throw S3Error.customerKeysBlocked(
                call.caller.principal.arn, operation: operation, resource: S3ARN.object(bucket.name, key))
        }
        let choice = try EncryptionChoice(encryption, bucket: bucket)
        try EncryptionTransport(facts, call, options).check(choice.mode, hasCustomerKey: choice.customerKeyMD5 != nil)
        return choice
    }

    private func checkProperties() throws(ServiceError) {
        let size = properties.metadata.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        guard size <= S3Limits.userMetadataBytes else { throw S3Error.metadataTooLarge(size) }
        if let storageClass = properties.storageClass, !StorageClass.all.contains(storageClass) {
            throw S3Error.invalidStorageClass(storageClass)
        }
    }

    /// Where ownership is enforced, or given by full control, the bucket's owner owns everything.
    private func owner(in bucket: Bucket, _ call: Call) -> AccountID {
        guard let account = call.caller.principal.account, account != bucket.owner else { return bucket.owner }
        switch bucket.ownership {
        case .bucketOwnerEnforced: return bucket.owner
        case .bucketOwnerPreferred: return access.acl == "bucket-owner-full-control" ? bucket.owner : account
        case .objectWriter, nil: return account
        }
    }

    /// The condition keys that policies can ask of a write.
    ///
    /// - SeeAlso: Service Authorization Reference, "Condition keys for Amazon S3"
    func setConditions(in context: inout ConditionContext, now: Timestamp) {
        encryption.requested.setConditions(in: &context)
        context.set("s3:x-amz-acl", access.acl)
        for grant in access.grants { context.set("s3:\(grant.header)", grant.value) }
        context.set("s3:x-amz-storage-class", properties.storageClass)
        context.set("s3:x-amz-website-redirect-location", properties.websiteRedirectLocation)
        if let tags = try? tagging.map(TagRules.parse(header:)) { TagRules.setConditions(tags, in: &context) }
        lock.setConditions(in: &context, now: now)
    }

    /// The actions beside `s3:PutObject` that the headers take. AWS's services give what they deliver to the bucket's owner
    /// under `s3:PutObject` alone.
    ///
    /// - SeeAlso: AWS CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail"
    func furtherActions(of caller: Caller) -> [String] {
        var actions: [String] = []
        if tagging != nil { actions.append("s3:PutObjectTagging") }
        if access.isPresent, !caller.principal.isService { actions.append("s3:PutObjectAcl") }
        if lock.hasRetention { actions.append("s3:PutObjectRetention") }
        if lock.legalHold != nil { actions.append("s3:PutObjectLegalHold") }
        return actions
    }
}

extension RequestedEncryption {
    /// The condition keys: what the *request* says, not what results.
    func setConditions(in context: inout ConditionContext) {
        context.set("s3:x-amz-server-side-encryption", serverSideEncryption)
        context.set("s3:x-amz-server-side-encryption-aws-kms-key-id", kmsKeyID)
        context.set("s3:x-amz-server-side-encryption-customer-algorithm", customerAlgorithm)
    }
}

/// The rules about how a request that needs keys must travel.
struct EncryptionTransport {
    private let isSecure: Bool
    private let isSecureEnoughForCustomerKeys: Bool
    private let isSigned: Bool

    init(_ facts: RequestFacts, _ call: Call, _ options: S3Options) {
        isSecure = call.origin.isSecure || !options.requiresTLS
        isSecureEnoughForCustomerKeys = call.origin.isSecure || !options.customerKeysNeedTLS
        isSigned = facts.signature == .version4 && call.caller.principal != .anonymous
    }

    /// KMS keys take TLS and Signature Version 4, customer keys take TLS.
    func check(_ mode: EncryptionMode?, hasCustomerKey: Bool) throws(ServiceError) {
        if hasCustomerKey, !isSecureEnoughForCustomerKeys { throw S3Error.customerKeyNeedsTLS }
        guard mode == .kms || mode == .dsse else { return }
        guard isSigned else { throw S3Error.kmsNeedsSignature }
        guard isSecure else { throw S3Error.kmsNeedsTLS }
    }
}

/// S3's storage classes.
enum StorageClass {
    static let standard = "STANDARD"
    static let all: Set<String> = [
        standard, "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE",
        "GLACIER_IR",
    ]
    /// The classes whose objects must be restored before they can be read.
    static let archived: Set<String> = ["GLACIER", "DEEP_ARCHIVE"]
}
