import LabCore
import LabPolicy
import Testing

@Suite struct PrincipalTests {
    @Test(arguments: [
        ("AWS", "*"), ("AWS", "111122223333"), ("AWS", "arn:aws:iam::111122223333:root"),
        ("AWS", "arn:aws:iam::111122223333:user/bob"), ("AWS", "arn:aws:iam::111122223333:user/team/x/bob"),
        ("AWS", "arn:aws:iam::111122223333:role/service-role/app"),
        ("AWS", "arn:aws:sts::111122223333:assumed-role/app/one"),
        ("AWS", "arn:aws:sts::111122223333:federated-user/dave"), ("AWS", "AIDABOBEXAMPLE000000"),
        ("AWS", "AROAAPPEXAMPLE000000"), ("Service", "cloudtrail.amazonaws.com"),
        ("Federated", "arn:aws:iam::111122223333:saml-provider/corp"),
    ])
    func aPrincipalKeepsItsTextApartFromAccountIDs(type: String, text: String) throws {
        let pattern = try #require(PrincipalPattern(type: type, text: text))
        #expect(pattern.type == type)
        #expect(pattern.text == (text == "111122223333" ? "arn:aws:iam::111122223333:root" : text))
    }

    private static let policy = document(
        "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"arn:aws:iam::111122223333:role/app\",\"111122223333\"],"
            + "\"Service\":\"s3.amazonaws.com\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}",
        "{\"Effect\":\"Deny\",\"NotPrincipal\":{\"AWS\":\"arn:aws:iam::111122223333:role/app\"},\"Action\":\"kms:Sign\","
            + "\"Resource\":\"*\"}")

    @Test func aDocumentListsEachPrincipalOnce() throws {
        let listed = try parse(Self.policy, .resource(.key)).principals
        #expect(
            listed.map(\.text) == [
                "arn:aws:iam::111122223333:role/app", "arn:aws:iam::111122223333:root", "s3.amazonaws.com",
            ])
    }

    @Test func aDeletedRoleIsReplacedByItsUniqueIDAndItsNamesakeGainsNothing() throws {
        let before = try parse(Self.policy, .resource(.key))
        let after = before.replacingPrincipal("arn:aws:iam::111122223333:role/app", with: "AROAOLDAPPEXAMPLE0000")
        #expect(!after.text.contains("role/app"))
        #expect(after.principals.contains(.uniqueID("AROAOLDAPPEXAMPLE0000")))
        func allows(_ policy: PolicyDocument) throws -> Bool {
            var question = KeyQuestion(principal: People.app)
            question.key = policy.text
            return try question.decide().isAllowed
        }
        #expect(try allows(before))
        #expect(try !allows(after))
    }

    @Test func aDocumentThatDoesNotNameThePrincipalIsLeftAlone() throws {
        let policy = try parse(Self.policy, .resource(.key))
        #expect(policy.replacingPrincipal("arn:aws:iam::111122223333:role/other", with: "AROAX") == policy)
    }

    /// A statement's principal, and whom it lets in without further policies.
    @Test(arguments: [
        ("*", [People.root, People.bob, People.alice, People.app, People.trail]),
        ("arn:aws:iam::111122223333:root", [People.root]), ("111122223333", [People.root]),
        ("arn:aws:iam::111122223333:user/bob", [People.bob]), ("arn:aws:iam::111122223333:user/team/bob", []),
        ("arn:aws:iam::111122223333:role/app", [People.app]), ("arn:aws:iam::111122223333:role/path/app", []),
        ("arn:aws:sts::111122223333:assumed-role/app/one", [People.app]),
        ("arn:aws:sts::111122223333:assumed-role/app/two", []), ("arn:aws:iam::444455556666:user/bob", []),
        ("{\"Service\":\"cloudtrail.amazonaws.com\"}", [People.trail]), ("{\"Service\":\"s3.amazonaws.com\"}", []),
        ("AIDABOBEXAMPLE0000", [People.bob]), ("AROAAPPEXAMPLE00000", [People.app]), ("444455556666", []),
    ])
    func aKeyPolicyLetsInWhomItNames(principal: String, expected: [Principal]) throws {
        let everyone = [People.root, People.bob, People.alice, People.app, People.trail, .anonymous]
        let admitted = try everyone.filter { caller in
            try KeyQuestion(principal: caller, key: document(Say.allow(principal, to: "kms:*"))).decide().isAllowed
        }
        #expect(admitted == expected)
    }

    @Test func aDenyWithNotPrincipalSparesOnlyCallersWhoAreListedWhole() throws {
        func isDenied(_ principal: Principal, _ listed: [String], boundary: String? = nil) throws -> Bool {
            let names = listed.map { "\"\($0)\"" }.joined(separator: ",")
            let deny =
                "{\"Effect\":\"Deny\",\"NotPrincipal\":{\"AWS\":[\(names)]},\"Action\":\"*\",\"Resource\":\"*\"}"
            var question = KeyQuestion(principal: principal, key: document(Say.allow("*", to: "kms:*"), deny))
            question.boundary = boundary
            return try question.decide().outcome == .deniedExplicitly
        }
        let (user, account) = ("arn:aws:iam::111122223333:user/bob", "111122223333")
        let (role, session) = (
            "arn:aws:iam::111122223333:role/app", "arn:aws:sts::111122223333:assumed-role/app/one"
        )
        #expect(try isDenied(People.bob, [user]))
        #expect(try !isDenied(People.bob, [user, account]))
        #expect(try isDenied(People.alice, [user, account]))
        #expect(try isDenied(People.app, [role, account]))
        #expect(try !isDenied(People.app, [role, session, account]))
        #expect(try !isDenied(People.alice, ["*"]))
        #expect(try isDenied(People.bob, [user, account], boundary: document(Say.allow("*"))))
    }

    @Test func anAllowWithNotPrincipalReachesEverybodyElse() throws {
        let allow = Say.allow("arn:aws:iam::111122223333:user/bob", to: "s3:GetObject")
            .replacing("\"Principal\"", with: "\"NotPrincipal\"")
        func isAllowed(_ principal: Principal) throws -> Bool {
            try ObjectQuestion(principal: principal, bucket: document(allow)).decide().isAllowed
        }
        #expect(try !isAllowed(People.bob))
        #expect(try isAllowed(People.alice))
        #expect(try isAllowed(.anonymous))
    }
}
