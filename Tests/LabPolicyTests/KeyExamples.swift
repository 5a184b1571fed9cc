import LabCore
import LabPolicy

/// After the AWS KMS Developer Guide: "Key policies", "Condition keys for AWS KMS", "IAM policy examples", "ABAC for AWS
/// KMS".
enum KeyExamples {
    static let all: [ExamplePolicy] = keyPolicies + conditions + grantConditions + identity

    private static func key(_ name: String, _ statements: String..., trials: [ExamplePolicy.Trial]) -> ExamplePolicy {
        let text = "{\"Version\":\"2012-10-17\",\"Statement\":[\(statements.joined(separator: ","))]}"
        return ExamplePolicy(name: name, rules: .kms, resource: text, trials: trials)
    }

    private static func iam(_ name: String, _ statements: String..., trials: [ExamplePolicy.Trial]) -> ExamplePolicy {
        let text = "{\"Version\":\"2012-10-17\",\"Statement\":[\(statements.joined(separator: ","))]}"
        return ExamplePolicy(
            name: name, rules: .kms, resource: document(Say.delegation), identity: text, trials: trials)
    }

    private static let keyPolicies: [ExamplePolicy] = [
        key(
            "the console's default: administrators, users, persistent resources", Say.delegation,
            Say.allow(appARN, to: "kms:Put*", sid: "Administer"),
            "{\"Sid\":\"Use\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"\(bobARN)\"},\"Action\":[\"kms:Encrypt\","
                + "\"kms:Decrypt\",\"kms:ReEncrypt*\",\"kms:GenerateDataKey*\",\"kms:DescribeKey\"],\"Resource\":\"*\"}",
            Say.allow(
                bobARN, to: "kms:CreateGrant", when: when("Bool", "kms:GrantIsForAWSResource", "true"), sid: "Attach"),
            trials: [
                .allowed("kms:PutKeyPolicy", by: People.app, because: "Administer"),
                .denied("kms:Decrypt", by: People.app), .allowed("kms:Decrypt", because: "Use"),
                .allowed("kms:GenerateDataKeyPair", because: "Use"), .allowed("kms:ReEncryptTo", because: "Use"),
                .denied("kms:PutKeyPolicy"), .denied("kms:CreateGrant"),
                .allowed("kms:CreateGrant", ["kms:GrantIsForAWSResource": ["true"]], because: "Attach"),
                .allowed("kms:ScheduleKeyDeletion", by: People.root, because: "EnableIAM"),
            ]),
        key(
            "a key for another account", Say.delegation,
            Say.allow("444455556666", to: "kms:Decrypt", sid: "Partner"),
            trials: [
                .denied("kms:Decrypt", by: People.carol),
                .allowed("kms:Decrypt", by: People.awayRoot, because: "Partner"),
                .denied("kms:Encrypt", by: People.awayRoot),
            ]),
        key(
            "an AWS managed key: everybody of one account, through one service",
            Say.allow(
                "*", to: "kms:*Decrypt",
                when: "\"StringEquals\":{\"kms:CallerAccount\":\"111122223333\","
                    + "\"kms:ViaService\":\"s3.us-east-1.amazonaws.com\"}", sid: "ThroughS3"),
            trials: [
                .denied("kms:Decrypt"),
                .denied("kms:Decrypt", by: People.carol, ["kms:ViaService": ["s3.us-east-1.amazonaws.com"]]),
                .allowed("kms:Decrypt", ["kms:ViaService": ["s3.us-east-1.amazonaws.com"]], because: "ThroughS3") {
                    $0.isViaService = true
                },
                .denied("kms:Decrypt", ["kms:ViaService": ["ssm.us-east-1.amazonaws.com"]]) { $0.isViaService = true },
            ]),
        key(
            "CloudTrail encrypts its logs",
            Say.allow(
                "{\"Service\":\"cloudtrail.amazonaws.com\"}", to: "kms:GenerateDataKey*",
                when: when("StringEquals", "aws:SourceArn", "\"arn:aws:cloudtrail:us-east-1:111122223333:trail/main\"")
                    + ","
                    + when(
                        "StringLike", "kms:EncryptionContext:aws:cloudtrail:arn",
                        "\"arn:aws:cloudtrail:*:111122223333:trail/*\""),
                sid: "Trail"),
            trials: [
                .allowed(
                    "kms:GenerateDataKey", by: People.trail,
                    [
                        "aws:SourceArn": ["arn:aws:cloudtrail:us-east-1:111122223333:trail/main"],
                        "kms:EncryptionContext:aws:cloudtrail:arn": [
                            "arn:aws:cloudtrail:us-east-1:111122223333:trail/main"
                        ],
                    ], because: "Trail"),
                .denied("kms:GenerateDataKey", by: People.trail),
                .denied(
                    "kms:GenerateDataKey", by: People.trail,
                    ["aws:SourceArn": ["arn:aws:cloudtrail:us-east-1:444455556666:trail/evil"]]),
            ]),
    ]

    private static let conditions: [ExamplePolicy] = [
        key(
            "only with an encryption context",
            Say.allow(
                appARN, to: "kms:*", when: when("StringEquals", "kms:EncryptionContext:AppName", "\"Ledger\""),
                sid: "App"),
            trials: [
                .allowed("kms:Decrypt", by: People.app, ["kms:EncryptionContext:AppName": ["Ledger"]], because: "App"),
                .allowed("kms:Decrypt", by: People.app, ["kms:EncryptionContext:appname": ["Ledger"]], because: "App"),
                .denied("kms:Decrypt", by: People.app, ["kms:EncryptionContext:AppName": ["ledger"]]),
                .denied("kms:Decrypt", by: People.app),
            ]),
        key(
            "both context keys must be there, and no other",
            Say.allow(
                bobARN, to: "kms:Encrypt",
                when: "\"ForAllValues:StringEquals\":{\"kms:EncryptionContextKeys\":[\"Dept\",\"Level\"]},"
                    + when("Null", "kms:EncryptionContextKeys", "false"), sid: "Keys"),
            trials: [
                .allowed("kms:Encrypt", ["kms:EncryptionContextKeys": ["Dept", "Level"]], because: "Keys"),
                .denied("kms:Encrypt", ["kms:EncryptionContextKeys": ["Dept", "Secret"]]), .denied("kms:Encrypt"),
            ]),
        key(
            "no asymmetric signing of raw messages", Say.allow("*", to: "kms:Sign", sid: "Sign"),
            Say.deny(
                "*", to: "kms:Sign", when: when("StringNotEquals", "kms:MessageType", "\"DIGEST\""), sid: "DigestOnly"),
            Say.deny(
                "*", to: "kms:Sign", when: when("StringLike", "kms:SigningAlgorithm", "\"RSASSA_PKCS1*\""),
                sid: "NoPKCS1"),
            trials: [
                .allowed(
                    "kms:Sign", ["kms:MessageType": ["DIGEST"], "kms:SigningAlgorithm": ["ECDSA_SHA_256"]],
                    because: "Sign"),
                .denied("kms:Sign", ["kms:MessageType": ["RAW"]], because: "DigestOnly"),
                .denied(
                    "kms:Sign", ["kms:MessageType": ["DIGEST"], "kms:SigningAlgorithm": ["RSASSA_PKCS1_V1_5_SHA_256"]],
                    because: "NoPKCS1"),
            ]),
        key(
            "deletion only with a long waiting period", Say.allow(bobARN, to: "kms:*", sid: "All"),
            Say.deny(
                "*", to: "kms:ScheduleKeyDeletion",
                when: when("NumericLessThan", "kms:ScheduleKeyDeletionPendingWindowInDays", "\"21\""), sid: "Patience"),
            trials: [
                .allowed(
                    "kms:ScheduleKeyDeletion", ["kms:ScheduleKeyDeletionPendingWindowInDays": ["30"]], because: "All"),
                .denied(
                    "kms:ScheduleKeyDeletion", ["kms:ScheduleKeyDeletionPendingWindowInDays": ["7"]],
                    because: "Patience"),
            ]),
        key(
            "from the office, or through a service", Say.allow(bobARN, to: "kms:*", sid: "All"),
            Say.deny(
                "*", to: "kms:*",
                when: when("NotIpAddress", "aws:SourceIp", "\"203.0.113.0/24\"") + ","
                    + when("Bool", "aws:ViaAWSService", "\"false\""), sid: "Office"),
            trials: [
                .allowed("kms:Decrypt", ["aws:SourceIp": ["203.0.113.7"]], because: "All"),
                .denied("kms:Decrypt", ["aws:SourceIp": ["198.51.100.7"]], because: "Office"),
                .denied("kms:Decrypt", because: "Office"),
                .allowed("kms:Decrypt", because: "All") { $0.isViaService = true },
            ]),
        key(
            "replicas in two Regions only",
            Say.allow(
                bobARN, to: "kms:ReplicateKey",
                when: "\"StringEquals\":{\"kms:ReplicaRegion\":[\"eu-west-1\",\"eu-central-1\"]}",
                sid: "Europe"),
            trials: [
                .allowed("kms:ReplicateKey", ["kms:ReplicaRegion": ["eu-central-1"]], because: "Europe"),
                .denied("kms:ReplicateKey", ["kms:ReplicaRegion": ["us-west-2"]]),
            ]),
    ]

    private static let grantConditions: [ExamplePolicy] = [
        key(
            "grants for two operations only",
            Say.allow(
                bobARN, to: "kms:CreateGrant",
                when: "\"ForAllValues:StringEquals\":{\"kms:GrantOperations\":[\"Encrypt\",\"Decrypt\"]}", sid: "Two"),
            trials: [
                .allowed("kms:CreateGrant", ["kms:GrantOperations": ["Decrypt"]], because: "Two"),
                .denied("kms:CreateGrant", ["kms:GrantOperations": ["Decrypt", "CreateGrant"]]),
                .allowed("kms:CreateGrant", because: "Two"),
            ]),
        key(
            "grants with a constraint, for one grantee",
            Say.allow(
                bobARN, to: "kms:CreateGrant",
                when: "\"StringEquals\":{\"kms:GrantConstraintType\":\"EncryptionContextSubset\","
                    + "\"kms:GranteePrincipal\":\"\(appARN)\"}", sid: "Bound"),
            trials: [
                .allowed(
                    "kms:CreateGrant",
                    ["kms:GrantConstraintType": ["EncryptionContextSubset"], "kms:GranteePrincipal": [appARN]],
                    because: "Bound"),
                .denied("kms:CreateGrant", ["kms:GranteePrincipal": [appARN]]),
            ]),
    ]

    private static let identity: [ExamplePolicy] = [
        iam(
            "decrypt with every key of one account and Region",
            Say.allow("kms:Decrypt", on: "arn:aws:kms:us-east-1:111122223333:key/*", sid: "Decrypt"),
            trials: [
                .allowed("kms:Decrypt", because: "EnableIAM", "Decrypt"), .denied("kms:Encrypt"),
                .denied("kms:Decrypt", on: "arn:aws:kms:eu-west-1:111122223333:key/1"),
            ]),
        iam(
            "everything but the end of a key", Say.allow("kms:*", sid: "All"),
            "{\"Sid\":\"Keep\",\"Effect\":\"Deny\",\"Action\":[\"kms:DisableKey\",\"kms:ScheduleKeyDeletion\"],"
                + "\"Resource\":\"*\"}",
            trials: [
                .allowed("kms:Decrypt", because: "EnableIAM", "All"), .denied("kms:DisableKey", because: "Keep"),
                .denied("kms:ScheduleKeyDeletion", because: "Keep"),
            ]),
        iam(
            "keys by alias",
            Say.allow(
                "kms:*", when: when("ForAnyValue:StringLike", "kms:ResourceAliases", "\"alias/ledger*\""), sid: "Alias"),
            trials: [
                .allowed(
                    "kms:Decrypt", ["kms:ResourceAliases": ["alias/x", "alias/ledger-1"]], because: "EnableIAM", "Alias"
                ),
                .denied("kms:Decrypt", ["kms:ResourceAliases": ["alias/x"]]), .denied("kms:Decrypt"),
            ]),
        iam(
            "keys by the alias in the request",
            Say.allow("kms:*", when: when("StringEquals", "kms:RequestAlias", "\"alias/ledger\""), sid: "Alias"),
            trials: [
                .allowed("kms:Decrypt", ["kms:RequestAlias": ["alias/ledger"]], because: "EnableIAM", "Alias"),
                .denied("kms:Decrypt"),
            ]),
        iam(
            "keys whose tag is the caller's",
            Say.allow(
                "kms:*", when: when("StringEquals", "aws:ResourceTag/Project", "\"${aws:PrincipalTag/Project}\""),
                sid: "OwnProject"),
            trials: [
                .allowed("kms:Decrypt", ["aws:ResourceTag/Project": ["Alpha"]], because: "EnableIAM", "OwnProject") {
                    $0.principalTags = ["Project": "Alpha"]
                },
                .denied("kms:Decrypt", ["aws:ResourceTag/Project": ["Beta"]]) {
                    $0.principalTags = ["Project": "Alpha"]
                },
                .denied("kms:Decrypt", ["aws:ResourceTag/Project": ["Alpha"]]), .denied("kms:Decrypt"),
            ]),
        iam(
            "nothing dangerous without a second factor", Say.allow("kms:*", sid: "All"),
            Say.deny(
                "kms:Put*", when: when("BoolIfExists", "aws:MultiFactorAuthPresent", "\"false\""), sid: "NeedsMFA"),
            trials: [
                .denied("kms:PutKeyPolicy", because: "NeedsMFA"),
                .denied("kms:PutKeyPolicy", because: "NeedsMFA") { $0.session.isMultiFactorPresent = false },
                .allowed("kms:PutKeyPolicy", because: "EnableIAM", "All") { $0.session.isMultiFactorPresent = true },
            ]),
        iam(
            "until a day",
            Say.allow("kms:*", when: when("DateLessThan", "aws:CurrentTime", "\"2026-07-01T00:00:00Z\""), sid: "Until"),
            trials: [
                .allowed("kms:Decrypt", because: "EnableIAM", "Until") {
                    $0.time = Timestamp(iso8601: "2026-06-30T23:59:59Z")
                },
                .denied("kms:Decrypt") { $0.time = Timestamp(iso8601: "2026-07-01T00:00:00Z") },
            ]),
    ]
}
