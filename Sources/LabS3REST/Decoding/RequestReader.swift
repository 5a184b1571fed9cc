import LabCore
import LabS3
import LabService
import LabWire

/// One request, taken apart: what every operation reads its input from.
struct RequestReader: Sendable {
    let request: S3Request
    /// The bucket's name; empty for the account's own operations.
    let bucket: String
    /// The key, decoded once; empty for the bucket itself.
    let key: String
    /// The header fields. Those that a presigned URL carries in its query count as fields.
    let headers: WireHeaders
    /// The query, decoded, in order.
    let parameters: [(name: String, value: String)]
    /// How the request was signed.
    let facts: RequestFacts

    /// - Parameter now: The machine's time, which signatures go by.
    /// - Throws: `InvalidURI` for a path or a query that is not percent-encoded UTF-8.
    init(_ request: S3Request, now: Timestamp) throws(ServiceError) {
        self.request = request
        bucket = request.location.bucket ?? ""
        key = try request.location.key()
        do throws(PercentEncoding.Flaw) {
            parameters = try request.wire.query.decoded()
            let isPresigned = request.signature?.mechanism.isPresigned ?? false
            headers = isPresigned ? try request.wire.headersWithHoistedQuery() : request.wire.headers
        } catch {
            throw ServiceError(.init("InvalidURI"), "Couldn't parse the specified URI.")
        }
        facts = RequestFacts(request, headers, now: now)
    }

    var call: Call { request.call }

    /// The value of a query parameter; `nil` when it is not there.
    func query(_ name: String) -> String? {
        parameters.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// The value of a query parameter; `nil` also when it is empty.
    func filledQuery(_ name: String) -> String? {
        query(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The number in a query parameter; `nil` when it is not there or empty.
    ///
    /// - Throws: `InvalidArgument` for anything but a number.
    func number(_ name: String) throws(ServiceError) -> Int? {
        guard let text = filledQuery(name) else { return nil }
        guard let number = Int(text) else {
            throw ServiceError(
                .init("InvalidArgument"), "Provided \(name) not an integer or within integer range",
                details: ["ArgumentName": name, "ArgumentValue": text])
        }
        return number
    }

    /// The value of a header field, without space around it.
    func header(_ name: String) -> String? { headers[name] }

    /// Whether a header field says yes; `nil` when it is not there.
    func flag(_ name: String) -> Bool? { header(name).map { $0.lowercased() == "true" } }
}

extension RequestFacts {
    fileprivate init(_ request: S3Request, _ headers: WireHeaders, now: Timestamp) {
        self.init(
            signature: Self.signature(request.signature), placement: Self.placement(request.signature),
            signatureAge: request.signature.map { now - $0.time },
            tlsVersion: request.call.origin.isSecure ? "1.3" : nil, contentSHA256: headers["x-amz-content-sha256"],
            expectedBucketOwner: headers["x-amz-expected-bucket-owner"],
            expectedSourceBucketOwner: headers["x-amz-source-expected-bucket-owner"])
    }

    private static func signature(_ signature: VerifiedSignature?) -> Signature {
        guard let signature else { return .none }
        return signature.mechanism.isVersion4 ? .version4 : .version2
    }

    private static func placement(_ signature: VerifiedSignature?) -> Placement {
        switch signature?.mechanism {
        case .query, .version2Query: .query
        case .form, .version2Form: .form
        case .header, .version2Header, nil: .header
        }
    }
}
