public import LabCore
public import LabService

/// `DescribeSecret`: everything about a secret but its values.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "DescribeSecret"
public enum DescribeSecret: SecretOperation, Query {
    /// Which secret.
    public typealias Input = SecretIDInput
    /// `DescribeSecret`.
    public static let name = "DescribeSecret"
    /// Reads.
    public static let isReadOnly = true
    /// It does.
    public static let worksOnDeleted = true

    /// The secret.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// Describes it.
    public static func perform(
        _ input: SecretIDInput, on target: SecretTarget, in call: Call, state: SecretsState
    ) throws(ServiceError) -> Output {
        let secret = try target.existing()
        var json = secret.summary
        json["VersionIdsToStages"] = .object(state.stages(of: secret))
        json["CreatedDate"] = .epochSeconds(secret.createdAt)
        return Output(json: json)
    }
}

extension SecretsState {
    /// The stages of every version that has one.
    func stages(of secret: SecretRecord) -> JSONObject {
        JSONObject(
            versions(of: secret.address).filter { !$0.stages.isEmpty }.map { ($0.versionID, .texts($0.stages)) })
    }
}

extension SecretRecord {
    /// What DescribeSecret and ListSecrets have in common.
    var summary: JSONObject {
        var json = head
        json["Type"] = type.map(JSONValue.string)
        json["Description"] = description.map(JSONValue.string)
        json["KmsKeyId"] = kmsKeyID.map(JSONValue.string)
        if let rotation {
            json["RotationEnabled"] = .bool(rotation.isEnabled)
            json["RotationLambdaARN"] = .string(rotation.lambdaARN)
            json["RotationRules"] = rotation.rules.map { .object($0.json) }
        }
        json["LastRotatedDate"] = rotatedAt.map(JSONValue.epochSeconds)
        json["LastChangedDate"] = .epochSeconds(changedAt)
        json["DeletedDate"] = deletedAt.map(JSONValue.epochSeconds)
        json["NextRotationDate"] = isDeleted ? nil : (rotation?.nextRotationDate).map(JSONValue.epochSeconds)
        if !tags.isEmpty { json["Tags"] = .array(tags.map(\.json)) }
        return json
    }
}
