public import LabCore
import LabService

extension IdentityState {
    /// The managed policy of this ARN: one of the lab's accounts', or one of AWS's.
    public func managedPolicy(_ arn: String) -> PolicyRecord? {
        if let builtIn = AWSManagedPolicies.policy(arn) { return builtIn }
        guard let parsed = PolicyARN(arn), let account = parsed.account else { return nil }
        guard let found = policies[IdentityName(account, parsed.name)] else { return nil }
        return found.arn.utf8.elementsEqual(arn.utf8) ? found : nil
    }

    /// The customer managed policies of an account, ascending by name.
    public func managedPolicies(of account: AccountID) -> [PolicyRecord] {
        policies.prefix(from: IdentityName(account, "")) { $0.account == account }
    }

    /// How often each managed policy is in use in an account, by ARN.
    func policyUsage(in account: AccountID) -> [String: PolicyUsage] {
        var usage: [String: PolicyUsage] = [:]
        func count(_ entity: some IdentityEntity, boundary: String? = nil) {
            for arn in entity.attachedPolicies { usage[arn, default: PolicyUsage()].attachments += 1 }
            if let boundary { usage[boundary, default: PolicyUsage()].boundaries += 1 }
        }
        for user in entities(UserRecord.self, of: account) { count(user, boundary: user.boundary) }
        for group in entities(GroupRecord.self, of: account) { count(group) }
        for role in entities(RoleRecord.self, of: account) { count(role, boundary: role.boundary) }
        return usage
    }
}

/// The parts of a managed policy's ARN.
struct PolicyARN {
    /// The account; `nil` for AWS's own.
    let account: AccountID?
    /// The path, from `/` to `/`.
    let path: String
    /// The name.
    let name: String

    /// Fails unless `text` is the ARN of a managed policy.
    init?(_ text: String) {
        guard let arn = ARN(text), arn.partition == "aws", arn.service == "iam", arn.region.isEmpty,
            arn.resource.hasPrefix("policy/"), let slash = arn.resource.lastIndex(of: "/")
        else { return nil }
        account = AccountID(arn.account)
        guard account != nil || arn.account == "aws" else { return nil }
        path = String(arn.resource[..<slash].dropFirst("policy".count)) + "/"
        name = String(arn.resource[arn.resource.index(after: slash)...])
        guard !name.isEmpty else { return nil }
    }
}
