import LabCore
public import LabPolicy
import LabService

extension IdentityState {
    /// Whether a policy may name this principal: accounts exist, services and unique ids are taken at their word, users
    /// and roles must be here.
    ///
    /// - SeeAlso: `aws-kms.md`, section E.2, "principal not existing"
    public func exists(_ principal: PrincipalPattern) -> Bool {
        switch principal {
        case .user(let account, let path, let name):
            entity(UserRecord.self, named: name, in: account)?.path == path
        case .role(let account, let path, let name):
            entity(RoleRecord.self, named: name, in: account)?.path == path
        case .session(let account, let role, _): entity(RoleRecord.self, named: role, in: account) != nil
        case .everyone, .account, .federatedUser, .service, .federated, .canonicalUser, .uniqueID: true
        }
    }

    /// Whether the ARN of a principal, or an account's id, names somebody who exists.
    public func exists(principalARN text: String) -> Bool {
        PrincipalPattern(type: "AWS", text: text).map { exists($0) } ?? false
    }

    /// The first principal of `document` that does not exist; `nil` when all do.
    public func unknownPrincipal(in document: PolicyDocument) -> PrincipalPattern? {
        document.principals.first { !exists($0) }
    }

    /// Remembers a user or role that goes, and shows its unique id in every trust policy that named it. Policies of
    /// other services follow in the pipeline.
    ///
    /// - SeeAlso: ``NamesPrincipals``
    mutating func noteDeletion(of entity: some ActingEntity, at now: Timestamp) {
        deletedPrincipals.put(
            DeletedPrincipalRecord(
                id: DeletedPrincipalRecord.ID(entity.uniqueID), arn: entity.arn, createdAt: entity.createdAt,
                deletedAt: now))
        for var role in roles.all {
            let trust = role.trust.replacingPrincipal(entity.arn, with: entity.uniqueID)
            guard trust != role.trust else { continue }
            role.trust = trust
            roles.put(role)
        }
    }
}
