import LabCore
import LabS3
import LabWire
import LabWorld

/// Default encryption of buckets, and objects put under another key.
enum EncryptionHandlers {
    static func get(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetBucketEncryption.self, reader.bucketRequest, in: reader.call)
        return .xml("ServerSideEncryptionConfiguration") { xml in
            xml.element("Rule") { xml in
                xml.element("ApplyServerSideEncryptionByDefault") { xml in
                    xml.element("SSEAlgorithm", output.algorithm.rawValue)
                    xml.element("KMSMasterKeyID", ifPresent: output.kmsMasterKeyID)
                }
                xml.element("BucketKeyEnabled", output.bucketKeyEnabled)
                if output.blocksCustomerKeys {
                    xml.element("BlockedEncryptionTypes") { $0.element("EncryptionType", "SSE-C") }
                }
            }
        }
    }

    static func put(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let rules = try await reader.document("ServerSideEncryptionConfiguration") { root throws(ServiceError) in
            var rules: [PutBucketEncryption.Rule] = []
            for element in root.all("Rule") { rules.append(try rule(element)) }
            return rules
        }
        let input = PutBucketEncryption.Input(bucket: reader.bucket, rules: rules, facts: reader.facts)
        return try await Handlers.change(PutBucketEncryption.self, input, reader, lab)
    }

    private static func rule(_ element: XMLElement) throws(ServiceError) -> PutBucketEncryption.Rule {
        let standard = element["ApplyServerSideEncryptionByDefault"]
        return PutBucketEncryption.Rule(
            sseAlgorithm: standard?.value("SSEAlgorithm"), kmsMasterKeyID: standard?.value("KMSMasterKeyID"),
            bucketKeyEnabled: try element.flag("BucketKeyEnabled"),
            blockedEncryptionTypes: element["BlockedEncryptionTypes"]?.values("EncryptionType"))
    }

    static func updateObject(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = UpdateObjectEncryption.Input(
            bucket: reader.bucket, key: reader.key, versionID: reader.query("versionId"),
            encryption: try await reader.document("ObjectEncryption", target), checksums: reader.checksums,
            facts: reader.facts)
        _ = try await lab.perform(UpdateObjectEncryption.self, input, in: reader.call)
        return S3Response()
    }

    private static func target(_ root: XMLElement) throws(ServiceError) -> UpdateObjectEncryption.Encryption? {
        guard let element = root["SSE-KMS"] else { return nil }
        return UpdateObjectEncryption.Encryption(
            kmsKeyARN: element.value("KMSKeyArn") ?? "", bucketKeyEnabled: try element.flag("BucketKeyEnabled") ?? false
        )
    }
}
