import LabPolicy
public import LabService

extension SecretsState: NamesPrincipals {
    /// Puts `uniqueID` in the place of `arn` in every resource policy of a secret.
    public mutating func replacePrincipal(_ arn: String, with uniqueID: String) {
        for var secret in secrets.all {
            guard let policy = secret.policy, policy.names(arn) else { continue }
            secret.policy = policy.replacingPrincipal(arn, with: uniqueID)
            secrets.put(secret)
        }
    }
}
