import LabCore
import LabPolicy
import LabService

/// What the AWS managed key of a service looks like.
///
/// - SeeAlso: `aws-kms.md`, section A.2; AWS Secrets Manager User Guide, "Secret encryption and decryption"
struct ManagedKeyTemplate {
    /// The service's own word for itself, such as `S3`.
    let title: String
    /// What the key protects, such as `S3 objects`.
    let content: String
    /// The alias without its prefix, such as `ebs`.
    let aliasSuffix: String
    /// The host in `kms:ViaService` without its Region, such as `ec2`.
    let viaService: String
    /// The version in the policy's id.
    let version: Int

    private static let all = [
        ManagedKeyTemplate("S3", "S3 objects", "s3", "s3", 2),
        ManagedKeyTemplate("EBS", "EBS volumes", "ebs", "ec2", 2),
        ManagedKeyTemplate("Secrets Manager", "Secrets Manager secrets", "secretsmanager", "secretsmanager", 2),
        ManagedKeyTemplate("SSM", "SSM parameters", "ssm", "ssm", 1),
        ManagedKeyTemplate("Lambda", "Lambda functions", "lambda", "lambda", 1),
        ManagedKeyTemplate("RDS", "RDS database volumes", "rds", "rds", 2),
        ManagedKeyTemplate("DynamoDB", "DynamoDB tables", "dynamodb", "dynamodb", 1),
        ManagedKeyTemplate("SNS", "SNS data", "sns", "sns", 1),
        ManagedKeyTemplate("SQS", "SQS messages", "sqs", "sqs", 1),
        ManagedKeyTemplate("Kinesis", "Kinesis data streams", "kinesis", "kinesis", 1),
        ManagedKeyTemplate("Backup", "Backup vaults", "backup", "backup", 1),
    ]

    private init(_ title: String, _ content: String, _ aliasSuffix: String, _ viaService: String, _ version: Int) {
        self.title = title
        self.content = content
        self.aliasSuffix = aliasSuffix
        self.viaService = viaService
        self.version = version
    }

    /// The template of a service, by its signing name; services that AWS has no such key for get one of the same shape.
    static func of(_ service: Service) -> ManagedKeyTemplate {
        all.first { $0.viaService == service.name }
            ?? ManagedKeyTemplate(service.name, "\(service.name) data", service.name, service.name, 1)
    }

    /// The alias.
    var aliasName: String { AliasName.reservedPrefix + aliasSuffix }

    /// The description.
    var description: String { "Default key that protects my \(content) when no other key is defined" }

    /// The policy: everybody in the account who may use the service, through it; metadata for the account.
    func policy(for account: AccountID, in region: Region) throws(ServiceError) -> PolicyDocument {
        let document: JSONValue = [
            "Version": "2012-10-17",
            "Id": .string("auto-\(aliasSuffix)-\(version)"),
            "Statement": [
                [
                    "Sid": .string(
                        "Allow access through \(title) for all principals in the account that are authorized to use "
                            + title),
                    "Effect": "Allow",
                    "Principal": ["AWS": "*"],
                    "Action": Self.useActions,
                    "Resource": "*",
                    "Condition": [
                        "StringEquals": [
                            "kms:CallerAccount": .string(account.digits),
                            "kms:ViaService": .string("\(viaService).\(region).amazonaws.com"),
                        ]
                    ],
                ],
                [
                    "Sid": "Allow direct access to key metadata to the account",
                    "Effect": "Allow",
                    "Principal": ["AWS": .string(account.root.description)],
                    "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
                    "Resource": "*",
                ],
            ],
        ]
        return try KeyPolicy.parse(document.policyText)
    }

    private static let useActions: JSONValue = [
        "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey",
    ]
}
