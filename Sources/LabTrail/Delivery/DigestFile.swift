public import LabCore
public import LabCrypto

/// A digest file: which log files an hour brought, chained to the digest before it, and signed.
///
/// - SeeAlso: AWS CloudTrail User Guide, "CloudTrail digest file structure" and "Custom implementations of CloudTrail log
///   file integrity validation"
public struct DigestFile: Sendable {
    /// The name in the object's metadata under which the signature stands.
    public static let signatureName = "signature"
    /// The name in the object's metadata under which the algorithm stands.
    public static let algorithmName = "signature-algorithm"
    /// The algorithm.
    public static let algorithm = "SHA256withRSA"

    /// Its name in the bucket.
    public let key: String
    /// Its bytes.
    public let body: [UInt8]
    /// Its signature, in hexadecimal digits.
    public let signature: String
    /// What the next digest says of it.
    public let previous: PreviousDigest

    /// The digest of a chain whose hour ends at `end`, signed with the private half of `signer`.
    ///
    /// - Throws: what libcrypto cannot do.
    public init(
        _ chain: DigestChain, of trail: TrailRecord, region: Region, endingAt end: Timestamp,
        signer: DigestKeyRecord, privateKey: PrivateKey
    ) throws(CryptoError) {
        key = LogFileName.digest(of: trail, region: region, endingAt: end)
        let fields = Self.fields(chain, trail, key, end: end, fingerprint: signer.id.fingerprint)
        let text = JSONValue.object(fields).compactBytes
        let hash = Hex.encode(DigestAlgorithm.sha256.digest(of: text))
        let signed = [
            end.iso8601, "\(trail.bucket)/\(key)", hash, chain.previous?.signature ?? "null",
        ].joined(separator: "\n")
        signature = Hex.encode(try privateKey.sign(Array(signed.utf8), .rsaPKCS1v15(.sha256)))
        body = Gzip.compress(text)
        previous = PreviousDigest(bucket: trail.bucket, key: key, hash: hash, signature: signature)
    }

    private static func fields(
        _ chain: DigestChain, _ trail: TrailRecord, _ key: String, end: Timestamp, fingerprint: String
    ) -> JSONObject {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        let previous = chain.previous
        return [
            "awsAccountId": .string(trail.address.account.digits), "digestStartTime": .string(chain.start.iso8601),
            "digestEndTime": .string(end.iso8601), "digestS3Bucket": .string(trail.bucket),
            "digestS3Object": .string(key), "digestPublicKeyFingerprint": .string(fingerprint),
            "digestSignatureAlgorithm": .string(algorithm),
            "newestEventTime": text(chain.logFiles.map(\.newest).max()?.iso8601),
            "oldestEventTime": text(chain.logFiles.map(\.oldest).min()?.iso8601),
            "previousDigestS3Bucket": text(previous?.bucket), "previousDigestS3Object": text(previous?.key),
            "previousDigestHashValue": text(previous?.hash),
            "previousDigestHashAlgorithm": text(previous.map { _ in "SHA-256" }),
            "previousDigestSignature": text(previous?.signature),
            "logFiles": .array(chain.logFiles.map { .object($0.json) }),
        ]
    }
}

extension DigestedLogFile {
    /// As a digest names it.
    fileprivate var json: JSONObject {
        [
            "s3Bucket": .string(bucket), "s3Object": .string(key), "hashValue": .string(hash),
            "hashAlgorithm": "SHA-256", "newestEventTime": .string(newest.iso8601),
            "oldestEventTime": .string(oldest.iso8601),
        ]
    }
}
