import LabCore

extension PresentedSignature {
    /// The signature in the `Authorization` field.
    static func inHeader(_ request: WireRequest) throws(SignatureFailureCause) -> PresentedSignature {
        let components = try components(request.headers["authorization"] ?? "")
        let wanted = ["Credential", "SignedHeaders", "Signature"]
        let missing = wanted.filter { (components[$0] ?? "").isEmpty }
        guard missing.isEmpty else { throw .missingComponents(missing) }
        let (accessKeyID, scope) = try credential(components["Credential"] ?? "")
        let (timeText, time) = try headerTime(request)
        return PresentedSignature(
            place: .header, accessKeyID: accessKeyID, scope: scope,
            signedHeaders: try signedHeaders(components["SignedHeaders"] ?? ""),
            signature: components["Signature"] ?? "", timeText: timeText, time: time,
            token: request.headers["x-amz-security-token"], lifetimeSeconds: nil)
    }

    /// `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, in any order, with or without spaces.
    private static func components(_ authorization: String) throws(SignatureFailureCause) -> [String: String] {
        let parts = authorization.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { throw .malformedAuthorization }
        try check(algorithm: String(parts[0]))
        var components: [String: String] = [:]
        for piece in parts[1].split(separator: ",") {
            let pair = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(pair[0].drop { $0 == " " })
            guard pair.count == 2, components[name] == nil else { throw .malformedAuthorization }
            let value = pair[1].drop { $0 == " " }
            components[name] = String(value.prefix { $0 != " " })
        }
        return components
    }

    private static func check(algorithm: String) throws(SignatureFailureCause) {
        guard algorithm != "AWS4-HMAC-SHA256" else { return }
        throw algorithm == "AWS4-ECDSA-P256-SHA256" ? .asymmetricAlgorithm : .unsupportedAlgorithm(algorithm)
    }

    /// The time of a request that is signed in its header: `X-Amz-Date`, otherwise `Date`.
    static func headerTime(
        _ request: WireRequest
    ) throws(SignatureFailureCause) -> (text: String, time: Timestamp) {
        guard let text = request.headers["x-amz-date"] ?? request.headers["date"] else { throw .missingTime }
        guard let time = basicTime(text) ?? Timestamp(iso8601: text) ?? httpTime(text) else {
            throw .malformedTime(text)
        }
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
        let (accessKeyID, scope) = try credential(try parameters.required("X-Amz-Credential"))
        let timeText = try parameters.required("X-Amz-Date")
        guard let time = basicTime(timeText) else { throw .malformedTime(timeText) }
        return PresentedSignature(
            place: .query, accessKeyID: accessKeyID, scope: scope,
            signedHeaders: try signedHeaders(try parameters.required("X-Amz-SignedHeaders")),
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
