public import LabCore

extension PolicyEvaluator {
    /// Whether `policy`, as the policy of `key`, would let `principal` perform `action`: the lock-out safety check of
    /// `CreateKey` and `PutKeyPolicy` asks it for `kms:PutKeyPolicy`.
    ///
    /// Naming the principal's account is enough, whatever its identity policies say now: they can be changed. Any
    /// `Deny` that applies fails the check.
    ///
    /// - SeeAlso: AWS KMS API Reference, `PutKeyPolicy`, `BypassPolicyLockoutSafetyCheck`
    public static func wouldAllow(
        _ principal: Principal, _ action: String = "kms:PutKeyPolicy", by policy: PolicyDocument, on key: ARN,
        context: ConditionContext = ConditionContext(), principalTags: [String: String] = [:],
        session: SessionFacts = SessionFacts(), time: Timestamp? = nil
    ) -> Bool {
        let request = AccessRequest(
            principal: principal, action: action, resource: key.description, resourceOwner: AccountID(key.account),
            context: context, principalTags: principalTags, session: session, time: time)
        let attached = AttachedPolicy(policy, name: "key policy", holder: .resource(request.resource))
        let decision = decide(request, ApplicablePolicies(resource: attached), rules: .kms)
        let effects = decision.marks.filter { $0.reach != nil }.map(\.effect)
        return effects.contains(.allow) && !effects.contains(.deny)
    }
}
