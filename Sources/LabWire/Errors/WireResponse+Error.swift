public import LabCore

extension WireResponse {
    /// The answer that carries `error`, in the words of `service`'s protocol.
    ///
    /// - Parameter isHead: whether the request's method was HEAD, whose answers have no body.
    public static func error(
        _ error: ServiceError, from service: WireService, _ identity: ResponseIdentity, isHead: Bool = false
    ) -> WireResponse {
        var response = WireResponse(status: error.code.httpStatus)
        identity.write(to: &response.headers, for: service)
        if service == .s3 { S3ErrorDetails.writeHeaders(of: error, to: &response.headers) }
        guard !isHead, error.code.httpStatus != 304 else { return response }
        switch service.protocolFamily {
        case .json:
            response.headers["Content-Type"] = jsonType
            response.body = jsonBody(error, service)
        case .query:
            response.headers["Content-Type"] = "text/xml"
            response.body = queryBody(error, service, identity)
        case .restXML:
            response.headers["Content-Type"] = "application/xml"
            response.body = s3Body(error, identity)
        }
        return response
    }

    /// `{"__type":…,"message":…}`; no text, no member; KMS writes `Message` when access is denied (`aws-kms.md`, J.1).
    private static func jsonBody(_ error: ServiceError, _ service: WireService) -> [UInt8] {
        var body: JSONObject = ["__type": .string(error.code.wireName)]
        let isCapital = service == .kms && error.code.wireName == "AccessDeniedException"
        if let message = error.message { body[isCapital ? "Message" : "message"] = .string(message) }
        for name in error.details.keys.sorted() { body[name] = error.details[name].map { .string($0) } }
        return JSONValue.object(body).compactBytes
    }

    private static func queryBody(
        _ error: ServiceError, _ service: WireService, _ identity: ResponseIdentity
    ) -> [UInt8] {
        var writer = XMLWriter()
        writer.element("ErrorResponse", [("xmlns", service.xmlNamespace ?? "")]) { xml in
            xml.element("Error") { xml in
                xml.element("Type", error.code.httpStatus < 500 ? "Sender" : "Receiver")
                xml.element("Code", error.code.wireName)
                xml.element("Message", ifPresent: error.message)
            }
            xml.element("RequestId", identity.requestID)
        }
        return writer.bytes
    }

    private static func s3Body(_ error: ServiceError, _ identity: ResponseIdentity) -> [UInt8] {
        XMLWriter.document("Error") { xml in
            xml.s3Error(error)
            xml.element("RequestId", identity.requestID)
            xml.element("HostId", ifPresent: identity.hostID)
        }
    }
}

extension XMLWriter {
    /// S3's `Code`, `Message` and details, in S3's order: for error documents, and for the error inside of a 200 that a
    /// long CompleteMultipartUpload or CopyObject may end in.
    public mutating func s3Error(_ error: ServiceError) {
        element("Code", error.code.wireName)
        element("Message", ifPresent: error.message)
        for name in S3ErrorDetails.sorted(error.details.keys) { element(name, ifPresent: error.details[name]) }
    }
}

/// The order of the elements in S3's error documents.
enum S3ErrorDetails {
    /// As recorded documents have them; elements that never stand together are in no particular order.
    private static let order = [
        "ArgumentName", "ArgumentValue", "AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes",
        "CanonicalRequest", "CanonicalRequestBytes", "Token-0", "Region", "RequestTime", "X-Amz-Expires", "Expires",
        "ServerTime", "MaxAllowedSkewMilliseconds", "HeadersNotSigned", "Endpoint", "Bucket", "BucketName", "Name",
        "Key", "VersionId", "UploadId", "ETag", "PartNumber", "ProposedSize", "MinSizeAllowed", "MaxSizeAllowed",
        "Size", "PartNumberRequested", "ActualPartCount", "RangeRequested", "ActualObjectSize", "Method",
        "ResourceType", "Condition", "Header", "additionalMessage", "Chunk", "BadChunkSize",
        "ClientComputedContentSHA256", "S3ComputedContentSHA256", "ExpectedDigest", "CalculatedDigest",
    ]

    private static let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })

    /// What marks a detail as a header field of the response, such as `header:x-amz-delete-marker`.
    private static let headerPrefix = "header:"

    /// Puts the details that are header fields where they belong.
    static func writeHeaders(of error: ServiceError, to headers: inout WireHeaders) {
        for name in error.details.keys.sorted() where name.hasPrefix(headerPrefix) {
            headers[String(name.dropFirst(headerPrefix.count))] = error.details[name]
        }
    }

    /// Known elements in S3's order, then the others by name; header fields are none.
    static func sorted(_ names: some Sequence<String>) -> [String] {
        names.filter { !$0.hasPrefix(headerPrefix) }.sorted { left, right in
            (rank[left] ?? order.count, left) < (rank[right] ?? order.count, right)
        }
    }
}

extension ServiceError {
    /// AWS's answer to an operation that the lab does not implement, or that does not exist: never a wrong success.
    ///
    /// JSON services: `UnknownOperationException`; query services: `InvalidAction`; S3: `NotImplemented` (501).
    public static func unknownOperation(_ operation: String?, of service: WireService) -> ServiceError {
        switch service.protocolFamily {
        case .json:
            return ServiceError(
                Code("UnknownOperationException"), operation.map { "\($0) is not implemented by kmslab" })
        case .query:
            let version = service.queryVersion ?? ""
            return ServiceError(
                Code("InvalidAction"), "Could not find operation \(operation ?? "") for version \(version)")
        case .restXML:
            return ServiceError(
                Code("NotImplemented", 501),
                "A header or query you provided implies functionality that is not implemented"
                    + (operation.map { ": \($0)" } ?? ""))
        }
    }
}
