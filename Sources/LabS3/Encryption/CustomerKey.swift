public import LabCore
import LabCrypto
import LabService

/// The three headers of a customer-provided key, exactly as sent.
///
/// - SeeAlso: Amazon S3 User Guide, "Specifying server-side encryption with customer-provided keys (SSE-C)"
public struct CustomerKeyHeaders: Sendable, Hashable {
    /// `x-amz-server-side-encryption-customer-algorithm`.
    public var algorithm: String?
    /// `x-amz-server-side-encryption-customer-key`, base64.
    public var key: Sensitive<String>?
    /// `x-amz-server-side-encryption-customer-key-MD5`, base64.
    public var keyMD5: String?

    /// The headers; `nil` for one that was not sent.
    public init(algorithm: String? = nil, key: String? = nil, keyMD5: String? = nil) {
        self.algorithm = algorithm
        self.key = key.map { Sensitive($0) }
        self.keyMD5 = keyMD5
    }

    /// The headers for a key, as a client makes them.
    public init(key: [UInt8]) {
        self.init(
            algorithm: "AES256", key: Base64.encode(key), keyMD5: Base64.encode(DigestAlgorithm.md5.digest(of: key)))
    }

    /// Whether any of the headers was sent.
    public var isPresent: Bool { algorithm != nil || key != nil || keyMD5 != nil }
}

/// A customer's key, for as long as the request lasts.
struct CustomerKey: Sendable {
    let material: KeyMaterial
    /// The key's MD5 in base64, as answers echo it.
    let md5: String

    /// Reads the headers of a write.
    ///
    /// - Throws: `InvalidEncryptionAlgorithmError`, `InvalidArgument`.
    init(forWriting headers: CustomerKeyHeaders) throws(ServiceError) {
        try Self.checkAlgorithm(headers)
        guard headers.algorithm != nil else { throw S3Error.customerKeyWithoutAlgorithm }
        guard let text = headers.key?.exposed else { throw S3Error.customerKeyMissing }
        guard let md5 = headers.keyMD5 else { throw S3Error.customerKeyWithoutMD5 }
        guard let bytes = Base64.decode(text) else { throw S3Error.customerKeyInvalid }
        guard Base64.encode(DigestAlgorithm.md5.digest(of: bytes)) == md5 else { throw S3Error.customerKeyMD5Differs }
        guard bytes.count == 32 else { throw S3Error.customerKeyInvalid }
        material = KeyMaterial(copying: bytes)
        self.md5 = md5
    }

    /// Reads the headers of a read, where everything that is not the right key is a wrong key.
    ///
    /// - Throws: `InvalidEncryptionAlgorithmError`, `InvalidRequest` without headers, `AccessDenied`.
    init(forReading headers: CustomerKeyHeaders) throws(ServiceError) {
        guard headers.isPresent else { throw S3Error.customerKeyRequired }
        try Self.checkAlgorithm(headers)
        do throws(ServiceError) {
            try self.init(forWriting: headers)
        } catch {
            throw S3Error.customerKeyWrong
        }
    }

    private static func checkAlgorithm(_ headers: CustomerKeyHeaders) throws(ServiceError) {
        guard let algorithm = headers.algorithm, algorithm != "AES256" else { return }
        throw S3Error.customerAlgorithmInvalid(algorithm)
    }

    /// What to keep of the key.
    func record(
        wrapping dataKey: KeyMaterial, bucket: String, key: ObjectKey, random: any RandomSource
    ) throws(ServiceError) -> CustomerDataKey {
        let salt = try S3Random.bytes(32, for: .nonce, from: random)
        return CustomerDataKey(
            salt: StoredBytes(salt), code: StoredBytes(HMAC.code(for: material, key: salt, .sha256)),
            wrapped: try KeyWrap(material, .customerKey, bucket: bucket, key: key).seal(dataKey, random: random))
    }

    /// Whether this is the key that `record` was made with.
    func matches(_ record: CustomerDataKey) -> Bool {
        HMAC.isValid(record.code, for: material, key: record.salt, .sha256)
    }
}
