import LabCore
import LabS3
import LabWire
import LabWorld

/// Versioning of buckets.
enum VersioningHandlers {
    static func get(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetBucketVersioning.self, reader.bucketRequest, in: reader.call)
        return .xml("VersioningConfiguration") { $0.element("Status", ifPresent: output.status?.rawValue) }
    }

    static func put(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let body = try await reader.wholeBody()
        let root = RequestReader.decode(body, "VersioningConfiguration") { $0 }
        let hasMFADelete = (try? root.get())?["MfaDelete"] != nil
        let input = PutBucketVersioning.Input(
            bucket: reader.bucket, status: root.map { $0.value("Status") }, hasMFADelete: hasMFADelete,
            facts: reader.facts)
        return try await Handlers.change(PutBucketVersioning.self, input, reader, lab)
    }
}
