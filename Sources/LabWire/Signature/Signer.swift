public import LabCore
import LabCrypto

/// Signs requests with Signature Version 4, as a client does: the same canonical request as ``SignatureVerifier``.
public struct Signer: Sendable {
    /// The longest life of a presigned URL: seven days.
    public static let longestLifetimeSeconds = 604_800

    private let cache: SigningKeyCache

    /// A signer that keeps derived keys in `cache`.
    public init(cache: SigningKeyCache = SigningKeyCache(capacity: 16)) {
        self.cache = cache
    }

    /// A signed request, and what signs its chunks if they are to be signed.
    public struct Signed: Sendable {
        /// The request with its `Authorization` field.
        public let request: WireRequest
        /// The signature.
        public let signature: String
        /// Makes the chunks' signatures, for ``AWSChunkedEncoder``.
        public let chunkSignatures: ChunkSignatures
    }

    /// Signs `request` in its header: sets `X-Amz-Date`, the session token, for S3 `x-amz-content-sha256`, and
    /// `Authorization`; signs `host` and every header that a proxy leaves alone.
    ///
    /// - Parameter payload: for S3; by default the hash of a body in memory, otherwise `UNSIGNED-PAYLOAD`. Other services
    ///   always sign the hash of the body.
    /// - Throws: ``PercentEncoding/Flaw`` when the request's target is malformed.
    public func sign(
        _ request: WireRequest, _ credential: SigningCredential, region: Region, service: WireService,
        at time: Timestamp, payload: PayloadMode? = nil
    ) throws(PercentEncoding.Flaw) -> Signed {
        var signed = request
        let payload = service == .s3 ? payload ?? Self.payload(request) : Self.bodyHash(request.bodyBytes ?? [])
        signed.headers["X-Amz-Date"] = time.basicISO8601
        if let token = credential.sessionToken { signed.headers["X-Amz-Security-Token"] = token.exposed }
        if service == .s3 { signed.headers["x-amz-content-sha256"] = payload.headerValue }
        let names = Self.headersToSign(signed)
        let scope = Self.scope(time, region, service)
        let (signature, key) = try signature(of: signed, names, payload, credential, scope, time)
        signed.headers["Authorization"] =
            "AWS4-HMAC-SHA256 Credential=\(credential.accessKeyID)/\(scope), "
            + "SignedHeaders=\(names.joined(separator: ";")), Signature=\(signature)"
        return Signed(
            request: signed, signature: signature,
            chunkSignatures: ChunkSignatures(
                key: key, timeText: time.basicISO8601, scope: scope, seed: signature))
    }

    /// Signs `request` in its query, so that its URL alone is the right to make it; the headers that it has become part
    /// of that right. The body is left unsigned at S3.
    ///
    /// - Precondition: `lifetimeSeconds` is from 0 to ``longestLifetimeSeconds``.
    /// - Throws: ``PercentEncoding/Flaw`` when the request's target is malformed.
    public func presign(
        _ request: WireRequest, _ credential: SigningCredential, region: Region, service: WireService = .s3,
        at time: Timestamp, lifetimeSeconds: Int
    ) throws(PercentEncoding.Flaw) -> WireRequest {
        precondition((0...Self.longestLifetimeSeconds).contains(lifetimeSeconds))
        let names = Self.headersToSign(request)
        let scope = Self.scope(time, region, service)
        var parameters = [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", "\(credential.accessKeyID)/\(scope)"),
            ("X-Amz-Date", time.basicISO8601), ("X-Amz-Expires", String(lifetimeSeconds)),
            ("X-Amz-SignedHeaders", names.joined(separator: ";")),
        ]
        if let token = credential.sessionToken { parameters.append(("X-Amz-Security-Token", token.exposed)) }
        let unsigned = Self.adding(parameters, to: request)
        let payload = service == .s3 ? .unsigned : Self.bodyHash(request.bodyBytes ?? [])
        let (signature, _) = try signature(of: unsigned, names, payload, credential, scope, time)
        return Self.adding([("X-Amz-Signature", signature)], to: unsigned)
    }

    private func signature(
        of request: WireRequest, _ names: [String], _ payload: PayloadMode, _ credential: SigningCredential,
        _ scope: CredentialScope, _ time: Timestamp
    ) throws(PercentEncoding.Flaw) -> (signature: String, key: HMACKey) {
        let canonical = try CanonicalRequest(
            request, signedHeaders: names, payloadHash: payload.headerValue,
            isS3: scope.service == WireService.s3.signingName)
        let key = cache.key(credential, scope)
        let stringToSign = canonical.stringToSign(time: time.basicISO8601, scope: scope)
        return (Hex.encode(key.code(for: Array(stringToSign.utf8))), key)
    }

    private static func scope(_ time: Timestamp, _ region: Region, _ service: WireService) -> CredentialScope {
        CredentialScope(date: String(time.basicISO8601.prefix(8)), region: region.code, service: service.signingName)
    }

    /// Headers that something on the way may change, and the signature itself.
    private static let unsignedNames: Set<String> = [
        "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id",
    ]

    private static func headersToSign(_ request: WireRequest) -> [String] {
        let names = Set(request.headers.fields.map(\.name.lowercasedASCII)).subtracting(unsignedNames)
        return names.union(["host"]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func payload(_ request: WireRequest) -> PayloadMode {
        request.bodyBytes.map { bodyHash($0) } ?? .unsigned
    }

    private static func bodyHash(_ body: [UInt8]) -> PayloadMode {
        .hash(Hex.encode(DigestAlgorithm.sha256.digest(of: body)))
    }

    private static func adding(_ parameters: [(String, String)], to request: WireRequest) -> WireRequest {
        let text = parameters.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }
        let separator = request.target.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        return WireRequest(
            method: request.method, target: request.target + separator + text.joined(separator: "&"),
            headers: request.headers, authority: request.authority, isSecure: request.isSecure,
            remoteAddress: request.remoteAddress, body: request.body)
    }
}
