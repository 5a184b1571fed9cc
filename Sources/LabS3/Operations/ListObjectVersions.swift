public import LabCore
public import LabPolicy
public import LabService

/// `ListObjectVersions`: every version and delete marker, newest first within a key.
///
/// - SeeAlso: Amazon S3 API Reference, "ListObjectVersions"
public enum ListObjectVersions: BucketQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `ListObjectVersions`.
    public static let name = "ListObjectVersions"
    /// `s3:ListBucketVersions`.
    public static let action = "s3:ListBucketVersions"

    /// Which versions.
    public struct Input: BucketInput {
        /// What every listing takes.
        public var request: ListRequest
        /// `key-marker`.
        public var keyMarker: String
        /// `version-id-marker`.
        public var versionIDMarker: String?

        /// Which versions.
        public init(_ request: ListRequest, keyMarker: String = "", versionIDMarker: String? = nil) {
            self.request = request
            self.keyMarker = keyMarker
            self.versionIDMarker = versionIDMarker
        }

        /// The bucket's name.
        public var bucket: String { request.bucket }
        /// How the request was signed.
        public var facts: RequestFacts { request.facts }
    }

    /// A version or a delete marker.
    public struct Version: Sendable {
        /// What a version has beside its id; `nil` for a delete marker.
        public let object: ListedObject?
        /// The key.
        public let key: String
        /// `VersionId`.
        public let versionID: VersionID
        /// `IsLatest`.
        public let isLatest: Bool
        /// `LastModified`.
        public let lastModified: Timestamp
        /// The canonical user id of the owner.
        public let ownerID: String
    }

    /// A page.
    public struct Output: Sendable {
        /// The versions and markers, in one order.
        public let versions: [Version]
        /// The common prefixes.
        public let commonPrefixes: [String]
        /// Whether there is more.
        public let isTruncated: Bool
        /// `MaxKeys`, as far as S3 goes.
        public let maxKeys: Int
        /// `NextKeyMarker`: a key or a common prefix.
        public let nextKeyMarker: String?
        /// `NextVersionIdMarker`; `nil` when the page ends in a common prefix.
        public let nextVersionIDMarker: String?
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
        guard let marker = input.versionIDMarker else { return }
        guard !input.keyMarker.isEmpty else { throw S3Error.versionMarkerAlone(marker) }
        guard marker.isEmpty || VersionID(marker) != nil else { throw S3Error.invalidVersionMarker(marker) }
    }

    /// Lists.
    public static func perform(
        _ input: Input, on target: Bucket, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        let request = input.request
        let scan = VersionScan(
            bucket: target.name, prefix: request.prefix, delimiter: request.delimiter, limit: request.limit)
        let page = scan.page(state, from: start(input, target.name, state))
        let versions = page.entries.compactMap { entry in
            guard case .item(let item) = entry else { return nil as Version? }
            return Version(item)
        }
        let commonPrefixes = page.entries.compactMap { entry in
            guard case .commonPrefix(let prefix) = entry else { return nil as String? }
            return prefix
        }
        let last = page.isTruncated ? page.entries.last : nil
        return Output(
            versions: versions, commonPrefixes: commonPrefixes, isTruncated: page.isTruncated, maxKeys: request.limit,
            nextKeyMarker: last.map(keyMarker), nextVersionIDMarker: last.flatMap(versionMarker))
    }

    private static func start(_ input: Input, _ bucket: String, _ state: S3State) -> VersionScan.Start {
        if let id = input.versionIDMarker.flatMap(VersionID.init),
            let version = state.version(id, of: ObjectKey(input.keyMarker), in: bucket)
        {
            return .afterVersion(version.id)
        }
        let request = input.request
        return .at(ListPosition(after: input.keyMarker, prefix: request.prefix, delimiter: request.delimiter))
    }

    private static func keyMarker(_ entry: ListEntry<VersionScan.Item>) -> String {
        switch entry {
        case .item(let item): item.version.key.text
        case .commonPrefix(let prefix): prefix
        }
    }

    private static func versionMarker(_ entry: ListEntry<VersionScan.Item>) -> String? {
        guard case .item(let item) = entry else { return nil }
        return item.version.versionID.text
    }

    /// What was asked for.
    public static func parameters(_ input: Input) -> JSONObject {
        var members = input.request.auditMembers
        members["versions"] = ""
        return members
    }
}

extension ListObjectVersions.Version {
    init(_ item: VersionScan.Item) {
        let version = item.version
        self.init(
            object: version.data.map { ListedObject(version, $0) }, key: version.key.text,
            versionID: version.versionID, isLatest: item.isLatest, lastModified: version.lastModified,
            ownerID: CanonicalUserID.of(version.content.owner))
    }
}

extension S3Error {
    static func versionMarkerAlone(_ marker: String) -> ServiceError {
        invalidArgument(
            "A version-id marker cannot be specified without a key marker.", "version-id-marker", marker)
    }

    static func invalidVersionMarker(_ marker: String) -> ServiceError {
        invalidArgument("Invalid version id specified", "version-id-marker", marker)
    }
}
