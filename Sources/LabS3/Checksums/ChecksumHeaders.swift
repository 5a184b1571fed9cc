import LabCore

/// What a request says about the integrity of its body, exactly as sent.
public struct ChecksumHeaders: Sendable, Hashable {
    /// `Content-MD5`, base64.
    public var contentMD5: String?
    /// `x-amz-checksum-*`: the values by algorithm, in the order in which they were sent.
    public var values: [Claim]
    /// `x-amz-sdk-checksum-algorithm`.
    public var sdkAlgorithm: String?
    /// `x-amz-trailer`: the header that will follow the body.
    public var trailer: String?

    /// A checksum that the client computed.
    public struct Claim: Sendable, Hashable {
        /// Which one.
        public let algorithm: ChecksumAlgorithm
        /// Base64, as sent.
        public let value: String

        /// A claim.
        public init(_ algorithm: ChecksumAlgorithm, _ value: String) {
            self.algorithm = algorithm
            self.value = value
        }
    }

    /// The headers; without arguments none.
    public init(
        contentMD5: String? = nil, values: [Claim] = [], sdkAlgorithm: String? = nil, trailer: String? = nil
    ) {
        self.contentMD5 = contentMD5
        self.values = values
        self.sdkAlgorithm = sdkAlgorithm
        self.trailer = trailer
    }

    /// Whether the body's integrity is vouched for, as Object Lock wants it.
    public var isPresent: Bool { contentMD5 != nil || !values.isEmpty || trailer != nil }
}

/// What a body must come to, once the headers made sense.
struct ExpectedChecksums: Sendable {
    /// The MD5 that `Content-MD5` names.
    let md5: [UInt8]?
    /// The checksum that a header names.
    let claim: ChecksumHeaders.Claim?
    /// The checksum that will follow the body.
    let trailing: ChecksumAlgorithm?

    /// What to compute and keep: what the client computed, or what S3 computes unasked.
    var algorithm: ChecksumAlgorithm { claim?.algorithm ?? trailing ?? .crc64nvme }

    /// Reads the headers.
    ///
    /// - Throws: `InvalidDigest`, `InvalidRequest`.
    init(_ headers: ChecksumHeaders) throws(ServiceError) {
        md5 = try Self.md5(headers.contentMD5)
        guard headers.values.count <= 1 else { throw S3Error.severalChecksums }
        claim = headers.values.first
        if let claim { try Self.checkForm(claim.value, claim.algorithm, header: "header") }
        trailing = try Self.trailing(headers.trailer)
        guard claim == nil || trailing == nil else { throw S3Error.severalChecksums }
        try Self.checkSDKAlgorithm(headers.sdkAlgorithm, claim?.algorithm ?? trailing)
    }

    private static func md5(_ text: String?) throws(ServiceError) -> [UInt8]? {
        guard let text else { return nil }
        guard let bytes = Base64.decode(text), bytes.count == 16 else { throw S3Error.invalidDigest(text) }
        return bytes
    }

    static func checkForm(_ value: String, _ algorithm: ChecksumAlgorithm, header: String) throws(ServiceError) {
        guard Base64.decode(value)?.count == algorithm.byteCount else {
            throw S3Error.invalidRequest("Value for \(algorithm.headerName) \(header) is invalid.")
        }
    }

    private static func trailing(_ name: String?) throws(ServiceError) -> ChecksumAlgorithm? {
        guard let name else { return nil }
        guard let algorithm = ChecksumAlgorithm.allCases.first(where: { $0.headerName == name.lowercased() }) else {
            throw S3Error.invalidRequest("The value specified in the x-amz-trailer header is not supported")
        }
        return algorithm
    }

    private static func checkSDKAlgorithm(_ text: String?, _ sent: ChecksumAlgorithm?) throws(ServiceError) {
        guard let text else { return }
        guard let algorithm = ChecksumAlgorithm(rawValue: text.uppercased()) else {
            throw S3Error.unsupportedChecksum
        }
        guard let sent else { throw S3Error.sdkChecksumMissing }
        guard sent == algorithm else {
            throw S3Error.invalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.")
        }
    }
}
