import LabCore
import LabPolicy

/// The services that random cases are about.
struct PolicyCaseService {
    let rules: ServiceRules
    let resourceKind: PolicyKind?
    let actions: [String]
    let actionPatterns: [String]
    let resources: [String]
    let resourcePatterns: [String]

    static let all: [PolicyCaseService] = [key, key, bucket, trust, identity]

    private static let key = PolicyCaseService(
        rules: .kms, resourceKind: .resource(.key),
        actions: ["kms:Decrypt", "kms:GenerateDataKey", "kms:PutKeyPolicy", "kms:RetireGrant", "kms:CreateKey"],
        actionPatterns: ["kms:*", "kms:decrypt", "kms:Generate*", "*", "kms:?e*", "s3:*", "kms:RetireGrant"],
        resources: [
            "arn:aws:kms:us-east-1:111122223333:key/1", "arn:aws:kms:us-east-1:111122223333:key/1",
            "arn:aws:kms:us-east-1:111122223333:alias/a", "*",
        ],
        resourcePatterns: [
            "*", "arn:aws:kms:*:111122223333:key/*", "arn:aws:kms:us-east-1:111122223333:key/2",
            "arn:aws:kms:us-east-1:111122223333:key/${aws:PrincipalTag/n, '1'}",
        ])

    private static let bucket = PolicyCaseService(
        rules: .s3, resourceKind: .resource(.bucket),
        actions: ["s3:GetObject", "s3:PutObject", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
        actionPatterns: ["s3:*", "s3:Get*", "s3:PutObject", "*", "s3:*BucketPolicy", "s3:???Object"],
        resources: ["arn:aws:s3:::b/bob/x", "arn:aws:s3:::b/team/a*b", "arn:aws:s3:::b"],
        resourcePatterns: [
            "*", "arn:aws:s3:::b/*", "arn:aws:s3:::b*", "arn:aws:s3:::b/${aws:username}/*",
            "arn:aws:s3:::b/team/a${*}b", "arn:aws:s3:::b/?ob/*", "arn:aws:s3:::other",
        ])

    private static let trust = PolicyCaseService(
        rules: .roleTrust, resourceKind: .resource(.roleTrust), actions: ["sts:AssumeRole", "sts:TagSession"],
        actionPatterns: ["sts:AssumeRole", "sts:*", "sts:TagSession"],
        resources: ["arn:aws:iam::111122223333:role/target"],
        resourcePatterns: ["*", "arn:aws:iam::111122223333:role/*", "arn:aws:iam::*:role/other"])

    private static let identity = PolicyCaseService(
        rules: .identityOnly, resourceKind: nil, actions: ["iam:GetUser", "iam:CreateUser"],
        actionPatterns: ["iam:*", "iam:GetUser", "iam:*User", "*", "kms:*"],
        resources: ["arn:aws:iam::111122223333:user/bob", "arn:aws:iam::111122223333:user/eve", "*"],
        resourcePatterns: ["*", "arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::111122223333:user/*"])
}

/// The words that random cases are made of.
enum PolicyCaseWords {
    static let home = AccountID.standard

    static let callers: [Principal] =
        [
            .root(home), .user(account: home, path: "/", name: "bob", id: "AIDAEXAMPLEBOB00000"),
            .user(account: home, path: "/team/", name: "eve", id: "AIDAEXAMPLEEVE00000"),
            .assumedRole(account: home, path: "/", role: "app", roleID: "AROAEXAMPLEAPP00000", session: "one"),
            .service("cloudtrail.amazonaws.com"), .anonymous,
        ] + foreigners

    private static let foreigners: [Principal] =
        AccountID("444455556666").map { account in
            [
                .root(account), .user(account: account, path: "/", name: "bob", id: "AIDAEXAMPLEFAR00000"),
                .assumedRole(account: account, path: "/", role: "app", roleID: "AROAEXAMPLEFAR00000", session: "one"),
            ]
        } ?? []

    static let principals = [
        "*", "111122223333", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/bob",
        "arn:aws:iam::111122223333:user/team/eve", "arn:aws:iam::111122223333:role/app",
        "arn:aws:sts::111122223333:assumed-role/app/one", "444455556666", "arn:aws:iam::444455556666:user/bob",
        "arn:aws:iam::444455556666:role/app", "arn:aws:sts::444455556666:assumed-role/app/one", "AIDAEXAMPLEBOB00000",
        "AROAEXAMPLEAPP00000", "arn:aws:iam::111122223333:user/nobody",
    ]

    static let contextKeys: [(key: String, values: [String])] = [
        ("kms:ViaService", ["s3.us-east-1.amazonaws.com", "ssm.us-east-1.amazonaws.com"]),
        ("kms:EncryptionContext:doc", ["q1", "q2", "Q1"]), ("aws:SourceIp", ["203.0.113.5", "10.1.2.3", "nowhere"]),
        ("aws:TagKeys", ["a", "b", "c"]), ("aws:SecureTransport", ["true", "false", "TRUE"]),
        ("s3:max-keys", ["10", "100", "many"]), ("aws:SourceArn", ["arn:aws:s3:::b", "arn:aws:sns:us-east-1:1:t"]),
        ("kms:GrantOperations", ["YQ==", "Yg==", "?"]),
    ]

    static let conditions: [(operator: String, keys: [String], values: [String])] = {
        let texts = [
            "q1", "Q1", "q*", "q?", "*", "red", "bob", "${aws:username}", "${aws:username, 'bob'}", "a", "b",
            "s3.us-east-1.amazonaws.com", "${aws:PrincipalTag/team}", "${kms:EncryptionContext:doc}", "${*}",
        ]
        let textKeys = [
            "kms:EncryptionContext:doc", "KMS:ViaService", "aws:TagKeys", "aws:username", "aws:PrincipalTag/TEAM",
            "aws:Bogus", "aws:PrincipalAccount",
        ]
        let numbers = ["10", "99.5", "1767225600", "ten"]
        let dates = ["2026-01-01T00:00:00Z", "1780000000", "2026-03-01", "soon"]
        let arns = ["arn:aws:s3:::*", "arn:*:s3:*:*:b", "*", "arn:aws:*:1:t", "arn:aws:iam::111122223333:*", "b"]
        var rows = ["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"].map {
            ("String" + $0, textKeys, texts)
        }
        for relation in ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"] {
            rows.append(("Numeric" + relation, ["s3:max-keys", "aws:EpochTime"], numbers))
            rows.append(("Date" + relation, ["aws:CurrentTime", "aws:EpochTime"], dates))
        }
        for name in ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"] {
            rows.append((name, ["aws:SourceArn", "aws:PrincipalArn"], arns))
        }
        let networks = ["203.0.113.0/24", "10.1.2.3", "10.0.0.0/8", "0.0.0.0/0", "here"]
        return rows + [
            ("IpAddress", ["aws:SourceIp"], networks), ("NotIpAddress", ["aws:SourceIp"], networks),
            (
                "Bool", ["aws:SecureTransport", "aws:ViaAWSService", "aws:MultiFactorAuthPresent"],
                ["true", "False", "no"]
            ),
            ("BinaryEquals", ["kms:GrantOperations"], ["YQ==", "Yg==", "!"]),
            ("Null", textKeys + ["aws:MultiFactorAuthPresent"], ["true", "false"]),
        ]
    }()
}
