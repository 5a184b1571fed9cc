public import LabCore

/// What GetObject and HeadObject say about a version. Members that are `nil` make no header.
public struct ObjectDescription: Sendable {
    /// 200, or 206 for a range or a part.
    public var status: Int
    /// `Content-Length`: of what comes back.
    public var contentLength: Int
    /// `Content-Range`.
    public var contentRange: String?
    /// The headers and metadata; response overrides are in already.
    public var properties: ObjectProperties
    /// `ETag`, without quotes.
    public var eTag: String
    /// `Last-Modified`.
    public var lastModified: Timestamp
    /// `x-amz-version-id`.
    public var versionID: VersionID?
    /// The encryption.
    public var encryption: EncryptionAnswer
    /// The checksum, when it was asked for.
    public var checksum: ObjectChecksum?
    /// `x-amz-mp-parts-count`.
    public var partsCount: Int?
    /// `x-amz-tagging-count`; `nil` when there are no tags.
    public var tagCount: Int?
    /// `x-amz-object-lock-mode` and `x-amz-object-lock-retain-until-date`.
    public var retention: ObjectLock.Retention?
    /// `x-amz-object-lock-legal-hold`: `ON`, `OFF` or absent.
    public var isLegalHoldOn: Bool?
    /// `x-amz-expiration`.
    public var expiration: String?
    /// `x-amz-storage-class`; `nil` for `STANDARD`.
    public var storageClass: String?

    /// `Content-Type`.
    public var contentType: String { properties.contentType ?? ObjectProperties.standardContentType }
}

/// Headers of the answer that the request sets: the `response-*` parameters.
public struct ResponseOverrides: Sendable, Hashable {
    /// `response-content-type`.
    public var contentType: String?
    /// `response-cache-control`.
    public var cacheControl: String?
    /// `response-content-disposition`.
    public var contentDisposition: String?
    /// `response-content-encoding`.
    public var contentEncoding: String?
    /// `response-content-language`.
    public var contentLanguage: String?
    /// `response-expires`.
    public var expires: String?

    /// No overrides.
    public init() {}

    /// Whether there are none.
    var isEmpty: Bool { self == ResponseOverrides() }

    func applied(to properties: ObjectProperties) -> ObjectProperties {
        var properties = properties
        properties.contentType = contentType ?? properties.contentType
        properties.cacheControl = cacheControl ?? properties.cacheControl
        properties.contentDisposition = contentDisposition ?? properties.contentDisposition
        properties.contentEncoding = contentEncoding ?? properties.contentEncoding
        properties.contentLanguage = contentLanguage ?? properties.contentLanguage
        properties.expires = expires ?? properties.expires
        return properties
    }
}

/// A request to read a version: shared by GetObject and HeadObject.
public struct ObjectReadRequest: ObjectInput {
    /// The bucket's name.
    public var bucket: String
    /// The key.
    public var key: String
    /// `versionId`.
    public var versionID: String?
    /// `Range`, as sent.
    public var range: String?
    /// `partNumber`.
    public var partNumber: Int?
    /// The conditions.
    public var conditions: ReadConditions
    /// Whether `x-amz-checksum-mode` is `ENABLED`.
    public var isChecksumModeEnabled: Bool
    /// The customer's key.
    public var customerKey: CustomerKeyHeaders
    /// `x-amz-server-side-encryption`, which reads must not have.
    public var serverSideEncryption: String?
    /// The `response-*` parameters.
    public var overrides: ResponseOverrides
    /// How the request was signed.
    public var facts: RequestFacts

    /// A read; what is left out was not sent.
    public init(
        bucket: String, key: String, versionID: String? = nil, range: String? = nil, partNumber: Int? = nil,
        conditions: ReadConditions = ReadConditions(), isChecksumModeEnabled: Bool = false,
        customerKey: CustomerKeyHeaders = CustomerKeyHeaders(), serverSideEncryption: String? = nil,
        overrides: ResponseOverrides = ResponseOverrides(), facts: RequestFacts = RequestFacts()
    ) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
        self.range = range
        self.partNumber = partNumber
        self.conditions = conditions
        self.isChecksumModeEnabled = isChecksumModeEnabled
        self.customerKey = customerKey
        self.serverSideEncryption = serverSideEncryption
        self.overrides = overrides
        self.facts = facts
    }
}
