import LabCore
public import LabService

/// Builds what events of the object store say.
///
/// - SeeAlso: Amazon S3 User Guide, "Amazon S3 CloudTrail events"
struct S3Audit {
    private let facts: RequestFacts
    private let call: Call

    init(_ facts: RequestFacts, in call: Call) {
        self.facts = facts
        self.call = call
    }

    /// The event of an operation on the account.
    func detail() -> AuditDetail {
        var parameters: JSONObject = [:]
        parameters["Host"] = call.origin.host.map(JSONValue.string)
        return AuditDetail(
            requestParameters: parameters.isEmpty ? nil : parameters, additionalEventData: additionalData())
    }

    /// The event of an operation on a bucket.
    func detail(
        bucket: String, owner: AccountID?, parameters: JSONObject = [:], response: JSONObject? = nil
    ) -> AuditDetail {
        AuditDetail(
            requestParameters: requestParameters(bucket: bucket, parameters), responseElements: response,
            additionalEventData: additionalData(), resources: [resource(ofBucket: bucket, owner)])
    }

    /// The event of an operation on an object.
    func detail(
        bucket: String, key: ObjectKey, owner: AccountID?, parameters: JSONObject = [:], response: JSONObject? = nil,
        bytesIn: Int = 0, bytesOut: Int = 0, applied: String? = nil
    ) -> AuditDetail {
        var own: JSONObject = ["key": .string(key.text)]
        for member in parameters.members { own[member.name] = member.value }
        var additional = additionalData(bytesIn: bytesIn, bytesOut: bytesOut)
        additional["SSEApplied"] = applied.map(JSONValue.string)
        let object = AuditResource(arn: S3ARN.object(bucket, key), account: nil, type: "AWS::S3::Object")
        return AuditDetail(
            requestParameters: requestParameters(bucket: bucket, own), responseElements: response,
            additionalEventData: additional, resources: [object, resource(ofBucket: bucket, owner)])
    }

    private func requestParameters(bucket: String, _ own: JSONObject) -> JSONObject {
        var parameters: JSONObject = ["bucketName": .string(bucket)]
        parameters["Host"] = call.origin.host.map(JSONValue.string)
        for member in own.members { parameters[member.name] = member.value }
        return parameters
    }

    private func additionalData(bytesIn: Int = 0, bytesOut: Int = 0) -> JSONObject {
        var data: JSONObject = [:]
        switch facts.signature {
        case .version4: data["SignatureVersion"] = "SigV4"
        case .version2: data["SignatureVersion"] = "SigV2"
        case .none: break
        }
        if facts.signature != .none {
            data["AuthenticationMethod"] = facts.placement == .query ? "QueryString" : "AuthHeader"
        }
        data["bytesTransferredIn"] = .integer(Int64(bytesIn))
        data["bytesTransferredOut"] = .integer(Int64(bytesOut))
        data["x-amz-id-2"] = call.extendedRequestID.map(JSONValue.string)
        return data
    }

    private func resource(ofBucket name: String, _ owner: AccountID?) -> AuditResource {
        AuditResource(arn: S3ARN.bucket(name), account: owner, type: "AWS::S3::Bucket")
    }
}

extension S3State {
    /// What the event of a request says that was refused before its operation began: the bucket and the key that its
    /// path names. An empty name stands for none.
    public func refusedDetail(bucket: String, key: String, facts: RequestFacts, in call: Call) -> AuditDetail {
        let audit = S3Audit(facts, in: call)
        guard !bucket.isEmpty else { return audit.detail() }
        let owner = buckets[BucketID(bucket)]?.owner
        guard !key.isEmpty else { return audit.detail(bucket: bucket, owner: owner) }
        return audit.detail(bucket: bucket, key: ObjectKey(key), owner: owner)
    }
}

extension EncryptionHeaders {
    /// The headers as events show them. A customer's key is named by algorithm and MD5, never shown.
    var auditMembers: JSONObject {
        var members: JSONObject = [:]
        members["x-amz-server-side-encryption"] = serverSideEncryption.map(JSONValue.string)
        members["x-amz-server-side-encryption-aws-kms-key-id"] = sseKMSKeyID.map(JSONValue.string)
        members["x-amz-server-side-encryption-context"] = sseKMSEncryptionContext.map(JSONValue.string)
        members["x-amz-server-side-encryption-bucket-key-enabled"] = bucketKeyEnabled.map(JSONValue.string)
        for member in customerKey.auditMembers.members { members[member.name] = member.value }
        return members
    }
}

extension CustomerKeyHeaders {
    /// Algorithm and MD5.
    var auditMembers: JSONObject {
        var members: JSONObject = [:]
        members["x-amz-server-side-encryption-customer-algorithm"] = algorithm.map(JSONValue.string)
        members["x-amz-server-side-encryption-customer-key-MD5"] = keyMD5.map(JSONValue.string)
        return members
    }
}

extension EncryptionAnswer {
    /// The answer's headers as events show them.
    var auditMembers: JSONObject {
        var members: JSONObject = [:]
        members["x-amz-server-side-encryption"] = serverSideEncryption.map(JSONValue.string)
        members["x-amz-server-side-encryption-aws-kms-key-id"] = sseKMSKeyID.map(JSONValue.string)
        members["x-amz-server-side-encryption-customer-algorithm"] = sseCustomerAlgorithm.map(JSONValue.string)
        members["x-amz-server-side-encryption-customer-key-MD5"] = sseCustomerKeyMD5.map(JSONValue.string)
        return members
    }
}
