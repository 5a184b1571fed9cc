import LabCore
import LabS3
import LabService

extension WorldLoader {
    /// Buckets, known by their names: after keys, which their encryption names.
    func loadBuckets(_ account: WorldAccount) async throws(WorldFileError) {
        for bucket in account.buckets {
            let old = standing(account)?.buckets.first { $0.name == bucket.name }
            if let old { try requireSame(old.region.code, bucket.region.code, "region", bucket.line) }
            let place = BucketPlace(account: account.account, region: bucket.region, line: bucket.line)
            if old == nil { try await perform(CreateBucket.self, bucket.creation, at: place) }
            try await loadStorage(bucket, old, at: place)
            try await loadAccess(bucket, old, at: place)
        }
    }

    /// How objects are kept.
    private func loadStorage(
        _ bucket: WorldBucket, _ old: WorldBucket?, at place: BucketPlace
    ) async throws(WorldFileError) {
        if let encryption = bucket.encryption, encryption != old?.encryption ?? .init() {
            let input = PutBucketEncryption.Input(bucket: bucket.name, rules: .success([encryption.rule]))
            try await perform(PutBucketEncryption.self, input, at: place)
        }
        let standing = old?.versioning ?? (bucket.objectLock == nil ? nil : .enabled)
        if let versioning = bucket.versioning, versioning != standing {
            let input = PutBucketVersioning.Input(bucket: bucket.name, status: .success(versioning.rawValue))
            try await perform(PutBucketVersioning.self, input, at: place)
        }
        if let lock = bucket.objectLock, lock != old?.objectLock ?? ObjectLockConfiguration() {
            let input = PutObjectLockConfiguration.Input(bucket: bucket.name, configuration: .success(.init(lock)))
            try await perform(PutObjectLockConfiguration.self, input, at: place)
        }
        if !bucket.tags.isEmpty, bucket.tags != old?.tags {
            let tags = bucket.tags.map { S3Tag(key: $0.key, value: $0.value) }
            try await perform(PutBucketTagging.self, .init(bucket: bucket.name, tags: .success(tags)), at: place)
        }
    }

    /// Who may: the policy last, because it can stand in the way of the rest.
    private func loadAccess(
        _ bucket: WorldBucket, _ old: WorldBucket?, at place: BucketPlace
    ) async throws(WorldFileError) {
        if let ownership = bucket.ownership, ownership != old?.ownership ?? .bucketOwnerEnforced {
            let input = PutBucketOwnershipControls.Input(bucket: bucket.name, rules: .success([ownership.rawValue]))
            try await perform(PutBucketOwnershipControls.self, input, at: place)
        }
        if let block = bucket.publicAccessBlock, block != old?.publicAccessBlock ?? .all {
            let input = PutPublicAccessBlock.Input(bucket: bucket.name, block: .success(block))
            try await perform(PutPublicAccessBlock.self, input, at: place)
        }
        if let policy = bucket.policy, policy != old?.policy {
            let input = PutBucketPolicy.Input(bucket: bucket.name, policy: policy.document.policyText)
            try await perform(PutBucketPolicy.self, input, at: place.moved(to: policy.line))
        }
    }

    /// Performs an operation of the object store as the account's root user, or as whoever may.
    private func perform<M: Mutation>(
        _ operation: M.Type, _ input: M.Input, at place: BucketPlace
    ) async throws(WorldFileError) where M.State == S3State {
        try await at(place.line) { () async throws(ServiceError) in
            _ = try await self.lab.byAnybody(in: place.account, region: place.region) { call throws(ServiceError) in
                var call = call
                call.origin.userAgent = Self.userAgent
                return try await self.lab.perform(operation, input, in: call)
            }
        }
    }
}

/// Whose bucket, where, and where in the file.
private struct BucketPlace {
    let account: AccountID
    let region: Region
    let line: SourceLine

    func moved(to line: SourceLine) -> BucketPlace { BucketPlace(account: account, region: region, line: line) }
}

extension WorldBucket {
    /// What makes it.
    fileprivate var creation: CreateBucket.Input {
        let constraint = region == .standard ? nil : region.code
        return CreateBucket.Input(
            bucket: name, configuration: .success(.init(locationConstraint: constraint)),
            objectLockEnabled: objectLock != nil)
    }
}

extension WorldBucket.Encryption {
    fileprivate var rule: PutBucketEncryption.Rule {
        PutBucketEncryption.Rule(
            sseAlgorithm: mode.rawValue, kmsMasterKeyID: key, bucketKeyEnabled: usesBucketKey,
            blockedEncryptionTypes: [allowsCustomerKeys ? "NONE" : "SSE-C"])
    }
}

extension PutObjectLockConfiguration.Configuration {
    fileprivate init(_ lock: ObjectLockConfiguration) {
        self.init(objectLockEnabled: "Enabled", rule: lock.defaultRetention.map { .init($0) })
    }
}

extension PutObjectLockConfiguration.Rule {
    fileprivate init(_ retention: ObjectLockConfiguration.DefaultRetention) {
        switch retention.period {
        case .days(let count): self.init(mode: retention.mode.rawValue, days: count)
        case .years(let count): self.init(mode: retention.mode.rawValue, years: count)
        }
    }
}
