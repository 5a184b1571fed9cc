public import LabCore
public import LabService

/// `UploadPart`: one part of a multipart upload, sealed under the upload's data key. With a KMS key that takes
/// `kms:Decrypt`: whoever may only make data keys can write small objects and no large ones.
///
/// - SeeAlso: Amazon S3 API Reference, "UploadPart"
public enum UploadPart: S3Operation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `UploadPart`.
    public static let name = "UploadPart"
    /// It writes.
    public static let isReadOnly = false
    /// A data event.
    public static let isDataEvent = true

    /// A part to upload.
    public struct Input: UploadInput {
        /// The bucket's name.
        public var bucket: String
        /// The key.
        public var key: String
        /// `uploadId`.
        public var uploadID: String
        /// `partNumber`.
        public var partNumber: Int
        /// The body.
        public var body: any BodySource
        /// `Content-Length`, or `x-amz-decoded-content-length`.
        public var contentLength: Int?
        /// The checksums of the body.
        public var checksums: ChecksumHeaders
        /// The customer's key, again.
        public var customerKey: CustomerKeyHeaders
        /// How the request was signed.
        public var facts: RequestFacts

        /// A part to upload; what is left out was not sent.
        public init(
            bucket: String, key: String, uploadID: String, partNumber: Int, body: any BodySource,
            contentLength: Int? = nil, checksums: ChecksumHeaders = ChecksumHeaders(),
            customerKey: CustomerKeyHeaders = CustomerKeyHeaders(), facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.uploadID = uploadID
            self.partNumber = partNumber
            self.body = body
            self.contentLength = contentLength
            self.checksums = checksums
            self.customerKey = customerKey
            self.facts = facts
        }
    }

    /// What became of it.
    public struct Output: Sendable {
        /// `ETag`, without quotes.
        public let eTag: String
        /// The encryption.
        public let encryption: EncryptionAnswer
        /// The checksum.
        public let checksum: ObjectChecksum?
        /// How many bytes came in.
        let size: Int
    }

    /// Finds the upload.
    public static func resolve(
        _ input: Input, in call: Call, on state: S3State
    ) throws(ServiceError) -> UploadTarget {
        try state.target(input, in: call)
    }

    /// `s3:PutObject`.
    public static func demands(
        _ input: Input, on target: UploadTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        [DemandMaker(target.bucket, input.facts, in: call).part(of: target)]
    }

    /// Everything that can be said before the body is read.
    public static func check(
        _ input: Input, on target: UploadTarget, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard S3Limits.partNumbers.contains(input.partNumber) else {
            throw S3Error.partNumberOutOfBounds(input.partNumber)
        }
        let upload = try target.existing()
        try upload.check(input.customerKey, bucket: target.bucket, operation: name, in: call)
        try EncryptionTransport(input.facts, call, state.options).check(
            upload.encryption.mode, hasCustomerKey: input.customerKey.isPresent)
        try upload.check(try ExpectedChecksums(input.checksums))
        if let length = input.contentLength, length > S3Limits.partBytes.upperBound {
            throw S3Error.entityTooLarge(length, limit: S3Limits.partBytes.upperBound)
        }
        let isLocked = upload.retention != nil || upload.isLegalHoldOn != nil
        guard !isLocked || input.checksums.isPresent else { throw S3Error.lockNeedsChecksum("Part") }
    }

    /// Takes in the body.
    public static func prepare(
        _ input: Input, on target: UploadTarget, in call: Call, state: S3State, services: Services
    ) async throws(ServiceError) -> PreparedPart {
        let writer = PartWriter(
            target: target, upload: try target.existing(), number: input.partNumber, call: call, state: state,
            services: services)
        return try await writer.take(
            input.body, contentLength: input.contentLength, expected: try ExpectedChecksums(input.checksums),
            customerKey: input.customerKey)
    }

    /// Puts the part into the upload.
    public static func apply(
        _ input: Input, on target: UploadTarget, prepared: PreparedPart, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> Output {
        let upload = try target.existing()
        state.insert(prepared, number: input.partNumber, of: upload, at: call.now)
        return Output(
            eTag: prepared.eTag, encryption: upload.encryptionAnswer(input.customerKey), checksum: prepared.checksum,
            size: prepared.body.byteCount)
    }

    /// Upload and part.
    public static func audit(
        _ input: Input, target: UploadTarget?, output: Output?, in call: Call
    ) -> AuditDetail {
        var parameters = input.customerKey.auditMembers
        parameters["uploadId"] = .string(input.uploadID)
        parameters["partNumber"] = .string(String(input.partNumber))
        return S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.bucket.owner, parameters: parameters,
            response: output?.encryption.auditMembers, bytesIn: output?.size ?? 0)
    }
}
