import LabSecrets
import LabService

/// The operations of Secrets Manager: a new one is its file and its line here.
public enum SecretsOperations {
    /// Every operation, by AWS's name. What has to do with other Regions is not there.
    public static let all = OperationTable(
        .secretsManager,
        [
            OperationEntry(BatchGetSecretValue.self),
            OperationEntry(CancelRotateSecret.self),
            OperationEntry(CreateSecret.self),
            OperationEntry(DeleteResourcePolicy.self),
            OperationEntry(DeleteSecret.self),
            OperationEntry(DescribeSecret.self),
            OperationEntry(GetRandomPassword.self),
            OperationEntry(GetResourcePolicy.self),
            OperationEntry(GetSecretValue.self),
            OperationEntry(ListSecretVersionIds.self),
            OperationEntry(ListSecrets.self),
            OperationEntry(PutResourcePolicy.self),
            OperationEntry(PutSecretValue.self),
            OperationEntry(RestoreSecret.self),
            OperationEntry(RotateSecret.self),
            OperationEntry(TagSecret.self),
            OperationEntry(UntagSecret.self),
            OperationEntry(UpdateSecret.self),
            OperationEntry(UpdateSecretVersionStage.self),
            OperationEntry(ValidateResourcePolicy.self),
        ])
}
