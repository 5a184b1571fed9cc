import LabCore
import LabS3
import LabWire
import LabWorld

// Listings of uploads and of their parts.
extension UploadHandlers {
    static func list(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let request = try reader.listRequest(maximum: "max-uploads")
        let input = ListMultipartUploads.Input(
            request, keyMarker: reader.query("key-marker") ?? "",
            uploadIDMarker: reader.query("upload-id-marker") ?? "")
        let output = try await lab.perform(ListMultipartUploads.self, input, in: reader.call)
        let names = NameEncoding(request.encodingType)
        return .xml("ListMultipartUploadsResult") { xml in
            xml.element("Bucket", request.bucket)
            xml.element("KeyMarker", names.encode(input.keyMarker))
            xml.element("UploadIdMarker", input.uploadIDMarker)
            xml.element("NextKeyMarker", names.encode(output.nextKeyMarker ?? ""))
            xml.element("NextUploadIdMarker", output.nextUploadIDMarker ?? "")
            xml.element("Delimiter", ifPresent: names.encode(request.delimiter))
            xml.element("Prefix", names.encode(request.prefix))
            xml.element("EncodingType", ifPresent: names.type)
            xml.element("MaxUploads", output.maxUploads)
            xml.element("IsTruncated", output.isTruncated)
            for upload in output.uploads { write(upload, names, to: &xml) }
            xml.commonPrefixes(output.commonPrefixes, names)
        }
    }

    private static func write(_ upload: MultipartUpload, _ names: NameEncoding, to xml: inout XMLWriter) {
        xml.element("Upload") { xml in
            xml.element("UploadId", upload.id.uploadID)
            xml.element("Key", names.encode(upload.key.text))
            xml.element("Initiated", upload.id.initiated)
            xml.element("StorageClass", upload.storageClass)
            xml.owner(CanonicalUserID.of(upload.owner))
            xml.initiator(upload.initiator)
            xml.element("ChecksumAlgorithm", ifPresent: upload.listedChecksumAlgorithm?.rawValue)
            xml.element("ChecksumType", ifPresent: upload.listedChecksumType?.rawValue)
        }
    }

    static func parts(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = ListParts.Input(
            bucket: reader.bucket, key: reader.key, uploadID: reader.uploadID,
            maxParts: try reader.number("max-parts"), partNumberMarker: try reader.number("part-number-marker"),
            customerKey: reader.customerKey, facts: reader.facts)
        let output = try await lab.perform(ListParts.self, input, in: reader.call)
        return .xml("ListPartsResult") { xml in
            xml.element("Bucket", reader.bucket)
            xml.element("Key", reader.key)
            xml.element("UploadId", reader.uploadID)
            xml.initiator(output.initiator)
            xml.owner(output.ownerID)
            xml.element("StorageClass", output.storageClass)
            xml.element("PartNumberMarker", output.partNumberMarker)
            xml.element("NextPartNumberMarker", output.nextPartNumberMarker)
            xml.element("MaxParts", output.maxParts)
            xml.element("IsTruncated", output.isTruncated)
            xml.element("ChecksumAlgorithm", ifPresent: output.checksumAlgorithm?.rawValue)
            xml.element("ChecksumType", ifPresent: output.checksumType?.rawValue)
            for part in output.parts { write(part, to: &xml) }
        }
    }

    private static func write(_ part: ListParts.Part, to xml: inout XMLWriter) {
        xml.element("Part") { xml in
            xml.element("PartNumber", part.number)
            xml.element("LastModified", part.lastModified)
            xml.eTag(part.eTag)
            xml.element("Size", part.size)
            xml.checksum(part.checksum, withType: false)
        }
    }
}

extension XMLWriter {
    /// Who began an upload: the only principal that S3 still shows a name of.
    fileprivate mutating func initiator(_ principal: Principal) {
        element("Initiator") { xml in
            xml.element("ID", principal.account.map(CanonicalUserID.of) ?? principal.arn)
            xml.element("DisplayName", principal.arn)
        }
    }
}
