import LabCore
import LabS3
import LabWire
import LabWorld

/// GetObjectAttributes.
enum AttributeHandlers {
    static func get(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let wanted = reader.headers.combined("x-amz-object-attributes") ?? ""
        let input = GetObjectAttributes.Input(
            bucket: reader.bucket, key: reader.key, versionID: reader.query("versionId"),
            objectAttributes: wanted.split(separator: ",").map { $0.filter { $0 != " " } },
            maxParts: reader.header("x-amz-max-parts").flatMap { Int($0) },
            partNumberMarker: reader.header("x-amz-part-number-marker").flatMap { Int($0) },
            customerKey: reader.customerKey, facts: reader.facts)
        let output = try await lab.perform(GetObjectAttributes.self, input, in: reader.call)
        var headers: WireHeaders = ["Last-Modified": output.lastModified.httpDate]
        headers.set("x-amz-version-id", output.versionID?.text)
        return .xml("GetObjectAttributesResponse", headers: headers) { xml in
            // Here, and only here, the tag stands without quotes.
            xml.element("ETag", ifPresent: output.eTag)
            if let checksum = output.checksum { xml.element("Checksum") { $0.checksum(checksum) } }
            if let parts = output.objectParts { write(parts, to: &xml) }
            xml.element("StorageClass", ifPresent: output.storageClass)
            if let size = output.objectSize { xml.element("ObjectSize", size) }
        }
    }

    private static func write(_ parts: GetObjectAttributes.Parts, to xml: inout XMLWriter) {
        xml.element("ObjectParts") { xml in
            xml.element("PartsCount", parts.totalCount)
            xml.element("PartNumberMarker", parts.partNumberMarker)
            xml.element("NextPartNumberMarker", parts.nextPartNumberMarker)
            xml.element("MaxParts", parts.maxParts)
            xml.element("IsTruncated", parts.isTruncated)
            for part in parts.parts {
                xml.element("Part") { xml in
                    xml.element("PartNumber", part.number)
                    xml.element("Size", part.size)
                    xml.checksum(part.checksum, withType: false)
                }
            }
        }
    }
}
