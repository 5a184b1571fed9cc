import LabCore
import LabS3
import LabWire
import LabWorld

/// Policies of buckets, which are JSON between all the XML.
enum PolicyHandlers {
    static func get(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetBucketPolicy.self, reader.bucketRequest, in: reader.call)
        return S3Response(headers: ["Content-Type": "application/json"], body: .bytes(Array(output.policy.utf8)))
    }

    static func put(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let body = try await reader.wholeBody()
        // What is no text is no policy either: the replacement characters make it fail as one.
        let input = PutBucketPolicy.Input(
            bucket: reader.bucket, policy: String(decoding: body, as: UTF8.self), facts: reader.facts)
        return try await Handlers.change(PutBucketPolicy.self, input, reader, lab, status: 204)
    }

    static func status(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetBucketPolicyStatus.self, reader.bucketRequest, in: reader.call)
        return .xml("PolicyStatus") { $0.element("IsPublic", output.isPublic) }
    }
}
