public import LabCore
public import LabService

/// Where a multipart upload stands: by bucket, key and time of initiation, as ListMultipartUploads lists.
public struct UploadRowID: RowID, Codable {
    /// The bucket's name.
    public let bucket: String
    /// The key.
    public let key: ObjectKey
    /// When the upload began.
    public let initiated: Timestamp
    /// The upload's id.
    public let uploadID: String

    /// A place.
    public init(bucket: String, key: ObjectKey, initiated: Timestamp, uploadID: String) {
        self.bucket = bucket
        self.key = key
        self.initiated = initiated
        self.uploadID = uploadID
    }

    /// Before every upload of the key.
    static func beforeUploads(of key: ObjectKey, in bucket: String) -> UploadRowID {
        UploadRowID(bucket: bucket, key: key, initiated: Timestamp(millisecondsSince1970: .min), uploadID: "")
    }

    /// The upload's id: no two uploads share one.
    public var rowKey: String { uploadID }

    /// Orders as ListMultipartUploads does.
    public static func < (left: UploadRowID, right: UploadRowID) -> Bool {
        if left.bucket != right.bucket { return left.bucket < right.bucket }
        if left.key != right.key { return left.key < right.key }
        if left.initiated != right.initiated { return left.initiated < right.initiated }
        return left.uploadID < right.uploadID
    }
}

/// A multipart upload that was begun and neither completed nor aborted.
public struct MultipartUpload: Row {
    /// The table's name in the store.
    public static let table = "s3.uploads"

    /// Where the upload stands.
    public let id: UploadRowID
    /// Who began it.
    public let initiator: Principal
    /// The account that will own the object.
    public let owner: AccountID
    /// The version that the parts are sealed for.
    let plannedVersion: VersionID
    /// The entity tag of the object that had the key when the upload began; `nil` when there was none.
    let eTagAtStart: String?
    /// What the object will have.
    let properties: ObjectProperties
    /// How the parts are encrypted: one data key for all.
    let encryption: ObjectEncryption
    /// The encryption headers of the request that began the upload, for policies that ask for them at every part.
    let requestedEncryption: RequestedEncryption
    /// The checksum asked for, if one was.
    let checksumAlgorithm: ChecksumAlgorithm?
    /// How the whole's checksum is made.
    let checksumType: ChecksumType?
    /// The object's tags.
    let tags: [S3Tag]
    /// The object's retention, if it was asked for.
    let retention: ObjectLock.Retention?
    /// The object's legal hold, if it was asked for.
    let isLegalHoldOn: Bool?
    /// The object's grants, if they were asked for.
    let acl: AccessControlList?

    /// The bucket's name.
    public var bucket: String { id.bucket }
    /// The key.
    public var key: ObjectKey { id.key }
}

/// Where a part stands: by upload and number.
public struct PartID: RowID, Codable {
    /// The upload's id.
    public let uploadID: String
    /// The part's number.
    public let number: Int

    /// A place.
    public init(uploadID: String, number: Int) {
        self.uploadID = uploadID
        self.number = number
    }

    /// `upload/number`.
    public var rowKey: String { "\(uploadID)/\(number)" }

    /// Orders by upload, then by number.
    public static func < (left: PartID, right: PartID) -> Bool {
        left.uploadID == right.uploadID ? left.number < right.number : left.uploadID < right.uploadID
    }
}

/// A part that was uploaded and not yet made part of an object.
public struct StoredPart: Row {
    /// The table's name in the store.
    public static let table = "s3.parts"

    /// Where the part stands.
    public let id: PartID
    /// When it was uploaded.
    public let lastModified: Timestamp
    /// The length, unsealed.
    public let byteCount: Int
    /// The entity tag, without quotes.
    public let eTag: String
    /// Where the sealed bytes lie.
    let location: BodyLocation
    /// The part's checksum.
    let checksum: StoredChecksum?
}
