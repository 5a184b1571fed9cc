import LabCore
import LabS3
import LabWire
import LabWorld

/// Object Lock: a bucket's configuration, retention and legal hold of versions.
enum LockHandlers {
    static func getConfiguration(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetObjectLockConfiguration.self, reader.bucketRequest, in: reader.call)
        return .xml("ObjectLockConfiguration") { xml in
            xml.element("ObjectLockEnabled", "Enabled")
            guard let retention = output.defaultRetention else { return }
            xml.element("Rule") { xml in
                xml.element("DefaultRetention") { write(retention, to: &$0) }
            }
        }
    }

    private static func write(
        _ retention: ObjectLockConfiguration.DefaultRetention, to xml: inout XMLWriter
    ) {
        xml.element("Mode", retention.mode.rawValue)
        switch retention.period {
        case .days(let count): xml.element("Days", count)
        case .years(let count): xml.element("Years", count)
        }
    }

    static func putConfiguration(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = PutObjectLockConfiguration.Input(
            bucket: reader.bucket, configuration: try await reader.document("ObjectLockConfiguration", configuration),
            facts: reader.facts)
        return try await Handlers.change(PutObjectLockConfiguration.self, input, reader, lab)
    }

    private static func configuration(
        _ root: XMLElement
    ) throws(ServiceError) -> PutObjectLockConfiguration.Configuration {
        var rule: PutObjectLockConfiguration.Rule?
        if let element = root["Rule"] {
            guard let retention = element["DefaultRetention"] else { throw S3Error.malformedXML }
            rule = PutObjectLockConfiguration.Rule(
                mode: retention.value("Mode"), days: try retention.number("Days"),
                years: try retention.number("Years"))
        }
        return PutObjectLockConfiguration.Configuration(
            objectLockEnabled: root.value("ObjectLockEnabled"), rule: rule)
    }

    static func getRetention(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetObjectRetention.self, reader.versionRequest, in: reader.call)
        return .xml("Retention") { xml in
            xml.element("Mode", output.mode.rawValue)
            xml.element("RetainUntilDate", output.retainUntil.iso8601Milliseconds)
        }
    }

    static func putRetention(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let retention = try await reader.document("Retention") { root in
            PutObjectRetention.Retention(mode: root.value("Mode"), retainUntilDate: root.value("RetainUntilDate"))
        }
        let input = PutObjectRetention.Input(
            bucket: reader.bucket, key: reader.key, versionID: reader.query("versionId"), retention: retention,
            bypassGovernanceRetention: reader.flag("x-amz-bypass-governance-retention") ?? false, facts: reader.facts)
        return try await Handlers.change(PutObjectRetention.self, input, reader, lab)
    }

    static func getHold(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetObjectLegalHold.self, reader.versionRequest, in: reader.call)
        return .xml("LegalHold") { $0.element("Status", output.isOn ? "ON" : "OFF") }
    }

    static func putHold(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = PutObjectLegalHold.Input(
            bucket: reader.bucket, key: reader.key, versionID: reader.query("versionId"),
            status: try await reader.document("LegalHold") { $0.value("Status") }, facts: reader.facts)
        return try await Handlers.change(PutObjectLegalHold.self, input, reader, lab)
    }
}
