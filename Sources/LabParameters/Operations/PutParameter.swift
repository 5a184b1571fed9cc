public import LabCore
import LabCrypto
import LabPolicy
public import LabService

/// `PutParameter`: a parameter, or another version of it.
///
/// - SeeAlso: AWS Systems Manager API Reference, "PutParameter"
public enum PutParameter: MemberOperation, Mutation {
    /// The answer.
    public typealias Output = ParameterOutput
    /// The part of the world that it changes.
    public typealias State = ParametersState
    /// What is made before the writer is entered: the sealed value.
    public typealias Prepared = SealedParameter
    /// `PutParameter`.
    public static let name = "PutParameter"
    /// Systems Manager.
    public static let service = Service.ssm
    /// Changes something.
    public static let isReadOnly = false

    /// The parameter.
    public struct Input: MemberInput {
        let name: String
        let description: String?
        let value: Sensitive<String>
        let type: ParameterType?
        let keyID: String?
        let overwrites: Bool
        let allowedPattern: String?
        let tags: [ResourceTag]
        let tier: ParameterTier?
        let policies: String?
        let dataType: String

        /// Reads the members.
        public init(_ members: MemberReader) {
            name = members.requiredString("Name", 1...2048)
            description = members.string("Description", 0...1024)
            value = Sensitive(members.requiredString("Value", isSensitive: true))
            type = members.enumeration("Type", ParameterType.self)
            keyID = members.string("KeyId", 1...256, pattern: "^([a-zA-Z0-9:/_-]+)$")
            overwrites = members.bool("Overwrite") ?? false
            allowedPattern = members.string("AllowedPattern", 0...1024).flatMap { $0.isEmpty ? nil : $0 }
            tags = members.structures("Tags", ...1000, of: ResourceTag.init(parameter:)) ?? []
            tier = members.enumeration("Tier", ParameterTier.self)
            policies = members.string("Policies", 1...4096)
            dataType = members.string("DataType", 0...128).flatMap { $0.isEmpty ? nil : $0 } ?? "text"
        }
    }

    /// Where the parameter is, or is to be.
    public static func resolve(
        _ input: Input, in call: Call, on state: ParametersState
    ) throws(ServiceError) -> ParameterTarget {
        try ParameterName.require(input.name)
        return state.target(input.name, in: call)
    }

    /// To put it, and to tag it if it gets tags.
    public static func demands(
        _ input: Input, on target: ParameterTarget, in call: Call, state: ParametersState
    ) -> [AccessDemand] {
        let actions = input.tags.isEmpty ? [name] : [name, "AddTagsToResource"]
        return actions.map { action in
            ParameterDemand.make(action, on: target) { context in
                context.set("ssm:Overwrite", input.overwrites)
                context.setTagsOfRequest(input.tags)
            }
        }
    }

    /// A parameter that can be as it is asked for.
    public static func check(
        _ input: Input, on target: ParameterTarget, in call: Call, state: ParametersState
    ) throws(ServiceError) {
        let old = target.parameter.flatMap(state.latest)
        guard old == nil || input.overwrites else { throw ParametersError.exists }
        guard input.tags.isEmpty || !input.overwrites else { throw ParametersError.tagsWithOverwrite }
        let plan = try ParameterPlan(input, replacing: old)
        try plan.require(input)
        _ = try ParameterPolicies.expirationDate(input.policies, now: call.now)
        try input.requirePattern()
        try ParameterTags.check(input.tags)
        if let target = target.parameter { try state.requireRoom(for: target) }
    }

    /// Seals the value.
    public static func prepare(
        _ input: Input, on target: ParameterTarget, in call: Call, state: ParametersState, services: Services
    ) async throws(ServiceError) -> SealedParameter {
        let plan = try ParameterPlan(input, replacing: target.parameter.flatMap(state.latest))
        let cipher = ParameterCipher(target.address, call: call, services: services)
        let value = KeyMaterial(copying: Array(input.value.exposed.utf8))
        return try await cipher.seal(value, under: plan.key(named: input.keyID), tier: plan.tier)
    }

    /// Adds the version.
    public static func apply(
        _ input: Input, on target: ParameterTarget, prepared: SealedParameter, in call: Call,
        to state: inout ParametersState
    ) throws(ServiceError) -> ParameterOutput {
        let plan = try ParameterPlan(input, replacing: target.parameter.flatMap(state.latest))
        var parameter =
            target.parameter
            ?? ParameterRecord(address: target.address, latest: 0, expirationDate: nil, tags: input.tags)
        parameter.latest += 1
        parameter.expirationDate = try ParameterPolicies.expirationDate(input.policies, now: call.now)
        state.parameters.put(parameter)
        state.versions.put(
            ParameterVersion(
                address: ParameterVersionAddress(parameter: parameter.address, number: parameter.latest),
                type: plan.type, value: prepared, keyID: plan.isSecret ? input.keyID ?? "alias/aws/ssm" : nil,
                tier: plan.tier, description: input.description, allowedPattern: input.allowedPattern,
                policies: input.policies, dataType: input.dataType, modifiedAt: call.now,
                modifiedBy: call.caller.principal.arn))
        state.forgetOldest(of: parameter)
        return ParameterOutput(
            json: ["Version": .integer(Int64(parameter.latest)), "Tier": .string(plan.tier.rawValue)])
    }

    /// Everything but the value.
    public static func audit(
        _ input: Input, target: ParameterTarget?, output: ParameterOutput?, in call: Call
    ) -> AuditDetail {
        var parameters: JSONObject = ["name": .string(input.name), "overwrite": .bool(input.overwrites)]
        parameters["type"] = input.type.map { .string($0.rawValue) }
        parameters["keyId"] = input.keyID.map(JSONValue.string)
        parameters["tier"] = input.tier.map { .string($0.rawValue) }
        return AuditDetail(
            requestParameters: parameters,
            responseElements: output.map {
                ["version": $0.json["Version"] ?? .null, "tier": $0.json["Tier"] ?? .null]
            },
            resources: target.map { [AuditResource($0.address)] } ?? [])
    }
}

extension PutParameter.Input {
    /// Refuses a value that its own pattern does not allow.
    fileprivate func requirePattern() throws(ServiceError) {
        guard let allowedPattern else { return }
        guard let pattern = MemberPattern(allowedPattern) else { throw ParametersError.invalidPattern(allowedPattern) }
        guard pattern.matches(value.exposed) else { throw ParametersError.patternMismatch(allowedPattern) }
    }
}

/// The type and the tier that a new version has, from what is asked for and what is there.
struct ParameterPlan {
    let type: ParameterType
    let tier: ParameterTier

    init(_ input: PutParameter.Input, replacing old: ParameterVersion?) throws(ServiceError) {
        guard let type = input.type ?? old?.type else { throw ParametersError.typeRequired }
        guard old == nil || old?.type == type else { throw ParametersError.typeChanged }
        self.type = type
        let needsAdvanced = input.value.exposed.utf8.count > ParametersLimits.standardBytes || input.policies != nil
        switch input.tier {
        case .intelligent?: tier = needsAdvanced || old?.tier == .advanced ? .advanced : .standard
        case let asked?:
            guard asked == .advanced || old?.tier != .advanced else { throw ParametersError.tierLowered }
            tier = asked
        case nil: tier = old?.tier ?? .standard
        }
    }

    var isSecret: Bool { type == .secureString }

    /// The key that the value goes under; `nil` for what is no secret.
    func key(named keyID: String?) -> ServiceKey? {
        guard isSecret else { return nil }
        guard let keyID, keyID != "alias/aws/ssm" else { return .awsManaged }
        return .named(keyID)
    }

    /// Refuses a value without bytes, a value too long for the tier, and what does not go together.
    func require(_ input: PutParameter.Input) throws(ServiceError) {
        let count = input.value.exposed.utf8.count
        guard count > 0 else {
            throw ParametersError.validation(
                "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length "
                    + "greater than or equal to 1.")
        }
        let limit = tier == .standard ? ParametersLimits.standardBytes : ParametersLimits.advancedBytes
        guard count <= limit else { throw ParametersError.tooLong(tier) }
        guard isSecret || input.keyID == nil else { throw ParametersError.keyWithoutSecret }
        guard input.policies == nil || tier == .advanced else { throw ParametersError.policiesNeedAdvanced }
        guard ["text", "aws:ec2:image", "aws:ssm:integration"].contains(input.dataType) else {
            throw ParametersError.validation("The data type \(input.dataType) is not supported.")
        }
    }
}

extension ParametersState {
    /// Refuses another version where the oldest cannot go because it has a label.
    fileprivate func requireRoom(for parameter: ParameterRecord) throws(ServiceError) {
        let versions = versions(of: parameter.address)
        guard versions.count >= ParametersLimits.versions, versions.first?.labels.isEmpty == false else { return }
        throw ParametersError.tooManyVersions
    }

    /// Forgets the oldest version beyond ``ParametersLimits/versions``.
    fileprivate mutating func forgetOldest(of parameter: ParameterRecord) {
        let all = versions(of: parameter.address)
        if all.count > ParametersLimits.versions, let oldest = all.first { versions[oldest.id] = nil }
    }
}
