public import LabCore
import LabCrypto

/// Verifies who signed a request. Pure but for the cache of derived keys: request, credentials and time come in, a
/// ``VerifiedSignature`` or the reason why not comes out.
///
/// The order of checks is S3's as far as it is known: form, key, token, scope, time, signature (`aws-s3.md`, F.2).
public struct SignatureVerifier: Sendable {
    private let cache: SigningKeyCache

    /// A verifier that keeps derived keys in `cache`.
    public init(cache: SigningKeyCache = SigningKeyCache()) {
        self.cache = cache
    }

    /// The signing key of a credential.
    func cacheKey(_ credential: SigningCredential, _ scope: CredentialScope) -> HMACKey {
        cache.key(credential, scope)
    }

    /// Verifies the signature of `request` to `service`.
    ///
    /// S3 takes Version 4 and Version 2, in the header and in the query; the others take Version 4. For services other
    /// than S3 the body has to be in memory, because its hash is part of the signature.
    ///
    /// - Parameters:
    ///   - now: the real time, not the lab's.
    ///   - expectedRegion: the only Region to accept, for services that have one; any Region for `nil`.
    ///   - credential: looks up an access key id.
    /// - Returns: what was proved; `nil` for an S3 request without any signature, which is anonymous.
    /// - Throws: ``SignatureFailure``; ``SignatureFailure/serviceError(for:)`` words it.
    public func verify(
        _ request: WireRequest, to service: WireService, at now: Timestamp, expecting expectedRegion: Region? = nil,
        credential: (String) -> SigningCredential?
    ) throws(SignatureFailure) -> VerifiedSignature? {
        let isS3 = service == .s3
        switch try PresentedSignature.mechanism(request, allowsVersion2: isS3) {
        case nil:
            guard isS3 else { throw SignatureFailure(.missingCredentials) }
            return nil
        case .header: return try verify(request, service, now, expectedRegion, .header, credential)
        case .query: return try verify(request, service, now, expectedRegion, .query, credential)
        case .version2Header: return try verifyVersion2(request, .header, now, credential)
        case .version2Query: return try verifyVersion2(request, .query, now, credential)
        }
    }

    private func verify(
        _ request: WireRequest, _ service: WireService, _ now: Timestamp, _ expectedRegion: Region?,
        _ place: SignatureFailure.Place, _ credential: (String) -> SigningCredential?
    ) throws(SignatureFailure) -> VerifiedSignature {
        do throws(SignatureFailureCause) {
            let presented =
                place == .header
                ? try PresentedSignature.inHeader(request) : try PresentedSignature.inQuery(request)
            let known = try Self.known(presented.accessKeyID, presented.token, now, credential)
            let region = try Self.check(presented, service, expectedRegion)
            try Self.checkTime(presented, service, now)
            try Self.checkSignedHeaders(request, presented, service)
            let payload = try Self.payload(request, presented, service)
            return try verify(request, presented, known, region, service, payload)
        } catch {
            throw SignatureFailure(error, in: place)
        }
    }

    private func verify(
        _ request: WireRequest, _ presented: PresentedSignature, _ known: SigningCredential, _ region: Region,
        _ service: WireService, _ payload: PayloadMode
    ) throws(SignatureFailureCause) -> VerifiedSignature {
        let canonical = try Self.canonical(request, presented, payload, isS3: service == .s3)
        guard canonical.hasLines(forSignedHeaders: presented.signedHeaders.count) else { throw .malformedHeader }
        let stringToSign = canonical.stringToSign(time: presented.timeText, scope: presented.scope)
        let key = cache.key(known, presented.scope)
        let expected = Hex.encode(key.code(for: Array(stringToSign.utf8)))
        guard ConstantTime.equals(Array(expected.utf8), Array(presented.signature.utf8)) else {
            throw .mismatch(
                SignatureFailure.Mismatch(
                    accessKeyID: presented.accessKeyID, stringToSign: stringToSign,
                    canonicalRequest: String(decoding: canonical.bytes, as: UTF8.self), provided: presented.signature))
        }
        let isChunkSigned = payload == .streamingSigned || payload == .streamingSignedTrailer
        return VerifiedSignature(
            accessKeyID: presented.accessKeyID, region: region, service: service,
            mechanism: presented.place == .header ? .header : .query, time: presented.time, payload: payload,
            signature: presented.signature, signedHeaders: presented.signedHeaders,
            chunkSignatures: isChunkSigned
                ? ChunkSignatures(
                    key: key, timeText: presented.timeText, scope: presented.scope, seed: presented.signature) : nil)
    }

    private static func canonical(
        _ request: WireRequest, _ presented: PresentedSignature, _ payload: PayloadMode, isS3: Bool
    ) throws(SignatureFailureCause) -> CanonicalRequest {
        do {
            return try CanonicalRequest(
                request, signedHeaders: presented.signedHeaders, payloadHash: payload.headerValue, isS3: isS3)
        } catch {
            throw .malformedTarget
        }
    }
}
