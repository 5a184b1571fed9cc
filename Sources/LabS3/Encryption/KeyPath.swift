import LabCore
import LabCrypto
import LabService

/// Makes and opens the data keys of one object, the real way of each encryption.
///
/// A data key has 32 bytes. An object has one, or two with dual-layer encryption: the layers' keys come from different
/// roots, so that neither opens what the other sealed.
struct KeyPath: Sendable {
    let bucket: Bucket
    let key: ObjectKey
    let call: Call
    let keys: any KeyService
    let cache: BucketKeyCache

    init(_ key: ObjectKey, in bucket: Bucket, call: Call, state: S3State, services: Services) {
        self.bucket = bucket
        self.key = key
        // KMS keys are looked for in the bucket's Region, wherever the request was addressed.
        var call = call
        call.region = bucket.region
        self.call = call
        keys = services.keys
        cache = state.bucketKeys
    }

    /// Fresh data keys, and the record of them.
    ///
    /// - Throws: AWS's error for a key that cannot be used: `AccessDenied`, `KMS.DisabledException`, ….
    func make(
        _ choice: EncryptionChoice
    ) async throws(ServiceError) -> (encryption: ObjectEncryption, dataKeys: [KeyMaterial]) {
        switch choice.path {
        case .s3:
            let (owned, dataKey) = try await makeOwned()
            return (.s3(owned), [dataKey])
        case .kms(let kmsKey, let context, false):
            let (record, dataKey) = try await makeKMS(kmsKey, context: context)
            return (.kms(record), [dataKey])
        case .kms(let kmsKey, let context, true):
            let dataKey = try S3Random.key(from: call.random)
            return (.kms(try await wrap(dataKey, underBucketKeyOf: kmsKey, context: context)), [dataKey])
        case .dsse(let kmsKey, let context):
            let (outer, outerKey) = try await makeKMS(kmsKey, context: context)
            let (inner, innerKey) = try await makeOwned()
            return (.dsse(outer, inner: inner), [outerKey, innerKey])
        case .customer(let customerKey):
            let dataKey = try S3Random.key(from: call.random)
            let record = try customerKey.record(
                wrapping: dataKey, bucket: bucket.name, key: key, random: call.random)
            return (.customer(record), [dataKey])
        }
    }

    /// The data keys that a record keeps.
    ///
    /// - Throws: AWS's error: the caller may not decrypt, the key is disabled, the customer's key is wrong.
    func open(
        _ encryption: ObjectEncryption, customerKey: CustomerKey? = nil
    ) async throws(ServiceError) -> [KeyMaterial] {
        switch encryption {
        case .s3(let owned): return [try await open(owned)]
        case .kms(let record): return [try await open(record)]
        case .dsse(let outer, let inner): return [try await open(outer), try await open(inner)]
        case .customer(let record):
            guard let customerKey else { throw S3Error.customerKeyRequired }
            guard customerKey.matches(record) else { throw S3Error.customerKeyWrong }
            let wrap = KeyWrap(customerKey.material, .customerKey, bucket: bucket.name, key: key)
            return [try wrap.open(record.wrapped)]
        }
    }

    /// Puts a data key under a KMS key, or under a bucket-level key of it.
    func rewrap(
        _ dataKey: KeyMaterial, under kmsKey: ServiceKey, isBucketKeyEnabled: Bool
    ) async throws(ServiceError) -> KMSDataKey {
        if isBucketKeyEnabled { return try await wrap(dataKey, underBucketKeyOf: kmsKey, context: .empty) }
        let context = try context(.empty, arn: S3ARN.object(bucket.name, key))
        let (ciphertext, keyARN) = try await askingKMS { () async throws(ServiceError) in
            try await keys.encrypt(dataKey, under: kmsKey, context: context, for: .s3, in: call)
        }
        return KMSDataKey(
            keyARN: keyARN.description, ciphertext: StoredBytes(ciphertext), context: context, underBucketKey: nil)
    }

    private func makeOwned() async throws(ServiceError) -> (OwnedDataKey, KeyMaterial) {
        let dataKey = try await askingKMS { () async throws(ServiceError) in
            try await keys.generateDataKey(under: .awsOwned, context: ownContext, for: .s3, in: call)
        }
        let record = OwnedDataKey(keyARN: dataKey.keyARN.description, wrapped: StoredBytes(dataKey.ciphertext))
        return (record, dataKey.plaintext)
    }

    private func makeKMS(
        _ kmsKey: ServiceKey, context custom: EncryptionContext
    ) async throws(ServiceError) -> (KMSDataKey, KeyMaterial) {
        let context = try context(custom, arn: S3ARN.object(bucket.name, key))
        let dataKey = try await askingKMS { () async throws(ServiceError) in
            try await keys.generateDataKey(under: kmsKey, context: context, for: .s3, in: call)
        }
        let record = KMSDataKey(
            keyARN: dataKey.keyARN.description, ciphertext: StoredBytes(dataKey.ciphertext), context: context,
            underBucketKey: nil)
        return (record, dataKey.plaintext)
    }

    private func open(_ record: OwnedDataKey) async throws(ServiceError) -> KeyMaterial {
        try await askingKMS { () async throws(ServiceError) in
            try await keys.decrypt(
                record.wrapped.bytes, keyID: record.keyARN, context: ownContext, for: .s3, in: call)
        }
    }

    private func open(_ record: KMSDataKey) async throws(ServiceError) -> KeyMaterial {
        guard let wrapped = record.underBucketKey else { return try await decrypt(record) }
        let use = BucketKeyCache.Use.reading(record.ciphertext.bytes)
        let requester = Requester(call.caller)
        if let entry = cache.entry(use, bucket: bucket.name, for: requester, now: call.now) {
            return try unwrap(wrapped, under: entry.plaintext)
        }
        let bucketKey = try await decrypt(record)
        let entry = BucketKeyCache.Entry(
            keyARN: record.keyARN, ciphertext: record.ciphertext.bytes, plaintext: bucketKey, fetchedAt: call.now)
        cache.insert(entry, uses: [use], bucket: bucket.name, for: requester)
        return try unwrap(wrapped, under: bucketKey)
    }

    private func decrypt(_ record: KMSDataKey) async throws(ServiceError) -> KeyMaterial {
        try await askingKMS { () async throws(ServiceError) in
            try await keys.decrypt(
                record.ciphertext.bytes, keyID: nil, context: record.context, for: .s3, in: call)
        }
    }

    // A custom context is part of what the bucket-level key is bound to, so it gets a bucket-level key of its own.
    private func wrap(
        _ dataKey: KeyMaterial, underBucketKeyOf kmsKey: ServiceKey, context custom: EncryptionContext
    ) async throws(ServiceError) -> KMSDataKey {
        let context = try context(custom, arn: bucket.arn)
        let entry = try await bucketKey(of: kmsKey, context: context, isShared: custom.isEmpty)
        let wrap = KeyWrap(entry.plaintext, .bucketKey, bucket: bucket.name, key: key)
        return KMSDataKey(
            keyARN: entry.keyARN, ciphertext: StoredBytes(entry.ciphertext), context: context,
            underBucketKey: try wrap.seal(dataKey, random: call.random))
    }

    private func bucketKey(
        of kmsKey: ServiceKey, context: EncryptionContext, isShared: Bool
    ) async throws(ServiceError) -> BucketKeyCache.Entry {
        let requester = Requester(call.caller)
        let use = BucketKeyCache.Use.writing(kmsKey)
        if isShared, let entry = cache.entry(use, bucket: bucket.name, for: requester, now: call.now) { return entry }
        let dataKey = try await askingKMS { () async throws(ServiceError) in
            try await keys.generateDataKey(under: kmsKey, context: context, for: .s3, in: call)
        }
        let entry = BucketKeyCache.Entry(
            keyARN: dataKey.keyARN.description, ciphertext: dataKey.ciphertext, plaintext: dataKey.plaintext,
            fetchedAt: call.now)
        let reading = BucketKeyCache.Use.reading(dataKey.ciphertext)
        cache.insert(entry, uses: isShared ? [use, reading] : [reading], bucket: bucket.name, for: requester)
        return entry
    }

    private func unwrap(_ wrapped: StoredBytes, under bucketKey: KeyMaterial) throws(ServiceError) -> KeyMaterial {
        try KeyWrap(bucketKey, .bucketKey, bucket: bucket.name, key: key).open(wrapped)
    }

    private var ownContext: EncryptionContext {
        EncryptionContext([("aws:s3:arn", S3ARN.object(bucket.name, key))]) ?? .empty
    }

    /// The custom pairs and S3's own. A custom `aws:s3:arn` must say the same.
    private func context(_ custom: EncryptionContext, arn: String) throws(ServiceError) -> EncryptionContext {
        if custom["aws:s3:arn"]?.utf8.elementsEqual(arn.utf8) == true { return custom }
        guard let context = custom.adding("aws:s3:arn", arn) else { throw S3Error.reservedEncryptionContext }
        return context
    }

    private func askingKMS<Value>(
        _ body: () async throws(ServiceError) -> Value
    ) async throws(ServiceError) -> Value {
        do throws(ServiceError) {
            return try await body()
        } catch {
            throw S3Error.fromKMS(error)
        }
    }
}
