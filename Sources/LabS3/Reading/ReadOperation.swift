public import LabCore
import LabCrypto
public import LabService

/// GetObject and HeadObject, as far as they are one: the same authorisation, the same checks, the same headers.
public protocol ReadOperation: S3Operation, AsyncQuery where Target == ObjectTarget, Input == ObjectReadRequest {
    /// `GET` or `HEAD`, as the error for delete markers names it.
    static var method: String { get }
}

extension ReadOperation {
    /// It reads.
    public static var isReadOnly: Bool { true }
    /// A data event.
    public static var isDataEvent: Bool { true }

    /// Finds the version.
    public static func resolve(
        _ input: Input, in call: Call, on state: S3State
    ) throws(ServiceError) -> ObjectTarget {
        try state.target(input, in: call)
    }

    /// `s3:GetObject`, or `s3:GetObjectVersion` for a version named by its id.
    public static func demands(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        let maker = DemandMaker(target.bucket, input.facts, in: call)
        return [maker.read(target, versionID: input.versionID)] + maker.absence(of: target)
    }

    /// The version must be there, the conditions must hold, the key must fit the encryption.
    public static func check(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard input.serverSideEncryption == nil else { throw S3Error.modeOnRead }
        guard input.overrides.isEmpty || input.facts.signature != .none else { throw S3Error.overridesUnsigned }
        guard input.range == nil || input.partNumber == nil else { throw S3Error.rangeAndPart }
        let (version, data) = try target.existing(method)
        try input.conditions.check(version, eTag: data.eTag)
        try CustomerKey.check(input.customerKey, for: data.encryption)
        try EncryptionTransport(input.facts, call, state.options).check(
            data.encryption.mode, hasCustomerKey: input.customerKey.isPresent)
        _ = try ReadExtent(input, data)
    }

    /// Bucket, key and version.
    static func auditDetail(
        _ input: Input, target: ObjectTarget?, bytesOut: Int, in call: Call
    ) -> AuditDetail {
        var parameters = input.customerKey.auditMembers
        parameters["versionId"] = input.versionID.map(JSONValue.string)
        parameters["Range"] = input.range.map(JSONValue.string)
        return S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.bucket.owner, parameters: parameters,
            bytesOut: bytesOut)
    }
}

extension DemandMaker {
    /// Reading a version.
    func read(_ target: ObjectTarget, versionID: String?) -> AccessDemand {
        onObject(
            versionID == nil ? "s3:GetObject" : "s3:GetObjectVersion", target.key, version: target.version,
            versionID: versionID)
    }
}

extension CustomerKey {
    /// Refuses a read whose headers do not fit the encryption.
    ///
    /// - Throws: `InvalidRequest` for a key that is missing or not wanted, `AccessDenied` for the wrong one.
    static func check(_ headers: CustomerKeyHeaders, for encryption: ObjectEncryption) throws(ServiceError) {
        _ = try key(headers, for: encryption)
    }

    /// The customer's key that opens `encryption`; `nil` when none is needed.
    static func key(
        _ headers: CustomerKeyHeaders, for encryption: ObjectEncryption
    ) throws(ServiceError) -> CustomerKey? {
        guard let record = encryption.customerKey else {
            guard !headers.isPresent else { throw S3Error.customerKeyNotApplicable }
            return nil
        }
        let key = try CustomerKey(forReading: headers)
        guard key.matches(record) else { throw S3Error.customerKeyWrong }
        return key
    }
}

/// Which bytes of an object a read is about.
struct ReadExtent {
    /// The bytes.
    let bytes: Range<Int>
    /// Whether the answer is a part of the whole, and says so.
    let isPartial: Bool
    /// The part that was asked for.
    let part: BodySegment?

    /// - Throws: `InvalidRange`, `InvalidPartNumber`, `InvalidArgument`.
    init(_ input: ObjectReadRequest, _ data: ObjectData) throws(ServiceError) {
        if let number = input.partNumber {
            self = try Self(part: number, of: data)
        } else if let text = input.range, let range = ByteRange(text) {
            guard let bytes = range.bytes(of: data.byteCount) else {
                throw S3Error.invalidRange(text, size: data.byteCount)
            }
            self.init(bytes: bytes, isPartial: true, part: nil)
        } else {
            self.init(bytes: 0..<data.byteCount, isPartial: false, part: nil)
        }
    }

    private init(bytes: Range<Int>, isPartial: Bool, part: BodySegment?) {
        self.bytes = bytes
        self.isPartial = isPartial
        self.part = part
    }

    private init(part number: Int, of data: ObjectData) throws(ServiceError) {
        guard S3Limits.partNumbers.contains(number) else { throw S3Error.partNumberOutOfBounds(number) }
        guard number <= data.segments.count else {
            throw S3Error.invalidPartNumber(number, count: data.segments.count)
        }
        let start = data.segments[..<(number - 1)].reduce(0) { $0 + $1.byteCount }
        let part = data.segments[number - 1]
        self.init(bytes: start..<start + part.byteCount, isPartial: true, part: part)
    }

    /// Whether everything is asked for.
    func isWhole(of data: ObjectData) -> Bool { bytes == 0..<data.byteCount }
}

/// Opens one version for reading.
struct VersionReader {
    let target: ObjectTarget
    let version: ObjectVersion
    let data: ObjectData
    let call: Call
    let state: S3State
    let services: Services

    /// The data keys.
    func dataKeys(_ customerKey: CustomerKeyHeaders) async throws(ServiceError) -> [KeyMaterial] {
        let path = KeyPath(target.key, in: target.bucket, call: call, state: state, services: services)
        let customerKey = try CustomerKey.key(customerKey, for: data.encryption)
        return try await path.open(data.encryption, customerKey: customerKey)
    }

    /// A reader for some of the bytes, whose first chunk has been read and found genuine.
    func reader(_ bytes: Range<Int>, _ dataKeys: [KeyMaterial]) throws(ServiceError) -> BodyReader {
        // A record that was put in another version's place does not open.
        guard data.sealedVersion == version.versionID || version.versionID.isNull else { throw S3Error.body(.damaged) }
        let cursor = BodyCursor(segments, range: bytes, dataKeys: dataKeys, store: state.store)
        let reader = BodyReader(cursor, holding: state.lease)
        do throws(BodyFailure) {
            try reader.prefetch()
        } catch {
            throw S3Error.body(error)
        }
        return reader
    }

    private var segments: [SealedSegment] {
        data.segments.map { segment in
            SealedSegment(
                location: segment.location, row: row(segment.location), byteCount: segment.byteCount,
                identity: BodyIdentity(
                    bucket: version.bucket, key: version.key, version: data.sealedVersion, part: segment.number))
        }
    }

    private func row(_ location: BodyLocation) -> BodyRow? {
        guard case .stored(let id) = location else { return nil }
        return state.bodies[id]
    }

    /// The checksum that belongs to what is read: the part's for a part of a composite object, the whole's for the whole.
    func checksum(_ extent: ReadExtent, _ dataKeys: [KeyMaterial]) throws(ServiceError) -> ObjectChecksum? {
        try storedChecksum(extent)?.open(target.checksumWrap(dataKeys))
    }

    func storedChecksum(_ extent: ReadExtent) -> StoredChecksum? {
        if data.uploadID != nil, let part = extent.part {
            return data.checksum?.type == .composite ? part.checksum : nil
        }
        return extent.isWhole(of: data) ? data.checksum : nil
    }

    /// The headers of the answer.
    func description(_ input: ObjectReadRequest, _ extent: ReadExtent, checksum: ObjectChecksum?) -> ObjectDescription {
        let range = extent.isPartial ? "bytes \(extent.bytes.lowerBound)-\(extent.bytes.upperBound - 1)" : nil
        let storageClass = data.properties.storageClass
        return ObjectDescription(
            status: extent.isPartial ? 206 : 200, contentLength: extent.bytes.count,
            contentRange: extent.bytes.isEmpty ? nil : range.map { "\($0)/\(data.byteCount)" },
            properties: input.overrides.applied(to: data.properties), eTag: data.eTag,
            lastModified: version.lastModified, versionID: target.shownVersionID,
            encryption: EncryptionAnswer(data.encryption, customerKeyMD5: input.customerKey.keyMD5),
            checksum: checksum, partsCount: input.partNumber == nil ? nil : data.partCount,
            tagCount: data.tags.isEmpty ? nil : data.tags.count, retention: data.retention,
            isLegalHoldOn: data.isLegalHoldOn, expiration: target.bucket.expirationHeader(for: version),
            storageClass: storageClass == StorageClass.standard ? nil : storageClass)
    }
}
