public import LabCore
import LabPolicy
public import LabService

/// `AssumeRole`: a session of a role, for whoever its trust policy lets in.
///
/// - SeeAlso: STS API Reference, "AssumeRole"
public enum AssumeRole: STSOperation, Mutation {
    /// `AssumeRole`.
    public static let name = "AssumeRole"

    /// The session that is asked for.
    public struct Input: AuditedInput {
        /// The role.
        public var roleARN: String
        /// The session's name.
        public var sessionName: String
        /// The session policy.
        public var policy: String? { policies.document }
        /// The ARNs of managed policies that limit the session.
        public var policyARNs: [String] { policies.arns }
        /// How long, in seconds; an hour for `nil`.
        public var seconds: Int?
        /// The session tags.
        public var tags: [IdentityTag]
        /// The keys of the tags that later sessions inherit.
        public var transitiveTagKeys: [String]
        /// What the trust policy may ask of third parties.
        public var externalID: String?
        /// The source identity.
        public var sourceIdentity: String?
        /// The second factor's device.
        public var serialNumber: String?
        /// The second factor's code.
        public var tokenCode: String?
        var policies: SessionPolicyInput
        /// Whether trusted contexts were handed over, which the lab does not know.
        var hasContexts = false

        /// The session that is asked for.
        public init(
            roleARN: String, sessionName: String, policy: String? = nil, policyARNs: [String] = [],
            seconds: Int? = nil, tags: [IdentityTag] = [], transitiveTagKeys: [String] = [],
            externalID: String? = nil, sourceIdentity: String? = nil, serialNumber: String? = nil,
            tokenCode: String? = nil
        ) {
            self.roleARN = roleARN
            self.sessionName = sessionName
            policies = SessionPolicyInput(document: policy, arns: policyARNs)
            self.seconds = seconds
            self.tags = tags
            self.transitiveTagKeys = transitiveTagKeys
            self.externalID = externalID
            self.sourceIdentity = sourceIdentity
            self.serialNumber = serialNumber
            self.tokenCode = tokenCode
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            roleARN = members.requiredString("RoleArn", IdentityLimits.arnLength, pattern: stsARNPattern)
            sessionName = members.requiredString("RoleSessionName", 2...64, pattern: "[\\w+=,.@-]*")
            policies = SessionPolicyInput(members, policyLength: 1...)
            seconds = members.integer("DurationSeconds", IdentityLimits.assumedRoleSeconds)
            tags = members.tags()
            transitiveTagKeys =
                members.strings(
                    "TransitiveTagKeys", ...IdentityLimits.tagsPerEntity, each: IdentityLimits.tagKeyLength,
                    pattern: MemberReader.tagKeyPattern) ?? []
            externalID = members.string("ExternalId", 2...1224, pattern: "[\\w+=,.@:\\/-]*")
            serialNumber = members.serialNumber()
            tokenCode = members.tokenCode()
            sourceIdentity = members.string("SourceIdentity", 2...64, pattern: "[\\w+=,.@-]*")
            hasContexts = !(members.structures("ProvidedContexts", 1...5, of: ProvidedContext.init) ?? []).isEmpty
        }

        /// Everything that was asked for but the code.
        public var parameters: JSONObject {
            var parameters = JSONObject(present: [
                "roleArn": .string(roleARN), "roleSessionName": .string(sessionName),
                "durationSeconds": .number(seconds), "externalId": .text(externalID),
                "serialNumber": .text(serialNumber), "sourceIdentity": .text(sourceIdentity),
                "tags": tags.auditValue,
            ])
            if !transitiveTagKeys.isEmpty { parameters["transitiveTagKeys"] = .strings(transitiveTagKeys) }
            policies.append(to: &parameters)
            return parameters
        }
    }

    /// A trusted context, read so that it is checked.
    private struct ProvidedContext {
        init(_ members: MemberReader) {
            _ = members.string("ProviderArn", IdentityLimits.arnLength, pattern: stsARNPattern)
            _ = members.string("ContextAssertion", 4...2048)
        }
    }

    /// The role's ARN, and the role if it is there.
    public struct Target: Sendable {
        let arn: String
        let account: AccountID
        let role: RoleRecord?
        let isMultiFactorAuthenticated: Bool
    }

    /// The session.
    public struct Output: SessionOutput {
        /// The credentials.
        public let credentials: SessionCredentials
        /// Who signs with them.
        public let principal: Principal
        /// How full policies and tags make the token, in percent.
        public let packedPolicySize: Int?
        /// The source identity.
        public let sourceIdentity: String?

        /// The members.
        public var json: JSONObject {
            JSONObject(present: [
                "Credentials": credentials.json,
                "AssumedRoleUser": [
                    "AssumedRoleId": .string(principal.userID), "Arn": .string(principal.arn),
                ],
                "PackedPolicySize": .number(packedPolicySize), "SourceIdentity": .text(sourceIdentity),
            ])
        }
    }

    /// The role. A root user cannot assume one, and a code that is given must be right.
    public static func find(
        _ input: Input, in call: Call, on state: IdentityState
    ) throws(ServiceError) -> Target {
        guard case .role(let account, let path, let name)? = PrincipalPattern(type: "AWS", text: input.roleARN) else {
            throw STSError.invalidRole(input.roleARN)
        }
        if case .root = call.caller.principal { throw STSError.rootRefused }
        let role = state.entity(RoleRecord.self, named: name, in: account).flatMap { $0.path == path ? $0 : nil }
        let proved = try MultiFactor.isProved(
            serial: input.serialNumber, code: input.tokenCode, by: call.caller.principal)
        return Target(arn: input.roleARN, account: account, role: role, isMultiFactorAuthenticated: proved)
    }

    /// `sts:AssumeRole`, and what tags and a source identity take, all decided by the trust policy. A role that is not
    /// there lets nobody in.
    public static func demands(
        _ input: Input, on target: Target, in call: Call, state: IdentityState
    ) -> [AccessDemand] {
        let caller = callingSession(call, state)
        let carriesTags = !input.tags.isEmpty || caller?.transitiveTagKeys.isEmpty == false
        let carriesIdentity = input.sourceIdentity != nil || caller?.sourceIdentity != nil
        let actions =
            ["sts:AssumeRole"] + (carriesTags ? ["sts:TagSession"] : [])
            + (carriesIdentity ? ["sts:SetSourceIdentity"] : [])
        let context = conditions(input, target, caller)
        return actions.map { action in
            AccessDemand(
                action: action, resource: target.arn, owner: target.account, policy: target.role?.trustPolicy,
                rules: .roleTrust, context: context)
        }
    }

    private static func conditions(_ input: Input, _ target: Target, _ caller: SessionRecord?) -> ConditionContext {
        var context = ConditionContext()
        context.set("sts:RoleSessionName", input.sessionName)
        context.set("sts:ExternalId", input.externalID)
        context.set("sts:SourceIdentity", input.sourceIdentity ?? caller?.sourceIdentity)
        context.setRequestTags(sessionTags(input, caller))
        if !input.transitiveTagKeys.isEmpty { context.set("sts:TransitiveTagKeys", input.transitiveTagKeys) }
        context.setResourceTags(target.role?.tags ?? [])
        if target.isMultiFactorAuthenticated { context.set("aws:MultiFactorAuthPresent", true) }
        return context
    }

    /// Duration, tags and source identity must go together.
    public static func check(
        _ input: Input, on target: Target, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        guard let role = target.role else { throw STSError.invalidRole(target.arn) }
        guard !input.hasContexts else {
            throw IAMError.validation("the lab knows no trusted context providers (`ProvidedContexts`)")
        }
        if let seconds = input.seconds {
            guard seconds <= role.maxSessionSeconds else { throw STSError.exceedsRole }
            let isChained = call.caller.sessionStart != nil
            guard !isChained || seconds <= IdentityLimits.chainedSessionSeconds else { throw STSError.exceedsChaining }
        }
        try checkTags(input, callingSession(call, state))
    }

    private static func checkTags(_ input: Input, _ caller: SessionRecord?) throws(ServiceError) {
        try TagRules.check(input.tags)
        for key in caller?.transitiveTagKeys ?? [] where input.tags.contains(where: { TagRules.hasSameKey($0, key) }) {
            throw STSError.transitiveConflict(key)
        }
        for key in input.transitiveTagKeys where !input.tags.contains(where: { TagRules.hasSameKey($0, key) }) {
            throw STSError.unknownTransitiveKey(key)
        }
        try TagRules.checkCount(sessionTags(input, caller))
        guard let asked = input.sourceIdentity, let fixed = caller?.sourceIdentity, asked != fixed else { return }
        throw STSError.sourceIdentityFixed
    }

    /// Begins the session.
    public static func apply(
        _ input: Input, on target: Target, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> Output {
        guard var role = target.role else { throw STSError.invalidRole(target.arn) }
        let caller = callingSession(call, state)
        var grant = SessionGrant(
            kind: .role, principal: role.principal(session: input.sessionName),
            seconds: input.seconds ?? IdentityLimits.standardMaxSessionSeconds,
            tags: sessionTags(input, caller),
            transitiveTagKeys: (caller?.transitiveTagKeys ?? []) + input.transitiveTagKeys,
            isMultiFactorAuthenticated: target.isMultiFactorAuthenticated,
            sourceIdentity: input.sourceIdentity ?? caller?.sourceIdentity)
        try input.policies.apply(to: &grant, in: call, state)
        try grant.checkSize()
        let credentials = try grant.begin(in: call, to: &state)
        role.lastUse = RoleRecord.Use(date: call.now, region: call.region)
        state.roles.put(role)
        return Output(
            credentials: credentials, principal: grant.principal, packedPolicySize: grant.packedPolicySize,
            sourceIdentity: grant.sourceIdentity)
    }

    /// The session that asks, when one does.
    private static func callingSession(_ call: Call, _ state: IdentityState) -> SessionRecord? {
        call.caller.accessKeyID.flatMap { state.sessions[AccessKeyID($0)] }
    }

    /// The tags of the new session: the inherited ones, and those asked for.
    private static func sessionTags(_ input: Input, _ caller: SessionRecord?) -> [IdentityTag] {
        let inherited = (caller?.tags ?? []).filter { tag in
            caller?.transitiveTagKeys.contains { TagRules.hasSameKey(tag, $0) } == true
        }
        return TagRules.merge(input.tags, over: inherited)
    }

    /// The role is the event's resource.
    public static func audit(_ input: Input, target: Target?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(
            requestParameters: input.parameters, responseElements: responseElements(output),
            resources: target.map {
                [AuditResource(arn: $0.arn, account: $0.account, type: "AWS::IAM::Role")]
            } ?? [])
    }
}
