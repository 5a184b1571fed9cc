public import LabCore
import LabPolicy
public import LabService

/// Who asks for a session of its own: a user or root user with long-term credentials.
public struct SessionOwner: Sendable {
    let principal: Principal
    let isMultiFactorAuthenticated: Bool

    /// - Throws: `AccessDenied` for sessions, and for a wrong second factor.
    fileprivate init(
        _ operation: String, serial: String? = nil, code: String? = nil, in call: Call
    ) throws(ServiceError) {
        guard call.caller.sessionStart == nil else { throw STSError.sessionRefused(operation) }
        switch call.caller.principal {
        case .root, .user: principal = call.caller.principal
        case .assumedRole, .service, .anonymous: throw STSError.sessionRefused(operation)
        }
        isMultiFactorAuthenticated = try MultiFactor.isProved(serial: serial, code: code, by: principal)
    }

    /// How long a session is: twelve hours when nothing is said, an hour at most for the root user.
    fileprivate func seconds(_ asked: Int?) -> Int {
        guard case .root = principal else { return asked ?? IdentityLimits.standardUserSessionSeconds }
        return min(asked ?? IdentityLimits.chainedSessionSeconds, IdentityLimits.chainedSessionSeconds)
    }
}

/// `GetSessionToken`: a session of the user who asks. It takes no permission: there is nothing that it adds.
///
/// - SeeAlso: STS API Reference, "GetSessionToken"
public enum GetSessionToken: STSOperation, Mutation {
    /// Who asks.
    public typealias Target = SessionOwner
    /// `GetSessionToken`.
    public static let name = "GetSessionToken"

    /// How long, and with which second factor.
    public struct Input: AuditedInput {
        /// How long, in seconds.
        public var seconds: Int?
        /// The second factor's device.
        public var serialNumber: String?
        /// The second factor's code.
        public var tokenCode: String?

        /// How long, and with which second factor.
        public init(seconds: Int? = nil, serialNumber: String? = nil, tokenCode: String? = nil) {
            self.seconds = seconds
            self.serialNumber = serialNumber
            self.tokenCode = tokenCode
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            seconds = members.integer("DurationSeconds", IdentityLimits.userSessionSeconds)
            serialNumber = members.serialNumber()
            tokenCode = members.tokenCode()
        }

        /// Everything that was asked for but the code.
        public var parameters: JSONObject {
            JSONObject(present: ["durationSeconds": .number(seconds), "serialNumber": .text(serialNumber)])
        }
    }

    /// The session.
    public struct Output: SessionOutput {
        /// The credentials.
        public let credentials: SessionCredentials
        /// The member.
        public var json: JSONObject { ["Credentials": credentials.json] }
    }

    /// Who asks.
    public static func find(
        _ input: Input, in call: Call, on state: IdentityState
    ) throws(ServiceError) -> SessionOwner {
        try SessionOwner(name, serial: input.serialNumber, code: input.tokenCode, in: call)
    }

    /// None.
    public static func demands(
        _ input: Input, on target: SessionOwner, in call: Call, state: IdentityState
    ) -> [AccessDemand] { [] }

    /// Begins the session.
    public static func apply(
        _ input: Input, on target: SessionOwner, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> Output {
        let grant = SessionGrant(
            kind: .user, principal: target.principal, seconds: target.seconds(input.seconds),
            isMultiFactorAuthenticated: target.isMultiFactorAuthenticated)
        return Output(credentials: try grant.begin(in: call, to: &state))
    }
}

/// `GetFederationToken`: a session for somebody else, who may do what both the asking user and the session policies
/// allow.
///
/// Policies see the asking user as the caller; ``GetCallerIdentity`` shows the federated user.
///
/// - SeeAlso: STS API Reference, "GetFederationToken"
public enum GetFederationToken: STSOperation, Mutation {
    /// Who asks.
    public typealias Target = SessionOwner
    /// `GetFederationToken`.
    public static let name = "GetFederationToken"

    /// The session that is asked for.
    public struct Input: AuditedInput {
        /// The federated user's name.
        public var federatedName: String
        /// How long, in seconds.
        public var seconds: Int?
        /// The session tags.
        public var tags: [IdentityTag]
        var policies: SessionPolicyInput

        /// The session that is asked for.
        public init(
            _ name: String, policy: String? = nil, policyARNs: [String] = [], seconds: Int? = nil,
            tags: [IdentityTag] = []
        ) {
            federatedName = name
            policies = SessionPolicyInput(document: policy, arns: policyARNs)
            self.seconds = seconds
            self.tags = tags
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            federatedName = members.requiredString("Name", 2...32, pattern: "[\\w+=,.@-]*")
            policies = SessionPolicyInput(members, policyLength: 1...2048)
            seconds = members.integer("DurationSeconds", IdentityLimits.userSessionSeconds)
            tags = members.tags()
        }

        /// Everything that was asked for.
        public var parameters: JSONObject {
            var parameters = JSONObject(present: [
                "name": .string(federatedName), "durationSeconds": .number(seconds), "tags": tags.auditValue,
            ])
            policies.append(to: &parameters)
            return parameters
        }
    }

    /// The session.
    public struct Output: SessionOutput {
        /// The credentials.
        public let credentials: SessionCredentials
        /// The federated user.
        public let user: FederatedUser
        /// How full policies and tags make the token, in percent.
        public let packedPolicySize: Int?

        /// The members.
        public var json: JSONObject {
            JSONObject(present: [
                "Credentials": credentials.json,
                "FederatedUser": ["FederatedUserId": .string(user.id), "Arn": .string(user.arn)],
                "PackedPolicySize": .number(packedPolicySize),
            ])
        }
    }

    /// Who asks.
    public static func find(
        _ input: Input, in call: Call, on state: IdentityState
    ) throws(ServiceError) -> SessionOwner {
        try SessionOwner(name, in: call)
    }

    /// `sts:GetFederationToken`, and what tags take.
    public static func demands(
        _ input: Input, on target: SessionOwner, in call: Call, state: IdentityState
    ) -> [AccessDemand] {
        var context = ConditionContext()
        context.setRequestTags(input.tags)
        let arn = FederatedUser(account: call.account, name: input.federatedName).arn
        return (["sts:GetFederationToken"] + (input.tags.isEmpty ? [] : ["sts:TagSession"])).map {
            AccessDemand(action: $0, resource: arn, owner: call.account, rules: .identityOnly, context: context)
        }
    }

    /// Begins the session.
    public static func apply(
        _ input: Input, on target: SessionOwner, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> Output {
        try TagRules.check(input.tags)
        var grant = SessionGrant(
            kind: .federated(name: input.federatedName), principal: target.principal,
            seconds: target.seconds(input.seconds), tags: input.tags)
        try input.policies.apply(to: &grant, in: call, state)
        try grant.checkSize()
        return Output(
            credentials: try grant.begin(in: call, to: &state),
            user: FederatedUser(account: call.account, name: input.federatedName),
            packedPolicySize: grant.packedPolicySize)
    }
}

/// A federated user, as answers name it.
public struct FederatedUser: Sendable, Hashable {
    /// The account.
    public let account: AccountID
    /// The name.
    public let name: String

    /// The ARN.
    public var arn: String { "arn:aws:sts::\(account):federated-user/\(name)" }
    /// Account and name.
    public var id: String { "\(account):\(name)" }
}
