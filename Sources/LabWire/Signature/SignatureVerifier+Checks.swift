import LabCore
import LabCrypto

extension SignatureVerifier {
    /// What must hold before a Version 2 string is made of a request: no part may contain the end of a line.
    static func checkForm(_ request: WireRequest) throws(SignatureFailureCause) {
        guard PresentedSignature.isToken(request.method) else { throw .malformedTarget }
        let isOneLine = { (text: String) in !text.utf8.contains(0x0A) }
        guard request.headers.fields.allSatisfy({ isOneLine($0.value) }), isOneLine(request.authority) else {
            throw .malformedHeader
        }
    }

    /// The credential behind an access key id, when the token that came along is its own and its session lasts.
    static func known(
        _ accessKeyID: String, _ token: String?, _ now: Timestamp, _ credential: (String) -> SigningCredential?
    ) throws(SignatureFailureCause) -> SigningCredential {
        guard let known = credential(accessKeyID) else { throw .unknownAccessKey(accessKeyID) }
        switch (known.sessionToken?.exposed, token) {
        case (nil, nil): return known
        case (_?, nil): throw .unknownAccessKey(accessKeyID)
        case (nil, let token?): throw .invalidToken(token)
        case (let expected?, let token?):
            guard ConstantTime.equals(Array(expected.utf8), Array(token.utf8)) else { throw .invalidToken(token) }
            if let expires = known.expires, expires <= now { throw .expiredToken(token) }
            return known
        }
    }

    static func check(
        _ presented: PresentedSignature, _ service: WireService, _ expectedRegion: Region?
    ) throws(SignatureFailureCause) -> Region {
        let scope = presented.scope
        guard scope.service == service.signingName else {
            throw .wrongService(scope.service, expected: service.signingName)
        }
        let fallback = expectedRegion ?? .standard
        guard let region = Region(scope.region), expectedRegion == nil || region == expectedRegion else {
            throw .wrongRegion(scope.region, expected: fallback.code)
        }
        guard presented.timeText.utf8.starts(with: scope.date.utf8) else {
            throw .scopeDateDiffers(scope: scope.date, time: presented.timeText)
        }
        return region
    }

    static func checkTime(
        _ presented: PresentedSignature, _ service: WireService, _ now: Timestamp
    ) throws(SignatureFailureCause) {
        let skew = service.mostSkew
        guard let lifetime = presented.lifetimeSeconds else {
            let isNear = (now - skew)...(now + skew) ~= presented.time
            if !isNear { throw .skewed(time: presented.time, now: now) }
            return
        }
        let end = presented.time + .seconds(lifetime)
        guard presented.time <= now + skew else { throw .notYetValid }
        guard now <= end else { throw .expired(at: end, lifetimeSeconds: lifetime, now: now) }
    }

    /// `host` always; at S3 every `x-amz-…` header that came; at JSON services the operation's name.
    static func checkSignedHeaders(
        _ request: WireRequest, _ presented: PresentedSignature, _ service: WireService
    ) throws(SignatureFailureCause) {
        let signed = presented.signedHeaders
        guard signed.contains("host") else { throw .headerNotSigned("host") }
        let amazonHeaders = request.headers.fields.filter { $0.name.hasPrefixIgnoringCase("x-amz-") }
        let unsigned = amazonHeaders.map(\.name.lowercasedASCII).filter { !signed.contains($0) }
        switch service.protocolFamily {
        case .restXML: if !unsigned.isEmpty { throw .headersNotSigned(unsigned) }
        case .json: if unsigned.contains("x-amz-target") { throw .headerNotSigned("X-Amz-Target") }
        case .query: break
        }
    }

    static func payload(
        _ request: WireRequest, _ presented: PresentedSignature, _ service: WireService
    ) throws(SignatureFailureCause) -> PayloadMode {
        guard service == .s3 else {
            return .hash(Hex.encode(DigestAlgorithm.sha256.digest(of: request.bodyBytes ?? [])))
        }
        guard let value = try s3ContentHash(request, presented.place) else { return .unsigned }
        guard let mode = PayloadMode(value) else { throw .invalidContentHash(value) }
        return mode
    }

    private static func s3ContentHash(
        _ request: WireRequest, _ place: SignatureFailure.Place
    ) throws(SignatureFailureCause) -> String? {
        let values = request.headers.values("x-amz-content-sha256")
        guard values.count <= 1 else { throw .invalidContentHash(values.joined(separator: ",")) }
        if let value = values.first { return value }
        guard place == .query else { throw .missingContentHash }
        do {
            return try request.query.value("X-Amz-Content-Sha256")
        } catch {
            throw .malformedTarget
        }
    }
}
