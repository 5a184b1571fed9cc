public import LabCore
public import LabPolicy
public import LabService

/// An input that names a secret.
public protocol SecretInput: MemberInput {
    /// The `SecretId`, as the caller wrote it.
    var secretID: String { get }
}

/// An operation on one secret, which is all of Secrets Manager but a handful.
public protocol SecretOperation: MemberOperation
where State == SecretsState, Target == SecretTarget, Input: SecretInput {
    /// Whether it works on a secret that is marked for deletion.
    static var worksOnDeleted: Bool { get }
    /// Adds the operation's own condition keys.
    static func setConditions(_ input: Input, in context: inout ConditionContext)
    /// Refuses what makes no sense for the secret.
    static func checkSecret(
        _ input: Input, _ secret: SecretRecord, in call: Call, state: SecretsState
    ) throws(ServiceError)
    /// The event's `requestParameters` beside the secret. Never a value.
    static func parameters(_ input: Input) -> JSONObject
}

extension SecretOperation {
    /// Secrets Manager.
    public static var service: Service { .secretsManager }
    /// It does not.
    public static var worksOnDeleted: Bool { false }
    /// None.
    public static func setConditions(_ input: Input, in context: inout ConditionContext) {}
    /// Nothing.
    public static func checkSecret(
        _ input: Input, _ secret: SecretRecord, in call: Call, state: SecretsState
    ) throws(ServiceError) {}
    /// None.
    public static func parameters(_ input: Input) -> JSONObject { [:] }

    /// Finds the secret.
    public static func resolve(
        _ input: Input, in call: Call, on state: SecretsState
    ) throws(ServiceError) -> SecretTarget {
        try state.target(input.secretID, in: call)
    }

    /// The operation's action on the secret.
    public static func demands(
        _ input: Input, on target: SecretTarget, in call: Call, state: SecretsState
    ) -> [AccessDemand] {
        [SecretDemand.make(name, on: target, in: call) { setConditions(input, in: &$0) }]
    }

    /// The secret must be there, and not be marked for deletion.
    public static func check(
        _ input: Input, on target: SecretTarget, in call: Call, state: SecretsState
    ) throws(ServiceError) {
        let secret = try target.existing()
        guard worksOnDeleted || !secret.isDeleted else { throw SecretsError.markedForDeletion }
        try checkSecret(input, secret, in: call, state: state)
    }

    /// The secret as it was named; the ARN of what changed.
    public static func audit(
        _ input: Input, target: SecretTarget?, output: Output?, in call: Call
    ) -> AuditDetail {
        var parameters: JSONObject = ["secretId": .string(input.secretID)]
        for member in Self.parameters(input).members { parameters[member.name] = member.value }
        return AuditDetail(
            requestParameters: parameters,
            responseElements: isReadOnly ? nil : output.flatMap { _ in target?.secret.map(\.auditValue) },
            resources: target?.secret.map { [AuditResource($0)] } ?? [])
    }
}

extension SecretRecord {
    /// As events answer it.
    var auditValue: JSONObject { ["arn": .string(arn.description), "name": .string(address.name)] }

    /// How most answers begin.
    var head: JSONObject { ["ARN": .string(arn.description), "Name": .string(address.name)] }
}

/// The answer of operations that only say which secret they changed.
public struct SecretNameOutput: JSONOutput {
    /// The members.
    public let json: JSONObject

    init(_ secret: SecretRecord, versionID: String? = nil) {
        var json = secret.head
        json["VersionId"] = versionID.map(JSONValue.string)
        self.json = json
    }
}

/// An input that is nothing but the name of a secret.
public struct SecretIDInput: SecretInput {
    /// The secret.
    public let secretID: String

    /// Reads the member.
    public init(_ members: MemberReader) {
        secretID = members.secretID()
    }
}

extension MemberReader {
    /// `SecretId`.
    func secretID() -> String { requiredString("SecretId", 1...2048) }

    /// `ClientRequestToken`.
    func token() -> String? { string("ClientRequestToken", 32...64) }

    /// `SecretString`.
    func secretString() -> Sensitive<String>? {
        string("SecretString", 1...65_536, isSensitive: true).map { Sensitive($0) }
    }

    /// `SecretBinary`.
    func secretBinary() -> Sensitive<[UInt8]>? { blob("SecretBinary", 1...65_536).map { Sensitive($0) } }

    /// `Tags`.
    func secretTags() -> [ResourceTag]? { structures("Tags", of: ResourceTag.init(secret:)) }
}

extension ResourceTag {
    /// Reads `Key` and `Value`.
    init(secret members: MemberReader) {
        self.init(
            key: members.string("Key", 1...128) ?? "", value: members.string("Value", 0...256) ?? "")
    }
}

/// The rules of tags.
enum SecretTags {
    /// Refuses reserved and duplicate keys, and more than a secret can have.
    static func check(_ tags: [ResourceTag], on existing: [ResourceTag] = []) throws(ServiceError) {
        guard !tags.contains(where: \.isReserved) else {
            throw SecretsError.invalidParameter("Tag keys can't start with aws:.")
        }
        guard !tags.contains(where: \.key.isEmpty), !tags.hasDuplicates else {
            throw SecretsError.invalidParameter("Each tag needs a key of its own.")
        }
        guard existing.merging(tags).count <= SecretsLimits.tags else {
            throw SecretsError.invalidParameter("A secret can have at most \(SecretsLimits.tags) tags.")
        }
    }
}
