public import LabCore
public import LabService

/// What CreateTrail and UpdateTrail set; `nil` for what a request leaves out.
struct TrailSettings: Sendable {
    let bucket: String?
    let prefix: String?
    let topic: String?
    let includesGlobalServices: Bool?
    let isMultiRegion: Bool?
    let validatesFiles: Bool?
    let logGroup: String?
    let logRole: String?
    let kmsKeyID: String?
    let isOfOrganization: Bool?

    init(_ members: MemberReader, isBucketRequired: Bool) {
        bucket = isBucketRequired ? members.requiredString("S3BucketName") : members.string("S3BucketName")
        prefix = members.string("S3KeyPrefix")
        topic = members.string("SnsTopicName")
        includesGlobalServices = members.bool("IncludeGlobalServiceEvents")
        isMultiRegion = members.bool("IsMultiRegionTrail")
        validatesFiles = members.bool("EnableLogFileValidation")
        logGroup = members.string("CloudWatchLogsLogGroupArn")
        logRole = members.string("CloudWatchLogsRoleArn")
        kmsKeyID = members.string("KmsKeyId")
        isOfOrganization = members.bool("IsOrganizationTrail")
    }

    /// Refuses what no trail can be.
    func check() throws(ServiceError) {
        if let bucket, !Self.isBucketName(bucket) { throw TrailError.invalidBucketName(bucket) }
        if let prefix, prefix.unicodeScalars.count > TrailLimits.prefixLength { throw TrailError.invalidPrefix }
        if let topic, !Self.isTopic(topic) { throw TrailError.invalidTopic(topic) }
        guard logGroup ?? "" == "", logRole ?? "" == "" else { throw TrailError.noLogs }
        guard isOfOrganization != true else { throw TrailError.noOrganization }
    }

    /// The trail with what is set.
    ///
    /// - Throws: `InvalidParameterCombinationException` for a trail of all Regions without global services.
    func applied(to trail: TrailRecord) throws(ServiceError) -> TrailRecord {
        var trail = trail
        if let bucket { trail.bucket = bucket }
        if let prefix { trail.prefix = prefix.isEmpty ? nil : prefix }
        if let topic { trail.topic = topic.isEmpty ? nil : topic }
        if let includesGlobalServices { trail.includesGlobalServices = includesGlobalServices }
        if let isMultiRegion { trail.isMultiRegion = isMultiRegion }
        if let validatesFiles { trail.validatesFiles = validatesFiles }
        guard trail.includesGlobalServices || !trail.isMultiRegion else {
            throw TrailError.invalidCombination("Multi-Region trail must include global service events.")
        }
        return trail
    }

    /// Where the trail will write. An empty key takes the trail's key away.
    func destination(of trail: TrailRecord) -> TrailDestination {
        let keyID = kmsKeyID.map { $0.isEmpty ? nil : $0 } ?? trail.kmsKeyARN
        return TrailDestination(trail: trail.arn, bucket: trail.bucket, prefix: trail.prefix, keyID: keyID)
    }

    /// As events show them.
    var auditMembers: JSONObject {
        var members: JSONObject = [:]
        members["s3BucketName"] = bucket.map(JSONValue.string)
        members["s3KeyPrefix"] = prefix.map(JSONValue.string)
        members["snsTopicName"] = topic.map(JSONValue.string)
        members["includeGlobalServiceEvents"] = includesGlobalServices.map(JSONValue.bool)
        members["isMultiRegionTrail"] = isMultiRegion.map(JSONValue.bool)
        members["enableLogFileValidation"] = validatesFiles.map(JSONValue.bool)
        members["kmsKeyId"] = kmsKeyID.map(JSONValue.string)
        members["isOrganizationTrail"] = isOfOrganization.map(JSONValue.bool)
        return members
    }

    private static func isBucketName(_ name: String) -> Bool {
        (3...63).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || ".-".utf8.contains($0)
            }
    }

    private static func isTopic(_ name: String) -> Bool {
        guard !name.hasPrefix("arn:") else { return ARN(name)?.service == "sns" }
        return name.utf8.count <= 256 && !name.contains(" ")
    }
}

/// A trail's place, found fit to write to.
public struct PreparedTrail: Sendable {
    let kmsKeyARN: String?

    /// Asks whether CloudTrail could write where the trail would.
    static func make(
        _ destination: TrailDestination, services: Services, in call: Call
    ) async throws(ServiceError) -> PreparedTrail {
        do throws(TrailDestinationFailure) {
            return PreparedTrail(kmsKeyARN: try await services.destinations.check(destination, in: call))
        } catch {
            throw destination.error(error)
        }
    }
}

/// A trail as CreateTrail and UpdateTrail answer it.
public struct TrailOutput: JSONOutput {
    /// The members.
    public let json: JSONObject

    init(_ trail: TrailRecord) {
        var json = trail.settingsJSON
        json["TrailARN"] = .string(trail.arn.description)
        self.json = json
    }
}

extension TrailRecord {
    /// The members that every answer shows.
    var settingsJSON: JSONObject {
        var json: JSONObject = ["Name": .string(address.name), "S3BucketName": .string(bucket)]
        json["S3KeyPrefix"] = prefix.map(JSONValue.string)
        json["SnsTopicName"] = topic.map(JSONValue.string)
        json["SnsTopicARN"] = topicARN.map(JSONValue.string)
        json["IncludeGlobalServiceEvents"] = .bool(includesGlobalServices)
        json["IsMultiRegionTrail"] = .bool(isMultiRegion)
        json["LogFileValidationEnabled"] = .bool(validatesFiles)
        json["KmsKeyId"] = kmsKeyARN.map(JSONValue.string)
        json["IsOrganizationTrail"] = false
        return json
    }

    /// As DescribeTrails and GetTrail answer it.
    var json: JSONObject {
        var json = settingsJSON
        json["HomeRegion"] = .string(address.region.code)
        json["TrailARN"] = .string(arn.description)
        json["HasCustomEventSelectors"] = .bool(selection != .standard)
        json["HasInsightSelectors"] = false
        return json
    }
}
