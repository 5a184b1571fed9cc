import LabCore
import LabS3
import LabWire
import LabWorld

/// Tags of buckets and versions.
enum TaggingHandlers {
    static func getBucket(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetBucketTagging.self, reader.bucketRequest, in: reader.call)
        return .xml("Tagging") { $0.tagSet(output.tags) }
    }

    static func putBucket(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = PutBucketTagging.Input(
            bucket: reader.bucket, tags: try await reader.document("Tagging", tagSet), facts: reader.facts)
        return try await Handlers.change(PutBucketTagging.self, input, reader, lab, status: 204)
    }

    static func getObject(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetObjectTagging.self, reader.versionRequest, in: reader.call)
        var headers = WireHeaders()
        headers.set("x-amz-version-id", output.versionID?.text)
        return .xml("Tagging", headers: headers) { $0.tagSet(output.tags) }
    }

    static func putObject(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = PutObjectTagging.Input(
            bucket: reader.bucket, key: reader.key, versionID: reader.query("versionId"),
            tags: try await reader.document("Tagging", tagSet), facts: reader.facts)
        return try await Handlers.change(PutObjectTagging.self, input, reader, lab)
    }

    static func deleteObject(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        try await Handlers.change(DeleteObjectTagging.self, reader.versionRequest, reader, lab, status: 204)
    }

    private static func tagSet(_ root: XMLElement) throws(ServiceError) -> [S3Tag] {
        guard let set = root["TagSet"] else { throw S3Error.malformedXML }
        return try tags(set)
    }

    /// The `Tag` elements directly inside of an element.
    static func tags(_ set: XMLElement) throws(ServiceError) -> [S3Tag] {
        var tags: [S3Tag] = []
        for element in set.all("Tag") {
            guard let key = element["Key"]?.text, let value = element["Value"]?.text else {
                throw S3Error.malformedXML
            }
            tags.append(S3Tag(key: key, value: value))
        }
        return tags
    }
}
