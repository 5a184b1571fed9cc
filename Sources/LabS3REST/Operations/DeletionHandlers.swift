import LabCore
import LabS3
import LabWire
import LabWorld

/// Deletions, one by one and in batches.
enum DeletionHandlers {
    static func one(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let directoryHeaders = ["x-amz-if-match-last-modified-time", "x-amz-if-match-size"]
        let input = DeleteObject.Input(
            bucket: reader.bucket, key: reader.key, versionID: reader.query("versionId"),
            bypassGovernanceRetention: reader.flag("x-amz-bypass-governance-retention"),
            ifMatch: reader.header("if-match"),
            hasDirectoryConditions: directoryHeaders.contains { reader.header($0) != nil }, facts: reader.facts)
        let output = try await lab.perform(DeleteObject.self, input, in: reader.call)
        var response = S3Response.noContent
        response.headers.set("x-amz-version-id", output.versionID?.text)
        response.headers.set("x-amz-delete-marker", output.deleteMarker == true ? "true" : nil)
        return response
    }

    static func many(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = DeleteObjects.Input(
            bucket: reader.bucket, batch: try await reader.document("Delete", batch),
            bypassGovernanceRetention: reader.flag("x-amz-bypass-governance-retention"), checksums: reader.checksums,
            facts: reader.facts)
        let output = try await lab.perform(DeleteObjects.self, input, in: reader.call)
        return .xml("DeleteResult") { xml in
            for deleted in output.deleted { write(deleted, to: &xml) }
            for failure in output.errors { write(failure, to: &xml) }
        }
    }

    private static func batch(_ root: XMLElement) throws(ServiceError) -> DeleteObjects.Batch {
        var objects: [DeleteObjects.ObjectIdentifier] = []
        for element in root.all("Object") {
            // A key is its text as it stands, with the space around it.
            guard let key = element["Key"]?.text else { throw S3Error.malformedXML }
            objects.append(
                DeleteObjects.ObjectIdentifier(
                    key: key, versionID: element.value("VersionId"), eTag: element.value("ETag")))
        }
        return DeleteObjects.Batch(objects, isQuiet: try root.flag("Quiet") ?? false)
    }

    private static func write(_ deleted: DeleteObjects.Deleted, to xml: inout XMLWriter) {
        xml.element("Deleted") { xml in
            xml.element("Key", deleted.key)
            xml.element("VersionId", ifPresent: deleted.versionID)
            if let marker = deleted.deleteMarker { xml.element("DeleteMarker", marker) }
            xml.element("DeleteMarkerVersionId", ifPresent: deleted.deleteMarkerVersionID)
        }
    }

    private static func write(_ failure: DeleteObjects.Failure, to xml: inout XMLWriter) {
        xml.element("Error") { xml in
            xml.element("Key", failure.key)
            xml.element("VersionId", ifPresent: failure.versionID)
            xml.element("Code", failure.error.code.wireName)
            xml.element("Message", failure.error.message ?? "")
        }
    }
}
