import LabCore
import LabCrypto
import LabService

/// A body that was taken in, with everything that belongs to it: what ``S3State/insert(_:_:in:at:)`` makes a version of.
struct PreparedObject: Sendable {
    let body: StagedBody
    let version: VersionID
    let eTag: String
    let encryption: ObjectEncryption
    let checksum: ObjectChecksum?
    let storedChecksum: StoredChecksum?
    let plan: PlannedObject

    /// What the answer says about the encryption.
    func encryptionAnswer(_ headers: EncryptionHeaders) -> EncryptionAnswer {
        EncryptionAnswer(
            encryption, customerKeyMD5: plan.encryption.customerKeyMD5, context: headers.sseKMSEncryptionContext)
    }
}

/// Takes in the body of a new version.
struct VersionWriter {
    let target: ObjectTarget
    let plan: PlannedObject
    let call: Call
    let state: S3State
    let services: Services

    /// Makes the data keys, takes in the body, and computes its entity tag.
    func take(
        _ source: any BodySource, contentLength: Int?, expected: ExpectedChecksums, algorithm: ChecksumAlgorithm?
    ) async throws(ServiceError) -> PreparedObject {
        let path = KeyPath(target.key, in: target.bucket, call: call, state: state, services: services)
        let (encryption, dataKeys) = try await path.make(plan.encryption)
        let version = try plannedVersion()
        let intake = BodyIntake(
            identity: BodyIdentity(bucket: target.bucket.name, key: target.key, version: version),
            dataKeys: dataKeys, expected: expected, checksumAlgorithm: algorithm,
            needsMD5: encryption.hasDigestETag, md5Expectation: .hex, contentLength: contentLength,
            store: state.store, random: call.random)
        let outcome = try await intake.take(source)
        let wrap = encryption.hidesChecksum ? target.checksumWrap(dataKeys) : nil
        return PreparedObject(
            body: outcome.body, version: version,
            eTag: try ETag.make(md5: encryption.hasDigestETag ? outcome.md5 : nil, random: call.random),
            encryption: encryption, checksum: outcome.checksum,
            storedChecksum: try outcome.checksum.map { checksum throws(ServiceError) in
                try StoredChecksum(checksum, under: wrap, random: call.random)
            },
            plan: plan)
    }

    private func plannedVersion() throws(ServiceError) -> VersionID {
        target.bucket.versioning == .enabled ? try S3Random.versionID(from: call.random) : .null
    }
}

extension ETag {
    /// The MD5 of the body, or, where the encryption must not show one, 32 digits that mean nothing.
    static func make(md5: [UInt8]?, random: any RandomSource) throws(ServiceError) -> String {
        if let md5 { return Hex.encode(md5) }
        return Hex.encode(try S3Random.bytes(16, for: .identifier, from: random))
    }
}

extension ObjectTarget {
    /// How the checksums of the object are kept from whoever has no key.
    func checksumWrap(_ dataKeys: [KeyMaterial]) -> KeyWrap? {
        dataKeys.first.map { KeyWrap($0, .checksum, bucket: bucket.name, key: key) }
    }
}

extension S3State {
    /// Makes a version of a body that was taken in.
    ///
    /// - Throws: `OperationAborted` when versioning was switched while the body arrived: the body is sealed for a version
    ///   that cannot be any more.
    mutating func insert(
        _ object: PreparedObject, on target: ObjectTarget, properties: ObjectProperties? = nil, at now: Timestamp
    ) throws(ServiceError) -> ObjectVersion {
        guard object.version.isNull == (target.bucket.versioning != .enabled) else { throw S3Error.operationAborted }
        let segment = BodySegment(
            number: 0, byteCount: object.body.byteCount, location: object.body.location, checksum: nil)
        var data = ObjectData(
            byteCount: object.body.byteCount, eTag: object.eTag, properties: properties ?? object.plan.properties,
            encryption: object.encryption, sealedVersion: object.version, segments: [segment],
            checksum: object.storedChecksum, uploadID: nil)
        data.tags = object.plan.tags
        data.retention = object.plan.retention
        data.isLegalHoldOn = object.plan.isLegalHoldOn
        data.acl = object.plan.acl
        keep(object.body)
        let content = ObjectContent(
            versionID: object.version, lastModified: now, owner: object.plan.owner, data: data)
        return insert(content, key: target.key, in: target.bucket, now: now)
    }

    /// Puts a version at the top of its key. The `null` version replaces the one before it.
    mutating func insert(
        _ content: ObjectContent, key: ObjectKey, in bucket: Bucket, now: Timestamp
    ) -> ObjectVersion {
        if content.versionID.isNull, let old = version(.null, of: key, in: bucket.name) { remove(old) }
        let version = ObjectVersion(id: nextPlace(for: key, in: bucket.name, now: now), content: content)
        objects.put(version)
        noteForLifecycle(at: now, in: bucket)
        return version
    }

    /// Makes a staged body one of the state's.
    mutating func keep(_ body: StagedBody) {
        if let row = body.row { bodies.put(row) }
        body.keep()
    }
}
