public import LabCore
import LabPolicy
public import LabService

/// `CreateSecret`: a secret, with a first value if one is given.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "CreateSecret"
public enum CreateSecret: MemberOperation, Mutation {
    /// The secret that was changed.
    public typealias Output = SecretNameOutput
    /// The part of the world that it changes.
    public typealias State = SecretsState
    /// `CreateSecret`.
    public static let name = "CreateSecret"
    /// Secrets Manager.
    public static let service = Service.secretsManager
    /// Changes something.
    public static let isReadOnly = false

    /// The secret.
    public struct Input: MemberInput {
        let name: String
        let token: String?
        let description: String?
        let kmsKeyID: String?
        let text: Sensitive<String>?
        let binary: Sensitive<[UInt8]>?
        let tags: [ResourceTag]
        let isReplicated: Bool
        let type: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            name = members.requiredString("Name", 1...512)
            token = members.token()
            description = members.string("Description", ...2048)
            kmsKeyID = members.string("KmsKeyId", 0...2048).flatMap { $0.isEmpty ? nil : $0 }
            binary = members.secretBinary()
            text = members.secretString()
            tags = members.secretTags() ?? []
            isReplicated = members.structures("AddReplicaRegions", 1..., of: Replica.init) != nil
            _ = members.bool("ForceOverwriteReplicaSecret")
            type = members.string("Type", 0...256)
        }
    }

    /// A Region that the secret would be copied to.
    struct Replica {
        init(_ members: MemberReader) {
            _ = members.string("Region", 1...128, pattern: #"^([a-z]+-)+\d+$"#)
            _ = members.string("KmsKeyId", 0...2048)
        }
    }

    /// What is made before the writer is entered: the end of the ARN, and the sealed value.
    public struct Prepared: Sendable {
        let suffix: String
        let value: SealedSecret?
    }

    /// Where the secret is to be.
    public static func resolve(
        _ input: Input, in call: Call, on state: SecretsState
    ) throws(ServiceError) -> SecretTarget {
        try SecretName.require(input.name)
        return state.target(SecretAddress(account: call.account, region: call.region, name: input.name))
    }

    /// To make the secret, and to tag it if it gets tags.
    public static func demands(
        _ input: Input, on target: SecretTarget, in call: Call, state: SecretsState
    ) -> [AccessDemand] {
        // A secret of the same name has no say about a new one.
        let place = SecretTarget(secret: nil, address: target.address, arn: target.address.openARN)
        let actions = input.tags.isEmpty ? [name] : [name, "TagResource"]
        return actions.map { action in
            SecretDemand.make(action, on: place, in: call) { context in
                context.set("secretsmanager:Description", input.description)
                context.set("secretsmanager:KmsKeyId", input.kmsKeyID)
                context.setTagsOfRequest(input.tags)
            }
        }
    }

    /// A new name, one value at most, and a token for it.
    public static func check(
        _ input: Input, on target: SecretTarget, in call: Call, state: SecretsState
    ) throws(ServiceError) {
        if let secret = target.secret {
            throw secret.isDeleted ? SecretsError.nameMarkedForDeletion : SecretsError.exists(input.name)
        }
        try SecretTags.check(input.tags)
        guard !input.isReplicated else {
            throw SecretsError.invalidParameter("This lab does not replicate secrets to other Regions.")
        }
        if try SecretValue(text: input.text, binary: input.binary) != nil, input.token == nil {
            throw SecretsError.tokenRequired
        }
    }

    /// Seals the value, and tries the key that was named.
    public static func prepare(
        _ input: Input, on target: SecretTarget, in call: Call, state: SecretsState, services: Services
    ) async throws(ServiceError) -> Prepared {
        let suffix = try SecretSuffix.make(random: call.random)
        let cipher = SecretCipher(target.address.arn(suffix: suffix), call: call, services: services)
        let key = input.kmsKeyID.map { ServiceKey.named($0) } ?? .awsManaged
        if input.kmsKeyID != nil { try await cipher.validate(key) }
        guard let value = try SecretValue(text: input.text, binary: input.binary), let token = input.token else {
            return Prepared(suffix: suffix, value: nil)
        }
        return Prepared(suffix: suffix, value: try await cipher.seal(value, as: token, under: key))
    }

    /// Puts the secret in.
    public static func apply(
        _ input: Input, on target: SecretTarget, prepared: Prepared, in call: Call, to state: inout SecretsState
    ) throws(ServiceError) -> SecretNameOutput {
        var secret = SecretRecord(address: target.address, suffix: prepared.suffix, createdAt: call.now)
        secret.description = input.description
        secret.kmsKeyID = input.kmsKeyID
        secret.tags = input.tags
        secret.type = input.type
        state.secrets.put(secret)
        if let value = prepared.value {
            state.add(value, stages: [SecretStage.current], to: secret.address, at: call.now)
        }
        return SecretNameOutput(secret, versionID: prepared.value?.versionID)
    }

    /// Everything but the value.
    public static func audit(
        _ input: Input, target: SecretTarget?, output: SecretNameOutput?, in call: Call
    ) -> AuditDetail {
        var parameters: JSONObject = ["name": .string(input.name)]
        parameters["clientRequestToken"] = input.token.map(JSONValue.string)
        parameters["description"] = input.description.map(JSONValue.string)
        parameters["kmsKeyId"] = input.kmsKeyID.map(JSONValue.string)
        if !input.tags.isEmpty { parameters["tags"] = .array(input.tags.map(\.auditValue)) }
        var elements: JSONObject?
        if let arn = output?.json["ARN"] { elements = ["arn": arn, "name": .string(input.name)] }
        return AuditDetail(requestParameters: parameters, responseElements: elements)
    }
}
