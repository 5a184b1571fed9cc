// swift-format-ignore-file

/// The members of the answers of the lab's operations, and the statuses of errors, as botocore 1.43.11 has them.
let outputModel = #"""
{"operation":"iam:CreateAccessKey","members":["AccessKey"]}
{"operation":"iam:CreateGroup","members":["Group"]}
{"operation":"iam:CreatePolicy","members":["Policy"]}
{"operation":"iam:CreatePolicyVersion","members":["PolicyVersion"]}
{"operation":"iam:CreateRole","members":["Role"]}
{"operation":"iam:CreateUser","members":["User"]}
{"operation":"iam:GetAccessKeyLastUsed","members":["AccessKeyLastUsed","UserName"]}
{"operation":"iam:GetAccountAuthorizationDetails","members":["GroupDetailList","IsTruncated","Marker","Policies","RoleDetailList","UserDetailList"]}
{"operation":"iam:GetAccountSummary","members":["SummaryMap"]}
{"operation":"iam:GetGroup","members":["Group","IsTruncated","Marker","Users"]}
{"operation":"iam:GetGroupPolicy","members":["GroupName","PolicyDocument","PolicyName"]}
{"operation":"iam:GetPolicy","members":["Policy"]}
{"operation":"iam:GetPolicyVersion","members":["PolicyVersion"]}
{"operation":"iam:GetRole","members":["Role"]}
{"operation":"iam:GetRolePolicy","members":["PolicyDocument","PolicyName","RoleName"]}
{"operation":"iam:GetUser","members":["User"]}
{"operation":"iam:GetUserPolicy","members":["PolicyDocument","PolicyName","UserName"]}
{"operation":"iam:ListAccessKeys","members":["AccessKeyMetadata","IsTruncated","Marker"]}
{"operation":"iam:ListAccountAliases","members":["AccountAliases","IsTruncated","Marker"]}
{"operation":"iam:ListAttachedGroupPolicies","members":["AttachedPolicies","IsTruncated","Marker"]}
{"operation":"iam:ListAttachedRolePolicies","members":["AttachedPolicies","IsTruncated","Marker"]}
{"operation":"iam:ListAttachedUserPolicies","members":["AttachedPolicies","IsTruncated","Marker"]}
{"operation":"iam:ListEntitiesForPolicy","members":["IsTruncated","Marker","PolicyGroups","PolicyRoles","PolicyUsers"]}
{"operation":"iam:ListGroupPolicies","members":["IsTruncated","Marker","PolicyNames"]}
{"operation":"iam:ListGroups","members":["Groups","IsTruncated","Marker"]}
{"operation":"iam:ListGroupsForUser","members":["Groups","IsTruncated","Marker"]}
{"operation":"iam:ListInstanceProfilesForRole","members":["InstanceProfiles","IsTruncated","Marker"]}
{"operation":"iam:ListPolicies","members":["IsTruncated","Marker","Policies"]}
{"operation":"iam:ListPolicyTags","members":["IsTruncated","Marker","Tags"]}
{"operation":"iam:ListPolicyVersions","members":["IsTruncated","Marker","Versions"]}
{"operation":"iam:ListRolePolicies","members":["IsTruncated","Marker","PolicyNames"]}
{"operation":"iam:ListRoleTags","members":["IsTruncated","Marker","Tags"]}
{"operation":"iam:ListRoles","members":["IsTruncated","Marker","Roles"]}
{"operation":"iam:ListUserPolicies","members":["IsTruncated","Marker","PolicyNames"]}
{"operation":"iam:ListUserTags","members":["IsTruncated","Marker","Tags"]}
{"operation":"iam:ListUsers","members":["IsTruncated","Marker","Users"]}
{"operation":"iam:SimulateCustomPolicy","members":["EvaluationResults","IsTruncated","Marker"]}
{"operation":"iam:SimulatePrincipalPolicy","members":["EvaluationResults","IsTruncated","Marker"]}
{"operation":"iam:UpdateRole","members":[]}
{"operation":"iam:UpdateRoleDescription","members":["Role"]}
{"operation":"sts:AssumeRole","members":["AssumedRoleUser","Credentials","PackedPolicySize","SourceIdentity"]}
{"operation":"sts:AssumeRoleWithSAML","members":["AssumedRoleUser","Audience","Credentials","Issuer","NameQualifier","PackedPolicySize","SourceIdentity","Subject","SubjectType"]}
{"operation":"sts:AssumeRoleWithWebIdentity","members":["AssumedRoleUser","Audience","Credentials","PackedPolicySize","Provider","SourceIdentity","SubjectFromWebIdentityToken"]}
{"operation":"sts:DecodeAuthorizationMessage","members":["DecodedMessage"]}
{"operation":"sts:GetAccessKeyInfo","members":["Account"]}
{"operation":"sts:GetCallerIdentity","members":["Account","Arn","UserId"]}
{"operation":"sts:GetFederationToken","members":["Credentials","FederatedUser","PackedPolicySize"]}
{"operation":"sts:GetSessionToken","members":["Credentials"]}
"""#

/// HTTP statuses by error code.
let errorModel: [String: Int] = [
    "ConcurrentModification": 409,
    "DeleteConflict": 409,
    "DuplicateCertificate": 409,
    "DuplicateSSHPublicKey": 400,
    "EntityAlreadyExists": 409,
    "EntityTemporarilyUnmodifiable": 409,
    "ExpiredTokenException": 400,
    "ExpiredTradeInTokenException": 400,
    "FeatureDisabled": 404,
    "FeatureEnabled": 409,
    "IDPCommunicationError": 400,
    "IDPRejectedClaim": 403,
    "InvalidAuthenticationCode": 403,
    "InvalidAuthorizationMessageException": 400,
    "InvalidCertificate": 400,
    "InvalidIdentityToken": 400,
    "InvalidInput": 400,
    "InvalidPublicKey": 400,
    "InvalidUserType": 400,
    "JWTPayloadSizeExceededException": 400,
    "KeyPairMismatch": 400,
    "LimitExceeded": 409,
    "MalformedCertificate": 400,
    "MalformedPolicyDocument": 400,
    "NoSuchEntity": 404,
    "NotSupportedService": 404,
    "OpenIdIdpCommunicationError": 400,
    "OutboundWebIdentityFederationDisabledException": 403,
    "PackedPolicyTooLarge": 400,
    "PasswordPolicyViolation": 400,
    "PolicyEvaluation": 500,
    "PolicyNotAttachable": 400,
    "RegionDisabledException": 403,
    "ReportExpired": 410,
    "ReportGenerationLimitExceeded": 409,
    "ReportInProgress": 404,
    "ReportNotPresent": 410,
    "ServiceFailure": 500,
    "SessionDurationEscalationException": 403,
    "UnmodifiableEntity": 400,
    "UnrecognizedPublicKeyEncoding": 400,
]
