import LabConfig
import LabCore
import LabKMS
import LabPolicy
import LabS3
import LabService
import LabTrail

extension WorldState {
    /// Every resource that AWS Config records.
    var configResources: [ConfigResource] {
        kms.keys.all.compactMap { configResource(of: $0) } + s3.buckets.all.map(ConfigResource.init)
            + trail.trails.all.map(ConfigResource.init)
    }

    /// The resource at an address; `nil` when there is none.
    func configResource(at address: ResourceAddress) -> ConfigResource? {
        switch address.kind {
        case .key:
            let key = KeyAddress(account: address.account, region: address.region, keyID: address.resourceID)
            return kms.keys[key].flatMap { configResource(of: $0) }
        case .bucket:
            let bucket = s3.buckets[BucketID(address.resourceID)].map(ConfigResource.init)
            return bucket?.address == address ? bucket : nil
        case .trail:
            let trail = TrailAddress(account: address.account, region: address.region, name: address.resourceID)
            return self.trail.trails[trail].map(ConfigResource.init)
        }
    }

    /// Where the resource that an ARN names is recorded; objects belong to their bucket.
    func resourceAddress(of text: String) -> ResourceAddress? {
        guard let arn = ARN(text) else { return nil }
        switch arn.service {
        case "kms":
            guard arn.resource.hasPrefix("key/"), let account = AccountID(arn.account),
                let region = Region(arn.region)
            else { return nil }
            return ResourceAddress(
                account: account, region: region, kind: .key, resourceID: String(arn.resource.dropFirst(4)))
        case "cloudtrail":
            guard arn.resource.hasPrefix("trail/"), let account = AccountID(arn.account),
                let region = Region(arn.region)
            else { return nil }
            return ResourceAddress(
                account: account, region: region, kind: .trail, resourceID: String(arn.resource.dropFirst(6)))
        case "s3":
            let name = String(arn.resource.prefix { $0 != "/" })
            return s3.buckets[BucketID(name)].map { ConfigResource($0).address }
        default: return nil
        }
    }

    /// A key as AWS Config sees it; `nil` for those of a service, which no account has.
    private func configResource(of key: KeyRecord) -> ConfigResource? {
        guard key.manager != .awsOwned else { return nil }
        return ConfigResource(key, name: kms.aliases(pointingTo: key.address).first?.address.name)
    }
}

extension ConfigResource {
    init(_ key: KeyRecord, name: String?) {
        let canRotate = key.spec == .symmetricDefault && key.origin == .awsKMS && key.customKeyStore == nil
        let isUp = key.state == .enabled || key.state == .disabled
        var configuration: JSONObject = [
            "keyId": .string(key.address.keyID), "arn": .string(key.arn.description),
            "keyManager": .string(key.manager.rawValue), "keyState": .string(key.state.rawValue),
            "keySpec": .string(key.spec.rawValue), "origin": .string(key.origin.rawValue),
            "description": .string(key.description), "keyRotationEnabled": .bool(key.rotation.isEnabled),
            "policy": .string(key.policy.text),
        ]
        configuration["deletionDate"] = key.deletionDate.map { .string($0.iso8601) }
        self.init(
            id: key.address.keyID, name: name, arn: key.arn.description, account: key.address.account,
            region: key.address.region, createdAt: key.createdAt,
            tags: key.tags.map { ($0.key, $0.value) },
            facts: .key(
                KeyFacts(
                    isCustomerManaged: key.manager == .customer, isPendingDeletion: key.state.isPendingDeletion,
                    rotates: canRotate && isUp ? key.rotation.isEnabled : nil)),
            configuration: configuration)
    }

    init(_ bucket: Bucket) {
        self.init(
            id: bucket.name, arn: bucket.arn, account: bucket.owner, region: bucket.region,
            createdAt: bucket.createdAt, tags: bucket.tags.map { ($0.key, $0.value) },
            facts: .bucket(BucketFacts(bucket)), configuration: Self.configuration(of: bucket))
    }

    private static func configuration(of bucket: Bucket) -> JSONObject {
        var encryption: JSONObject = [
            "sseAlgorithm": .string(bucket.encryption.algorithm.rawValue),
            "bucketKeyEnabled": .bool(bucket.encryption.bucketKeyEnabled),
            "blocksCustomerKeys": .bool(bucket.encryption.blocksCustomerKeys),
        ]
        encryption["kmsMasterKeyID"] = bucket.encryption.kmsMasterKeyID.map(JSONValue.string)
        let block = bucket.publicAccessBlock ?? PublicAccessBlock()
        return [
            "name": .string(bucket.name), "encryption": .object(encryption),
            "versioning": bucket.versioning.map { .string($0.rawValue) } ?? .null,
            "policy": bucket.policy.map { .string($0.text) } ?? .null,
            "publicAccessBlock": [
                "blockPublicAcls": .bool(block.blockPublicAcls), "ignorePublicAcls": .bool(block.ignorePublicAcls),
                "blockPublicPolicy": .bool(block.blockPublicPolicy),
                "restrictPublicBuckets": .bool(block.restrictPublicBuckets),
            ],
            "objectLock": .bool(bucket.objectLock != nil),
            "defaultRetention": bucket.objectLock?.defaultRetention.map { retention in
                ["mode": .string(retention.mode.rawValue), "days": .integer(Int64(retention.period.days))]
            } ?? .null,
        ]
    }
}

extension ConfigResource {
    init(_ trail: TrailRecord) {
        var configuration: JSONObject = [
            "name": .string(trail.address.name), "trailARN": .string(trail.arn.description),
            "s3BucketName": .string(trail.bucket), "isMultiRegionTrail": .bool(trail.isMultiRegion),
            "logFileValidationEnabled": .bool(trail.validatesFiles),
        ]
        configuration["kmsKeyId"] = trail.kmsKeyARN.map(JSONValue.string)
        self.init(
            id: trail.address.name, arn: trail.arn.description, account: trail.address.account,
            region: trail.address.region, createdAt: nil, tags: trail.tags.map { ($0.key, $0.value) },
            facts: .trail(TrailFacts(validatesLogFiles: trail.validatesFiles, keyID: trail.kmsKeyARN)),
            configuration: configuration)
    }
}

extension BucketFacts {
    init(_ bucket: Bucket) {
        self.init()
        encryption = bucket.encryption.algorithm.rawValue
        keyID = bucket.encryption.kmsMasterKeyID
        policy = bucket.policy
        publicPolicyCounts = bucket.publicAccessBlock?.restrictPublicBuckets != true
        isListedForReading = bucket.isListed(for: [.read, .fullControl])
        isListedForWriting = bucket.isListed(for: [.write, .fullControl])
        lockMode = bucket.objectLock?.defaultRetention?.mode.rawValue
        blocksCustomerKeys = bucket.encryption.blocksCustomerKeys
    }
}

extension Bucket {
    /// Whether an access control list that counts gives strangers one of these.
    fileprivate func isListed(for permissions: Set<AccessControlList.Permission>) -> Bool {
        guard !ignoresACLs, publicAccessBlock?.ignorePublicAcls != true else { return false }
        return acl?.grants.contains { grant in
            (grant.grantee == .allUsers || grant.grantee == .authenticatedUsers)
                && permissions.contains(grant.permission)
        } ?? false
    }
}
