import LabIdentity
import LabService

/// The operations of IAM: a new one is its file and its line here.
public enum IAMOperations {
    /// Every operation, by AWS's name.
    public static let all = OperationTable(
        .iam, userOperations + groupOperations + roleOperations + policyOperations + accountOperations)

    private static let userOperations = [
        OperationEntry(AttachUserPolicy.self),
        OperationEntry(CreateAccessKey.self),
        OperationEntry(CreateUser.self),
        OperationEntry(DeleteAccessKey.self),
        OperationEntry(DeleteUser.self),
        OperationEntry(DeleteUserPermissionsBoundary.self),
        OperationEntry(DeleteUserPolicy.self),
        OperationEntry(DetachUserPolicy.self),
        OperationEntry(GetAccessKeyLastUsed.self),
        OperationEntry(GetUser.self),
        OperationEntry(GetUserPolicy.self),
        OperationEntry(ListAccessKeys.self),
        OperationEntry(ListAttachedUserPolicies.self),
        OperationEntry(ListGroupsForUser.self),
        OperationEntry(ListUserPolicies.self),
        OperationEntry(ListUserTags.self),
        OperationEntry(ListUsers.self),
        OperationEntry(PutUserPermissionsBoundary.self),
        OperationEntry(PutUserPolicy.self),
        OperationEntry(TagUser.self),
        OperationEntry(UntagUser.self),
        OperationEntry(UpdateAccessKey.self),
        OperationEntry(UpdateUser.self),
    ]

    private static let groupOperations = [
        OperationEntry(AddUserToGroup.self),
        OperationEntry(AttachGroupPolicy.self),
        OperationEntry(CreateGroup.self),
        OperationEntry(DeleteGroup.self),
        OperationEntry(DeleteGroupPolicy.self),
        OperationEntry(DetachGroupPolicy.self),
        OperationEntry(GetGroup.self),
        OperationEntry(GetGroupPolicy.self),
        OperationEntry(ListAttachedGroupPolicies.self),
        OperationEntry(ListGroupPolicies.self),
        OperationEntry(ListGroups.self),
        OperationEntry(PutGroupPolicy.self),
        OperationEntry(RemoveUserFromGroup.self),
        OperationEntry(UpdateGroup.self),
    ]

    private static let roleOperations = [
        OperationEntry(AttachRolePolicy.self),
        OperationEntry(CreateRole.self),
        OperationEntry(DeleteRole.self),
        OperationEntry(DeleteRolePermissionsBoundary.self),
        OperationEntry(DeleteRolePolicy.self),
        OperationEntry(DetachRolePolicy.self),
        OperationEntry(GetRole.self),
        OperationEntry(GetRolePolicy.self),
        OperationEntry(ListAttachedRolePolicies.self),
        OperationEntry(ListInstanceProfilesForRole.self),
        OperationEntry(ListRolePolicies.self),
        OperationEntry(ListRoleTags.self),
        OperationEntry(ListRoles.self),
        OperationEntry(PutRolePermissionsBoundary.self),
        OperationEntry(PutRolePolicy.self),
        OperationEntry(TagRole.self),
        OperationEntry(UntagRole.self),
        OperationEntry(UpdateAssumeRolePolicy.self),
        OperationEntry(UpdateRole.self),
        OperationEntry(UpdateRoleDescription.self),
    ]

    private static let policyOperations = [
        OperationEntry(CreatePolicy.self),
        OperationEntry(CreatePolicyVersion.self),
        OperationEntry(DeletePolicy.self),
        OperationEntry(DeletePolicyVersion.self),
        OperationEntry(GetPolicy.self),
        OperationEntry(GetPolicyVersion.self),
        OperationEntry(ListEntitiesForPolicy.self),
        OperationEntry(ListPolicies.self),
        OperationEntry(ListPolicyTags.self),
        OperationEntry(ListPolicyVersions.self),
        OperationEntry(SetDefaultPolicyVersion.self),
        OperationEntry(SimulateCustomPolicy.self),
        OperationEntry(SimulatePrincipalPolicy.self),
        OperationEntry(TagPolicy.self),
        OperationEntry(UntagPolicy.self),
    ]

    private static let accountOperations = [
        OperationEntry(CreateAccountAlias.self),
        OperationEntry(DeleteAccountAlias.self),
        OperationEntry(GetAccountAuthorizationDetails.self),
        OperationEntry(GetAccountSummary.self),
        OperationEntry(ListAccountAliases.self),
    ]
}

/// The operations of STS: a new one is its file and its line here.
public enum STSOperations {
    /// Every operation, by AWS's name.
    public static let all = OperationTable(
        .sts,
        [
            OperationEntry(AssumeRole.self),
            OperationEntry(AssumeRoleWithSAML.self),
            OperationEntry(AssumeRoleWithWebIdentity.self),
            OperationEntry(DecodeAuthorizationMessage.self),
            OperationEntry(GetAccessKeyInfo.self),
            OperationEntry(GetCallerIdentity.self),
            OperationEntry(GetFederationToken.self),
            OperationEntry(GetSessionToken.self),
        ])
}
