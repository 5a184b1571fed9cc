public import LabCore
import LabPolicy
public import LabService

/// `GetAccountSummary`: how many of everything, and how many there may be. What the lab does not have counts zero.
///
/// - SeeAlso: IAM API Reference, "GetAccountSummary"
public enum GetAccountSummary: AccountWideOperation, IAMQuery {
    /// Nothing.
    public typealias Input = NoInput
    /// `GetAccountSummary`.
    public static let name = "GetAccountSummary"

    /// Counts by name.
    public struct Output: JSONOutput {
        /// Counts and quotas, in AWS's order.
        public let counts: [(name: String, count: Int)]

        /// The member: a map.
        public var json: JSONObject {
            ["SummaryMap": .object(JSONObject(counts.map { ($0.name, .count($0.count)) }))]
        }
    }

    /// Counts.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        Output(counts: entities(of: call.account, state) + quotas + absent)
    }

    private static func entities(of account: AccountID, _ state: IdentityState) -> [(name: String, count: Int)] {
        let policies = state.managedPolicies(of: account)
        return [
            ("Users", state.entities(UserRecord.self, of: account).count),
            ("Groups", state.entities(GroupRecord.self, of: account).count),
            ("Roles", state.entities(RoleRecord.self, of: account).count),
            ("Policies", policies.count),
            ("PolicyVersionsInUse", policies.reduce(0) { $0 + $1.versions.count }),
            ("AccountAccessKeysPresent", state.accessKeys(of: nil, in: account).isEmpty ? 0 : 1),
        ]
    }

    private static let quotas: [(name: String, count: Int)] = [
        ("UsersQuota", IdentityLimits.usersPerAccount), ("GroupsQuota", IdentityLimits.groupsPerAccount),
        ("RolesQuota", IdentityLimits.rolesPerAccount), ("PoliciesQuota", IdentityLimits.policiesPerAccount),
        ("UserPolicySizeQuota", PolicyLimits.userInlineCharacters),
        ("GroupPolicySizeQuota", PolicyLimits.groupInlineCharacters),
        ("RolePolicySizeQuota", PolicyLimits.roleInlineCharacters),
        ("PolicySizeQuota", PolicyLimits.managedPolicyCharacters),
        ("AssumeRolePolicySizeQuota", PolicyLimits.roleTrustCharacters),
        ("GroupsPerUserQuota", IdentityLimits.groupsPerUser),
        ("AccessKeysPerUserQuota", IdentityLimits.accessKeysPerUser),
        ("AttachedPoliciesPerUserQuota", IdentityLimits.attachedPoliciesPerEntity),
        ("AttachedPoliciesPerGroupQuota", IdentityLimits.attachedPoliciesPerEntity),
        ("AttachedPoliciesPerRoleQuota", IdentityLimits.attachedPoliciesPerEntity),
        ("VersionsPerPolicyQuota", IdentityLimits.versionsPerPolicy),
        ("PolicyVersionsInUseQuota", IdentityLimits.policiesPerAccount * IdentityLimits.versionsPerPolicy),
        ("GlobalEndpointTokenVersion", 1),
    ]

    private static let absent = [
        "AccountMFAEnabled", "AccountPasswordPresent", "AccountSigningCertificatesPresent", "InstanceProfiles",
        "InstanceProfilesQuota", "MFADevices", "MFADevicesInUse", "Providers", "ServerCertificates",
        "ServerCertificatesQuota", "SigningCertificatesPerUserQuota",
    ].map { (name: $0, count: 0) }
}
