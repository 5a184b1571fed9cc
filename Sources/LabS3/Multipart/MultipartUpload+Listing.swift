/// What listings show of an upload beside its key, its id and its people.
extension MultipartUpload {
    /// `StorageClass`.
    public var storageClass: String { properties.storageClass ?? StorageClass.standard }
    /// `ChecksumAlgorithm`: the checksum asked for, if one was.
    public var listedChecksumAlgorithm: ChecksumAlgorithm? { checksumAlgorithm }
    /// `ChecksumType`: how the whole's checksum is made.
    public var listedChecksumType: ChecksumType? { checksumType }
}
