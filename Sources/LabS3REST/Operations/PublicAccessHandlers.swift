import LabCore
import LabS3
import LabWire
import LabWorld

/// Block Public Access.
enum PublicAccessHandlers {
    static func get(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let block = try await lab.perform(GetPublicAccessBlock.self, reader.bucketRequest, in: reader.call)
        return .xml("PublicAccessBlockConfiguration") { xml in
            xml.element("BlockPublicAcls", block.blockPublicAcls)
            xml.element("IgnorePublicAcls", block.ignorePublicAcls)
            xml.element("BlockPublicPolicy", block.blockPublicPolicy)
            xml.element("RestrictPublicBuckets", block.restrictPublicBuckets)
        }
    }

    static func put(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let block = try await reader.document("PublicAccessBlockConfiguration") { root throws(ServiceError) in
            PublicAccessBlock(
                blockPublicAcls: try root.flag("BlockPublicAcls") ?? false,
                ignorePublicAcls: try root.flag("IgnorePublicAcls") ?? false,
                blockPublicPolicy: try root.flag("BlockPublicPolicy") ?? false,
                restrictPublicBuckets: try root.flag("RestrictPublicBuckets") ?? false)
        }
        let input = PutPublicAccessBlock.Input(bucket: reader.bucket, block: block, facts: reader.facts)
        return try await Handlers.change(PutPublicAccessBlock.self, input, reader, lab)
    }
}
