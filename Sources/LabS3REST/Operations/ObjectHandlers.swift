import LabCore
import LabS3
import LabWire
import LabWorld

/// Objects: written, read, copied.
enum ObjectHandlers {
    static func put(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let body = try reader.objectBody()
        let input = PutObject.Input(
            bucket: reader.bucket, key: reader.key, body: body.source, contentLength: body.length,
            headers: reader.objectHeaders, checksums: reader.checksums, conditions: reader.writeConditions,
            facts: reader.facts)
        let output = try await lab.perform(PutObject.self, input, in: reader.call)
        var response = S3Response(headers: ["ETag": "\"\(output.eTag)\""])
        response.headers.set("x-amz-version-id", output.versionID?.text)
        response.headers.set("x-amz-expiration", output.expiration)
        response.headers.set(output.encryption)
        response.headers.set(output.checksum)
        return response
    }

    static func get(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetObject.self, try reader.readRequest(), in: reader.call)
        return S3Response(
            status: output.description.status, headers: output.description.headers,
            body: try body(output.body))
    }

    /// A body of one chunk goes out in one piece with its head.
    private static func body(_ reader: BodyReader) throws(ServiceError) -> S3Response.Body {
        reader.byteCount <= 64 << 10 ? .bytes(try reader.collect()) : .object(reader)
    }

    static func head(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(HeadObject.self, try reader.readRequest(), in: reader.call)
        return S3Response(
            status: output.status, headers: output.headers, body: .head(length: output.contentLength))
    }

    static func copy(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = CopyObject.Input(
            bucket: reader.bucket, key: reader.key, copySource: reader.header("x-amz-copy-source") ?? "",
            metadataDirective: reader.header("x-amz-metadata-directive"),
            taggingDirective: reader.header("x-amz-tagging-directive"), headers: reader.objectHeaders,
            copySourceCustomerKey: reader.copySourceCustomerKey, copySourceConditions: reader.copySourceConditions,
            conditions: reader.writeConditions, checksumAlgorithm: reader.header("x-amz-checksum-algorithm"),
            facts: reader.facts)
        let output = try await lab.perform(CopyObject.self, input, in: reader.call)
        var headers = WireHeaders()
        headers.set("x-amz-version-id", output.versionID?.text)
        headers.set("x-amz-copy-source-version-id", output.copySourceVersionID?.text)
        headers.set("x-amz-expiration", output.expiration)
        headers.set(output.encryption)
        return .xml("CopyObjectResult", headers: headers) { xml in
            xml.element("LastModified", output.lastModified)
            xml.eTag(output.eTag)
            xml.checksum(output.checksum)
        }
    }
}

extension RequestReader {
    /// A read of a version.
    ///
    /// - Throws: `InvalidRequest` when somebody without a name wants to set headers of the answer.
    fileprivate func readRequest() throws(ServiceError) -> ObjectReadRequest {
        let overrides = overrides
        guard request.signature != nil || overrides == ResponseOverrides() else {
            throw ServiceError(
                .init("InvalidRequest"),
                "Request specific response headers cannot be used for anonymous GET requests.")
        }
        return ObjectReadRequest(
            bucket: bucket, key: key, versionID: query("versionId"), range: header("range"),
            partNumber: try partNumber(), conditions: readConditions,
            isChecksumModeEnabled: header("x-amz-checksum-mode")?.uppercased() == "ENABLED", customerKey: customerKey,
            serverSideEncryption: header("x-amz-server-side-encryption"), overrides: overrides, facts: facts)
    }

    /// `partNumber`; what is not even a number is refused like one that is out of bounds.
    func partNumber() throws(ServiceError) -> Int? {
        guard let text = query("partNumber") else { return nil }
        guard let number = Int(text), (1...10_000).contains(number) else {
            throw ServiceError(
                .init("InvalidArgument"), "Part number must be an integer between 1 and 10000, inclusive",
                details: ["ArgumentName": "partNumber", "ArgumentValue": text])
        }
        return number
    }

    private var overrides: ResponseOverrides {
        var overrides = ResponseOverrides()
        overrides.contentType = filledQuery("response-content-type")
        overrides.cacheControl = filledQuery("response-cache-control")
        overrides.contentDisposition = filledQuery("response-content-disposition")
        overrides.contentEncoding = filledQuery("response-content-encoding")
        overrides.contentLanguage = filledQuery("response-content-language")
        overrides.expires = filledQuery("response-expires")
        return overrides
    }
}

extension ObjectDescription {
    /// The header fields of GetObject and HeadObject. The length is the connection's.
    fileprivate var headers: WireHeaders {
        var headers: WireHeaders = [
            "Last-Modified": lastModified.httpDate, "ETag": "\"\(eTag)\"", "Accept-Ranges": "bytes",
            "Content-Type": contentType,
        ]
        headers.set("Content-Range", contentRange)
        headers.set("x-amz-version-id", versionID?.text)
        headers.set("x-amz-expiration", expiration)
        headers.set("x-amz-storage-class", storageClass)
        headers.set("x-amz-mp-parts-count", partsCount.map(String.init))
        headers.set("x-amz-tagging-count", tagCount.map(String.init))
        headers.set(encryption)
        headers.set(checksum)
        setProperties(in: &headers)
        setLock(in: &headers)
        return headers
    }

    private func setProperties(in headers: inout WireHeaders) {
        headers.set("Cache-Control", properties.cacheControl)
        headers.set("Content-Disposition", properties.contentDisposition)
        headers.set("Content-Encoding", properties.contentEncoding)
        headers.set("Content-Language", properties.contentLanguage)
        headers.set("Expires", properties.expires)
        headers.set("x-amz-website-redirect-location", properties.websiteRedirectLocation)
        for entry in properties.metadata { headers.append("x-amz-meta-\(entry.name)", entry.value) }
    }

    private func setLock(in headers: inout WireHeaders) {
        headers.set("x-amz-object-lock-mode", retention?.mode.rawValue)
        headers.set("x-amz-object-lock-retain-until-date", retention?.retainUntil.iso8601Milliseconds)
        headers.set("x-amz-object-lock-legal-hold", isLegalHoldOn.map { $0 ? "ON" : "OFF" })
    }
}
