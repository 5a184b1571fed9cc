import LabCore

extension PresentedSignature {
    /// The signature in the `Authorization` field.
    static func inHeader(_ request: WireRequest) throws(SignatureFailureCause) -> PresentedSignature {
        let components = try Components(request.headers["authorization"] ?? "")
        guard components.missing.isEmpty else { throw .missingComponents(components.missing) }
        let (accessKeyID, scope) = try credential(components.credential)
        let (timeText, time) = try headerTime(request)
        return PresentedSignature(
            place: .header, accessKeyID: accessKeyID, scope: scope,
            signedHeaders: try signedHeaders(components.signedHeaders), signature: components.signature.text,
            timeText: timeText, time: time, token: request.headers["x-amz-security-token"], lifetimeSeconds: nil)
    }

    /// `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, in any order, with or without spaces.
    private struct Components {
        private(set) var credential: ArraySlice<UInt8> = []
        private(set) var signedHeaders: ArraySlice<UInt8> = []
        private(set) var signature: ArraySlice<UInt8> = []

        init(_ authorization: String) throws(SignatureFailureCause) {
            let parts = Array(authorization.utf8)[...].pieces(" ", maxSplits: 1)
            guard parts.count == 2, !parts[0].isEmpty else { throw .malformedAuthorization }
            try PresentedSignature.check(algorithm: parts[0].text)
            for piece in parts[1].pieces(",") {
                let pair = piece.trimmingSpaces.pieces("=", maxSplits: 1)
                guard pair.count == 2 else { throw .malformedAuthorization }
                try take(pair[0].text, pair[1])
            }
        }

        private mutating func take(_ name: String, _ value: ArraySlice<UInt8>) throws(SignatureFailureCause) {
            switch name {
            case "Credential" where credential.isEmpty: credential = value
            case "SignedHeaders" where signedHeaders.isEmpty: signedHeaders = value
            case "Signature" where signature.isEmpty: signature = value
            default: throw .malformedAuthorization
            }
        }

        var missing: [String] {
            let all = [("Credential", credential), ("SignedHeaders", signedHeaders), ("Signature", signature)]
            return all.filter { $0.1.isEmpty }.map(\.0)
        }
    }

    fileprivate static func check(algorithm: String) throws(SignatureFailureCause) {
        guard algorithm != "AWS4-HMAC-SHA256" else { return }
        throw algorithm == "AWS4-ECDSA-P256-SHA256" ? .asymmetricAlgorithm : .unsupportedAlgorithm(algorithm)
    }

    /// The time of a request that is signed in its header: `X-Amz-Date`, otherwise `Date`.
    static func headerTime(
        _ request: WireRequest
    ) throws(SignatureFailureCause) -> (text: String, time: Timestamp) {
        guard let text = request.headers["x-amz-date"] ?? request.headers["date"] else { throw .missingTime }
        if let time = basicTime(text) { return (text, time) }
        guard let time = Timestamp(iso8601: text) ?? httpTime(text) else { throw .malformedTime(text) }
        return (time.basicISO8601, time)
    }

    /// An HTTP date, also with the numeric zone that S3's examples have.
    private static func httpTime(_ text: String) -> Timestamp? {
        Timestamp(httpDate: text.hasSuffix(" +0000") ? text.dropLast(5) + "GMT" : text[...])
    }

    /// `YYYYMMDDTHHMMSSZ` and nothing else.
    private static func basicTime(_ text: String) -> Timestamp? {
        guard text.utf8.count == 16, text.hasSuffix("Z") else { return nil }
        return Timestamp(iso8601: text)
    }

    /// The signature in the query.
    static func inQuery(_ request: WireRequest) throws(SignatureFailureCause) -> PresentedSignature {
        let parameters = QueryParameters(query: request.query)
        try check(algorithm: try parameters.required("X-Amz-Algorithm"))
        let (accessKeyID, scope) = try credential(Array(try parameters.required("X-Amz-Credential").utf8)[...])
        let timeText = try parameters.required("X-Amz-Date")
        guard let time = basicTime(timeText) else { throw .malformedTime(timeText) }
        return PresentedSignature(
            place: .query, accessKeyID: accessKeyID, scope: scope,
            signedHeaders: try signedHeaders(Array(try parameters.required("X-Amz-SignedHeaders").utf8)[...]),
            signature: try parameters.required("X-Amz-Signature"), timeText: timeText, time: time,
            token: try parameters.optional("X-Amz-Security-Token"),
            lifetimeSeconds: try lifetime(try parameters.optional("X-Amz-Expires"), scope.service))
    }

    /// S3 wants a lifetime; the other services let a URL live for their skew window when none is given.
    private static func lifetime(_ text: String?, _ service: String) throws(SignatureFailureCause) -> Int? {
        guard let text else {
            if service == WireService.s3.signingName { throw .missingQueryParameters }
            return nil
        }
        guard let seconds = Int(text), !text.hasPrefix("+") else { throw .expiresNotANumber }
        guard seconds >= 0 else { throw .expiresNegative }
        guard seconds <= Signer.longestLifetimeSeconds else { throw .expiresTooLong }
        return seconds
    }
}

/// Looks up a query's parameters, each of which may be there once.
private struct QueryParameters {
    let query: WireQuery

    func required(_ name: String) throws(SignatureFailureCause) -> String {
        guard let value = try optional(name), !value.isEmpty else { throw .missingQueryParameters }
        return value
    }

    func optional(_ name: String) throws(SignatureFailureCause) -> String? {
        guard query.count(name) <= 1 else { throw .missingQueryParameters }
        do {
            return try query.value(name)
        } catch {
            throw .malformedTarget
        }
    }
}
