import LabCore
import LabS3
import LabWire
import LabWorld

/// Uploads in parts.
enum UploadHandlers {
    static func create(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = CreateMultipartUpload.Input(
            bucket: reader.bucket, key: reader.key, headers: reader.objectHeaders,
            checksumAlgorithm: reader.header("x-amz-checksum-algorithm"),
            checksumType: reader.header("x-amz-checksum-type"), facts: reader.facts)
        let output = try await lab.perform(CreateMultipartUpload.self, input, in: reader.call)
        var headers = WireHeaders()
        headers.set(output.encryption)
        headers.set("x-amz-checksum-algorithm", output.checksumAlgorithm?.rawValue)
        headers.set("x-amz-checksum-type", output.checksumType?.rawValue)
        return .xml("InitiateMultipartUploadResult", headers: headers) { xml in
            xml.element("Bucket", reader.bucket)
            xml.element("Key", reader.key)
            xml.element("UploadId", output.uploadID)
        }
    }

    static func part(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let body = try reader.objectBody()
        let input = UploadPart.Input(
            bucket: reader.bucket, key: reader.key, uploadID: reader.uploadID,
            partNumber: try reader.partNumber() ?? 0, body: body.source, contentLength: body.length,
            checksums: reader.checksums, customerKey: reader.customerKey, facts: reader.facts)
        let output = try await lab.perform(UploadPart.self, input, in: reader.call)
        var response = S3Response(headers: ["ETag": "\"\(output.eTag)\""])
        response.headers.set(output.encryption)
        response.headers.set(output.checksum, withType: false)
        return response
    }

    static func partCopy(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = UploadPartCopy.Input(
            bucket: reader.bucket, key: reader.key, uploadID: reader.uploadID,
            partNumber: try reader.partNumber() ?? 0, copySource: reader.header("x-amz-copy-source") ?? "",
            copySourceRange: reader.header("x-amz-copy-source-range"),
            copySourceConditions: reader.copySourceConditions, copySourceCustomerKey: reader.copySourceCustomerKey,
            customerKey: reader.customerKey, facts: reader.facts)
        let output = try await lab.perform(UploadPartCopy.self, input, in: reader.call)
        var headers = WireHeaders()
        headers.set("x-amz-copy-source-version-id", output.copySourceVersionID?.text)
        headers.set(output.encryption)
        return .xml("CopyPartResult", headers: headers) { xml in
            xml.element("LastModified", output.lastModified)
            xml.eTag(output.eTag)
            xml.checksum(output.checksum, withType: false)
        }
    }

    static func complete(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = CompleteMultipartUpload.Input(
            bucket: reader.bucket, key: reader.key, uploadID: reader.uploadID,
            parts: try await reader.completedParts(), checksums: reader.objectChecksums,
            checksumType: reader.header("x-amz-checksum-type"),
            mpuObjectSize: reader.header("x-amz-mp-object-size").flatMap { Int($0) }, customerKey: reader.customerKey,
            conditions: reader.writeConditions, facts: reader.facts)
        let output = try await lab.perform(CompleteMultipartUpload.self, input, in: reader.call)
        var headers = WireHeaders()
        headers.set("x-amz-version-id", output.versionID?.text)
        headers.set("x-amz-expiration", output.expiration)
        headers.set(output.encryption)
        return .xml("CompleteMultipartUploadResult", headers: headers) { xml in
            xml.element("Location", reader.objectURL)
            xml.element("Bucket", reader.bucket)
            xml.element("Key", reader.key)
            xml.eTag(output.eTag)
            xml.checksum(output.checksum)
        }
    }

    static func abort(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = UploadRequest(
            bucket: reader.bucket, key: reader.key, uploadID: reader.uploadID, facts: reader.facts)
        _ = try await lab.perform(AbortMultipartUpload.self, input, in: reader.call)
        return .noContent
    }
}

extension RequestReader {
    var uploadID: String { query("uploadId") ?? "" }

    /// `CompleteMultipartUpload`'s own checksums are the whole object's, not the document's.
    fileprivate var objectChecksums: ChecksumHeaders { ChecksumHeaders(values: checksums.values) }

    /// Where the object can be read.
    fileprivate var objectURL: String {
        let scheme = request.wire.isSecure ? "https" : "http"
        let path = request.location.isVirtualHost ? "" : "/\(bucket)"
        return "\(scheme)://\(request.wire.authority)\(path)/\(PercentEncoding.encode(key, keepingSlash: true))"
    }

    fileprivate func completedParts() async throws(ServiceError) -> Decoded<[CompleteMultipartUpload.CompletedPart]> {
        let bytes = try await wholeBody(against: ChecksumHeaders(contentMD5: header("content-md5")))
        return Self.decode(bytes, "CompleteMultipartUpload") { root throws(ServiceError) in
            var parts: [CompleteMultipartUpload.CompletedPart] = []
            for element in root.all("Part") { parts.append(try Self.part(element)) }
            return parts
        }
    }

    private static func part(_ element: XMLElement) throws(ServiceError) -> CompleteMultipartUpload.CompletedPart {
        guard let number = try element.number("PartNumber") else { throw S3Error.malformedXML }
        return CompleteMultipartUpload.CompletedPart(
            partNumber: number, eTag: try element.required("ETag"),
            checksums: ChecksumAlgorithm.allCases.compactMap { algorithm in
                element.value("Checksum\(algorithm.rawValue)").map { ChecksumHeaders.Claim(algorithm, $0) }
            })
    }
}
