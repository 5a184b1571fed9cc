public import LabCore
public import LabService

/// `CompleteMultipartUpload`: the parts that the list names become an object. No byte moves; the other parts go.
///
/// Repeated with the same list it answers the same, as long as the object is there.
///
/// - SeeAlso: Amazon S3 API Reference, "CompleteMultipartUpload"
public enum CompleteMultipartUpload: S3Operation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `CompleteMultipartUpload`.
    public static let name = "CompleteMultipartUpload"
    /// It writes.
    public static let isReadOnly = false
    /// A data event.
    public static let isDataEvent = true

    /// One line of the list.
    public struct CompletedPart: Sendable, Hashable {
        /// `PartNumber`.
        public var partNumber: Int
        /// `ETag`, with or without quotes.
        public var eTag: String
        /// `ChecksumCRC32` and the like.
        public var checksums: [ChecksumHeaders.Claim]

        /// A line.
        public init(partNumber: Int, eTag: String, checksums: [ChecksumHeaders.Claim] = []) {
            self.partNumber = partNumber
            self.eTag = eTag
            self.checksums = checksums
        }
    }

    /// An upload to complete.
    public struct Input: UploadInput {
        /// The bucket's name.
        public var bucket: String
        /// The key.
        public var key: String
        /// `uploadId`.
        public var uploadID: String
        /// The body: `CompleteMultipartUpload`.
        public var parts: Decoded<[CompletedPart]>
        /// `x-amz-checksum-*`: of the whole.
        public var checksums: ChecksumHeaders
        /// `x-amz-checksum-type`.
        public var checksumType: String?
        /// `x-amz-mp-object-size`.
        public var mpuObjectSize: Int?
        /// The customer's key; needed where part checksums are kept under it.
        public var customerKey: CustomerKeyHeaders
        /// The conditions.
        public var conditions: WriteConditions
        /// How the request was signed.
        public var facts: RequestFacts

        /// An upload to complete; what is left out was not sent.
        public init(
            bucket: String, key: String, uploadID: String, parts: Decoded<[CompletedPart]>,
            checksums: ChecksumHeaders = ChecksumHeaders(), checksumType: String? = nil, mpuObjectSize: Int? = nil,
            customerKey: CustomerKeyHeaders = CustomerKeyHeaders(),
            conditions: WriteConditions = WriteConditions(), facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.uploadID = uploadID
            self.parts = parts
            self.checksums = checksums
            self.checksumType = checksumType
            self.mpuObjectSize = mpuObjectSize
            self.customerKey = customerKey
            self.conditions = conditions
            self.facts = facts
        }
    }

    /// What the request turned out to name.
    public struct Target: Sendable {
        /// The upload.
        let upload: UploadTarget
        /// The newest version of the key.
        let newest: ObjectVersion?
        /// The object that an earlier completion of the same upload made.
        let finished: ObjectVersion?
        /// The parts that are there.
        let parts: [StoredPart]
    }

    /// The object.
    public struct Output: Sendable {
        /// `ETag`, without quotes.
        public let eTag: String
        /// `x-amz-version-id`; `nil` unless versioning is enabled.
        public let versionID: VersionID?
        /// The encryption; nothing for customer keys.
        public let encryption: EncryptionAnswer
        /// The checksum of the whole.
        public let checksum: ObjectChecksum?
        /// `x-amz-expiration`.
        public let expiration: String?
    }

    /// What is made before the writer is entered: the whole's checksum, which may take the data key.
    public struct Prepared: Sendable {
        let eTag: String
        let checksum: ObjectChecksum?
        let stored: StoredChecksum?
    }

    /// Finds the upload, or what became of it.
    public static func resolve(_ input: Input, in call: Call, on state: S3State) throws(ServiceError) -> Target {
        let upload = try state.target(input, in: call)
        let finished = upload.upload == nil ? state.finished(input.uploadID, upload.key, upload.bucket.name) : nil
        return Target(
            upload: upload, newest: state.newest(upload.key, in: upload.bucket.name), finished: finished,
            parts: state.parts(of: input.uploadID))
    }

    /// `s3:PutObject`.
    public static func demands(
        _ input: Input, on target: Target, in call: Call, state: S3State
    ) -> [AccessDemand] {
        let maker = DemandMaker(target.upload.bucket, input.facts, in: call)
        return [maker.part(of: target.upload, isCreation: true, input.conditions)]
    }

    /// The upload must be there, the list must fit, the conditions must hold.
    public static func check(
        _ input: Input, on target: Target, in call: Call, state: S3State
    ) throws(ServiceError) {
        let list = try input.parts.get()
        try input.conditions.checkForm()
        if let finished = target.finished {
            guard finished.data?.eTag == CompletedUpload.eTag(list.map { ETag.bare($0.eTag) }) else {
                throw S3Error.noSuchUpload(input.uploadID)
            }
            return
        }
        let completed = try completed(input, target)
        if let size = input.mpuObjectSize, size != completed.byteCount {
            throw S3Error.objectSizeDiffers(size, computed: completed.byteCount)
        }
        if let text = input.checksumType, text != completed.upload.checksumType?.rawValue {
            throw S3Error.checksumTypeDiffers(completed.upload.checksumType)
        }
        try checkConditions(input, target, completed.upload)
    }

    private static func completed(_ input: Input, _ target: Target) throws(ServiceError) -> CompletedUpload {
        try CompletedUpload(try input.parts.get(), upload: try target.upload.existing(), parts: target.parts)
    }

    /// What was written or deleted since the upload began is a conflict, not a failed condition.
    private static func checkConditions(
        _ input: Input, _ target: Target, _ upload: MultipartUpload
    ) throws(ServiceError) {
        let conditions = input.conditions
        guard conditions.ifMatch != nil || conditions.ifNoneMatch != nil else { return }
        guard target.newest?.data?.eTag == upload.eTagAtStart else {
            let name = conditions.ifMatch == nil ? "If-None-Match" : "If-Match"
            throw S3Error.conditionalConflict(name, upload.key)
        }
        try conditions.check(target.newest, key: upload.key)
    }

    /// Makes the whole's checksum.
    public static func prepare(
        _ input: Input, on target: Target, in call: Call, state: S3State, services: Services
    ) async throws(ServiceError) -> Prepared {
        guard target.finished == nil else { return Prepared(eTag: "", checksum: nil, stored: nil) }
        let completed = try completed(input, target)
        let upload = completed.upload
        var wrap: KeyWrap?
        if completed.needsDataKeys {
            let path = KeyPath(upload.key, in: target.upload.bucket, call: call, state: state, services: services)
            if upload.encryption.customerKey != nil { try upload.check(input.customerKey) }
            let key = input.customerKey.isPresent ? try CustomerKey(forWriting: input.customerKey) : nil
            wrap = upload.checksumWrap(try await path.open(upload.encryption, customerKey: key))
        }
        let checksum = try completed.checksum(under: wrap)
        try check(input, against: checksum, upload)
        let stored = try checksum.map { checksum throws(ServiceError) in
            try StoredChecksum(checksum, under: wrap, random: call.random)
        }
        return Prepared(eTag: completed.eTag, checksum: checksum, stored: stored)
    }

    private static func check(
        _ input: Input, against checksum: ObjectChecksum?, _ upload: MultipartUpload
    ) throws(ServiceError) {
        guard let claim = input.checksums.values.first, let checksum else { return }
        guard claim.algorithm == checksum.algorithm else {
            throw S3Error.checksumDiffers(expected: upload.checksumAlgorithm, actual: claim.algorithm)
        }
        let isSame = claim.value == checksum.value || claim.value == checksum.bareValue
        guard isSame else { throw S3Error.badWholeChecksum(claim.algorithm) }
    }

    /// Makes the version.
    public static func apply(
        _ input: Input, on target: Target, prepared: Prepared, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> Output {
        if let finished = target.finished, let data = finished.data {
            return output(finished, data, checksum: nil, target.upload.bucket)
        }
        let completed = try completed(input, target)
        // A part that was replaced after its checksum was taken.
        guard completed.eTag == prepared.eTag else { throw S3Error.operationAborted }
        let data = data(completed, prepared)
        let upload = completed.upload
        state.remove(upload, keeping: Set(completed.parts.map(\.id.number)))
        let isVersioned = target.upload.bucket.versioning == .enabled
        let content = ObjectContent(
            versionID: isVersioned ? upload.plannedVersion : .null, lastModified: upload.id.initiated,
            owner: upload.owner, data: data)
        let version = state.insert(content, key: upload.key, in: target.upload.bucket, now: call.now)
        return output(version, data, checksum: prepared.checksum, target.upload.bucket)
    }

    private static func data(_ completed: CompletedUpload, _ prepared: Prepared) -> ObjectData {
        let upload = completed.upload
        var data = ObjectData(
            byteCount: completed.byteCount, eTag: completed.eTag, properties: upload.properties,
            encryption: upload.encryption, sealedVersion: upload.plannedVersion, segments: completed.segments,
            checksum: prepared.stored, uploadID: upload.id.uploadID)
        data.tags = upload.tags
        data.retention = upload.retention
        data.isLegalHoldOn = upload.isLegalHoldOn
        data.acl = upload.acl
        return data
    }

    private static func output(
        _ version: ObjectVersion, _ data: ObjectData, checksum: ObjectChecksum?, _ bucket: Bucket
    ) -> Output {
        Output(
            eTag: data.eTag, versionID: version.versionID.isNull ? nil : version.versionID,
            encryption: EncryptionAnswer(data.encryption), checksum: checksum,
            expiration: bucket.expirationHeader(for: version))
    }

    /// Upload and object.
    public static func audit(
        _ input: Input, target: Target?, output: Output?, in call: Call
    ) -> AuditDetail {
        var response = output?.encryption.auditMembers
        response?["x-amz-version-id"] = output?.versionID.map { .string($0.text) }
        return S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.upload.bucket.owner,
            parameters: ["uploadId": .string(input.uploadID)], response: response)
    }
}

extension S3State {
    /// The object that an upload was made into, if it is there still.
    fileprivate func finished(_ uploadID: String, _ key: ObjectKey, _ bucket: String) -> ObjectVersion? {
        var found: ObjectVersion?
        objects.forEach(from: .beforeVersions(of: key, in: bucket)) { version in
            guard version.bucket == bucket, version.key == key else { return false }
            if version.data?.uploadID == uploadID { found = version }
            return found == nil
        }
        return found
    }
}
