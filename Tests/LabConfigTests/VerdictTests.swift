import LabConfig
import LabCore
import LabPolicy
import Testing

/// What every rule says of every kind of resource that it judges.
@Suite struct VerdictTests {
    private static func key(isCustomerManaged: Bool = true, isPendingDeletion: Bool = false, rotates: Bool? = true)
        -> ConfigResource
    {
        ConfigResource(
            id: "k1", name: "alias/k", arn: "arn:aws:kms:us-east-1:111122223333:key/k1", account: .standard,
            region: .standard, createdAt: nil, tags: [],
            facts: .key(
                KeyFacts(
                    isCustomerManaged: isCustomerManaged, isPendingDeletion: isPendingDeletion, rotates: rotates)),
            configuration: [:])
    }

    private static func bucket(
        tags: [(key: String, value: String)] = [], _ change: (inout BucketFacts) -> Void = { _ in }
    ) -> ConfigResource {
        var facts = BucketFacts()
        change(&facts)
        return ConfigResource(
            id: "b", arn: "arn:aws:s3:::b", account: .standard, region: .standard, createdAt: nil, tags: tags,
            facts: .bucket(facts), configuration: [:])
    }

    private static func policy(_ statement: JSONValue) throws -> PolicyDocument {
        let text: JSONValue = ["Version": "2012-10-17", "Statement": [statement]]
        return try PolicyDocument(parsing: text.compactText, kind: .resource(.bucket))
    }

    @Test func aKeyRotatesOrDoesNot() {
        #expect(ManagedRule.keyRotation.verdict(on: Self.key())?.compliance == .compliant)
        #expect(ManagedRule.keyRotation.verdict(on: Self.key(rotates: false))?.compliance == .nonCompliant)
        #expect(ManagedRule.keyRotation.verdict(on: Self.key(rotates: nil)) == nil)
        #expect(ManagedRule.keyRotation.verdict(on: Self.key(isCustomerManaged: false, rotates: false)) == nil)
        #expect(ManagedRule.keyRotation.verdict(on: Self.bucket()) == nil)
    }

    @Test func aDyingKeyIsFound() {
        let rule = ManagedRule.keyNotPendingDeletion
        #expect(rule.verdict(on: Self.key())?.compliance == .compliant)
        #expect(rule.verdict(on: Self.key(isPendingDeletion: true))?.compliance == .nonCompliant)
        let dying = Self.key(isPendingDeletion: true)
        #expect(rule.verdict(on: dying, RuleParameters(["kmsKeyIds": "k2, k3"])) == nil)
        #expect(rule.verdict(on: dying, RuleParameters(["kmsKeyIds": "k2, k1"]))?.compliance == .nonCompliant)
    }

    @Test func theDefaultEncryptionIsJudged() {
        let rule = ManagedRule.bucketKMSEncryption
        #expect(ManagedRule.bucketEncryption.verdict(on: Self.bucket())?.compliance == .compliant)
        #expect(rule.verdict(on: Self.bucket())?.compliance == .nonCompliant)
        #expect(rule.verdict(on: Self.bucket { $0.encryption = "aws:kms" })?.compliance == .compliant)
        #expect(rule.verdict(on: Self.bucket { $0.encryption = "aws:kms:dsse" })?.compliance == .compliant)
        let wanted = RuleParameters(["kmsKeyArns": "arn:a,arn:b"])
        let right = Self.bucket { ($0.encryption, $0.keyID) = ("aws:kms", "arn:b") }
        let wrong = Self.bucket { ($0.encryption, $0.keyID) = ("aws:kms", "arn:c") }
        #expect(rule.verdict(on: right, wanted)?.compliance == .compliant)
        #expect(rule.verdict(on: wrong, wanted)?.compliance == .nonCompliant)
    }

    @Test(arguments: [
        ("*", "s3:*", ["arn:aws:s3:::b", "arn:aws:s3:::b/*"], "Bool", "aws:SecureTransport", "false", true),
        ("*", "*", ["*"], "Bool", "AWS:securetransport", "False", true),
        ("*", "s3:*", ["arn:aws:s3:::b*"], "Bool", "aws:SecureTransport", "false", true),
        ("*", "s3:*", ["arn:aws:s3:::b/*"], "Bool", "aws:SecureTransport", "false", false),
        ("*", "s3:PutObject", ["*"], "Bool", "aws:SecureTransport", "false", false),
        ("*", "s3:*", ["*"], "Bool", "aws:SecureTransport", "true", false),
        ("*", "s3:*", ["*"], "StringEquals", "aws:SecureTransport", "false", false),
        ("*", "s3:*", ["*"], "Bool", "aws:MultiFactorAuthPresent", "false", false),
        ("arn:aws:iam::111122223333:root", "s3:*", ["*"], "Bool", "aws:SecureTransport", "false", false),
    ])
    func plainHTTPIsDenied(
        _ principal: String, _ action: String, _ resources: [String], _ comparison: String, _ key: String,
        _ value: String, _ isKept: Bool
    ) throws {
        let condition = JSONObject([(comparison, JSONValue.object(JSONObject([(key, .string(value))])))])
        let statement: JSONValue = [
            "Effect": "Deny", "Principal": ["AWS": .string(principal)], "Action": .string(action),
            "Resource": .array(resources.map(JSONValue.string)),
            "Condition": .object(condition),
        ]
        let document = try Self.policy(statement)
        let verdict = ManagedRule.bucketTLSOnly.verdict(on: Self.bucket { $0.policy = document })
        #expect(verdict?.compliance == (isKept ? .compliant : .nonCompliant))
    }

    @Test func aBucketWithoutAPolicyTakesPlainHTTP() {
        #expect(ManagedRule.bucketTLSOnly.verdict(on: Self.bucket())?.compliance == .nonCompliant)
    }

    @Test func theDefaultLockIsJudged() {
        let rule = ManagedRule.bucketLock
        #expect(rule.verdict(on: Self.bucket())?.compliance == .nonCompliant)
        let governed = Self.bucket { $0.lockMode = "GOVERNANCE" }
        #expect(rule.verdict(on: governed)?.compliance == .compliant)
        #expect(rule.verdict(on: governed, RuleParameters(["mode": "COMPLIANCE"]))?.compliance == .nonCompliant)
    }

    @Test(arguments: [
        ("s3:GetObject", true, false), ("s3:*", true, true), ("s3:PutObject", false, true), ("s3:Get*", true, false),
        ("s3:GetBucketLocation", false, false),
    ])
    func aPublicPolicyIsReadForWhatItAllows(_ action: String, _ canRead: Bool, _ canWrite: Bool) throws {
        let document = try Self.policy(
            ["Effect": "Allow", "Principal": "*", "Action": .string(action), "Resource": "arn:aws:s3:::b/*"])
        let open = Self.bucket { ($0.policy, $0.publicPolicyCounts) = (document, true) }
        #expect((ManagedRule.bucketNoPublicRead.verdict(on: open)?.compliance == .nonCompliant) == canRead)
        #expect((ManagedRule.bucketNoPublicWrite.verdict(on: open)?.compliance == .nonCompliant) == canWrite)
        let shut = Self.bucket { $0.policy = document }
        #expect(ManagedRule.bucketNoPublicRead.verdict(on: shut)?.compliance == .compliant)
        #expect(ManagedRule.bucketNoPublicWrite.verdict(on: shut)?.compliance == .compliant)
    }

    @Test func aPublicListCounts() {
        let listed = Self.bucket { $0.isListedForReading = true }
        #expect(ManagedRule.bucketNoPublicRead.verdict(on: listed)?.compliance == .nonCompliant)
        #expect(ManagedRule.bucketNoPublicWrite.verdict(on: listed)?.compliance == .compliant)
    }

    @Test func customersKeysAreJudged() {
        let rule = ManagedRule.bucketBlocksCustomerKeys
        #expect(rule.verdict(on: Self.bucket())?.compliance == .compliant)
        #expect(rule.verdict(on: Self.bucket { $0.blocksCustomerKeys = false })?.compliance == .nonCompliant)
    }

    @Test(arguments: [
        ([:], ["tag1Key": "Owner"], false), (["Owner": "x"], ["tag1Key": "Owner"], true),
        (["owner": "x"], ["tag1Key": "Owner"], false),
        (["Owner": "x"], ["tag1Key": "Owner", "tag1Value": "x,y"], true),
        (["Owner": "X"], ["tag1Key": "Owner", "tag1Value": "x,y"], false),
        (["Owner": "x"], ["tag1Key": "Owner", "tag2Key": "Team"], false),
        (["Owner": "x", "Team": "t"], ["tag1Key": "Owner", "tag2Key": "Team"], true),
    ])
    func tagsAreRequired(_ tags: [String: String], _ parameters: [String: String], _ isKept: Bool) {
        let bucket = Self.bucket(tags: tags.map { ($0.key, $0.value) })
        let verdict = ManagedRule.requiredTags.verdict(on: bucket, RuleParameters(parameters))
        #expect(verdict?.compliance == (isKept ? .compliant : .nonCompliant))
        #expect(ManagedRule.requiredTags.verdict(on: Self.key(), RuleParameters(parameters)) == nil)
    }

    @Test func trailsAreJudged() {
        func trail(_ validates: Bool, _ keyID: String?) -> ConfigResource {
            ConfigResource(
                id: "t", arn: "arn:aws:cloudtrail:us-east-1:111122223333:trail/t", account: .standard,
                region: .standard, createdAt: nil, tags: [],
                facts: .trail(TrailFacts(validatesLogFiles: validates, keyID: keyID)), configuration: [:])
        }
        #expect(ManagedRule.trailValidation.verdict(on: trail(true, nil))?.compliance == .compliant)
        #expect(ManagedRule.trailValidation.verdict(on: trail(false, nil))?.compliance == .nonCompliant)
        #expect(ManagedRule.trailEncryption.verdict(on: trail(true, "k"))?.compliance == .compliant)
        #expect(ManagedRule.trailEncryption.verdict(on: trail(true, nil))?.compliance == .nonCompliant)
    }
}
