import LabCore
import LabKMS
import LabS3
import LabService

/// One version as it lies at rest: what a thief of the disk has in hand.
struct StoredObject {
    private let version: ObjectVersion
    private let data: ObjectData
    private let parts: [SealedPart]

    /// How many bytes of every piece are shown.
    private static let shownBytes = 256

    /// - Throws: `NoSuchBucket`, `NoSuchKey` and the like.
    init(_ address: ObjectAddress, versionID: String?, in state: S3State) throws(ServiceError) {
        (version, data) = try state.version(versionID, of: address.key, in: address.bucket)
        do throws(BodyFailure) {
            parts = try state.sealedParts(of: version)
        } catch {
            throw Self.unreadable(error)
        }
    }

    private static func unreadable(_ failure: BodyFailure) -> ServiceError {
        ServiceError(LabError.internalFailure, "the body cannot be read: \(failure)")
    }

    /// When it was written.
    var lastModified: Timestamp { version.lastModified }

    /// What KMS wrapped for it, taken apart; `nil` where no key of KMS is involved.
    var wrappedUnder: CiphertextBlob? {
        switch data.encryption {
        case .kms(let key), .dsse(let key, _): CiphertextBlob(key.ciphertext.bytes)
        default: nil
        }
    }

    /// As doors show it. Names, tags and metadata are in the clear, as at AWS: only bodies are encrypted.
    var json: JSONObject {
        get throws(ServiceError) {
            [
                "table": .string(ObjectVersion.table), "bucket": .string(version.bucket),
                "key": .string(version.key.text), "versionId": .string(version.versionID.text),
                "size": .integer(Int64(data.byteCount)), "encryption": .object(encryption),
                "inTheClear": .object(readable), "pieces": .array(try parts.map(Self.piece)),
            ]
        }
    }

    private static func piece(_ part: SealedPart) throws(ServiceError) -> JSONValue {
        let front: [UInt8]
        do throws(BodyFailure) {
            front = try part.bytes.read(at: 0, count: min(shownBytes, part.bytes.byteCount))
        } catch {
            throw unreadable(error)
        }
        return [
            "number": .integer(Int64(part.number)), "plaintextBytes": .integer(Int64(part.byteCount)),
            "sealedBytes": .integer(Int64(part.bytes.byteCount)), "inRecord": .bool(part.isInline),
            "bytes": .string(Hex.encode(front)),
        ]
    }

    private var readable: JSONObject {
        var readable: JSONObject = [
            "ETag": .string(data.eTag),
            "Content-Type": .string(data.properties.contentType ?? ObjectProperties.standardContentType),
        ]
        for entry in data.properties.metadata { readable["x-amz-meta-\(entry.name)"] = .string(entry.value) }
        for tag in data.tags { readable["tag \(tag.key)"] = .string(tag.value) }
        return readable
    }

    private var encryption: JSONObject {
        switch data.encryption {
        case .s3(let key):
            ["mode": "AES256", "under": "a key of S3's own", "wrappedDataKey": .string(Hex.encode(key.wrapped.bytes))]
        case .kms(let key): Self.kms("aws:kms", key)
        case .dsse(let key, let inner):
            Self.kms("aws:kms:dsse", key).adding("innerWrappedDataKey", .string(Hex.encode(inner.wrapped.bytes)))
        case .customer(let key):
            [
                "mode": "SSE-C", "under": "the customer's key, of which a salted code is kept",
                "wrappedDataKey": .string(Hex.encode(key.wrapped.bytes)), "salt": .string(Hex.encode(key.salt.bytes)),
                "code": .string(Hex.encode(key.code.bytes)),
            ]
        }
    }

    private static func kms(_ mode: String, _ key: KMSDataKey) -> JSONObject {
        var json: JSONObject = ["mode": .string(mode), "under": .string(key.keyARN)]
        json["wrappedDataKey"] = .string(Hex.encode((key.underBucketKey ?? key.ciphertext).bytes))
        if key.isBucketKeyEnabled { json["wrappedBucketKey"] = .string(Hex.encode(key.ciphertext.bytes)) }
        let pairs = key.context.pairs.map { ($0.key, JSONValue.string($0.value)) }
        json["encryptionContext"] = .object(JSONObject(pairs))
        return json
    }
}

extension JSONObject {
    fileprivate func adding(_ name: String, _ value: JSONValue) -> JSONObject {
        var object = self
        object[name] = value
        return object
    }
}
