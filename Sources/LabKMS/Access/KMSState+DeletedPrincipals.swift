import LabPolicy
public import LabService

extension KMSState: NamesPrincipals {
    /// Puts `uniqueID` in the place of `arn` in every key policy and every grant.
    public mutating func replacePrincipal(_ arn: String, with uniqueID: String) {
        replaceInPolicies(arn, with: uniqueID)
        replaceInGrants(arn, with: uniqueID)
    }

    private mutating func replaceInPolicies(_ arn: String, with uniqueID: String) {
        for var key in keys.all where key.policy.names(arn) {
            key.policy = key.policy.replacingPrincipal(arn, with: uniqueID)
            keys.put(key)
        }
    }

    private mutating func replaceInGrants(_ arn: String, with uniqueID: String) {
        for var grant in grants.all where grant.terms.names(arn) {
            grant.terms.replacePrincipal(arn, with: uniqueID)
            grants.put(grant)
        }
    }
}

extension GrantTerms {
    fileprivate func names(_ arn: String) -> Bool { grantee == .aws(arn) || retiring == .aws(arn) }

    fileprivate mutating func replacePrincipal(_ arn: String, with uniqueID: String) {
        if grantee == .aws(arn) { grantee = .aws(uniqueID) }
        if retiring == .aws(arn) { retiring = .aws(uniqueID) }
    }
}
