public import LabCore
public import LabPolicy
public import LabService

/// A request that names an upload and nothing else.
public struct UploadRequest: UploadInput {
    /// The bucket's name.
    public var bucket: String
    /// The key.
    public var key: String
    /// `uploadId`.
    public var uploadID: String
    /// How the request was signed.
    public var facts: RequestFacts

    /// A request about an upload.
    public init(bucket: String, key: String, uploadID: String, facts: RequestFacts = RequestFacts()) {
        self.bucket = bucket
        self.key = key
        self.uploadID = uploadID
        self.facts = facts
    }
}

/// `AbortMultipartUpload`: the upload goes, with its parts.
///
/// - SeeAlso: Amazon S3 API Reference, "AbortMultipartUpload"
public enum AbortMultipartUpload: S3Operation, Mutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `AbortMultipartUpload`.
    public static let name = "AbortMultipartUpload"
    /// It writes.
    public static let isReadOnly = false
    /// A data event.
    public static let isDataEvent = true
    /// Which upload.
    public typealias Input = UploadRequest
    /// Nothing.
    public typealias Output = NoOutput

    /// Finds the upload.
    public static func resolve(
        _ input: UploadRequest, in call: Call, on state: S3State
    ) throws(ServiceError) -> UploadTarget {
        try state.target(input, in: call)
    }

    /// `s3:AbortMultipartUpload`.
    public static func demands(
        _ input: UploadRequest, on target: UploadTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        [DemandMaker(target.bucket, input.facts, in: call).onObject("s3:AbortMultipartUpload", target.key)]
    }

    /// The upload must be there.
    public static func check(
        _ input: UploadRequest, on target: UploadTarget, in call: Call, state: S3State
    ) throws(ServiceError) {
        _ = try target.existing()
    }

    /// Removes the upload.
    public static func apply(
        _ input: UploadRequest, on target: UploadTarget, prepared: Void, in call: Call, to state: inout S3State
    ) throws(ServiceError) -> NoOutput {
        state.remove(try target.existing())
        return NoOutput()
    }

    /// The upload.
    public static func audit(
        _ input: UploadRequest, target: UploadTarget?, output: NoOutput?, in call: Call
    ) -> AuditDetail {
        S3Audit(input.facts, in: call).detail(
            bucket: input.bucket, key: input.objectKey, owner: target?.bucket.owner,
            parameters: ["uploadId": .string(input.uploadID)])
    }
}

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

/// `ListMultipartUploads`: the uploads that are open, by key and age.
///
/// - SeeAlso: Amazon S3 API Reference, "ListMultipartUploads"
public enum ListMultipartUploads: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `ListMultipartUploads`.
    public static let name = "ListMultipartUploads"
    /// `s3:ListBucketMultipartUploads`.
    public static let action = "s3:ListBucketMultipartUploads"

    /// Which uploads.
    public struct Input: BucketInput {
        /// What every listing takes.
        public var request: ListRequest
        /// `key-marker`.
        public var keyMarker: String
        /// `upload-id-marker`; ignored without ``keyMarker``.
        public var uploadIDMarker: String

        /// Which uploads.
        public init(_ request: ListRequest, keyMarker: String = "", uploadIDMarker: String = "") {
            self.request = request
            self.keyMarker = keyMarker
            self.uploadIDMarker = uploadIDMarker
        }

        /// The bucket's name.
        public var bucket: String { request.bucket }
        /// How the request was signed.
        public var facts: RequestFacts { request.facts }
    }

    /// A page.
    public struct Output: Sendable {
        /// The uploads.
        public let uploads: [MultipartUpload]
        /// The common prefixes.
        public let commonPrefixes: [String]
        /// Whether there is more.
        public let isTruncated: Bool
        /// `MaxUploads`.
        public let maxUploads: Int
        /// `NextKeyMarker`.
        public let nextKeyMarker: String?
        /// `NextUploadIdMarker`.
        public let nextUploadIDMarker: String?
    }

    /// `s3:prefix`, `s3:delimiter`, `s3:max-keys`.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        input.request.setConditions(in: &context)
    }

    /// The parameters must make sense.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        try input.request.check(argument: "max-uploads")
        guard !input.keyMarker.isEmpty, !input.uploadIDMarker.isEmpty else { return }
        guard state.upload(input.uploadIDMarker, of: ObjectKey(input.keyMarker), in: bucket.name) != nil else {
            throw S3Error.invalidArgument("Invalid uploadId marker", "upload-id-marker", input.uploadIDMarker)
        }
    }

    /// Lists.
    public static func perform(
        _ input: Input, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        var page = UploadPage(limit: input.request.limit, request: input.request)
        state.uploads.forEach(from: start(input, target.name, state)) { upload in page.visit(upload, input) }
        return page.output
    }

    private static func start(_ input: Input, _ bucket: String, _ state: S3State) -> UploadRowID {
        let marker = ObjectKey(input.keyMarker)
        let known = state.upload(input.uploadIDMarker, of: marker, in: bucket)
        return known?.id ?? .beforeUploads(of: max(marker, ObjectKey(input.request.prefix)), in: bucket)
    }

    /// What was asked for.
    public static func parameters(_ input: Input) -> JSONObject { input.request.auditMembers }
}

/// Gathers a page of uploads.
private struct UploadPage {
    let limit: Int
    let request: ListRequest
    private var uploads: [MultipartUpload] = []
    private var commonPrefixes: [String] = []
    private var isTruncated = false
    private var lastKey: String?
    private var lastUploadID: String?

    init(limit: Int, request: ListRequest) {
        self.limit = limit
        self.request = request
    }

    mutating func visit(_ upload: MultipartUpload, _ input: ListMultipartUploads.Input) -> Bool {
        guard limit > 0, upload.bucket == request.bucket, upload.key.hasPrefix(request.prefix) else { return false }
        guard comesAfterMarker(upload, input) else { return true }
        let rolled = KeyOrder.commonPrefix(of: upload.key, prefix: request.prefix, delimiter: request.delimiter)
        if let rolled, rolled == commonPrefixes.last { return true }
        guard uploads.count + commonPrefixes.count < limit else {
            isTruncated = true
            return false
        }
        add(upload, rolled)
        return true
    }

    private func comesAfterMarker(_ upload: MultipartUpload, _ input: ListMultipartUploads.Input) -> Bool {
        guard !input.keyMarker.isEmpty else { return true }
        let marker = ObjectKey(input.keyMarker)
        if upload.key == marker {
            return !input.uploadIDMarker.isEmpty && upload.id.uploadID != input.uploadIDMarker
        }
        let isRolled = request.delimiter != nil && marker.hasPrefix(request.prefix)
        let rolled =
            isRolled ? KeyOrder.commonPrefix(of: upload.key, prefix: request.prefix, delimiter: request.delimiter) : nil
        return upload.key > marker && rolled.map { $0 != input.keyMarker } ?? true
    }

    private mutating func add(_ upload: MultipartUpload, _ rolled: String?) {
        guard let rolled else {
            uploads.append(upload)
            lastKey = upload.key.text
            lastUploadID = upload.id.uploadID
            return
        }
        commonPrefixes.append(rolled)
        lastKey = rolled
        lastUploadID = nil
    }

    var output: ListMultipartUploads.Output {
        ListMultipartUploads.Output(
            uploads: uploads, commonPrefixes: commonPrefixes, isTruncated: isTruncated, maxUploads: limit,
            nextKeyMarker: isTruncated ? lastKey : nil, nextUploadIDMarker: isTruncated ? lastUploadID : nil)
    }
}
