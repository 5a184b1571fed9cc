public import LabCore
public import LabService

/// One version of an object, or a delete marker.
///
/// The row itself is a place and a reference: what it says is in ``content``, which is replaced as a whole, so that the
/// table's nodes stay small and a changed version shares nothing it should not.
public struct ObjectVersion: Row {
    /// The table's name in the store.
    public static let table = "s3.objects"

    /// Where the version stands.
    public let id: ObjectID
    private var box: Box

    private final class Box: Sendable {
        let content: ObjectContent

        init(_ content: ObjectContent) {
            self.content = content
        }
    }

    /// A version at its place.
    public init(id: ObjectID, content: ObjectContent) {
        self.id = id
        box = Box(content)
    }

    /// What the version says.
    public var content: ObjectContent {
        get { box.content }
        set { box = Box(newValue) }
    }

    /// The key.
    public var key: ObjectKey { id.key }
    /// The bucket's name.
    public var bucket: String { id.bucket }
    /// The version's id.
    public var versionID: VersionID { box.content.versionID }
    /// Whether this is a delete marker.
    public var isDeleteMarker: Bool { box.content.data == nil }
    /// When it was written.
    public var lastModified: Timestamp { box.content.lastModified }
    /// What an object has and a delete marker has not.
    public var data: ObjectData? { box.content.data }

    private enum CodingKeys: String, CodingKey {
        case id
        case content
    }

    /// Reads place and content.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(ObjectID.self, forKey: .id)
        box = Box(try container.decode(ObjectContent.self, forKey: .content))
    }

    /// Writes place and content.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(content, forKey: .content)
    }
}

/// What a version says.
public struct ObjectContent: Sendable, Codable {
    /// The version's id.
    public let versionID: VersionID
    /// When it was written; for a multipart object, when its upload began.
    public let lastModified: Timestamp
    /// The account that wrote it, or the bucket's owner where ownership is enforced.
    public let owner: AccountID
    /// What an object has; `nil` for a delete marker.
    public var data: ObjectData?

    /// A version's content.
    public init(versionID: VersionID, lastModified: Timestamp, owner: AccountID, data: ObjectData? = nil) {
        self.versionID = versionID
        self.lastModified = lastModified
        self.owner = owner
        self.data = data
    }
}

/// What an object has and a delete marker has not.
public struct ObjectData: Sendable, Codable {
    /// The length of the body, unsealed.
    public let byteCount: Int
    /// The entity tag, without quotes.
    public let eTag: String
    /// The headers and metadata that come back with the body.
    public let properties: ObjectProperties
    /// How the body is encrypted.
    public var encryption: ObjectEncryption
    /// The version id that the body was sealed for; differs from the version's own only for multipart objects that were
    /// completed as the `null` version.
    let sealedVersion: VersionID
    /// The sealed body, in its parts.
    let segments: [BodySegment]
    /// The checksum of the whole.
    let checksum: StoredChecksum?
    /// The upload that made the object, if one did.
    let uploadID: String?
    /// The object's tags.
    public var tags: [S3Tag] = []
    /// Until when the version may not be deleted, and how strictly.
    public var retention: ObjectLock.Retention?
    /// Whether a legal hold is on; `nil` when it was never set.
    public var isLegalHoldOn: Bool?
    /// Grants beyond the owner's; `nil` when there are none.
    public var acl: AccessControlList?

    /// How many parts made the object; `nil` for one that was written in one piece.
    public var partCount: Int? { uploadID == nil ? nil : segments.count }
}

/// A sealed piece of an object.
struct BodySegment: Sendable, Codable {
    /// 0 for a body in one piece, else the part's number.
    let number: Int
    /// The length, unsealed.
    let byteCount: Int
    /// Where the sealed bytes lie.
    let location: BodyLocation
    /// The part's checksum.
    let checksum: StoredChecksum?
}

/// The headers and metadata that a writer gives an object, as given.
public struct ObjectProperties: Sendable, Hashable, Codable {
    /// `Content-Type`; `nil` stands for ``standardContentType``.
    public var contentType: String?
    /// `Cache-Control`.
    public var cacheControl: String?
    /// `Content-Disposition`.
    public var contentDisposition: String?
    /// `Content-Encoding`, without `aws-chunked`.
    public var contentEncoding: String?
    /// `Content-Language`.
    public var contentLanguage: String?
    /// `Expires`, as text: S3 does not read it.
    public var expires: String?
    /// `x-amz-website-redirect-location`.
    public var websiteRedirectLocation: String?
    /// `x-amz-storage-class`; `nil` stands for `STANDARD`.
    public var storageClass: String?
    /// `x-amz-meta-*`, names in lower case without the prefix.
    public var metadata: [MetadataEntry] = []

    /// What an object has that was given no type.
    public static let standardContentType = "binary/octet-stream"

    /// No headers and no metadata.
    public init() {}
}

/// One entry of user metadata.
public struct MetadataEntry: Sendable, Hashable, Codable {
    /// The name in lower case, without `x-amz-meta-`.
    public let name: String
    /// The value.
    public let value: String

    /// An entry; the name is put in lower case.
    public init(_ name: String, _ value: String) {
        self.name = name.lowercased()
        self.value = value
    }
}

/// A tag of a bucket or an object.
public struct S3Tag: Sendable, Hashable, Codable {
    /// The key.
    public let key: String
    /// The value.
    public let value: String

    /// A tag.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}
