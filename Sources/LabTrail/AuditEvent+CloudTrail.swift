public import LabCore
import LabService

extension AuditEvent {
    /// The event in CloudTrail's own JSON.
    ///
    /// - SeeAlso: AWS CloudTrail User Guide, "CloudTrail record contents", event version 1.11
    public var cloudTrailRecord: JSONObject {
        var record: JSONObject = [
            "eventVersion": "1.11",
            "userIdentity": .object(userIdentity),
            "eventTime": .string(time.iso8601),
            "eventSource": .string(service.eventSource),
            "eventName": .string(name),
            "awsRegion": .string(region.code),
            "sourceIPAddress": .string(sourceIPAddress),
            "userAgent": .string(userAgent),
        ]
        if let error {
            record["errorCode"] = .string(Self.errorCode(error))
            if let message = error.message { record["errorMessage"] = .string(message) }
        }
        appendDetail(to: &record)
        return record
    }

    /// What CloudTrail calls an error: AWS's name, except that refusals are `AccessDenied`.
    private static func errorCode(_ error: ServiceError) -> String {
        error.code.wireName == "AccessDeniedException" ? "AccessDenied" : error.code.wireName
    }

    private func appendDetail(to record: inout JSONObject) {
        record["requestParameters"] = detail.requestParameters.map(JSONValue.object) ?? .null
        record["responseElements"] = detail.responseElements.map(JSONValue.object) ?? .null
        if let additional = detail.additionalEventData { record["additionalEventData"] = .object(additional) }
        if let requestID { record["requestID"] = .string(requestID) }
        record["eventID"] = .string(eventID)
        record["readOnly"] = .bool(isReadOnly)
        if !detail.resources.isEmpty { record["resources"] = .array(detail.resources.map(Self.resource)) }
        record["eventType"] = kind == .apiCall ? "AwsApiCall" : "AwsServiceEvent"
        record["managementEvent"] = .bool(!isDataEvent)
        record["recipientAccountId"] = .string(account.digits)
        if let sharedEventID { record["sharedEventID"] = .string(sharedEventID) }
        if let serviceEventDetails { record["serviceEventDetails"] = .object(serviceEventDetails) }
        record["eventCategory"] = isDataEvent ? "Data" : "Management"
        if let host = origin?.host, origin?.viaServices.isEmpty == true {
            record["tlsDetails"] = ["clientProvidedHostHeader": .string(host)]
        }
    }

    private static func resource(_ resource: AuditResource) -> JSONValue {
        var object: JSONObject = [:]
        if let account = resource.account { object["accountId"] = .string(account.digits) }
        object["type"] = .string(resource.type)
        object["ARN"] = .string(resource.arn)
        return .object(object)
    }

    /// The service that called on somebody's behalf or for itself, or CloudTrail's word for the services themselves.
    private var invokedBy: String? {
        if kind == .serviceEvent { return "AWS Internal" }
        if case .service(let name)? = caller?.principal { return name }
        return origin?.viaServices.last.map(Self.serviceHost)
    }

    /// `s3.amazonaws.com` for `s3.eu-central-1.amazonaws.com`: events name services without their Region.
    private static func serviceHost(_ viaService: String) -> String {
        "\(viaService.prefix { $0 != "." }).amazonaws.com"
    }

    private var sourceIPAddress: String { invokedBy ?? origin?.sourceIP ?? "AWS Internal" }
    private var userAgent: String { invokedBy ?? origin?.userAgent ?? "AWS Internal" }

    private var userIdentity: JSONObject {
        guard let caller else { return ["accountId": .string(account.digits), "invokedBy": "AWS Internal"] }
        var identity = isOwnersCopy ? Self.foreignIdentity(of: caller) : Self.identity(of: caller)
        if let invokedBy { identity["invokedBy"] = .string(invokedBy) }
        return identity
    }

    private static func identity(of caller: Caller) -> JSONObject {
        let principal = caller.principal
        var identity: JSONObject = ["type": .string(typeName(principal))]
        guard let account = principal.account else {
            if principal == .anonymous { for member in anonymous.members { identity[member.name] = member.value } }
            return identity
        }
        identity["principalId"] = .string(principal.userID)
        identity["arn"] = .string(principal.arn)
        identity["accountId"] = .string(account.digits)
        if let accessKeyID = caller.accessKeyID { identity["accessKeyId"] = .string(accessKeyID) }
        if let userName = principal.userName { identity["userName"] = .string(userName) }
        if let context = sessionContext(of: caller) { identity["sessionContext"] = .object(context) }
        return identity
    }

    /// Nobody, in S3's words for public requests.
    private static let anonymous: JSONObject = ["principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"]

    /// What the owner of a resource is told about a caller of another account.
    private static func foreignIdentity(of caller: Caller) -> JSONObject {
        [
            "type": "AWSAccount", "principalId": .string(caller.principal.userID),
            "accountId": .string(caller.principal.account?.digits ?? ""),
        ]
    }

    private static func typeName(_ principal: Principal) -> String {
        switch principal {
        case .root: "Root"
        case .user: "IAMUser"
        case .assumedRole: "AssumedRole"
        case .service: "AWSService"
        case .anonymous: "AWSAccount"
        }
    }

    private static func sessionContext(of caller: Caller) -> JSONObject? {
        guard let start = caller.sessionStart else { return nil }
        var context: JSONObject = [:]
        if case .assumedRole(let account, _, let role, let roleID, _) = caller.principal {
            context["sessionIssuer"] = [
                "type": "Role", "principalId": .string(roleID), "arn": .string(caller.principal.policyARN),
                "accountId": .string(account.digits), "userName": .string(role),
            ]
        }
        context["attributes"] = [
            "creationDate": .string(start.iso8601),
            "mfaAuthenticated": caller.isMultiFactorAuthenticated == true ? "true" : "false",
        ]
        return context
    }
}
