import LabCore
import LabCrypto
import LabService

/// Small secrets under a key: data keys under a bucket-level or a customer's key, checksums under a data key.
///
/// ```
///    0  32  salt, random
///   32   n  ciphertext
/// 32+n  16  tag
/// ```
///
/// AES-256-GCM with nonce 0 under a key that is used once: HKDF-SHA-256 (input: the wrapping key; salt: the salt; info:
/// `kmslab s3 ` and the purpose). Additional data: what the secret is bound to.
struct KeyWrap {
    /// What is wrapped, so that one kind is never taken for another.
    enum Purpose: String {
        case bucketKey = "data key under bucket key"
        case customerKey = "data key under customer key"
        case checksum = "checksum"
    }

    private static let saltByteCount = 32

    let key: KeyMaterial
    let purpose: Purpose
    /// What the secret is bound to.
    let binding: [UInt8]

    /// The key of a wrap for an object: bound to its bucket and key.
    init(_ key: KeyMaterial, _ purpose: Purpose, bucket: String, key objectKey: ObjectKey) {
        self.key = key
        self.purpose = purpose
        binding = BodyIdentity(bucket: bucket, key: objectKey, version: .null).authenticatedBytes
    }

    /// Wraps `secret`.
    func seal(
        _ secret: borrowing some ReadableBytes & ~Copyable, random: any RandomSource
    ) throws(ServiceError) -> StoredBytes {
        let salt = try S3Random.bytes(Self.saltByteCount, for: .nonce, from: random)
        do throws(CryptoError) {
            let sealed = try AESGCM.seal(
                secret, key: try derivedKey(salt), nonce: AESGCM.Nonce(counter: 0), authenticating: binding)
            return StoredBytes(salt + sealed)
        } catch {
            throw S3Error.body(.cipher(error.description))
        }
    }

    /// Unwraps what ``seal(_:random:)`` made; ``BodyFailure/damaged`` when it is not genuine.
    func open(_ blob: StoredBytes) throws(ServiceError) -> KeyMaterial {
        guard blob.bytes.count >= Self.saltByteCount else { throw S3Error.body(.damaged) }
        let salt = blob.bytes[..<Self.saltByteCount]
        do throws(CryptoError) {
            let secret = try AESGCM.open(
                blob.bytes[Self.saltByteCount...], key: try derivedKey(Array(salt)), nonce: AESGCM.Nonce(counter: 0),
                authenticating: binding)
            return KeyMaterial(secret)
        } catch {
            throw S3Error.body(error == .authenticationFailed ? .damaged : .cipher(error.description))
        }
    }

    private func derivedKey(_ salt: [UInt8]) throws(CryptoError) -> SecureBytes {
        let info = Array("kmslab s3 \(purpose.rawValue)".utf8)
        return try HKDF.deriveKey(from: key, salt: salt, info: info, byteCount: 32, .sha256)
    }
}

/// Random bytes with the service's own error.
enum S3Random {
    static func bytes(
        _ count: Int, for purpose: RandomPurpose, from source: any RandomSource
    ) throws(ServiceError) -> [UInt8] {
        try random { () throws(RandomFailure) in try source.bytes(count, for: purpose) }
    }

    static func key(from source: any RandomSource) throws(ServiceError) -> KeyMaterial {
        try random { () throws(RandomFailure) in try KeyMaterial.random(byteCount: 32, from: source) }
    }

    static func versionID(from source: any RandomSource) throws(ServiceError) -> VersionID {
        try random { () throws(RandomFailure) in try VersionID.random(from: source) }
    }

    static func token(_ length: Int, from source: any RandomSource) throws(ServiceError) -> String {
        try random { () throws(RandomFailure) in try OpaqueToken.make(length, from: source) }
    }

    private static func random<Value>(_ body: () throws(RandomFailure) -> Value) throws(ServiceError) -> Value {
        do throws(RandomFailure) {
            return try body()
        } catch {
            throw S3Error.random(error)
        }
    }
}
