import Foundation
import LabCore
import LabPolicy
import Testing

@Suite struct DocumentParsingTests {
    @Test(arguments: [
        (PolicyKind.identity(.managed), document(Say.allow("kms:Decrypt"))),
        (.identity(.userInline), "{\"Version\":\"2012-10-17\",\"Statement\":\(Say.allow("*"))}"),
        (.identity(.managed), document(Say.allow("kms:Get*", on: "arn:aws:kms:*:*:key/*", sid: "Read1"))),
        (.identity(.managed), document(Say.allow("s3:GetObject", on: "arn:aws:s3:::b/${aws:username}/*"))),
        (.resource(.key), document(Say.delegation, version: "2008-10-17")),
        (.resource(.key), "{\"Id\":\"key-default-1\",\"Statement\":[\(Say.delegation)]}"),
        (.resource(.key), document(Say.allow("*", to: "kms:*", sid: "A Sid with spaces"))),
        (
            .resource(.bucket),
            document(Say.allow("{\"CanonicalUser\":\"\(String(repeating: "a1", count: 32))\"}", to: "s3:*"))
        ),
        (
            .resource(.roleTrust),
            document(Say.allow("{\"Service\":\"ec2.amazonaws.com\"}", to: "sts:AssumeRole", on: ""))
        ),
        (
            .resource(.roleTrust),
            document(
                Say.allow(
                    "{\"Federated\":\"cognito-identity.amazonaws.com\"}", to: "sts:AssumeRoleWithWebIdentity", on: ""))
        ),
        (.boundary, document(Say.allow("*"))), (.session, document(Say.deny("kms:*"))),
        (.serviceControl, document(Say.allow("*"))), (.resourceControl, document(Say.deny("*", to: "kms:*"))),
        (.vpcEndpoint, document(Say.allow("*", to: "*"))),
    ])
    func aWellFormedDocumentParses(kind: PolicyKind, text: String) throws {
        let policy = try parse(text, kind)
        #expect(policy.statementCount == 1)
        #expect(policy.text == text)
    }

    /// A document, what is wrong with it, and where.
    struct Bad: Sendable, CustomTestStringConvertible {
        var kind = PolicyKind.identity(.managed)
        let text: String
        let cause: PolicyError.Cause
        var path = "Statement[0]"
        var testDescription: String { "\(cause)" }
    }

    private static func statement(_ members: String) -> String { document("{\(members)}") }
    private static let whole = "\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\""

    private static let badDocuments: [Bad] = [
        Bad(text: "[]", cause: .notAnObject, path: ""),
        Bad(text: "{\"Statement\":[\(Say.allow("*"))]}", cause: .outdatedVersion, path: ""),
        Bad(text: document(Say.allow("*"), version: "2008-10-17"), cause: .outdatedVersion, path: ""),
        Bad(text: document(Say.allow("*"), version: "2012-10-18"), cause: .invalidVersion("2012-10-18"), path: ""),
        Bad(text: "{\"Version\":\"2012-10-17\"}", cause: .missingField("Statement"), path: ""),
        Bad(text: document(), cause: .emptyList(field: "Statement"), path: ""),
        Bad(text: "{\"Version\":\"2012-10-17\",\"Statement\":\"x\"}", cause: .wrongType(field: "Statement"), path: ""),
        Bad(text: "{\"Version\":\"2012-10-17\",\"Statements\":[]}", cause: .unknownField("Statements"), path: ""),
        Bad(text: document("7"), cause: .wrongType(field: "Statement")),
        Bad(text: statement(whole + ",\"Conditions\":{}"), cause: .unknownField("Conditions")),
        Bad(text: statement("\"Action\":\"a:b\",\"Resource\":\"*\""), cause: .missingField("Effect")),
        Bad(
            text: statement("\"Effect\":\"allow\",\"Action\":\"a:b\",\"Resource\":\"*\""),
            cause: .invalidEffect("allow"),
            path: "Statement[0].Effect"),
        Bad(text: statement("\"Effect\":\"Allow\",\"Resource\":\"*\""), cause: .missingField("Action")),
        Bad(text: statement("\"Effect\":\"Allow\",\"Action\":\"a:b\""), cause: .missingField("Resource")),
        Bad(text: statement(whole + ",\"NotAction\":\"a:c\""), cause: .conflictingFields("Action", "NotAction")),
        Bad(text: statement(whole + ",\"NotResource\":\"*\""), cause: .conflictingFields("Resource", "NotResource")),
        Bad(
            text: statement(whole + ",\"Principal\":\"*\""), cause: .prohibitedField("Principal"),
            path: "Statement[0].Principal"),
        Bad(
            text: statement(whole + ",\"NotPrincipal\":\"*\""), cause: .prohibitedField("NotPrincipal"),
            path: "Statement[0].NotPrincipal"),
        Bad(text: statement(whole + ",\"Sid\":\"a b\""), cause: .invalidSid("a b"), path: "Statement[0].Sid"),
        Bad(text: statement(whole + ",\"Sid\":1"), cause: .wrongType(field: "Sid"), path: "Statement[0].Sid"),
        Bad(
            text: document(Say.allow("a:b", sid: "One"), Say.allow("a:c", sid: "One")), cause: .duplicateSid("One"),
            path: "Statement[1]"),
        Bad(
            text: document(Say.allow("Decrypt")), cause: .actionWithoutVendor("Decrypt"), path: "Statement[0].Action"),
        Bad(text: document(Say.allow("a:b:c")), cause: .invalidAction("a:b:c"), path: "Statement[0].Action"),
        Bad(
            text: document(Say.allow("kms:De crypt")), cause: .invalidAction("kms:De crypt"),
            path: "Statement[0].Action"),
        Bad(
            text: statement("\"Effect\":\"Allow\",\"Action\":[],\"Resource\":\"*\""),
            cause: .emptyList(field: "Action"),
            path: "Statement[0].Action"),
        Bad(
            text: statement("\"Effect\":\"Allow\",\"Action\":[1],\"Resource\":\"*\""),
            cause: .wrongType(field: "Action"), path: "Statement[0].Action"),
        Bad(
            text: document(Say.allow("a:b", on: "my-bucket")), cause: .invalidResource("my-bucket"),
            path: "Statement[0].Resource"),
        Bad(
            text: document(Say.allow("a:b", on: "arn:aws:s3::b")), cause: .invalidResource("arn:aws:s3::b"),
            path: "Statement[0].Resource"),
        Bad(
            text: document(Say.allow("a:b", when: "\"StringEqual\":{}")), cause: .unknownOperator("StringEqual"),
            path: "Statement[0].Condition"),
        Bad(
            text: document(Say.allow("a:b", when: "\"NullIfExists\":{}")), cause: .unknownOperator("NullIfExists"),
            path: "Statement[0].Condition"),
        Bad(
            text: document(Say.allow("a:b", when: "\"ForSomeValues:StringEquals\":{}")),
            cause: .unknownOperator("ForSomeValues:StringEquals"), path: "Statement[0].Condition"),
        Bad(
            text: document(Say.allow("a:b", when: "\"Bool\":{\"SecureTransport\":true}")),
            cause: .invalidConditionKey("SecureTransport"), path: "Statement[0].Condition.Bool.SecureTransport"),
        Bad(
            text: document(Say.allow("a:b", when: "\"Bool\":{\"aws:SecureTransport\":null}")),
            cause: .wrongType(field: "Condition.Bool.aws:SecureTransport"),
            path: "Statement[0].Condition.Bool.aws:SecureTransport"),
        Bad(text: document(Say.allow("a:b", sid: "\u{30AB}")), cause: .invalidCharacter, path: ""),
    ]

    @Test(arguments: badDocuments)
    func aBadIdentityPolicyIsRefusedWithItsCause(bad: Bad) {
        let error = #expect(throws: PolicyError.self) { try parse(bad.text, bad.kind) }
        #expect(error?.cause == bad.cause)
        #expect(error?.path == bad.path)
        #expect(error?.serviceError.code.wireName == "MalformedPolicyDocument")
    }

    private static let badResourcePolicies: [Bad] = [
        Bad(kind: .resource(.key), text: document(Say.allow("kms:*")), cause: .missingField("Principal")),
        Bad(
            kind: .resource(.key), text: document(Say.allow("*", to: "kms:*", when: forAll)),
            cause: .overlyPermissiveCondition(key: "kms:EncryptionContext:team"),
            path: "Statement[0].Condition.ForAllValues:StringEquals.kms:EncryptionContext:team"),
        Bad(kind: .resource(.bucket), text: document(Say.allow("s3:*")), cause: .missingField("Principal")),
        Bad(
            kind: .resource(.roleTrust), text: document(Say.allow("*", to: "sts:AssumeRole")),
            cause: .prohibitedField("Resource"), path: "Statement[0].Resource"),
        Bad(
            kind: .resource(.roleTrust), text: document(Say.allow("*", to: "kms:Decrypt", on: "")),
            cause: .notATrustAction("kms:Decrypt"), path: "Statement[0].Action"),
        Bad(
            kind: .resource(.key), text: document(Say.allow("{}", to: "kms:*")), cause: .emptyList(field: "Principal"),
            path: "Statement[0].Principal"),
        Bad(kind: .vpcEndpoint, text: document(Say.allow("*")), cause: .missingField("Principal")),
    ]

    private static let forAll = "\"ForAllValues:StringEquals\":{\"kms:EncryptionContext:team\":\"red\"}"

    @Test(arguments: badResourcePolicies)
    func aBadResourcePolicyIsRefusedWithItsCause(bad: Bad) {
        let error = #expect(throws: PolicyError.self) { try parse(bad.text, bad.kind) }
        #expect(error?.cause == bad.cause)
        #expect(error?.path == bad.path)
    }

    @Test(arguments: [
        "x", "arn:aws:iam::111122223333:user/*", "arn:aws:iam::111122223333:group/admins", "11112222333",
        "arn:aws:iam::1111:user/bob", "arn:aws:s3:::bucket", "arn:aws:iam::111122223333:user/", "", "alice",
        "arn:aws:sts::111122223333:assumed-role/app", "arn:aws:iam:eu-west-1:111122223333:user/bob",
    ])
    func aPrincipalThatIsNotWellFormedIsRefused(principal: String) {
        for kind in [PolicyKind.resource(.key), .resource(.bucket)] {
            let error = #expect(throws: PolicyError.self) { try parse(document(Say.allow(principal, to: "*")), kind) }
            #expect(error?.cause == .invalidPrincipal(type: "AWS", value: principal))
        }
    }

    @Test func eachServiceWordsItsRefusalItself() {
        let invalid = document(Say.allow("nobody", to: "kms:*"))
        let notJSON = "not json"
        let messages: [(PolicyKind, String, String, String)] = [
            (
                .resource(.key), invalid, "MalformedPolicyDocumentException",
                "Policy contains a statement with one or more invalid principals."
            ),
            (.resource(.bucket), invalid, "MalformedPolicy", "Invalid principal in policy"),
            (
                .resource(.bucket), notJSON, "MalformedPolicy",
                "Policies must be valid JSON and the first byte must be '{'"
            ),
            (.resource(.bucket), "{}", "MalformedPolicy", "Missing required field Statement"),
            (.identity(.managed), notJSON, "MalformedPolicyDocument", "Syntax errors in policy."),
            (
                .identity(.managed), "{\"Statement\":[]}", "MalformedPolicyDocument",
                "Policy document must be version 2012-10-17 or greater."
            ),
            (
                .identity(.managed), document(Say.allow("a:b", on: "x")), "MalformedPolicyDocument",
                "Resource x must be in ARN format or \"*\"."
            ),
            (
                .resource(.roleTrust), document(Say.allow("x", to: "sts:AssumeRole", on: "")),
                "MalformedPolicyDocument",
                "Invalid principal in policy: \"AWS\":\"x\""
            ),
        ]
        for (kind, text, code, message) in messages {
            let error = #expect(throws: PolicyError.self) { try parse(text, kind) }
            #expect(error?.serviceError.code.wireName == code)
            #expect(error?.serviceError.message == message)
        }
    }

    @Test func aDuplicateMemberIsRefused() {
        let text = document("{\"Effect\":\"Deny\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}")
        let error = #expect(throws: PolicyError.self) { try parse(text) }
        guard case .notJSON(let reason)? = error?.cause else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(reason.contains("duplicate member `Effect`"))
    }

    @Test(arguments: ["[", "{\"Statement\":"])
    func aBombOfBracketsIsRefused(bracket: String) {
        let error = #expect(throws: PolicyError.self) {
            try parse(String(repeating: bracket, count: 1_000), .resource(.key))
        }
        guard case .notJSON? = error?.cause else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test(arguments: [
        (PolicyKind.resource(.key), 32_768), (.resource(.bucket), 20_480), (.identity(.managed), 6_144),
        (.identity(.userInline), 2_048), (.identity(.groupInline), 5_120), (.identity(.roleInline), 10_240),
        (.resource(.roleTrust), 2_048), (.session, 2_048), (.serviceControl, 10_240), (.resourceControl, 5_120),
    ])
    func aDocumentMayBeExactlyAsLongAsItsLimit(kind: PolicyKind, limit: Int) throws {
        let statement: String =
            switch kind {
            case .resource(.roleTrust): Say.allow("*", to: "sts:AssumeRole", on: "", sid: "XXX")
            case .resource, .resourceControl: Say.allow("*", to: "*", sid: "XXX")
            default: Say.allow("*", sid: "XXX")
            }
        let short = document(statement)
        let filler = String(repeating: "X", count: limit - short.utf8.count + 3)
        let longest = short.replacing("XXX", with: filler)
        #expect(try parse(longest, kind).text.utf8.count == limit)
        let error = #expect(throws: PolicyError.self) { try parse(short.replacing("XXX", with: filler + "X"), kind) }
        #expect(error?.cause == .tooLarge(size: limit + 1, limit: limit))
    }

    @Test func whiteSpaceDoesNotCountAgainstIAMsLimitsButAgainstTheKeys() throws {
        let space = String(repeating: " ", count: 40_000)
        #expect(throws: Never.self) { try parse(document(Say.allow("*")) + space) }
        let error = #expect(throws: PolicyError.self) { try parse(document(Say.delegation) + space, .resource(.key)) }
        #expect(error?.serviceError.code.wireName == "LimitExceededException")
    }

    @Test func aDocumentIsCodedAsItsTextAndParsedAgain() throws {
        let policy = try parse(document(Say.delegation), .resource(.key))
        let data = try JSONEncoder().encode(policy)
        #expect(try JSONDecoder().decode(PolicyDocument.self, from: data) == policy)
        let tampered = String(decoding: data, as: UTF8.self).replacing("Allow", with: "Perhaps")
        #expect(throws: (any Error).self) { try JSONDecoder().decode(PolicyDocument.self, from: Data(tampered.utf8)) }
    }
}
