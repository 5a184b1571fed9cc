import LabEvents
import LabIdentity
import LabKMS
import LabS3
import LabSecrets
import LabService

extension WorldState {
    /// When `changes` delete users or roles, shows their unique ids wherever their ARNs stood; what that changed.
    mutating func followDeletedPrincipals(in changes: [RowChange]) -> [RowChange] {
        let deleted = changes.compactMap { $0.value as? DeletedPrincipalRecord }
        guard !deleted.isEmpty else { return [] }
        for principal in deleted {
            kms.replacePrincipal(principal.arn, with: principal.id.text)
            s3.replacePrincipal(principal.arn, with: principal.id.text)
            secrets.replacePrincipal(principal.arn, with: principal.id.text)
            topics.replacePrincipal(principal.arn, with: principal.id.text)
        }
        return drainChanges()
    }
}
