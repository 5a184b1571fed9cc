public import LabCore
public import LabService

/// The operations of STS that identity providers feed. The lab has no identity providers and says so: it never answers
/// with credentials that nobody vouched for.
public protocol ProviderOperation: STSOperation, Query where Target == Void, Output == EmptyOutput {}

extension ProviderOperation {
    /// Refuses.
    ///
    /// - Throws: `NotImplemented`, always.
    public static func find(_ input: Input, in call: Call, on state: IdentityState) throws(ServiceError) {
        throw STSError.notImplemented(name)
    }

    /// None.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) -> [AccessDemand] { [] }

    /// Refuses.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) -> EmptyOutput {
        throw STSError.notImplemented(name)
    }
}

/// `AssumeRoleWithWebIdentity`: not implemented.
///
/// - SeeAlso: STS API Reference, "AssumeRoleWithWebIdentity"
public enum AssumeRoleWithWebIdentity: ProviderOperation {
    /// `AssumeRoleWithWebIdentity`.
    public static let name = "AssumeRoleWithWebIdentity"

    /// The session that is asked for.
    public struct Input: AuditedInput {
        let roleARN: String
        let sessionName: String
        let providerID: String?
        let seconds: Int?
        let policies: SessionPolicyInput

        /// Reads the members; the token is checked and dropped.
        public init(_ members: MemberReader) {
            roleARN = members.requiredString("RoleArn", IdentityLimits.arnLength, pattern: stsARNPattern)
            sessionName = members.requiredString("RoleSessionName", 2...64, pattern: "[\\w+=,.@-]*")
            _ = members.requiredString("WebIdentityToken", 4...20_000, isSensitive: true)
            providerID = members.string("ProviderId", 4...2048)
            policies = SessionPolicyInput(members, policyLength: 1...2048)
            seconds = members.integer("DurationSeconds", IdentityLimits.assumedRoleSeconds)
        }

        /// Everything that was asked for but the token.
        public var parameters: JSONObject {
            var parameters = JSONObject(present: [
                "roleArn": .string(roleARN), "roleSessionName": .string(sessionName),
                "providerId": .text(providerID), "durationSeconds": .number(seconds),
            ])
            policies.append(to: &parameters)
            return parameters
        }
    }
}

/// `AssumeRoleWithSAML`: not implemented.
///
/// - SeeAlso: STS API Reference, "AssumeRoleWithSAML"
public enum AssumeRoleWithSAML: ProviderOperation {
    /// `AssumeRoleWithSAML`.
    public static let name = "AssumeRoleWithSAML"

    /// The session that is asked for.
    public struct Input: AuditedInput {
        let roleARN: String
        let providerARN: String
        let seconds: Int?
        let policies: SessionPolicyInput

        /// Reads the members; the assertion is checked and dropped.
        public init(_ members: MemberReader) {
            roleARN = members.requiredString("RoleArn", IdentityLimits.arnLength, pattern: stsARNPattern)
            providerARN = members.requiredString("PrincipalArn", IdentityLimits.arnLength, pattern: stsARNPattern)
            _ = members.requiredString("SAMLAssertion", 4...100_000, isSensitive: true)
            policies = SessionPolicyInput(members, policyLength: 1...2048)
            seconds = members.integer("DurationSeconds", IdentityLimits.assumedRoleSeconds)
        }

        /// Everything that was asked for but the assertion.
        public var parameters: JSONObject {
            var parameters = JSONObject(present: [
                "roleArn": .string(roleARN), "principalArn": .string(providerARN),
                "durationSeconds": .number(seconds),
            ])
            policies.append(to: &parameters)
            return parameters
        }
    }
}
