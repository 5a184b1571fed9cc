import LabKMS
import LabService

/// The operations of the key service: a new one is its file and its line here.
public enum KMSOperations {
    /// Every operation, by AWS's name.
    public static let all = OperationTable(
        .kms,
        [
            OperationEntry(CancelKeyDeletion.self),
            OperationEntry(CreateAlias.self),
            OperationEntry(CreateGrant.self),
            OperationEntry(CreateKey.self),
            OperationEntry(Decrypt.self),
            OperationEntry(DeleteAlias.self),
            OperationEntry(DeriveSharedSecret.self),
            OperationEntry(DescribeKey.self),
            OperationEntry(DisableKey.self),
            OperationEntry(DisableKeyRotation.self),
            OperationEntry(EnableKey.self),
            OperationEntry(EnableKeyRotation.self),
            OperationEntry(Encrypt.self),
            OperationEntry(GenerateDataKey.self),
            OperationEntry(GenerateDataKeyPair.self),
            OperationEntry(GenerateDataKeyPairWithoutPlaintext.self),
            OperationEntry(GenerateDataKeyWithoutPlaintext.self),
            OperationEntry(GenerateMac.self),
            OperationEntry(GenerateRandom.self),
            OperationEntry(GetKeyPolicy.self),
            OperationEntry(GetKeyRotationStatus.self),
            OperationEntry(GetPublicKey.self),
            OperationEntry(ListAliases.self),
            OperationEntry(ListGrants.self),
            OperationEntry(ListKeyPolicies.self),
            OperationEntry(ListKeyRotations.self),
            OperationEntry(ListKeys.self),
            OperationEntry(ListResourceTags.self),
            OperationEntry(ListRetirableGrants.self),
            OperationEntry(PutKeyPolicy.self),
            OperationEntry(ReEncrypt.self),
            OperationEntry(RetireGrant.self),
            OperationEntry(RevokeGrant.self),
            OperationEntry(RotateKeyOnDemand.self),
            OperationEntry(ScheduleKeyDeletion.self),
            OperationEntry(Sign.self),
            OperationEntry(TagResource.self),
            OperationEntry(UntagResource.self),
            OperationEntry(UpdateAlias.self),
            OperationEntry(UpdateKeyDescription.self),
            OperationEntry(Verify.self),
            OperationEntry(VerifyMac.self),
        ])
}
