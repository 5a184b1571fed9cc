public import LabCore
public import LabPolicy
public import LabService

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
