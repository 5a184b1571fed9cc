import LabCore
import LabPolicy
import LabService

/// What a `SecretId` names: a secret, or where one would be. Who may not know is refused before it is said that there is
/// none.
public struct SecretTarget: Sendable {
    /// The secret; `nil` when there is none.
    public let secret: SecretRecord?
    /// Where it is, or would be.
    public let address: SecretAddress
    /// What policies are asked about.
    let arn: ARN

    /// The secret.
    ///
    /// - Throws: `ResourceNotFoundException`
    func existing() throws(ServiceError) -> SecretRecord {
        guard let secret else { throw SecretsError.notFound }
        return secret
    }
}

extension SecretsState {
    /// Finds what `secretID` names: a name in the caller's account, an ARN, or an ARN without its last six characters.
    ///
    /// - Throws: `ResourceNotFoundException` for an ARN of another Region, `ValidationException` for what is no name.
    func target(_ secretID: String, in call: Call) throws(ServiceError) -> SecretTarget {
        guard secretID.hasPrefix("arn:") else {
            try SecretName.require(secretID)
            return target(SecretAddress(account: call.account, region: call.region, name: secretID))
        }
        guard let arn = ARN(secretID), arn.service == Service.secretsManager.name, arn.resource.hasPrefix("secret:"),
            let account = AccountID(arn.account), let region = Region(arn.region)
        else { throw SecretsError.invalidName }
        guard region == call.region else { throw SecretsError.notFound }
        let name = String(arn.resource.dropFirst("secret:".count))
        let whole = target(SecretAddress(account: account, region: region, name: String(name.dropLast(7))))
        if let secret = whole.secret, secret.arn == arn { return whole }
        let partial = target(SecretAddress(account: account, region: region, name: name))
        return partial.secret == nil ? SecretTarget(secret: nil, address: partial.address, arn: arn) : partial
    }

    /// The secret at an address, or the place where it would be.
    func target(_ address: SecretAddress) -> SecretTarget {
        let secret = secrets[address]
        return SecretTarget(secret: secret, address: address, arn: secret?.arn ?? address.openARN)
    }
}

/// Makes demands about secrets.
enum SecretDemand {
    /// `action` on the secret, whose resource policy is heard.
    static func make(
        _ action: String, on target: SecretTarget, in call: Call,
        _ setConditions: @escaping @Sendable (inout ConditionContext) -> Void = { _ in }
    ) -> AccessDemand {
        let arn = target.arn.description
        let policy = target.secret?.policy.map {
            AttachedPolicy($0, name: "resource policy", holder: .resource(arn))
        }
        return AccessDemand(
            action: "secretsmanager:\(action)", resource: arn, owner: target.address.account, policy: policy,
            rules: .resourcePolicy,
            deferring: {
                var context = ConditionContext()
                context.set("secretsmanager:SecretId", arn)
                context.set("secretsmanager:Name", target.address.name)
                context.setTagsOfResource(target.secret?.tags ?? [], for: "secretsmanager:ResourceTag")
                setConditions(&context)
                return context
            })
    }
}
