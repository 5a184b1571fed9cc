public import LabCore
public import LabPolicy
public import LabService

/// What every listing of a bucket may be asked.
public struct ListRequest: BucketInput {
    /// The bucket's name.
    public var bucket: String
    /// `prefix`; empty counts as not given.
    public var prefix: String
    /// `delimiter`; empty counts as not given.
    public var delimiter: String?
    /// `max-keys`, `max-uploads`.
    public var maxKeys: Int?
    /// `encoding-type`: `url` or not given. The answer's texts are not encoded; see ``ListEncoding``.
    public var encodingType: String?
    /// How the request was signed.
    public var facts: RequestFacts

    /// A listing; what is left out was not sent.
    public init(
        bucket: String, prefix: String = "", delimiter: String? = nil, maxKeys: Int? = nil,
        encodingType: String? = nil, facts: RequestFacts = RequestFacts()
    ) {
        self.bucket = bucket
        self.prefix = prefix
        self.delimiter = delimiter?.isEmpty == true ? nil : delimiter
        self.maxKeys = maxKeys
        self.encodingType = encodingType
        self.facts = facts
    }

    /// How many entries a page may have.
    var limit: Int { min(maxKeys ?? S3Limits.listPage, S3Limits.listPage) }

    /// - Throws: `InvalidArgument`.
    func check(argument: String = "maxKeys") throws(ServiceError) {
        if let encodingType, encodingType != "url" {
            throw S3Error.invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encodingType)
        }
        if let maxKeys, maxKeys < 0 {
            throw S3Error.invalidArgument(
                "Argument \(argument) must be an integer between 0 and 2147483647", argument, String(maxKeys))
        }
    }

    func setConditions(in context: inout ConditionContext) {
        context.set("s3:prefix", prefix)
        context.set("s3:delimiter", delimiter)
        context.set("s3:max-keys", maxKeys.map(String.init))
    }

    var auditMembers: JSONObject {
        var members: JSONObject = [:]
        members["prefix"] = prefix.isEmpty ? nil : .string(prefix)
        members["delimiter"] = delimiter.map(JSONValue.string)
        members["max-keys"] = maxKeys.map { .integer(Int64($0)) }
        members["encoding-type"] = encodingType.map(JSONValue.string)
        return members
    }
}

/// An object in a listing.
public struct ListedObject: Sendable {
    /// The key.
    public let key: String
    /// When it was written.
    public let lastModified: Timestamp
    /// `ETag`, without quotes.
    public let eTag: String
    /// The length.
    public let size: Int
    /// The storage class; always there, `STANDARD` too.
    public let storageClass: String
    /// Which checksum the object has.
    public let checksumAlgorithm: ChecksumAlgorithm?
    /// How the checksum was made.
    public let checksumType: ChecksumType?
    /// The canonical user id of the owner.
    public let ownerID: String

    init(_ version: ObjectVersion, _ data: ObjectData) {
        key = version.key.text
        lastModified = version.lastModified
        eTag = data.eTag
        size = data.byteCount
        storageClass = data.properties.storageClass ?? StorageClass.standard
        checksumAlgorithm = data.checksum?.algorithm
        checksumType = data.checksum?.type
        ownerID = CanonicalUserID.of(version.content.owner)
    }
}

/// The entries of a page of current objects.
public struct ObjectPage: Sendable {
    /// The objects.
    public let contents: [ListedObject]
    /// The common prefixes.
    public let commonPrefixes: [String]
    /// Whether there is more.
    public let isTruncated: Bool
    /// `MaxKeys`, as far as S3 goes.
    public let maxKeys: Int
    let next: ListPosition?

    init(_ request: ListRequest, from position: ListPosition, state: S3State) {
        let scan = ObjectScan(
            bucket: request.bucket, prefix: request.prefix, delimiter: request.delimiter, limit: request.limit)
        let page = scan.page(state, from: position)
        contents = page.entries.compactMap { entry in
            guard case .item(let version) = entry else { return nil }
            return version.data.map { ListedObject(version, $0) }
        }
        commonPrefixes = page.entries.compactMap { entry in
            guard case .commonPrefix(let prefix) = entry else { return nil }
            return prefix
        }
        isTruncated = page.next != nil
        maxKeys = request.limit
        next = page.next
    }
}

/// `ListObjects`: version 1, which pages by marker.
///
/// - SeeAlso: Amazon S3 API Reference, "ListObjects"
public enum ListObjects: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `ListObjects`.
    public static let name = "ListObjects"
    /// `s3:ListBucket`.
    public static let action = "s3:ListBucket"

    /// What to list.
    public struct Input: BucketInput {
        /// What every listing takes.
        public var request: ListRequest
        /// `marker`.
        public var marker: String

        /// What to list.
        public init(_ request: ListRequest, marker: String = "") {
            self.request = request
            self.marker = marker
        }

        /// The bucket's name.
        public var bucket: String { request.bucket }
        /// How the request was signed.
        public var facts: RequestFacts { request.facts }
    }

    /// A page.
    public struct Output: Sendable {
        /// The entries.
        public let page: ObjectPage
        /// `NextMarker`: with a delimiter only; without one clients take the last key.
        public let nextMarker: String?
    }

    /// Lists.
    public static func perform(
        _ input: Input, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        let position = ListPosition(
            after: input.marker, prefix: input.request.prefix, delimiter: input.request.delimiter)
        let page = ObjectPage(input.request, from: position, state: state)
        var nextMarker: String?
        if input.request.delimiter != nil, let next = page.next { nextMarker = next.text }
        return Output(page: page, nextMarker: nextMarker)
    }

    /// `s3:prefix`, `s3:delimiter`, `s3:max-keys`.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        input.request.setConditions(in: &context)
    }

    /// The parameters must make sense.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        try input.request.check()
    }

    /// What was asked for.
    public static func parameters(_ input: Input) -> JSONObject { input.request.auditMembers }
}

/// `ListObjectsV2`: pages by token.
///
/// - SeeAlso: Amazon S3 API Reference, "ListObjectsV2"
public enum ListObjectsV2: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `ListObjectsV2`.
    public static let name = "ListObjectsV2"
    /// `ListObjects`, as with version 1.
    public static let eventName = "ListObjects"
    /// `s3:ListBucket`.
    public static let action = "s3:ListBucket"

    /// What to list.
    public struct Input: BucketInput {
        /// What every listing takes.
        public var request: ListRequest
        /// `continuation-token`; wins over ``startAfter``.
        public var continuationToken: String?
        /// `start-after`.
        public var startAfter: String?
        /// `fetch-owner`.
        public var fetchOwner: Bool

        /// What to list.
        public init(
            _ request: ListRequest, continuationToken: String? = nil, startAfter: String? = nil,
            fetchOwner: Bool = false
        ) {
            self.request = request
            self.continuationToken = continuationToken
            self.startAfter = startAfter
            self.fetchOwner = fetchOwner
        }

        /// The bucket's name.
        public var bucket: String { request.bucket }
        /// How the request was signed.
        public var facts: RequestFacts { request.facts }
    }

    /// A page.
    public struct Output: Sendable {
        /// The entries.
        public let page: ObjectPage
        /// `KeyCount`: objects and common prefixes.
        public let keyCount: Int
        /// `NextContinuationToken`.
        public let nextContinuationToken: String?
    }

    /// Lists.
    public static func perform(
        _ input: Input, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        let page = ObjectPage(input.request, from: try position(input), state: state)
        return Output(
            page: page, keyCount: page.contents.count + page.commonPrefixes.count,
            nextContinuationToken: page.next.map(ContinuationToken.encode))
    }

    private static func position(_ input: Input) throws(ServiceError) -> ListPosition {
        if let token = input.continuationToken { return try ContinuationToken.decode(token) }
        return ListPosition(after: input.startAfter, prefix: input.request.prefix, delimiter: input.request.delimiter)
    }

    /// `s3:prefix`, `s3:delimiter`, `s3:max-keys`.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {
        input.request.setConditions(in: &context)
    }

    /// The parameters must make sense.
    public static func checkBucket(
        _ input: Input, _ bucket: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) {
        try input.request.check()
        _ = try position(input)
    }

    /// What was asked for.
    public static func parameters(_ input: Input) -> JSONObject {
        var members = input.request.auditMembers
        members["list-type"] = "2"
        return members
    }
}

extension ListPosition {
    /// The position as a marker.
    fileprivate var text: String? {
        switch self {
        case .start: nil
        case .afterKey(let key): key.text
        case .afterPrefix(let prefix): prefix
        }
    }
}
