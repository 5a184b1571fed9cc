import LabCore
import LabPolicy
import Testing

/// Amazon S3: identity policy or bucket policy in one account, both across accounts.
@Suite struct BucketDecisionTests {
    private static let allow = document(Say.allow("s3:*"))
    private static let silent = document(Say.allow("ec2:*"))
    private static func naming(_ principal: String) -> String { document(Say.allow(principal, to: "s3:*")) }

    struct Row: Sendable, CustomTestStringConvertible {
        let fact: String
        let question: ObjectQuestion
        let outcome: Decision.Outcome
        var stoppedAt: Layer?
        var testDescription: String { fact }

        init(
            _ fact: String, _ question: ObjectQuestion, _ outcome: Decision.Outcome = .allowed, at layer: Layer? = nil
        ) {
            (self.fact, self.question, self.outcome, stoppedAt) = (fact, question, outcome, layer)
        }
    }

    private static let rows: [Row] = [
        Row("nothing allows nothing", ObjectQuestion(), .deniedImplicitly, at: .identity),
        Row("IAM alone allows", ObjectQuestion(identity: [allow])),
        Row("the bucket policy alone allows", ObjectQuestion(bucket: naming("arn:aws:iam::111122223333:user/bob"))),
        Row(
            "naming one's own account gives its users nothing", ObjectQuestion(bucket: naming("111122223333")),
            .deniedImplicitly, at: .identity),
        Row("the root user may do everything at home", ObjectQuestion(principal: People.root)),
        Row(
            "a boundary limits IAM", ObjectQuestion(identity: [allow], boundary: silent), .deniedImplicitly,
            at: .boundary),
        Row(
            "a boundary does not limit a user whom the bucket names",
            ObjectQuestion(bucket: naming("arn:aws:iam::111122223333:user/bob"), boundary: silent)),
        Row(
            "it limits a role that the bucket names",
            ObjectQuestion(
                principal: People.app, bucket: naming("arn:aws:iam::111122223333:role/app"), boundary: silent),
            .deniedImplicitly, at: .boundary),
        Row(
            "an anonymous caller needs a bucket policy for everybody",
            ObjectQuestion(principal: .anonymous, bucket: naming("*"))),
        Row(
            "and has nothing else", ObjectQuestion(principal: .anonymous, bucket: naming("111122223333")),
            .deniedImplicitly, at: .resource),
        Row(
            "an anonymous caller has no identity policies", ObjectQuestion(principal: .anonymous, identity: [allow]),
            .deniedImplicitly, at: .resource),
        Row(
            "a stranger needs both halves",
            ObjectQuestion(principal: People.carol, bucket: naming("444455556666"), identity: [allow])),
        Row(
            "a stranger's IAM alone is not enough", ObjectQuestion(principal: People.carol, identity: [allow]),
            .deniedImplicitly, at: .resource),
        Row(
            "nor the bucket policy alone", ObjectQuestion(principal: People.carol, bucket: naming("*")),
            .deniedImplicitly, at: .identity),
        Row(
            "a deny beats both", ObjectQuestion(bucket: document(Say.deny("*", to: "s3:Get*")), identity: [allow]),
            .deniedExplicitly, at: .resource),
        Row(
            "a deny hits the root user too",
            ObjectQuestion(principal: People.root, bucket: document(Say.deny("*", to: "s3:*"))), .deniedExplicitly,
            at: .resource),
        Row(
            "but not where its bucket policy is concerned",
            ObjectQuestion(
                principal: People.root, action: "s3:DeleteBucketPolicy", resource: Things.bucket,
                bucket: document(Say.deny("*", to: "s3:*")))),
        Row(
            "other users have no such privilege",
            ObjectQuestion(
                action: "s3:DeleteBucketPolicy", resource: Things.bucket, bucket: document(Say.deny("*", to: "s3:*")),
                identity: [allow]), .deniedExplicitly, at: .resource),
        Row(
            "nor has a foreign root user",
            ObjectQuestion(
                principal: People.awayRoot, action: "s3:PutBucketPolicy", resource: Things.bucket,
                bucket: document(Say.deny("*", to: "s3:*"))), .deniedExplicitly, at: .resource),
        Row(
            "a service that is named may",
            ObjectQuestion(principal: People.trail, bucket: naming("{\"Service\":\"cloudtrail.amazonaws.com\"}"))),
    ]

    @Test(arguments: rows)
    func theBucketDecides(row: Row) throws {
        let decision = try row.question.decide()
        #expect(decision.outcome == row.outcome)
        #expect(decision.stoppedAt == row.stoppedAt)
    }

    @Test(arguments: [
        ("arn:aws:iam::111122223333:user/bob", People.bob, false, true), ("111122223333", People.bob, false, false),
        ("111122223333", People.bob, true, true), ("444455556666", People.bob, true, false),
        ("444455556666", People.carol, false, false), ("444455556666", People.carol, true, true),
        ("arn:aws:iam::111122223333:role/app", People.app, false, true),
        ("{\"Service\":\"cloudtrail.amazonaws.com\"}", People.trail, false, true), ("*", .anonymous, false, false),
    ])
    func aTrustPolicyMustNameTheCallerOrItsAccountWithIAM(
        trusted: String, caller: Principal, hasIdentity: Bool, expected: Bool
    ) throws {
        let trust = document(Say.allow(trusted, to: "sts:AssumeRole", on: ""))
        let identity = hasIdentity ? [try attached(document(Say.allow("sts:AssumeRole")), .identity(.managed))] : []
        let request = AccessRequest(
            principal: caller, action: "sts:AssumeRole", resource: Things.role, resourceOwner: People.home)
        let policies = ApplicablePolicies(resource: try attached(trust, .resource(.roleTrust)), identity: identity)
        #expect(PolicyEvaluator.decide(request, policies, rules: .roleTrust).isAllowed == expected)
    }

    @Test func iamAndCloudTrailKnowIdentityPoliciesOnly() throws {
        func isAllowed(_ caller: Principal, _ identity: [String], owner: AccountID = People.home) throws -> Bool {
            let request = AccessRequest(
                principal: caller, action: "iam:GetUser", resource: "arn:aws:iam::\(owner):user/bob",
                resourceOwner: owner)
            let policies = ApplicablePolicies(identity: try identity.map { try attached($0, .identity(.managed)) })
            return PolicyEvaluator.decide(request, policies, rules: .identityOnly).isAllowed
        }
        let allow = document(Say.allow("iam:GetUser"))
        #expect(try isAllowed(People.bob, [allow]))
        #expect(try !isAllowed(People.bob, []))
        #expect(try isAllowed(People.root, []))
        #expect(try !isAllowed(People.root, [], owner: People.away))
        #expect(try !isAllowed(People.bob, [allow], owner: People.away))
    }

    @Test(arguments: [
        (Say.allow("*", to: "s3:GetObject", on: "arn:aws:s3:::kumo-ledger/*"), PolicyError.Cause?.none),
        (Say.allow("*", to: "s3:*", on: "arn:aws:s3:::kumo-ledger"), nil),
        (Say.allow("*", to: "*", on: "arn:aws:s3:::kumo-*"), nil),
        (Say.allow("*", to: "s3:ListBucket", on: "arn:aws:s3:::kumo-ledger"), nil),
        (Say.allow("*", to: "s3:GetObject", on: "arn:aws:s3:::other/*"), .invalidResource("arn:aws:s3:::other/*")),
        (Say.allow("*", to: "s3:GetObject", on: "*"), .invalidResource("*")),
        (Say.allow("*", to: "kms:Decrypt", on: "arn:aws:s3:::kumo-ledger/*"), .invalidAction("kms:Decrypt")),
        (
            Say.allow("*", to: "s3:GetObject", on: "arn:aws:s3:::kumo-ledger"), .actionFitsNoResource("s3:GetObject")
        ),
        (
            Say.allow("*", to: "s3:ListBucket", on: "arn:aws:s3:::kumo-ledger/*"),
            .actionFitsNoResource("s3:ListBucket")
        ),
    ])
    func aBucketPolicyMustFitItsBucket(statement: String, cause: PolicyError.Cause?) throws {
        let policy = try parse(document(statement), .resource(.bucket))
        guard let cause else {
            try policy.checkFits(bucket: "kumo-ledger")
            return
        }
        let error = #expect(throws: PolicyError.self) { try policy.checkFits(bucket: "kumo-ledger") }
        #expect(error?.cause == cause)
    }

    @Test(arguments: [
        (Say.allow("*", to: "s3:GetObject"), true), (Say.deny("*", to: "s3:GetObject"), false),
        (Say.allow("444455556666", to: "s3:GetObject"), false),
        (Say.allow("*", to: "s3:*", when: "\"StringEquals\":{\"aws:SourceVpce\":\"vpce-1\"}"), false),
        (Say.allow("*", to: "s3:*", when: "\"StringLike\":{\"aws:SourceVpce\":\"vpce-*\"}"), true),
        (Say.allow("*", to: "s3:*", when: "\"StringNotEquals\":{\"aws:SourceVpce\":\"vpce-1\"}"), true),
        (Say.allow("*", to: "s3:*", when: "\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}"), false),
        (Say.allow("*", to: "s3:*", when: "\"IpAddress\":{\"aws:SourceIp\":\"0.0.0.0/1\"}"), true),
        (Say.allow("*", to: "s3:*", when: "\"Bool\":{\"aws:SecureTransport\":\"true\"}"), true),
    ])
    func aBucketPolicyIsPublicWhenEverybodyIsMeantWithoutAFixedOrigin(statement: String, expected: Bool) throws {
        #expect(try parse(document(statement), .resource(.bucket)).isPublic == expected)
    }
}
