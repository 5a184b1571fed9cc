import LabCore
import LabCrypto
import LabPolicy
import LabService

/// What a request about a multipart upload turned out to name.
public struct UploadTarget: Sendable {
    /// The bucket.
    public let bucket: Bucket
    /// The key.
    public let key: ObjectKey
    /// The upload's id, as given.
    public let uploadID: String
    /// The upload; `nil` when there is none of this id for this key.
    public let upload: MultipartUpload?

    /// The upload.
    ///
    /// - Throws: `NoSuchUpload`.
    func existing() throws(ServiceError) -> MultipartUpload {
        guard let upload else { throw S3Error.noSuchUpload(uploadID) }
        return upload
    }
}

/// An input that names a multipart upload.
public protocol UploadInput: ObjectInput {
    /// `uploadId`.
    var uploadID: String { get }
}

extension S3State {
    /// Finds what a request about an upload names.
    func target(_ input: some UploadInput, in call: Call) throws(ServiceError) -> UploadTarget {
        let bucket = try bucket(input, in: call)
        let upload = upload(input.uploadID, of: input.objectKey, in: bucket.name)
        return UploadTarget(bucket: bucket, key: input.objectKey, uploadID: input.uploadID, upload: upload)
    }
}

extension DemandMaker {
    /// Writing a part: `s3:PutObject`, with the encryption that the upload began with. A part carries no encryption
    /// headers of its own, so policies that demand them look at the upload's.
    func part(of target: UploadTarget, isCreation: Bool = false, _ conditions: WriteConditions = WriteConditions())
        -> AccessDemand
    {
        onObject("s3:PutObject", target.key) { context in
            target.upload?.requestedEncryption.setConditions(in: &context)
            context.set("s3:ObjectCreationOperation", isCreation)
            context.set("s3:if-match", conditions.ifMatch)
            context.set("s3:if-none-match", conditions.ifNoneMatch)
        }
    }
}

extension MultipartUpload {
    /// The checksum that is computed over every part: the one asked for, else S3's own, which it cannot keep where it
    /// has no key.
    func partAlgorithm(_ expected: ExpectedChecksums) -> ChecksumAlgorithm? {
        if let checksumAlgorithm { return checksumAlgorithm }
        return encryption.customerKey == nil ? .crc64nvme : nil
    }

    /// Refuses a part whose customer's key is not the upload's, and any customer's key where the bucket has come to block
    /// them.
    ///
    /// - Throws: `InvalidRequest`, `AccessDenied`.
    func check(
        _ headers: CustomerKeyHeaders, bucket: Bucket, operation: String, in call: Call
    ) throws(ServiceError) {
        if headers.isPresent, bucket.encryption.blocksCustomerKeys {
            throw S3Error.customerKeysBlocked(
                call.caller.principal.arn, operation: operation, resource: S3ARN.object(bucket.name, key))
        }
        try check(headers)
    }

    /// Refuses a customer's key that is not the upload's.
    ///
    /// - Throws: `InvalidRequest`.
    func check(_ headers: CustomerKeyHeaders) throws(ServiceError) {
        guard let record = encryption.customerKey else {
            guard !headers.isPresent else { throw S3Error.uploadWantsCustomerKey }
            return
        }
        guard headers.isPresent else { throw S3Error.uploadWantsCustomerKey }
        guard try CustomerKey(forWriting: headers).matches(record) else { throw S3Error.uploadHasOtherKey }
    }

    /// Refuses a part whose checksum is not the upload's. An upload that was created without one takes any: today's SDKs
    /// send a checksum with every part, whether they asked for one or not.
    ///
    /// - Throws: `InvalidRequest`.
    func check(_ expected: ExpectedChecksums) throws(ServiceError) {
        let sent = expected.claim?.algorithm ?? expected.trailing
        guard checksumAlgorithm != nil, let sent, sent != checksumAlgorithm else { return }
        throw S3Error.checksumDiffers(expected: checksumAlgorithm, actual: sent)
    }

    /// What the answers say about the encryption; never the context.
    func encryptionAnswer(_ headers: CustomerKeyHeaders) -> EncryptionAnswer {
        EncryptionAnswer(encryption, customerKeyMD5: headers.keyMD5)
    }
}

/// Takes in the body of a part.
struct PartWriter {
    let target: UploadTarget
    let upload: MultipartUpload
    let number: Int
    let call: Call
    let state: S3State
    let services: Services

    /// Opens the upload's data keys and takes in the body.
    func take(
        _ source: any BodySource, contentLength: Int?, expected: ExpectedChecksums, customerKey: CustomerKeyHeaders
    ) async throws(ServiceError) -> PreparedPart {
        let path = KeyPath(target.key, in: target.bucket, call: call, state: state, services: services)
        let key = customerKey.isPresent ? try CustomerKey(forWriting: customerKey) : nil
        let dataKeys = try await path.open(upload.encryption, customerKey: key)
        let intake = BodyIntake(
            identity: BodyIdentity(
                bucket: target.bucket.name, key: target.key, version: upload.plannedVersion, part: number),
            dataKeys: dataKeys, expected: expected, checksumAlgorithm: upload.partAlgorithm(expected),
            needsMD5: upload.encryption.hasDigestETag, md5Expectation: .base64, contentLength: contentLength,
            store: state.store, random: call.random)
        let outcome = try await intake.take(source)
        let wrap = upload.checksumWrap(dataKeys)
        let stored = try outcome.checksum.map { checksum throws(ServiceError) in
            try StoredChecksum(checksum, under: wrap, random: call.random)
        }
        let eTag = try ETag.make(md5: upload.encryption.hasDigestETag ? outcome.md5 : nil, random: call.random)
        return PreparedPart(body: outcome.body, eTag: eTag, checksum: outcome.checksum, storedChecksum: stored)
    }
}

extension MultipartUpload {
    /// How checksums are kept from whoever has no key; `nil` where they need not be.
    func checksumWrap(_ dataKeys: [KeyMaterial]) -> KeyWrap? {
        guard encryption.hidesChecksum else { return nil }
        return dataKeys.first.map { KeyWrap($0, .checksum, bucket: bucket, key: key) }
    }
}

/// A part that was taken in and waits for the writer. When the request fails there, the body goes.
public struct PreparedPart: Sendable {
    let body: StagedBody
    let eTag: String
    let checksum: ObjectChecksum?
    let storedChecksum: StoredChecksum?
}

extension S3State {
    /// Makes a part of a body that was taken in, in place of the one of the same number.
    mutating func insert(_ part: PreparedPart, number: Int, of upload: MultipartUpload, at now: Timestamp) {
        let id = PartID(uploadID: upload.id.uploadID, number: number)
        if let old = parts[id] { removeBody(old.location) }
        keep(part.body)
        parts.put(
            StoredPart(
                id: id, lastModified: now, byteCount: part.body.byteCount, eTag: part.eTag,
                location: part.body.location, checksum: part.storedChecksum))
    }
}
