public import LabCore
import LabCrypto

/// What a verified signature proves, and what the rest of the request still has to be checked with.
public struct VerifiedSignature: Sendable {
    /// Where and how the request was signed: S3's `s3:authType` and `s3:signatureversion`.
    public enum Mechanism: Sendable, Hashable {
        /// Version 4 in the `Authorization` field.
        case header
        /// Version 4 in the query.
        case query
        /// Version 2 in the `Authorization` field.
        case version2Header
        /// Version 2 in the query.
        case version2Query
        /// Version 4 over the policy of an HTML form.
        case form
        /// Version 2 over the policy of an HTML form.
        case version2Form

        /// Whether the request is a presigned URL.
        public var isPresigned: Bool { self == .query || self == .version2Query }
        /// Whether the signature is of Version 4, which S3 asks for where KMS is involved.
        public var isVersion4: Bool { self == .header || self == .query || self == .form }
    }

    /// The access key id whose secret signed.
    public let accessKeyID: String
    /// The Region in the credential's scope; `nil` in Version 2, which has none.
    public let region: Region?
    /// The service in the credential's scope.
    public let service: WireService
    /// Where and how.
    public let mechanism: Mechanism
    /// When the request says it was signed; for a presigned Version 2 URL, when it is over.
    public let time: Timestamp
    /// How the body takes part in the signature.
    public let payload: PayloadMode
    /// The signature as it came: in Version 4 the seed of the chunks' signatures.
    public let signature: String
    /// The small names of the signed headers; empty in Version 2.
    public let signedHeaders: [String]
    /// Makes the chunks' signatures; `nil` unless the chunks are signed.
    public let chunkSignatures: ChunkSignatures?

    /// Compares the SHA-256 of the whole body with the one that was signed.
    ///
    /// - Throws: `XAmzContentSHA256Mismatch` when they differ; nothing of the body may be stored then.
    public func checkBody(sha256 digest: [UInt8]) throws(ServiceError) {
        guard case .hash(let signed) = payload else { return }
        guard let expected = Hex.decode(signed), ConstantTime.equals(expected, digest) else {
            throw ServiceError(
                .init("XAmzContentSHA256Mismatch"),
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
                details: ["ClientComputedContentSHA256": signed, "S3ComputedContentSHA256": Hex.encode(digest)])
        }
    }
}

/// Makes the signatures of chunks and trailers, each of which covers the one before.
///
/// - SeeAlso: Amazon S3 API Reference, "Signature calculations: multiple chunks"; `aws-s3.md`, section A.14
public struct ChunkSignatures: Sendable {
    private let key: HMACKey
    private let timeAndScope: String
    private var previous: String

    init(key: HMACKey, timeText: String, scope: CredentialScope, seed: String) {
        self.key = key
        timeAndScope = "\(timeText)\n\(scope)"
        previous = seed
    }

    private static let emptyHash = Hex.encode(DigestAlgorithm.sha256.digest(of: [UInt8]()))

    /// The signature of the next chunk, whose data has this SHA-256.
    mutating func next(chunkHash: [UInt8]) -> String {
        let text = "AWS4-HMAC-SHA256-PAYLOAD\n\(timeAndScope)\n\(previous)\n\(Self.emptyHash)\n\(Hex.encode(chunkHash))"
        return sign(text)
    }

    /// The signature of the trailer, whose lines (`name:value\n`) have this SHA-256.
    mutating func next(trailerHash: [UInt8]) -> String {
        sign("AWS4-HMAC-SHA256-TRAILER\n\(timeAndScope)\n\(previous)\n\(Hex.encode(trailerHash))")
    }

    private mutating func sign(_ text: String) -> String {
        previous = Hex.encode(key.code(for: Array(text.utf8)))
        return previous
    }
}
