import LabCore
import LabS3
import LabWire
import LabWorld

/// Listings of objects and versions.
enum ListingHandlers {
    static func objects(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let request = try reader.listRequest()
        let input = ListObjects.Input(request, marker: reader.query("marker") ?? "")
        let output = try await lab.perform(ListObjects.self, input, in: reader.call)
        let names = NameEncoding(request.encodingType)
        return .xml("ListBucketResult") { xml in
            xml.listingHead(request, names)
            xml.element("Marker", names.encode(input.marker))
            xml.element("NextMarker", ifPresent: names.encode(output.nextMarker))
            xml.pageEnd(output.page.maxKeys, output.page.isTruncated)
            xml.contents(output.page, names, withOwner: true)
        }
    }

    static func objectsV2(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        guard reader.query("list-type") == "2" else {
            throw ServiceError(
                .init("InvalidArgument"), "Invalid List Type specified in Request",
                details: ["ArgumentName": "list-type", "ArgumentValue": reader.query("list-type") ?? ""])
        }
        let request = try reader.listRequest()
        let input = ListObjectsV2.Input(
            request, continuationToken: reader.query("continuation-token"),
            startAfter: reader.filledQuery("start-after"),
            fetchOwner: reader.query("fetch-owner") == "true")
        let output = try await lab.perform(ListObjectsV2.self, input, in: reader.call)
        let names = NameEncoding(request.encodingType)
        return .xml("ListBucketResult") { xml in
            xml.listingHead(request, names)
            xml.element("ContinuationToken", ifPresent: input.continuationToken)
            xml.element("NextContinuationToken", ifPresent: output.nextContinuationToken)
            xml.element("StartAfter", ifPresent: names.encode(input.startAfter))
            xml.element("KeyCount", output.keyCount)
            xml.pageEnd(output.page.maxKeys, output.page.isTruncated)
            xml.contents(output.page, names, withOwner: input.fetchOwner)
        }
    }

    static func versions(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let request = try reader.listRequest()
        let input = ListObjectVersions.Input(
            request, keyMarker: reader.query("key-marker") ?? "", versionIDMarker: reader.query("version-id-marker"))
        let output = try await lab.perform(ListObjectVersions.self, input, in: reader.call)
        let names = NameEncoding(request.encodingType)
        return .xml("ListVersionsResult") { xml in
            xml.listingHead(request, names)
            xml.element("KeyMarker", names.encode(input.keyMarker))
            xml.element("VersionIdMarker", input.versionIDMarker ?? "")
            xml.element("NextKeyMarker", ifPresent: names.encode(output.nextKeyMarker))
            xml.element("NextVersionIdMarker", ifPresent: output.nextVersionIDMarker)
            xml.pageEnd(output.maxKeys, output.isTruncated)
            for version in output.versions { xml.version(version, names) }
            xml.commonPrefixes(output.commonPrefixes, names)
        }
    }
}

extension RequestReader {
    /// What every listing takes.
    func listRequest(maximum: String = "max-keys") throws(ServiceError) -> ListRequest {
        ListRequest(
            bucket: bucket, prefix: query("prefix") ?? "", delimiter: filledQuery("delimiter"),
            maxKeys: try number(maximum), encodingType: filledQuery("encoding-type"), facts: facts)
    }
}

extension XMLWriter {
    fileprivate mutating func listingHead(_ request: ListRequest, _ names: NameEncoding) {
        element("Name", request.bucket)
        element("Prefix", names.encode(request.prefix))
        element("Delimiter", ifPresent: names.encode(request.delimiter))
        element("EncodingType", ifPresent: names.type)
    }

    fileprivate mutating func pageEnd(_ maxKeys: Int, _ isTruncated: Bool) {
        element("MaxKeys", maxKeys)
        element("IsTruncated", isTruncated)
    }

    fileprivate mutating func contents(_ page: ObjectPage, _ names: NameEncoding, withOwner: Bool) {
        for object in page.contents {
            element("Contents") { xml in
                xml.element("Key", names.encode(object.key))
                xml.listed(object)
                if withOwner { xml.owner(object.ownerID) }
                xml.element("StorageClass", object.storageClass)
            }
        }
        commonPrefixes(page.commonPrefixes, names)
    }

    private mutating func listed(_ object: ListedObject) {
        element("LastModified", object.lastModified)
        eTag(object.eTag)
        element("ChecksumAlgorithm", ifPresent: object.checksumAlgorithm?.rawValue)
        element("ChecksumType", ifPresent: object.checksumType?.rawValue)
        element("Size", object.size)
    }

    fileprivate mutating func version(_ version: ListObjectVersions.Version, _ names: NameEncoding) {
        element(version.object == nil ? "DeleteMarker" : "Version") { xml in
            xml.element("Key", names.encode(version.key))
            xml.element("VersionId", version.versionID.text)
            xml.element("IsLatest", version.isLatest)
            if let object = version.object {
                xml.listed(object)
            } else {
                xml.element("LastModified", version.lastModified)
            }
            xml.element("StorageClass", ifPresent: version.object?.storageClass)
            xml.owner(version.ownerID)
        }
    }

    mutating func commonPrefixes(_ prefixes: [String], _ names: NameEncoding) {
        for prefix in prefixes {
            element("CommonPrefixes") { $0.element("Prefix", names.encode(prefix)) }
        }
    }
}
