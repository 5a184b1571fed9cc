import LabCore
import LabS3
import LabWire
import LabWorld

/// Access control lists of buckets and versions.
enum AccessHandlers {
    static func getBucket(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        response(try await lab.perform(GetBucketAcl.self, reader.bucketRequest, in: reader.call))
    }

    static func getObject(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        response(try await lab.perform(GetObjectAcl.self, reader.versionRequest, in: reader.call))
    }

    static func putBucket(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = PutBucketAcl.Input(
            bucket: reader.bucket, acl: try await request(reader), facts: reader.facts)
        return try await Handlers.change(PutBucketAcl.self, input, reader, lab)
    }

    static func putObject(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let input = PutObjectAcl.Input(
            bucket: reader.bucket, key: reader.key, versionID: reader.query("versionId"),
            acl: try await request(reader), facts: reader.facts)
        return try await Handlers.change(PutObjectAcl.self, input, reader, lab)
    }

    private static func request(_ reader: RequestReader) async throws(ServiceError) -> ACLRequest {
        let body = try await reader.wholeBody()
        guard !body.isEmpty else { return ACLRequest(headers: reader.access) }
        return ACLRequest(headers: reader.access, grants: RequestReader.decode(body, "AccessControlPolicy", grants))
    }

    private static func grants(_ root: XMLElement) throws(ServiceError) -> [AccessControlList.Grant] {
        guard let list = root["AccessControlList"] else { throw S3Error.malformedXML }
        var grants: [AccessControlList.Grant] = []
        for element in list.all("Grant") {
            guard let permission = AccessControlList.Permission(rawValue: try element.required("Permission")),
                let grantee = element["Grantee"]
            else { throw S3Error.malformedXML }
            grants.append(AccessControlList.Grant(try self.grantee(grantee), permission))
        }
        return grants
    }

    private static func grantee(_ element: XMLElement) throws(ServiceError) -> AccessControlList.Grantee {
        if let id = element.value("ID") {
            guard let account = CanonicalUserID.account(of: id) else { throw invalid("CanonicalUser/ID", id) }
            return .account(account)
        }
        guard let uri = element.value("URI") else { throw S3Error.malformedXML }
        guard let group = AccessControlList.Grantee(groupURI: uri) else { throw invalid("Group/URI", uri) }
        return group
    }

    private static func invalid(_ name: String, _ value: String) -> ServiceError {
        ServiceError(
            .init("InvalidArgument"), name == "Group/URI" ? "Invalid group uri" : "Invalid id",
            details: ["ArgumentName": name, "ArgumentValue": value])
    }

    private static func response(_ answer: ACLAnswer) -> S3Response {
        .xml("AccessControlPolicy") { xml in
            xml.owner(answer.ownerID)
            xml.element("AccessControlList") { xml in
                for grant in answer.list.grants { write(grant, to: &xml) }
            }
        }
    }

    private static func write(_ grant: AccessControlList.Grant, to xml: inout XMLWriter) {
        let isGroup = grant.grantee.groupURI != nil
        let attributes = [
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ("xsi:type", isGroup ? "Group" : "CanonicalUser"),
        ]
        xml.element("Grant") { xml in
            xml.element("Grantee", attributes) { xml in
                if case .account(let account) = grant.grantee { xml.element("ID", CanonicalUserID.of(account)) }
                xml.element("URI", ifPresent: grant.grantee.groupURI)
            }
            xml.element("Permission", grant.permission.rawValue)
        }
    }
}
