public import LabCore
public import LabService

/// `ListParts`: the parts of an upload. Showing the checksums of parts under a KMS key takes `kms:Decrypt`.
///
/// - SeeAlso: Amazon S3 API Reference, "ListParts"
public enum ListParts: S3Operation, AsyncQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `ListParts`.
    public static let name = "ListParts"
    /// It reads.
    public static let isReadOnly = true
    /// A data event.
    public static let isDataEvent = true

    /// Which parts.
    public struct Input: UploadInput {
        /// The bucket's name.
        public var bucket: String
        /// The key.
        public var key: String
        /// `uploadId`.
        public var uploadID: String
        /// `max-parts`.
        public var maxParts: Int?
        /// `part-number-marker`.
        public var partNumberMarker: Int?
        /// The customer's key, to see checksums that are kept under it.
        public var customerKey: CustomerKeyHeaders
        /// How the request was signed.
        public var facts: RequestFacts

        /// Which parts; what is left out was not sent.
        public init(
            bucket: String, key: String, uploadID: String, maxParts: Int? = nil, partNumberMarker: Int? = nil,
            customerKey: CustomerKeyHeaders = CustomerKeyHeaders(), facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.uploadID = uploadID
            self.maxParts = maxParts
            self.partNumberMarker = partNumberMarker
            self.customerKey = customerKey
            self.facts = facts
        }
    }

    /// A part.
    public struct Part: Sendable {
        /// `PartNumber`.
        public let number: Int
        /// When it was uploaded.
        public let lastModified: Timestamp
        /// `ETag`, without quotes.
        public let eTag: String
        /// The length.
        public let size: Int
        /// The checksum.
        public let checksum: ObjectChecksum?
    }

    /// A page.
    public struct Output: Sendable {
        /// The parts.
        public let parts: [Part]
        /// `PartNumberMarker`.
        public let partNumberMarker: Int
        /// `NextPartNumberMarker`: the last part of the page, also of the last one.
        public let nextPartNumberMarker: Int
        /// `MaxParts`.
        public let maxParts: Int
        /// Whether there is more.
        public let isTruncated: Bool
        /// Who began the upload.
        public let initiator: Principal
        /// The canonical user id of the owner.
        public let ownerID: String
        /// The storage class.
        public let storageClass: String
        /// The checksum asked for.
        public let checksumAlgorithm: ChecksumAlgorithm?
        /// How the whole's checksum is made.
        public let checksumType: ChecksumType?
    }

    /// Finds the upload.
    public static func resolve(
        _ input: Input, in call: Call, on state: S3State
    ) throws(ServiceError) -> UploadTarget {
        try state.target(input, in: call)
    }

    /// `s3:ListMultipartUploadParts`.
    public static func demands(
        _ input: Input, on target: UploadTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        [DemandMaker(target.bucket, input.facts, in: call).onObject("s3:ListMultipartUploadParts", target.key)]
    }

    /// The upload must be there.
    public static func check(
        _ input: Input, on target: UploadTarget, in call: Call, state: S3State
    ) throws(ServiceError) {
        _ = try target.existing()
        try ListRequest(bucket: input.bucket, maxKeys: input.maxParts).check(argument: "max-parts")
    }

    /// Lists.
    public static func perform(
        _ input: Input, on target: UploadTarget, in call: Call, state: S3State, services: Services
    ) async throws(ServiceError) -> Output {
        let upload = try target.existing()
        let marker = input.partNumberMarker ?? 0
        let limit = min(input.maxParts ?? S3Limits.listPage, S3Limits.listPage)
        let rest = state.parts(of: input.uploadID).drop { $0.id.number <= marker }
        let page = rest.prefix(limit)
        let wrap = try await checksumWrap(input, upload, page, target, call, state, services)
        var parts: [Part] = []
        for part in page { parts.append(try Self.part(part, wrap)) }
        return Output(
            parts: parts, partNumberMarker: marker, nextPartNumberMarker: parts.last?.number ?? 0, maxParts: limit,
            isTruncated: page.count < rest.count, initiator: upload.initiator,
            ownerID: CanonicalUserID.of(upload.owner),
            storageClass: upload.storageClass, checksumAlgorithm: upload.checksumAlgorithm,
            checksumType: upload.checksumType)
    }

    private static func checksumWrap(
        _ input: Input, _ upload: MultipartUpload, _ parts: ArraySlice<StoredPart>, _ target: UploadTarget,
        _ call: Call, _ state: S3State, _ services: Services
    ) async throws(ServiceError) -> KeyWrap? {
        guard parts.contains(where: { $0.checksum?.isSealed == true }) else { return nil }
        guard upload.encryption.customerKey == nil || input.customerKey.isPresent else { return nil }
        let key = try CustomerKey.key(input.customerKey, for: upload.encryption)
        let path = KeyPath(upload.key, in: target.bucket, call: call, state: state, services: services)
        return upload.checksumWrap(try await path.open(upload.encryption, customerKey: key))
    }

    private static func part(_ part: StoredPart, _ wrap: KeyWrap?) throws(ServiceError) -> Part {
        let stored = part.checksum.flatMap { $0.isSealed && wrap == nil ? nil : $0 }
        return Part(
            number: part.id.number, lastModified: part.lastModified, eTag: part.eTag, size: part.byteCount,
            checksum: try stored?.open(wrap))
    }

    /// The upload.
    public static func audit(
        _ input: Input, target: UploadTarget?, output: Output?, in call: Call
    ) -> AuditDetail {
        S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.bucket.owner,
            parameters: ["uploadId": .string(input.uploadID)])
    }
}
