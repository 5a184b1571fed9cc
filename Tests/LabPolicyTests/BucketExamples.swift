import LabCore
import LabPolicy

/// After the Amazon S3 User Guide: "Examples of Amazon S3 bucket policies", "Bucket policy examples using condition keys",
/// "Walkthroughs".
enum BucketExamples {
    static let all: [ExamplePolicy] = bucketPolicies + encryption + identity

    private static func bucket(
        _ name: String, _ statements: String..., identity: String? = nil, trials: [ExamplePolicy.Trial]
    ) -> ExamplePolicy {
        let text = "{\"Version\":\"2012-10-17\",\"Statement\":[\(statements.joined(separator: ","))]}"
        return ExamplePolicy(name: name, rules: .s3, resource: text, identity: identity, trials: trials)
    }

    private static let everything = document(Say.allow("s3:*", sid: "All"))

    private static let bucketPolicies: [ExamplePolicy] = [
        bucket(
            "read-only for everybody", Say.allow("*", to: "s3:GetObject", on: "\(Things.bucket)/*", sid: "Public"),
            trials: [
                .allowed("s3:GetObject", by: .anonymous, because: "Public"), .denied("s3:PutObject", by: .anonymous),
                .denied("s3:GetObject", by: .anonymous, on: Things.bucket), .allowed("s3:GetObject", because: "Public"),
            ]),
        bucket(
            "from one network only",
            Say.deny(
                "*", to: "s3:*", when: when("NotIpAddress", "aws:SourceIp", "[\"192.0.2.0/24\",\"2001:db8::/32\"]"),
                sid: "Net"),
            identity: everything,
            trials: [
                .allowed("s3:GetObject", ["aws:SourceIp": ["192.0.2.44"]], because: "All"),
                .allowed("s3:GetObject", ["aws:SourceIp": ["2001:db8::7"]], because: "All"),
                .denied("s3:GetObject", ["aws:SourceIp": ["203.0.113.9"]], because: "Net"),
            ]),
        bucket(
            "only through TLS",
            Say.deny("*", to: "s3:*", when: when("Bool", "aws:SecureTransport", "false"), sid: "TLS"),
            identity: everything,
            trials: [
                .allowed("s3:GetObject", ["aws:SecureTransport": ["true"]], because: "All"),
                .denied("s3:GetObject", ["aws:SecureTransport": ["false"]], because: "TLS"),
            ]),
        bucket(
            "only through one VPC endpoint",
            Say.deny(
                "*", to: "s3:*", when: when("StringNotEquals", "aws:SourceVpce", "\"vpce-1a2b3c4d\""), sid: "Vpce"),
            identity: everything,
            trials: [
                .allowed("s3:GetObject", ["aws:SourceVpce": ["vpce-1a2b3c4d"]], because: "All"),
                .denied("s3:GetObject", ["aws:SourceVpce": ["vpce-other"]], because: "Vpce"),
                .denied("s3:GetObject", because: "Vpce"),
            ]),
        bucket(
            "a second factor, not too long ago",
            Say.deny("*", to: "s3:*", when: when("Null", "aws:MultiFactorAuthAge", "true"), sid: "Factor"),
            Say.deny(
                "*", to: "s3:*", when: when("NumericGreaterThan", "aws:MultiFactorAuthAge", "3600"), sid: "Recent"),
            identity: everything,
            trials: [
                .denied("s3:GetObject", because: "Factor"),
                .denied("s3:GetObject", ["aws:MultiFactorAuthAge": ["4000"]], because: "Recent"),
                .allowed("s3:GetObject", ["aws:MultiFactorAuthAge": ["10"]], because: "All"),
            ]),
        bucket(
            "a partner uploads and leaves the owner in control",
            Say.allow("444455556666", to: "s3:PutObject", on: "\(Things.bucket)/*", sid: "Upload"),
            Say.deny(
                "444455556666", to: "s3:PutObject",
                when: when("StringNotEquals", "s3:x-amz-acl", "\"bucket-owner-full-control\""),
                sid: "Control"),
            trials: [
                .allowed(
                    "s3:PutObject", by: People.awayRoot, ["s3:x-amz-acl": ["bucket-owner-full-control"]],
                    because: "Upload"),
                .denied("s3:PutObject", by: People.awayRoot, because: "Control"),
                .denied("s3:PutObject", by: People.carol, ["s3:x-amz-acl": ["bucket-owner-full-control"]]),
            ]),
        bucket(
            "only members of an organization",
            Say.allow("*", to: "s3:GetObject", when: when("StringEquals", "aws:PrincipalOrgID", "\"o-1\""), sid: "Org"),
            trials: [
                .allowed("s3:GetObject", ["aws:PrincipalOrgID": ["o-1"]], because: "Org"),
                .denied("s3:GetObject", ["aws:PrincipalOrgID": ["o-2"]]), .denied("s3:GetObject", by: .anonymous),
            ]),
        bucket(
            "objects with a tag",
            Say.allow(
                bobARN, to: "s3:GetObject", when: when("StringEquals", "s3:ExistingObjectTag/env", "\"prod\""),
                sid: "Prod"
            ),
            trials: [
                .allowed("s3:GetObject", ["s3:ExistingObjectTag/env": ["prod"]], because: "Prod"),
                .denied("s3:GetObject"),
            ]),
        bucket(
            "short lists",
            Say.allow(
                bobARN, to: "s3:ListBucket", on: Things.bucket,
                when: when("NumericLessThanEquals", "s3:max-keys", "10"),
                sid: "Ten"),
            trials: [
                .allowed("s3:ListBucket", on: Things.bucket, ["s3:max-keys": ["10"]], because: "Ten"),
                .denied("s3:ListBucket", on: Things.bucket, ["s3:max-keys": ["11"]]),
                .denied("s3:ListBucket", on: Things.bucket),
            ]),
        bucket(
            "long retention needs no more than a hundred days",
            Say.allow(bobARN, to: "s3:PutObjectRetention", sid: "Retain"),
            Say.deny(
                "*", to: "s3:PutObjectRetention",
                when: when("NumericGreaterThan", "s3:object-lock-remaining-retention-days", "100"),
                sid: "Hundred"),
            trials: [
                .allowed(
                    "s3:PutObjectRetention", ["s3:object-lock-remaining-retention-days": ["99"]], because: "Retain"),
                .denied(
                    "s3:PutObjectRetention", ["s3:object-lock-remaining-retention-days": ["101"]], because: "Hundred"),
            ]),
    ]

    private static let encryptionKey = "s3:x-amz-server-side-encryption"

    private static let encryption: [ExamplePolicy] = [
        bucket(
            "no upload without SSE-KMS in the header",
            Say.deny("*", to: "s3:PutObject", when: when("StringNotEquals", encryptionKey, "\"aws:kms\""), sid: "Kms"),
            identity: everything,
            trials: [
                .allowed("s3:PutObject", [encryptionKey: ["aws:kms"]], because: "All"),
                .denied("s3:PutObject", [encryptionKey: ["AES256"]], because: "Kms"),
                .denied("s3:PutObject", because: "Kms"),
            ]),
        bucket(
            "a deny with a negated IfExists still denies requests without the header",
            Say.deny(
                "*", to: "s3:PutObject", when: when("StringNotEqualsIfExists", encryptionKey, "\"aws:kms\""), sid: "Kms"
            ),
            identity: everything,
            trials: [
                .denied("s3:PutObject", because: "Kms"),
                .denied("s3:PutObject", [encryptionKey: ["AES256"]], because: "Kms"),
            ]),
        bucket(
            "no upload with another method, but the bucket's default may work",
            Say.deny(
                "*", to: "s3:PutObject",
                when: when("StringNotEquals", encryptionKey, "\"aws:kms\"") + ","
                    + when("Null", encryptionKey, "false"),
                sid: "Kms"),
            identity: everything,
            trials: [
                .allowed("s3:PutObject", because: "All"),
                .denied("s3:PutObject", [encryptionKey: ["AES256"]], because: "Kms"),
            ]),
        bucket(
            "one key only",
            Say.deny(
                "*", to: "s3:PutObject",
                when: when("ArnNotEquals", encryptionKey + "-aws-kms-key-id", "\"\(Things.key)\"") + ","
                    + when("Null", encryptionKey + "-aws-kms-key-id", "false"),
                sid: "OurKey"),
            identity: everything,
            trials: [
                .allowed("s3:PutObject", [encryptionKey + "-aws-kms-key-id": [Things.key]], because: "All"),
                .denied("s3:PutObject", [encryptionKey + "-aws-kms-key-id": [Things.key + "1"]], because: "OurKey"),
                .allowed("s3:PutObject", because: "All"),
            ]),
        bucket(
            "no keys of the customer",
            Say.deny(
                "*", to: "s3:PutObject", when: when("Null", encryptionKey + "-customer-algorithm", "false"),
                sid: "NoSSEC"),
            identity: everything,
            trials: [
                .allowed("s3:PutObject", because: "All"),
                .denied("s3:PutObject", [encryptionKey + "-customer-algorithm": ["AES256"]], because: "NoSSEC"),
            ]),
    ]

    private static let home = document(
        Say.allow(
            "s3:ListBucket", on: Things.bucket,
            when: when("StringLike", "s3:prefix", "[\"\",\"home/${aws:username}/*\"]"), sid: "List"),
        Say.allow("s3:*Object", on: "\(Things.bucket)/home/${aws:username}/*", sid: "Home"))

    private static let identity: [ExamplePolicy] = [
        ExamplePolicy(
            name: "everybody has a home", rules: .s3, identity: home,
            trials: [
                .allowed("s3:GetObject", on: "\(Things.bucket)/home/bob/x", because: "Home"),
                .denied("s3:GetObject", by: People.alice, on: "\(Things.bucket)/home/bob/x"),
                .allowed("s3:ListBucket", on: Things.bucket, ["s3:prefix": ["home/bob/x"]], because: "List"),
                .allowed("s3:ListBucket", on: Things.bucket, ["s3:prefix": [""]], because: "List"),
                .denied("s3:ListBucket", on: Things.bucket, ["s3:prefix": ["home/alice/"]]),
                .denied("s3:ListBucket", on: Things.bucket),
                .denied("s3:GetObject", by: People.app, on: "\(Things.bucket)/home/app/x"),
            ])
    ]
}
