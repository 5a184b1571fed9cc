import KMSLab

/// Policy decisions as the pipeline makes them: documents parsed once and kept with their owners.
enum Decisions {
    static let cases = [
        BenchmarkCase.repeating("decisions", "the default key policy and two identity policies") {
            consume(PolicyEvaluator.decide(request, small, rules: .kms))
        },
        BenchmarkCase.repeating("decisions", "50 statements with conditions") {
            consume(PolicyEvaluator.decide(request, large, rules: .kms))
        },
    ]

    /// The default key policy and two identity policies.
    static let small = ApplicablePolicies(
        resource: keyPolicy, identity: [attached(reading, .identity(.managed)), attached(storing, .identity(.managed))])

    /// The default key policy and 49 statements with conditions.
    static let large = ApplicablePolicies(
        resource: keyPolicy,
        identity: stride(from: 0, to: 49, by: 17).map { first in
            attached(document((first..<min(first + 17, 49)).map(statement)), .identity(.managed))
        })

    /// bob decrypts with a key of his account.
    static let request: AccessRequest = {
        var context = ConditionContext()
        for (name, value) in facts { context.set(name, value) }
        return AccessRequest(
            principal: .user(account: .standard, path: "/", name: "bob", id: "AIDABOBEXAMPLE0000"),
            action: "kms:Decrypt",
            resource: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            resourceOwner: .standard, context: context, time: Timestamp(millisecondsSince1970: 1_767_225_600_000))
    }()

    private static let keyPolicy = attached(
        document([
            """
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}
            """
        ]), .resource(.key))
    private static let reading = document([
        #"{"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "arn:aws:kms:*:*:key/*"}"#
    ])
    private static let storing = document([
        #"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#,
        #"{"Effect": "Deny", "Action": "kms:ScheduleKeyDeletion", "Resource": "*"}"#,
    ])

    private static let facts = [
        ("aws:SourceIp", "203.0.113.5"), ("aws:SecureTransport", "true"), ("aws:RequestedRegion", "us-east-1"),
        ("kms:EncryptionContext:doc", "q1"), ("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT"),
        ("kms:KeySpec", "SYMMETRIC_DEFAULT"), ("kms:KeyUsage", "ENCRYPT_DECRYPT"), ("kms:KeyOrigin", "AWS_KMS"),
        ("aws:UserAgent", "aws-cli/2.1"), ("kms:MultiRegion", "false"),
    ]

    private static let conditions = [
        #""StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}"#,
        #""StringLike": {"kms:EncryptionContext:doc": "q*"}, "Bool": {"aws:SecureTransport": "true"}"#,
        #""IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"]}"#,
        #""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}"#,
        #""StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}"#,
        #""NumericLessThan": {"aws:EpochTime": "1867225600"}, "StringEquals": {"aws:PrincipalTag/team": "red"}"#,
        #""ForAnyValue:StringEquals": {"kms:EncryptionContextKeys": ["a", "b"]}"#,
        #""DateLessThan": {"aws:CurrentTime": "2025-01-01T00:00:00Z"}"#,
        #""StringLike": {"kms:EncryptionContext:doc": "${aws:username}*"}"#, #""Null": {"aws:SourceVpce": "false"}"#,
    ]

    private static func statement(_ index: Int) -> String {
        """
        {"Effect": "\(index % 5 == 4 ? "Deny" : "Allow")", "Action": ["kms:Decrypt", "kms:Encrypt"],
         "Resource": "arn:aws:kms:us-east-1:111122223333:key/*",
         "Condition": {\(conditions[index % conditions.count])}}
        """
    }

    private static func document(_ statements: [String]) -> String {
        #"{"Version": "2012-10-17", "Statement": [\#(statements.joined(separator: ","))]}"#
    }

    private static func attached(_ text: String, _ kind: PolicyKind) -> AttachedPolicy {
        do {
            return AttachedPolicy(try PolicyDocument(parsing: text, kind: kind), name: "policy", holder: .user("bob"))
        } catch {
            preconditionFailure("a policy of the benchmark is malformed: \(error)")
        }
    }
}
