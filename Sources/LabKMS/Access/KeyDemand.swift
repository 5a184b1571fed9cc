import LabCore
import LabPolicy
import LabService

/// Makes demands about keys.
enum KeyDemand {
    /// `action` on the key: its policy and its grants open it, and what conditions can ask for is made when they do.
    static func make(
        _ action: String, on target: KeyTarget, in call: Call, state: KMSState, grants use: GrantUse = .unconstrained,
        conditions: @escaping @Sendable (inout ConditionContext) -> Void = { _ in }
    ) -> AccessDemand {
        let key = target.key
        let arn = key.arn.description
        let aliases = state.aliases
        return AccessDemand(
            action: action, resource: arn, owner: key.address.account,
            policy: AttachedPolicy(key.policy, name: "key policy", holder: .resource(arn)),
            rules: key.manager == .aws ? .kmsAWSManagedKey : .kms,
            grants: state.grantFindings(for: action, on: key.address, use, by: call),
            refusal: key.address.account == call.account ? nil : KMSError.hidden(call, action),
            deferring: {
                var context = KeyConditions.context(for: target, in: call, aliases: aliases)
                conditions(&context)
                return context
            })
    }
}
