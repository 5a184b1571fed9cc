import LabCore
import LabPolicy

/// The managed policies of AWS that the lab knows: those that people attach when they learn about encryption.
///
/// Names, paths and effects are AWS's. A document holds those of AWS's actions whose services the lab answers for, so
/// `ReadOnlyAccess` is a few services long here and hundreds there. Unique ids are the lab's own.
///
/// - SeeAlso: AWS Managed Policy Reference Guide
enum AWSManagedPolicies {
    /// The policy of this ARN.
    static func policy(_ arn: String) -> PolicyRecord? { byARN[arn] }

    /// All of them, ascending by name.
    static let all: [PolicyRecord] = definitions.map(\.record).sorted { $0.name < $1.name }

    private static let byARN = Dictionary(uniqueKeysWithValues: all.map { ($0.arn, $0) })

    private static let definitions: [Definition] = [
        Definition("AdministratorAccess", "Provides full access to AWS services and resources.", .allow(["*"])),
        Definition("AWSDenyAll", "Deny all access.", .deny(["*"])),
        Definition(
            "PowerUserAccess",
            "Provides full access to AWS services and resources, but does not allow management of users and groups.",
            .allowAllBut(["iam:*", "organizations:*", "account:*"]),
            .allow([
                "account:GetAccountInformation", "account:ListRegions", "iam:CreateServiceLinkedRole",
                "iam:DeleteServiceLinkedRole", "iam:ListRoles", "organizations:DescribeOrganization",
            ])),
        Definition(
            "ReadOnlyAccess", "Provides read-only access to the services of the lab.",
            .allow([
                "kms:Describe*", "kms:Get*", "kms:List*", "s3:DescribeJob", "s3:Get*", "s3:List*",
                "iam:GenerateCredentialReport", "iam:Get*", "iam:List*", "iam:Simulate*", "cloudtrail:Describe*",
                "cloudtrail:Get*", "cloudtrail:List*", "cloudtrail:LookupEvents", "secretsmanager:Describe*",
                "secretsmanager:GetResourcePolicy", "secretsmanager:List*", "ssm:Describe*", "ssm:Get*", "ssm:List*",
                "sts:GetAccessKeyInfo", "sts:GetCallerIdentity",
            ])),
        Definition(
            "IAMFullAccess", "Provides full access to IAM.",
            .allow([
                "iam:*", "organizations:DescribeAccount", "organizations:DescribeOrganization",
                "organizations:DescribePolicy", "organizations:ListPolicies",
            ])),
        Definition(
            "IAMReadOnlyAccess", "Provides read only access to IAM.",
            .allow([
                "iam:GenerateCredentialReport", "iam:GenerateServiceLastAccessedDetails", "iam:Get*", "iam:List*",
                "iam:SimulateCustomPolicy", "iam:SimulatePrincipalPolicy",
            ])),
        Definition(
            "AWSKeyManagementServicePowerUser", "Provides access to AWS Key Management Service (KMS).",
            .allow([
                "kms:CreateAlias", "kms:CreateKey", "kms:DeleteAlias", "kms:Describe*", "kms:GenerateRandom",
                "kms:Get*", "kms:List*", "kms:TagResource", "kms:UntagResource", "iam:ListGroups", "iam:ListRoles",
                "iam:ListUsers",
            ])),
        Definition("AmazonS3FullAccess", "Provides full access to all buckets.", .allow(["s3:*"])),
        Definition(
            "AmazonS3ReadOnlyAccess", "Provides read only access to all buckets.",
            .allow(["s3:Get*", "s3:List*", "s3:Describe*"])),
        Definition(
            "SecretsManagerReadWrite", "Provides read and write access to AWS Secrets Manager.",
            .allow(["secretsmanager:*", "kms:DescribeKey", "kms:ListAliases", "kms:ListKeys", "tag:GetResources"])),
        Definition("AmazonSSMFullAccess", "Provides full access to AWS Systems Manager.", .allow(["ssm:*"])),
        Definition(
            "AmazonSSMReadOnlyAccess", "Provides read only access to AWS Systems Manager.",
            .allow(["ssm:Describe*", "ssm:Get*", "ssm:List*"])),
        Definition(
            "AWSCloudTrail_FullAccess", "Provides full access to AWS CloudTrail.",
            .allow([
                "cloudtrail:*", "kms:CreateAlias", "kms:CreateKey", "kms:ListAliases", "kms:ListKeys",
                "s3:ListAllMyBuckets",
            ])),
        Definition(
            "AWSCloudTrail_ReadOnlyAccess", "Provides read only access to AWS CloudTrail.",
            .allow(["cloudtrail:Get*", "cloudtrail:Describe*", "cloudtrail:List*", "cloudtrail:LookupEvents"])),
        Definition(
            "ViewOnlyAccess", path: "/job-function/",
            "Provides permissions to view resources and basic metadata of the services of the lab.",
            .allow([
                "kms:ListAliases", "kms:ListKeys", "s3:ListAllMyBuckets", "s3:ListBucket", "iam:List*",
                "iam:GetAccountSummary", "cloudtrail:DescribeTrails", "cloudtrail:LookupEvents",
                "secretsmanager:ListSecrets", "ssm:DescribeParameters",
            ])),
    ]
}

/// One of AWS's managed policies before it becomes a record.
private struct Definition {
    /// A statement on every resource.
    enum Rule {
        case allow([String])
        case deny([String])
        case allowAllBut([String])

        var json: JSONValue {
            let (effect, element, actions) =
                switch self {
                case .allow(let actions): ("Allow", "Action", actions)
                case .deny(let actions): ("Deny", "Action", actions)
                case .allowAllBut(let actions): ("Allow", "NotAction", actions)
                }
            let list: JSONValue = actions.count == 1 ? .string(actions[0]) : .strings(actions)
            return .object(JSONObject([("Effect", .string(effect)), (element, list), ("Resource", "*")]))
        }
    }

    let name: String
    let path: String
    let description: String
    let rules: [Rule]

    init(_ name: String, path: String = "/", _ description: String, _ rules: Rule...) {
        self.name = name
        self.path = path
        self.description = description
        self.rules = rules
    }

    var record: PolicyRecord {
        PolicyRecord(
            account: nil, path: path, name: name, uniqueID: uniqueID, createdAt: Self.date, document: document,
            description: description)
    }

    /// When AWS made the first of its managed policies.
    private static let date = Timestamp(millisecondsSince1970: 1_423_161_599_000)

    private var document: PolicyDocument {
        let text = JSONValue.object(["Version": "2012-10-17", "Statement": .array(rules.map(\.json))]).prettyText
        guard let document = try? PolicyDocument(parsing: text, kind: .identity(.managed)) else {
            preconditionFailure("the built-in policy `\(name)` does not parse")
        }
        return document
    }

    /// An id that follows from the name: the digits of a hash (FNV-1a) over it, twice.
    private var uniqueID: String {
        let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return UniqueID.Kind.policy.rawValue + Base32.encode(hash, digits: 9) + Base32.encode(~hash, digits: 8)
    }
}
