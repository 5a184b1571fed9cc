import LabCore
import LabCrypto

/// S3's Signature Version 2: HMAC-SHA1 over a few headers and the resource. `aws s3 presign` and boto3 still make such
/// URLs by default.
///
/// - SeeAlso: Amazon S3 User Guide, "Signing and authenticating REST requests (AWS signature version 2)"
enum SignatureVersion2 {
    /// The query parameters that belong to the resource.
    private static let subresourceNames: Set<String> = [
        "accelerate", "acl", "analytics", "cors", "defaultObjectAcl", "delete", "inventory", "lifecycle",
        "location", "logging", "metrics", "notification", "object-lock", "partNumber", "policy", "replication",
        "requestPayment", "response-cache-control", "response-content-disposition", "response-content-encoding",
        "response-content-language", "response-content-type", "response-expires", "restore", "select", "select-type",
        "storageClass", "tagging", "torrent", "uploadId", "uploads", "versionId", "versioning", "versions", "website",
    ]

    /// The string to sign. `date` is the `Date` line: the header's value, empty when `x-amz-date` stands in for it, or
    /// the `Expires` parameter. `resourcePath` is one of ``resourcePaths(_:)``.
    static func stringToSign(
        _ request: WireRequest, date: String, resourcePath: String, isPresigned: Bool
    ) throws(PercentEncoding.Flaw) -> String {
        let headers = request.headers
        let first = [request.method, headers["content-md5"] ?? "", headers["content-type"] ?? "", date]
        let amazon = try amazonHeaders(request, isPresigned: isPresigned)
        return first.joined(separator: "\n") + "\n" + amazon + resourcePath + (try subresources(request))
    }

    /// `x-amz-…` headers, in a presigned URL also those that stand in the query, sorted, one a line.
    private static func amazonHeaders(
        _ request: WireRequest, isPresigned: Bool
    ) throws(PercentEncoding.Flaw) -> String {
        var values: [String: [String]] = [:]
        for field in request.headers.fields where field.name.hasPrefixIgnoringCase("x-amz-") {
            values[field.name.lowercasedASCII, default: []].append(trimmed(field.value))
        }
        let parameters = isPresigned ? try request.query.decoded() : []
        for (name, value) in parameters where name.hasPrefixIgnoringCase("x-amz-") {
            values[name.lowercasedASCII, default: []].append(trimmed(value))
        }
        let names = values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return names.map { "\($0):\((values[$0] ?? []).joined(separator: ","))\n" }.joined()
    }

    private static func trimmed(_ value: String) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = value.drop(while: isSpace)
        return String(start.reversed().drop(while: isSpace).reversed())
    }

    /// The paths that may have been signed: the bucket that the host names, and the path as received. For a bucket in the
    /// path botocore signs `/bucket/` although it asks for `/bucket`.
    static func resourcePaths(_ request: WireRequest) -> [String] {
        if let bucket = VirtualHost.bucket(request.host) { return ["/" + bucket + request.path] }
        let isBucketAlone = request.path.utf8.count > 1 && !request.path.dropFirst().utf8.contains(UInt8(ascii: "/"))
        return isBucketAlone ? [request.path, request.path + "/"] : [request.path]
    }

    /// The parameters that belong to the resource, their values decoded.
    private static func subresources(_ request: WireRequest) throws(PercentEncoding.Flaw) -> String {
        let kept = try request.query.decoded().filter { subresourceNames.contains($0.name) }
        let sorted = kept.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let query = sorted.map { $0.value.isEmpty ? $0.name : "\($0.name)=\($0.value)" }.joined(separator: "&")
        return query.isEmpty ? "" : "?" + query
    }
}

extension SignatureVerifier {
    /// Verifies a signature of Version 2. Its key is the secret itself, and it has no Region.
    func verifyVersion2(
        _ request: WireRequest, _ place: SignatureFailure.Place, _ now: Timestamp,
        _ credential: (String) -> SigningCredential?
    ) throws(SignatureFailure) -> VerifiedSignature {
        do throws(SignatureFailureCause) {
            try Self.checkForm(request)
            let presented = place == .header ? try Version2.inHeader(request) : try Version2.inQuery(request)
            let known = try Self.known(presented.accessKeyID, presented.token, now, credential)
            try presented.checkTime(now)
            try presented.check(request, known)
            return VerifiedSignature(
                accessKeyID: presented.accessKeyID, region: nil, service: .s3,
                mechanism: place == .header ? .version2Header : .version2Query, time: presented.time,
                payload: .unsigned, signature: presented.signature, signedHeaders: [], chunkSignatures: nil)
        } catch {
            throw SignatureFailure(error, in: place)
        }
    }
}

/// A signature of Version 2 as a request presents it.
private struct Version2 {
    let place: SignatureFailure.Place
    let accessKeyID: String
    let signature: String
    /// The `Date` line of the string to sign.
    let date: String
    /// When the request was signed; for a URL, when it is over.
    let time: Timestamp
    let token: String?

    static func inHeader(_ request: WireRequest) throws(SignatureFailureCause) -> Version2 {
        let authorization = request.headers["authorization"] ?? ""
        let parts = authorization.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .malformedAuthorization }
        let pair = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        guard pair.count == 2, PresentedSignature.isAccessKeyID(String(pair[0])), !pair[1].isEmpty else {
            throw .malformedAuthorization
        }
        let hasAmazonDate = request.headers.contains("x-amz-date")
        return Version2(
            place: .header, accessKeyID: String(pair[0]), signature: String(pair[1]),
            date: hasAmazonDate ? "" : request.headers["date"] ?? "",
            time: try PresentedSignature.headerTime(request).time, token: request.headers["x-amz-security-token"])
    }

    static func inQuery(_ request: WireRequest) throws(SignatureFailureCause) -> Version2 {
        let accessKeyID = try parameter("AWSAccessKeyId", request)
        let expires = try parameter("Expires", request)
        guard let seconds = Int64(expires), (0...253_402_300_799).contains(seconds),
            PresentedSignature.isAccessKeyID(accessKeyID)
        else { throw .missingVersion2Parameters }
        return Version2(
            place: .query, accessKeyID: accessKeyID, signature: try parameter("Signature", request), date: expires,
            time: Timestamp(millisecondsSince1970: seconds * 1000), token: try token(request))
    }

    private static func parameter(_ name: String, _ request: WireRequest) throws(SignatureFailureCause) -> String {
        guard request.query.count(name) == 1, let value = try decoded(name, request), !value.isEmpty else {
            throw .missingVersion2Parameters
        }
        return value
    }

    private static func token(_ request: WireRequest) throws(SignatureFailureCause) -> String? {
        let name = "x-amz-security-token"
        if let token = request.headers[name] { return token }
        return try decoded(name, request)
    }

    private static func decoded(_ name: String, _ request: WireRequest) throws(SignatureFailureCause) -> String? {
        do {
            return try request.query.value(name)
        } catch {
            throw .malformedTarget
        }
    }

    func checkTime(_ now: Timestamp) throws(SignatureFailureCause) {
        switch place {
        case .query:
            guard now <= time else { throw .expired(at: time, lifetimeSeconds: nil, now: now) }
        case .header:
            let skew = WireService.s3.mostSkew
            guard (now - skew)...(now + skew) ~= time else { throw .skewed(time: time, now: now) }
        }
    }

    func check(_ request: WireRequest, _ known: SigningCredential) throws(SignatureFailureCause) {
        let key = Array(known.secret.exposed.utf8)
        let provided = Base64.decode(signature) ?? []
        var texts: [String] = []
        for path in SignatureVersion2.resourcePaths(request) {
            let text = try stringToSign(request, path)
            if HMAC.isValid(provided, for: Array(text.utf8), key: key, .sha1) { return }
            texts.append(text)
        }
        throw .mismatch(
            SignatureFailure.Mismatch(
                accessKeyID: accessKeyID, stringToSign: texts.first ?? "", canonicalRequest: nil, provided: signature))
    }

    private func stringToSign(_ request: WireRequest, _ path: String) throws(SignatureFailureCause) -> String {
        do {
            return try SignatureVersion2.stringToSign(
                request, date: date, resourcePath: path, isPresigned: place == .query)
        } catch {
            throw .malformedTarget
        }
    }
}
