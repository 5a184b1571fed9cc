import LabCore
import LabS3
import LabWire
import LabWorld

/// Buckets themselves.
enum BucketHandlers {
    static func list(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = ListBuckets.Input(
            prefix: reader.filledQuery("prefix"), maxBuckets: try reader.number("max-buckets"),
            continuationToken: reader.filledQuery("continuation-token"),
            bucketRegion: reader.filledQuery("bucket-region"), facts: reader.facts)
        let output = try await lab.perform(ListBuckets.self, input, in: reader.call)
        return .xml("ListAllMyBucketsResult") { xml in
            xml.owner(output.ownerID)
            xml.element("Buckets") { xml in
                for bucket in output.buckets { write(bucket, to: &xml) }
            }
            xml.element("ContinuationToken", ifPresent: output.continuationToken)
            xml.element("Prefix", ifPresent: output.prefix)
        }
    }

    private static func write(_ bucket: ListBuckets.Entry, to xml: inout XMLWriter) {
        xml.element("Bucket") { xml in
            xml.element("Name", bucket.name)
            xml.element("CreationDate", bucket.creationDate)
            xml.element("BucketRegion", bucket.region.code)
            xml.element("BucketArn", bucket.arn)
        }
    }

    static func create(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = CreateBucket.Input(
            bucket: reader.bucket, configuration: try await configuration(reader), access: reader.access,
            objectLockEnabled: reader.flag("x-amz-bucket-object-lock-enabled") ?? false,
            objectOwnership: reader.header("x-amz-object-ownership"), facts: reader.facts)
        let output = try await lab.perform(CreateBucket.self, input, in: reader.call)
        return S3Response(headers: ["Location": output.location, "x-amz-bucket-arn": output.bucketARN])
    }

    private static func configuration(
        _ reader: RequestReader
    ) async throws(ServiceError) -> Decoded<CreateBucket.Configuration> {
        let body = try await reader.wholeBody()
        guard !body.isEmpty else { return .success(CreateBucket.Configuration()) }
        return RequestReader.decode(body, "CreateBucketConfiguration") { root throws(ServiceError) in
            let constraint = root.value("LocationConstraint")
            return CreateBucket.Configuration(
                locationConstraint: constraint?.isEmpty == true ? nil : constraint,
                tags: try TaggingHandlers.tags(root["Tags"] ?? XMLElement("Tags")))
        }
    }

    static func delete(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        _ = try await lab.perform(DeleteBucket.self, reader.bucketRequest, in: reader.call)
        return .noContent
    }

    static func head(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(HeadBucket.self, reader.bucketRequest, in: reader.call)
        return S3Response(headers: [
            "x-amz-bucket-region": output.region.code, "x-amz-access-point-alias": "false",
            "x-amz-bucket-arn": output.bucketARN, "Content-Type": "application/xml",
        ])
    }

    static func location(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetBucketLocation.self, reader.bucketRequest, in: reader.call)
        return .xml("LocationConstraint") { xml in
            if let constraint = output.locationConstraint { xml.text(constraint) }
        }
    }
}
