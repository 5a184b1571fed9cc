public import LabCore
public import LabService

/// `UploadPartCopy`: a part whose body is another object's, or a range of it.
///
/// - SeeAlso: Amazon S3 API Reference, "UploadPartCopy"
public enum UploadPartCopy: S3Operation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `UploadPartCopy`.
    public static let name = "UploadPartCopy"
    /// It writes.
    public static let isReadOnly = false
    /// A data event.
    public static let isDataEvent = true

    /// A part to copy.
    public struct Input: UploadInput {
        /// The destination's bucket.
        public var bucket: String
        /// The destination's key.
        public var key: String
        /// `uploadId`.
        public var uploadID: String
        /// `partNumber`.
        public var partNumber: Int
        /// `x-amz-copy-source`, as sent.
        public var copySource: String
        /// `x-amz-copy-source-range`, as sent.
        public var copySourceRange: String?
        /// The conditions on the source.
        public var copySourceConditions: ReadConditions
        /// The customer's key of the source.
        public var copySourceCustomerKey: CustomerKeyHeaders
        /// The customer's key of the upload.
        public var customerKey: CustomerKeyHeaders
        /// How the request was signed.
        public var facts: RequestFacts

        /// A part to copy; what is left out was not sent.
        public init(
            bucket: String, key: String, uploadID: String, partNumber: Int, copySource: String,
            copySourceRange: String? = nil, copySourceConditions: ReadConditions = ReadConditions(),
            copySourceCustomerKey: CustomerKeyHeaders = CustomerKeyHeaders(),
            customerKey: CustomerKeyHeaders = CustomerKeyHeaders(), facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.uploadID = uploadID
            self.partNumber = partNumber
            self.copySource = copySource
            self.copySourceRange = copySourceRange
            self.copySourceConditions = copySourceConditions
            self.copySourceCustomerKey = copySourceCustomerKey
            self.customerKey = customerKey
            self.facts = facts
        }
    }

    /// Both ends.
    public struct Target: Sendable {
        /// What is copied.
        public let source: ObjectTarget
        /// Where to.
        public let destination: UploadTarget
    }

    /// What became of it.
    public struct Output: Sendable {
        /// `ETag`, without quotes.
        public let eTag: String
        /// When the part was made.
        public let lastModified: Timestamp
        /// `x-amz-copy-source-version-id`.
        public let copySourceVersionID: VersionID?
        /// The encryption.
        public let encryption: EncryptionAnswer
        /// The checksum.
        public let checksum: ObjectChecksum?
    }

    /// Finds both ends.
    public static func resolve(_ input: Input, in call: Call, on state: S3State) throws(ServiceError) -> Target {
        Target(
            source: try state.source(input.copySource, input.facts, in: call),
            destination: try state.target(input, in: call))
    }

    /// Reading the source, writing the destination.
    public static func demands(
        _ input: Input, on target: Target, in call: Call, state: S3State
    ) -> [AccessDemand] {
        target.source.sourceDemands(input.facts, in: call) + [
            DemandMaker(target.destination.bucket, input.facts, in: call).part(of: target.destination)
        ]
    }

    /// Everything that can be said before the source is opened.
    public static func check(
        _ input: Input, on target: Target, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard S3Limits.partNumbers.contains(input.partNumber) else {
            throw S3Error.partNumberOutOfBounds(input.partNumber)
        }
        let upload = try target.destination.existing()
        try upload.check(input.customerKey, bucket: target.destination.bucket, operation: name, in: call)
        let (version, data) = try target.source.existingSource()
        try input.copySourceConditions.checkSource(version, eTag: data.eTag, now: call.now)
        try CustomerKey.check(input.copySourceCustomerKey, for: data.encryption)
        guard try bytes(input, data).count <= S3Limits.partBytes.upperBound else { throw S3Error.copySourceTooLarge }
    }

    private static func bytes(_ input: Input, _ data: ObjectData) throws(ServiceError) -> Range<Int> {
        guard let text = input.copySourceRange else { return 0..<data.byteCount }
        guard case .closed(let first, let last)? = ByteRange(text) else { throw S3Error.malformedCopyRange(text) }
        guard first < data.byteCount else { throw S3Error.copyRangeBeyondSource }
        guard last < data.byteCount else { throw S3Error.copyRangeTooLong(text, size: data.byteCount) }
        return first..<last + 1
    }

    /// Opens the source and seals the part.
    public static func prepare(
        _ input: Input, on target: Target, in call: Call, state: S3State, services: Services
    ) async throws(ServiceError) -> PreparedPart {
        let (version, data) = try target.source.existingSource()
        let source = VersionReader(
            target: target.source, version: version, data: data, call: call, state: state, services: services)
        let dataKeys = try await source.dataKeys(input.copySourceCustomerKey)
        let reader = try source.reader(try bytes(input, data), dataKeys)
        let writer = PartWriter(
            target: target.destination, upload: try target.destination.existing(), number: input.partNumber,
            call: call, state: state, services: services)
        return try await writer.take(
            ReaderSource(reader: reader), contentLength: reader.byteCount,
            expected: try ExpectedChecksums(ChecksumHeaders()), customerKey: input.customerKey)
    }

    /// Puts the part into the upload.
    public static func apply(
        _ input: Input, on target: Target, prepared: PreparedPart, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> Output {
        let upload = try target.destination.existing()
        state.insert(prepared, number: input.partNumber, of: upload, at: call.now)
        let version = target.source.shownVersionID
        return Output(
            eTag: prepared.eTag, lastModified: call.now,
            copySourceVersionID: version?.isNull == false ? version : nil,
            encryption: upload.encryptionAnswer(input.customerKey), checksum: prepared.checksum)
    }

    /// Upload, part and source.
    public static func audit(
        _ input: Input, target: Target?, output: Output?, in call: Call
    ) -> AuditDetail {
        var parameters: JSONObject = ["x-amz-copy-source": .string(input.copySource)]
        parameters["uploadId"] = .string(input.uploadID)
        parameters["partNumber"] = .string(String(input.partNumber))
        return S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.destination.bucket.owner,
            parameters: parameters, response: output?.encryption.auditMembers)
    }
}
