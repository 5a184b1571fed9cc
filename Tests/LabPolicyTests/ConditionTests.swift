import LabCore
import LabPolicy
import Testing

@Suite struct ConditionTests {
    /// An operator, the wanted values, the values of the request (`nil`: absent), and whether the condition holds.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let wanted: [String]
        let found: [String]?
        let holds: Bool
        var key = "aws:SourceIdentity"

        init(_ name: String, _ wanted: [String], _ found: [String]?, _ holds: Bool) {
            (self.name, self.wanted, self.found, self.holds) = (name, wanted, found, holds)
        }

        var testDescription: String { "\(name) \(wanted) on \(found.map { "\($0)" } ?? "absent")" }

        /// Whether an identity policy with the condition allows.
        func isAllowed(effect: String = "Allow") throws -> Bool {
            let values = wanted.map { "\"\($0)\"" }.joined(separator: ",")
            let condition = "\"\(name)\":{\"\(key)\":[\(values)]}"
            var statements = [Say.allow("kms:*", when: effect == "Allow" ? condition : nil)]
            if effect == "Deny" { statements.append(Say.deny("kms:*", when: condition)) }
            let text = "{\"Version\":\"2012-10-17\",\"Statement\":[\(statements.joined(separator: ","))]}"
            var context = ConditionContext()
            if let found { context.set(key, found) }
            return try KeyQuestion(identity: [text], context: context).decide().isAllowed
        }
    }

    private static let texts: [Row] = [
        Row("StringEquals", ["a"], ["a"], true), Row("StringEquals", ["a"], ["A"], false),
        Row("StringEquals", ["a", "b"], ["b"], true), Row("StringEquals", ["a*"], ["ab"], false),
        Row("StringEquals", ["a*"], ["a*"], true), Row("StringEquals", ["a"], nil, false),
        Row("StringEquals", [""], [""], true), Row("StringEquals", [], ["a"], false),
        Row("StringNotEquals", ["a"], ["a"], false), Row("StringNotEquals", ["a", "b"], ["b"], false),
        Row("StringNotEquals", ["a", "b"], ["c"], true), Row("StringNotEquals", ["a"], nil, true),
        Row("StringEqualsIgnoreCase", ["aB"], ["Ab"], true), Row("StringEqualsIgnoreCase", ["a"], nil, false),
        Row("StringNotEqualsIgnoreCase", ["aB"], ["Ab"], false), Row("StringNotEqualsIgnoreCase", ["a"], nil, true),
        Row("StringLike", ["a*c"], ["abc"], true), Row("StringLike", ["a*c"], ["abd"], false),
        Row("StringLike", ["a?c"], ["abc"], true), Row("StringLike", ["A*"], ["abc"], false),
        Row("StringLike", ["*"], nil, false), Row("StringLike", ["*"], [""], true),
        Row("StringLike", ["a${*}"], ["a*"], true), Row("StringLike", ["a${*}"], ["ab"], false),
        Row("StringNotLike", ["a*"], ["abc"], false), Row("StringNotLike", ["a*"], ["b"], true),
        Row("StringNotLike", ["*"], nil, true),
        Row("StringEquals", ["${aws:username}"], ["bob"], true),
        Row("StringEquals", ["${aws:username}"], ["eve"], false),
        Row("StringEquals", ["${aws:nothing}"], [""], false),
        Row("StringNotEquals", ["${aws:nothing}"], ["x"], false),
        Row("StringEquals", ["${aws:nothing, 'x'}"], ["x"], true),
    ]

    private static let numbersAndDates: [Row] = [
        Row("NumericEquals", ["10"], ["10.0"], true), Row("NumericEquals", ["10"], ["11"], false),
        Row("NumericEquals", ["10"], nil, false), Row("NumericEquals", ["10"], ["ten"], false),
        Row("NumericNotEquals", ["10"], ["11"], true), Row("NumericNotEquals", ["10"], ["10"], false),
        Row("NumericNotEquals", ["10"], nil, true), Row("NumericLessThan", ["10"], ["9"], true),
        Row("NumericLessThan", ["10"], ["10"], false), Row("NumericLessThan", ["10"], nil, false),
        Row("NumericLessThanEquals", ["10"], ["10"], true), Row("NumericLessThanEquals", ["10"], ["10.5"], false),
        Row("NumericGreaterThan", ["10"], ["11"], true), Row("NumericGreaterThan", ["10"], ["10"], false),
        Row("NumericGreaterThanEquals", ["10"], ["10"], true), Row("NumericGreaterThanEquals", ["10"], ["9"], false),
        Row("NumericLessThan", ["1", "100"], ["50"], true), Row("NumericEquals", ["-1.5e1"], ["-15"], true),
        Row("DateEquals", ["2026-01-01T00:00:00Z"], ["1767225600"], true),
        Row("DateEquals", ["2026-01-01"], ["2026-01-01T00:00:01Z"], false),
        Row("DateEquals", ["2026-01-01"], nil, false), Row("DateNotEquals", ["2026-01-01"], nil, true),
        Row("DateNotEquals", ["2026-01-01"], ["2026-01-01T00:00:00Z"], false),
        Row("DateLessThan", ["2026-01-01T01:00:00+01:00"], ["2025-12-31T23:59:59Z"], true),
        Row("DateLessThan", ["2026-01-01"], ["2026-01-01T00:00:00Z"], false),
        Row("DateLessThanEquals", ["1767225600"], ["2026-01-01T00:00:00Z"], true),
        Row("DateGreaterThan", ["2026-01-01"], ["2026-01-02T00:00:00Z"], true),
        Row("DateGreaterThan", ["2026-01-01"], nil, false),
        Row("DateGreaterThanEquals", ["2026-01-01"], ["2025-12-31T00:00:00Z"], false),
    ]

    private static let addressesAndARNs: [Row] = [
        Row("IpAddress", ["203.0.113.0/24"], ["203.0.113.9"], true),
        Row("IpAddress", ["203.0.113.0/24"], ["203.0.114.9"], false),
        Row("IpAddress", ["10.0.0.1"], ["10.0.0.1"], true),
        Row("IpAddress", ["10.0.0.1"], ["10.0.0.2"], false), Row("IpAddress", ["0.0.0.0/0"], ["8.8.8.8"], true),
        Row("IpAddress", ["0.0.0.0/0"], ["::1"], false), Row("IpAddress", ["10.0.0.0/8"], nil, false),
        Row("IpAddress", ["2001:db8::/32"], ["2001:DB8:1::5"], true),
        Row("IpAddress", ["2001:db8::/32"], ["2001:db9::5"], false), Row("IpAddress", ["::/0"], ["fe80::1"], true),
        Row("IpAddress", ["2001:db8:1:2:3:4:5:6"], ["2001:db8:1:2:3:4:5:6"], true),
        Row("IpAddress", ["10.0.0.0/8"], ["localhost"], false),
        Row("NotIpAddress", ["10.0.0.0/8"], ["10.9.9.9"], false),
        Row("NotIpAddress", ["10.0.0.0/8"], ["11.0.0.1"], true),
        Row("NotIpAddress", ["10.0.0.0/8"], nil, true),
        Row("ArnEquals", ["arn:aws:s3:::b"], ["arn:aws:s3:::b"], true),
        Row("ArnEquals", ["arn:aws:s3:::b*"], ["arn:aws:s3:::bucket"], true),
        Row("ArnLike", ["arn:aws:iam::*:role/*"], ["arn:aws:iam::111122223333:role/x/y"], true),
        Row("ArnLike", ["arn:aws:*:role/x"], ["arn:aws:iam::111122223333:role/x"], false),
        Row("ArnLike", ["arn:*:sns:*:*:t"], ["arn:aws:sns:eu-west-1:1:t"], true),
        Row("ArnLike", ["arn:aws:sns:*:t"], ["arn:aws:sns:eu-west-1:1:t"], false),
        Row("ArnLike", ["arn:aws:logs:*:*:group:*"], ["arn:aws:logs:eu-west-1:1:group:a:b"], true),
        Row("ArnLike", ["*"], ["arn:aws:s3:::b"], true), Row("ArnLike", ["*"], ["b"], false),
        Row("ArnLike", ["arn:aws:s3:::b"], nil, false), Row("ArnNotEquals", ["arn:aws:s3:::b"], nil, true),
        Row("ArnNotLike", ["arn:aws:s3:::b*"], ["arn:aws:s3:::bucket"], false),
        Row("ArnNotLike", ["arn:aws:s3:::b*"], ["arn:aws:s3:::other"], true),
        Row("ArnLike", ["arn:aws:iam::*:user/${aws:username}"], ["arn:aws:iam::1:user/bob"], true),
    ]

    private static let others: [Row] = [
        Row("Bool", ["true"], ["true"], true), Row("Bool", ["TRUE"], ["True"], true),
        Row("Bool", ["true"], ["false"], false),
        Row("Bool", ["true"], nil, false), Row("Bool", ["false"], nil, false), Row("Bool", ["false"], ["0"], false),
        Row("BinaryEquals", ["QmluYXJ5"], ["QmluYXJ5"], true), Row("BinaryEquals", ["QmluYXJ5"], ["QQ=="], false),
        Row("BinaryEquals", ["QmluYXJ5"], nil, false), Row("Null", ["true"], nil, true),
        Row("Null", ["true"], ["x"], false),
        Row("Null", ["false"], nil, false), Row("Null", ["false"], ["x"], true), Row("Null", ["true"], [], true),
        Row("Null", ["false"], [""], true), Row("Null", ["true", "false"], nil, true),
    ]

    private static let ifExists: [Row] = [
        Row("StringEqualsIfExists", ["a"], nil, true), Row("StringEqualsIfExists", ["a"], ["b"], false),
        Row("StringEqualsIfExists", ["a"], ["a"], true), Row("StringNotEqualsIfExists", ["a"], nil, true),
        Row("StringNotEqualsIfExists", ["a"], ["a"], false), Row("NumericLessThanIfExists", ["1"], nil, true),
        Row("DateGreaterThanIfExists", ["2026-01-01"], nil, true), Row("BoolIfExists", ["true"], nil, true),
        Row("BoolIfExists", ["true"], ["false"], false), Row("IpAddressIfExists", ["10.0.0.0/8"], nil, true),
        Row("ArnLikeIfExists", ["arn:aws:s3:::b"], nil, true), Row("BinaryEqualsIfExists", ["QQ=="], nil, true),
        Row("ForAnyValue:StringEqualsIfExists", ["a"], nil, false),
        Row("ForAllValues:StringEqualsIfExists", ["a"], nil, true),
    ]

    private static let sets: [Row] = [
        Row("ForAllValues:StringEquals", ["a", "b"], ["a", "b"], true),
        Row("ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false),
        Row("ForAllValues:StringEquals", ["a"], [], true), Row("ForAllValues:StringEquals", ["a"], nil, true),
        Row("ForAllValues:StringNotEquals", ["a"], ["b", "c"], true),
        Row("ForAllValues:StringNotEquals", ["a"], ["a", "b"], false),
        Row("ForAllValues:StringLike", ["a*"], ["ab", "ac"], true),
        Row("ForAnyValue:StringEquals", ["a", "b"], ["b", "c"], true),
        Row("ForAnyValue:StringEquals", ["a"], ["b", "c"], false), Row("ForAnyValue:StringEquals", ["a"], [], false),
        Row("ForAnyValue:StringEquals", ["a"], nil, false),
        Row("ForAnyValue:StringNotEquals", ["a"], ["a", "b"], true),
        Row("ForAnyValue:StringNotEquals", ["a"], ["a"], false), Row("ForAnyValue:StringNotEquals", ["a"], nil, false),
        Row("ForAnyValue:Bool", ["true"], ["false", "true"], true),
        Row("ForAnyValue:IpAddress", ["10.0.0.0/8"], ["11.0.0.1", "10.0.0.1"], true),
        Row("StringEquals", ["a"], ["a", "b"], true), Row("StringNotEquals", ["a"], ["a", "b"], false),
        Row("StringNotEquals", ["a"], ["b", "c"], true), Row("StringNotEquals", ["a"], [], true),
    ]

    @Test(arguments: texts + numbersAndDates + addressesAndARNs + others + ifExists + sets)
    func aConditionHoldsWhenItShould(row: Row) throws {
        #expect(try row.isAllowed() == row.holds)
        #expect(try row.isAllowed(effect: "Deny") == !row.holds)
    }

    @Test(arguments: [
        Row("NumericEquals", ["ten"], ["10"], false), Row("NumericNotEquals", ["0x10"], ["10"], false),
        Row("DateLessThan", ["soon"], ["2026-01-01"], false), Row("Bool", ["yes"], ["true"], false),
        Row("BinaryEquals", ["?"], ["QQ=="], false), Row("IpAddress", ["10.0.0.0/33"], ["10.0.0.1"], false),
        Row("NotIpAddress", ["10.0.0.256"], ["11.0.0.1"], false), Row("IpAddress", ["1:2:3::4::5"], ["::1"], false),
        Row("Null", ["maybe"], nil, false), Row("NumericEqualsIfExists", ["ten"], nil, false),
    ])
    func aMalformedValueIsAFindingAndNeverGrants(row: Row) throws {
        #expect(try !row.isAllowed())
        let condition = "\"\(row.name)\":{\"\(row.key)\":\"\(row.wanted[0])\"}"
        let decision = try KeyQuestion(identity: [document(Say.allow("kms:*", when: condition))]).decide()
        let expected = Verdict.malformedCondition(key: row.key, operator: row.name, wanted: row.wanted)
        #expect(decision.findings.contains { $0.verdict == expected })
    }

    @Test func keyNamesAreComparedWithoutCaseAndValuesWithIt() throws {
        let condition = "\"StringEquals\":{\"KMS:encryptioncontext:TEAM\":\"red\"}"
        func isAllowed(_ context: ConditionContext) throws -> Bool {
            try KeyQuestion(identity: [document(Say.allow("kms:*", when: condition))], context: context).decide()
                .isAllowed
        }
        #expect(try isAllowed(["kms:EncryptionContext:Team": ["red"]]))
        #expect(try !isAllowed(["kms:EncryptionContext:Team": ["Red"]]))
    }

    @Test func aContextWithTwoKeysThatDifferInCaseIsDenied() throws {
        let context: ConditionContext = [
            "kms:EncryptionContext:Team": ["red"], "kms:EncryptionContext:team": ["red"],
        ]
        let condition = "\"StringEquals\":{\"kms:EncryptionContext:team\":\"red\"}"
        let allowed = document(Say.allow("kms:*", when: condition))
        #expect(try !KeyQuestion(identity: [allowed], context: context).decide().isAllowed)
        let other = condition.replacing("red", with: "blue")
        let denied = document(Say.allow("kms:*"), Say.deny("kms:*", when: other))
        #expect(try KeyQuestion(identity: [denied], context: context).decide().outcome == .deniedExplicitly)
        #expect(try KeyQuestion(identity: [document(Say.allow("kms:*"))], context: context).decide().isAllowed)
    }

    @Test(arguments: [
        "\"StringNotEquals\":{\"kms:EncryptionContxt:team\":\"red\"}", "\"Null\":{\"aws:Sourceip\":\"true\"}",
        "\"Null\":{\"aws:SauceIp\":\"true\"}", "\"StringEqualsIfExists\":{\"s3:prefiks\":\"a\"}",
        "\"ForAllValues:StringEquals\":{\"aws:TagKey\":\"a\"}",
    ])
    func aMisspeltKeyNeverGrantsButStillDenies(condition: String) throws {
        let isSpeltRight = condition.contains("Sourceip")
        let allow = document(Say.allow("kms:*", when: condition))
        #expect(try KeyQuestion(identity: [allow]).decide().isAllowed == isSpeltRight)
        let deny = document(Say.allow("kms:*"), Say.deny("kms:*", when: condition))
        #expect(try KeyQuestion(identity: [deny]).decide().outcome == .deniedExplicitly)
    }

    @Test func severalConditionsMustAllHold() throws {
        let condition =
            "\"StringEquals\":{\"aws:SourceIdentity\":\"x\",\"aws:PrincipalAccount\":\"111122223333\"},"
            + "\"Bool\":{\"aws:ViaAWSService\":\"false\"}"
        let identity = [document(Say.allow("kms:*", when: condition))]
        #expect(try KeyQuestion(identity: identity, context: ["aws:SourceIdentity": ["x"]]).decide().isAllowed)
        #expect(try !KeyQuestion(identity: identity, context: ["aws:SourceIdentity": ["y"]]).decide().isAllowed)
        let viaService: ConditionContext = ["aws:SourceIdentity": ["x"], "aws:ViaAWSService": ["true"]]
        #expect(try !KeyQuestion(identity: identity, context: viaService).decide().isAllowed)
    }

    @Test func jsonNumbersAndBooleansAreTakenAsTexts() throws {
        let condition = "\"Bool\":{\"aws:SecureTransport\":true},\"NumericLessThan\":{\"s3:max-keys\":[10, 20.5]}"
        let context: ConditionContext = ["aws:SecureTransport": ["true"], "s3:max-keys": ["20"]]
        #expect(
            try ObjectQuestion(identity: [document(Say.allow("s3:*", when: condition))], context: context).decide()
                .isAllowed)
    }

    @Test func keysThatFollowFromTheRequestAreDerived() {
        var request = AccessRequest(
            principal: People.app, action: "kms:Decrypt", resource: Things.key, resourceOwner: People.away,
            principalTags: ["Team": "red", "Level": "1"],
            session: SessionFacts(
                tags: ["team": "blue"], isMultiFactorPresent: true,
                multiFactorTime: Timestamp(secondsSince1970: 1_767_225_000),
                issueTime: Timestamp(secondsSince1970: 1_767_225_000), sourceIdentity: "bob"),
            isViaService: true, time: Timestamp(secondsSince1970: 1_767_225_600))
        let expected: [(String, String?)] = [
            ("aws:PrincipalArn", "arn:aws:iam::111122223333:role/app"), ("aws:principalaccount", "111122223333"),
            ("kms:CallerAccount", "111122223333"), ("aws:PrincipalType", "AssumedRole"),
            ("aws:userid", "AROAAPPEXAMPLE00000:one"), ("aws:username", nil), ("aws:PrincipalTag/Team", "blue"),
            ("aws:PrincipalTag/level", "1"), ("aws:PrincipalTag/none", nil), ("aws:MultiFactorAuthPresent", "true"),
            ("aws:MultiFactorAuthAge", "600"), ("aws:TokenIssueTime", "2025-12-31T23:50:00Z"),
            ("aws:SourceIdentity", "bob"), ("aws:ViaAWSService", "true"), ("aws:ResourceAccount", "444455556666"),
            ("aws:CurrentTime", "2026-01-01T00:00:00Z"), ("aws:EpochTime", "1767225600"),
            ("aws:PrincipalIsAWSService", "false"), ("aws:PrincipalServiceName", nil), ("aws:SourceIp", nil),
        ]
        for (key, value) in expected { #expect(request.values(of: key) == value.map { [$0] }, "\(key)") }
        request.context.set("aws:PrincipalArn", "arn:aws:iam::111122223333:role/claimed")
        #expect(request.values(of: "aws:PrincipalArn") == ["arn:aws:iam::111122223333:role/claimed"])
    }

    @Test func servicesAndStrangersHaveNoAccountKeys() {
        let service = AccessRequest(principal: People.trail, action: "kms:Decrypt", resource: Things.key)
        #expect(service.values(of: "aws:PrincipalServiceName") == ["cloudtrail.amazonaws.com"])
        #expect(service.values(of: "aws:PrincipalIsAWSService") == ["true"])
        let nobody = AccessRequest(principal: .anonymous, action: "s3:GetObject", resource: Things.object)
        for key in ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:username"] {
            #expect(service.values(of: key) == nil)
            #expect(nobody.values(of: key) == nil)
        }
    }
}
