import LabCore
import LabS3
import LabWire
import LabWorld

/// Ownership controls.
enum OwnershipHandlers {
    static func get(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let ownership = try await lab.perform(GetBucketOwnershipControls.self, reader.bucketRequest, in: reader.call)
        return .xml("OwnershipControls") { xml in
            xml.element("Rule") { $0.element("ObjectOwnership", ownership.rawValue) }
        }
    }

    static func put(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let rules = try await reader.document("OwnershipControls") { root throws(ServiceError) in
            var rules: [String] = []
            for rule in root.all("Rule") { rules.append(try rule.required("ObjectOwnership")) }
            return rules
        }
        let input = PutBucketOwnershipControls.Input(bucket: reader.bucket, rules: rules, facts: reader.facts)
        return try await Handlers.change(PutBucketOwnershipControls.self, input, reader, lab)
    }
}
