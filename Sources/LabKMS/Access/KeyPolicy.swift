import LabCore
import LabPolicy
import LabService

/// Key policies: the default one, and the checks on a given one.
enum KeyPolicy {
    /// The only name that a key policy can have.
    static let name = "default"

    /// The policy of a key that was created without one: the account's identity policies decide.
    ///
    /// - SeeAlso: AWS KMS Developer Guide, "Default key policy"
    static func standard(for account: AccountID) throws(ServiceError) -> PolicyDocument {
        let document: JSONValue = [
            "Version": "2012-10-17",
            "Id": "key-default-1",
            "Statement": [
                [
                    "Sid": "Enable IAM User Permissions",
                    "Effect": "Allow",
                    "Principal": ["AWS": .string(account.root.description)],
                    "Action": "kms:*",
                    "Resource": "*",
                ]
            ],
        ]
        return try parse(document.policyText)
    }

    /// The given policy, or the standard one of `account` when none is given.
    static func parse(_ text: String?, for account: AccountID) throws(ServiceError) -> PolicyDocument {
        guard let text else { return try standard(for: account) }
        return try parse(text)
    }

    /// A given policy.
    ///
    /// - Throws: `MalformedPolicyDocumentException` with the cause; `LimitExceededException` for more than 32 KiB.
    static func parse(_ text: String) throws(ServiceError) -> PolicyDocument {
        do throws(PolicyError) {
            return try PolicyDocument(parsing: text, kind: .resource(.key))
        } catch {
            throw error.serviceError
        }
    }

    /// A policy as it was given for a key that is being made: well formed, and with a way back.
    static func requireUsable(
        _ text: String?, bypassing: Bool, for key: ARN, in call: Call
    ) throws(ServiceError) {
        guard let text else { return }
        let policy = try parse(text)
        if !bypassing { try requireWayBack(policy, to: key, for: call) }
    }

    /// The lock-out safety check: the caller must be able to change the policy again.
    static func requireWayBack(_ policy: PolicyDocument, to key: ARN, for call: Call) throws(ServiceError) {
        let caller = call.caller
        let session = SessionFacts(
            isMultiFactorPresent: caller.isMultiFactorAuthenticated, issueTime: caller.sessionStart,
            sourceIdentity: caller.sourceIdentity)
        let isAllowed = PolicyEvaluator.wouldAllow(
            caller.principal, by: policy, on: key, principalTags: caller.tags, session: session, time: call.now)
        guard !isAllowed else { return }
        throw ServiceError(
            KMSError.Code.malformedPolicy,
            "The new key policy will not allow you to update the key policy in the future.",
            hint: "allow `kms:PutKeyPolicy` to the account, or pass BypassPolicyLockoutSafetyCheck")
    }

    /// The principals in a policy's text, which must exist.
    static func namedPrincipals(in text: String?) -> [NamedPrincipal] {
        guard let text, let policy = try? PolicyDocument(parsing: text, kind: .resource(.key)) else { return [] }
        let refusal = ServiceError(
            KMSError.Code.malformedPolicy, "Policy contains a statement with one or more invalid principals.")
        return policy.principals.map { NamedPrincipal($0, orElse: refusal) }
    }

    /// Refuses every name but the one.
    static func require(name: String) throws(ServiceError) {
        guard name != self.name else { return }
        throw ServiceError(KMSError.Code.notFound, "No such policy exists")
    }
}

extension MemberReader {
    /// `PolicyName`.
    func policyName() -> String {
        string("PolicyName", KMSLimits.policyNameLength, pattern: "[\\w]+") ?? KeyPolicy.name
    }

    /// `Policy`. AWS's model lets 131,072 characters through; the service takes 32 KiB.
    func policy() -> String? {
        string("Policy", KMSLimits.policyLength, pattern: Self.policyPattern)
    }

    /// `Policy`, required.
    func requiredPolicy() -> String {
        requiredString("Policy", KMSLimits.policyLength, pattern: Self.policyPattern)
    }

    private static var policyPattern: String { "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+" }
}
