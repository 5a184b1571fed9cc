import LabCore
import LabIdentity
import LabPolicy
import LabService
import Testing

/// Sessions of roles.
@Suite struct AssumeRoleTests {
    let bench = Bench()
    private static let arn = "arn:aws:iam::111122223333:role/app"

    private func session(_ answer: JSONObject) throws -> Caller {
        try bench.caller(try #require(answer.text("Credentials.AccessKeyId")))
    }

    @Test func aTrustedUserGetsASession() throws {
        let bob = try bench.user("bob")
        let arn = try bench.role("app", trusting: ["AWS": .string(bob.principal.arn)], allowing: ["s3:GetObject"])
        let answer = try bench.assume(arn, as: bob)
        #expect(answer.text("AssumedRoleUser.Arn") == "arn:aws:sts::111122223333:assumed-role/app/session")
        #expect(answer.text("Credentials.Expiration") == "2026-05-28T21:26:40Z")
        #expect(answer.at("PackedPolicySize") == nil)
        let id = try #require(answer.text("Credentials.AccessKeyId"))
        #expect(id.hasPrefix("ASIA"))
        let credential = try #require(try bench.state.credential(for: id))
        #expect(credential.secret.exposed == answer.text("Credentials.SecretAccessKey"))
        #expect(credential.sessionToken?.exposed == answer.text("Credentials.SessionToken"))
        #expect(credential.expiry == bench.now + .hours(1))
        let caller = credential.caller
        #expect(answer.text("AssumedRoleUser.AssumedRoleId") == caller.principal.userID)
        #expect(bench.may(caller, "s3:GetObject") && !bench.may(caller, "s3:PutObject"))
        let identity = try bench.run(GetCallerIdentity.self, as: caller)
        #expect(identity.text("Arn") == "arn:aws:sts::111122223333:assumed-role/app/session")
        #expect(identity.text("UserId") == caller.principal.userID)
    }

    @Test func whoeverIsNotTrustedIsRefusedAsIfTheRoleWereNotThere() throws {
        let bob = try bench.user("bob", allowing: ["sts:AssumeRole"])
        let eve = try bench.user("eve", allowing: ["sts:AssumeRole"])
        try bench.role("app", trusting: ["AWS": .string(bob.principal.arn)])
        for role in ["app", "nothing"] {
            let arn = "arn:aws:iam::111122223333:role/\(role)"
            expectError(
                "AccessDenied", 403,
                "User: arn:aws:iam::111122223333:user/eve is not authorized to perform: sts:AssumeRole on resource: "
                    + arn
            ) { try bench.assume(arn, as: eve) }
        }
    }

    @Test func trustInTheAccountTakesAPermissionToo() throws {
        try bench.role("app", trusting: ["AWS": "111122223333"])
        let bob = try bench.user("bob")
        let ann = try bench.user("ann", allowing: ["sts:AssumeRole"])
        expectError("AccessDenied", 403) { try bench.assume(Self.arn, as: bob) }
        #expect(throws: Never.self) { try bench.assume(Self.arn, as: ann) }
    }

    @Test func acrossAccountsBothSidesMustAllow() throws {
        let stranger = try bench.user("bob", in: Bench.other)
        let permitted = try bench.user("ann", allowing: ["sts:AssumeRole"], in: Bench.other)
        try bench.role("app", trusting: ["AWS": "arn:aws:iam::444455556666:root"])
        expectError("AccessDenied", 403) { try bench.assume(Self.arn, as: stranger) }
        let answer = try bench.assume(Self.arn, as: permitted)
        #expect(try session(answer).principal.account == Bench.account)
        try bench.role("closed", trusting: ["AWS": "111122223333"])
        expectError("AccessDenied", 403) {
            try bench.assume("arn:aws:iam::111122223333:role/closed", as: permitted)
        }
    }

    @Test func rootUsersAssumeNoRoles() throws {
        try bench.role("app", trusting: ["AWS": "111122223333"])
        expectError("AccessDenied", 403, "Roles may not be assumed by root accounts.") {
            try bench.assume(Self.arn, as: Bench.root)
        }
    }

    @Test func theExternalIdMustBeTheOneThatIsAskedFor() throws {
        let bob = try bench.user("bob", allowing: ["sts:AssumeRole"])
        let trust = Document.trust(
            ["AWS": "111122223333"], condition: ["StringEquals": ["sts:ExternalId": "ticket-7"]])
        try bench.run(CreateRole.self, ["RoleName": "app", "AssumeRolePolicyDocument": .string(trust)])
        expectError("AccessDenied", 403) { try bench.assume(Self.arn, as: bob) }
        expectError("AccessDenied", 403) { try bench.assume(Self.arn, as: bob, more: ["ExternalId": "ticket-8"]) }
        #expect(throws: Never.self) { try bench.assume(Self.arn, as: bob, more: ["ExternalId": "ticket-7"]) }
    }

    @Test func durationsHaveTheirLimits() throws {
        let bob = try bench.user("bob", allowing: ["sts:AssumeRole"])
        try bench.role(
            "app", trusting: ["AWS": "111122223333"], allowing: ["sts:AssumeRole"],
            more: ["MaxSessionDuration": "7200"])
        func assume(_ seconds: String, as caller: Caller) throws(ServiceError) -> JSONObject {
            try bench.assume(Self.arn, as: caller, more: ["DurationSeconds": .string(seconds)])
        }
        let long = try assume("7200", as: bob)
        #expect(long.text("Credentials.Expiration") == "2026-05-28T22:26:40Z")
        expectError(
            "ValidationError", 400, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        ) { try assume("7201", as: bob) }
        expectError("ValidationError", 400) { try assume("899", as: bob) }
        expectError("ValidationError", 400) { try assume("43201", as: bob) }
        let chained = try session(long)
        expectError(
            "ValidationError", 400,
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        ) { try assume("3601", as: chained) }
        #expect(throws: Never.self) { try assume("3600", as: chained) }
    }

    @Test func sessionPoliciesLimitTheSession() throws {
        let bob = try bench.user("bob", allowing: ["sts:AssumeRole"])
        try bench.role("app", trusting: ["AWS": "111122223333"], allowing: ["s3:*"])
        let limited = try bench.assume(
            Self.arn, as: bob, more: ["Policy": .string(Document.allow(["s3:GetObject", "kms:*"]))])
        #expect(limited.at("PackedPolicySize")?.integer ?? 0 > 0)
        let caller = try session(limited)
        #expect(bench.may(caller, "s3:GetObject"))
        #expect(!bench.may(caller, "s3:PutObject") && !bench.may(caller, "kms:Decrypt"))
        let managed = try bench.assume(
            Self.arn, as: bob, more: ["PolicyArns": [["arn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]]])
        #expect(bench.may(try session(managed), "s3:GetObject"))
        #expect(!bench.may(try session(managed), "s3:PutObject"))
    }

    @Test func sessionPoliciesThatAreNoneAreRefused() throws {
        let bob = try bench.user("bob", allowing: ["sts:AssumeRole"])
        try bench.role("app", trusting: ["AWS": "111122223333"])
        expectError("MalformedPolicyDocument", 400) {
            try bench.assume(Self.arn, as: bob, more: ["Policy": "{}"])
        }
        expectError("PackedPolicyTooLarge", 400) {
            let long = Document.allow((0..<200).map { "s3:Action\($0)" })
            return try bench.assume(Self.arn, as: bob, more: ["Policy": .string(long)])
        }
        expectError("NoSuchEntity", 404) {
            try bench.assume(
                Self.arn, as: bob, more: ["PolicyArns": [["arn": "arn:aws:iam::111122223333:policy/none"]]])
        }
        expectError("PackedPolicyTooLarge", 400) {
            let tags = (0..<50).map { index in
                JSONValue.object(["Key": .string("k\(index)"), "Value": .string(String(repeating: "v", count: 256))])
            }
            try bench.run(
                UpdateAssumeRolePolicy.self,
                [
                    "RoleName": "app",
                    "PolicyDocument": .string(
                        Document.trust(["AWS": "111122223333"], actions: ["sts:AssumeRole", "sts:TagSession"])),
                ])
            let ann = try bench.user("ann", allowing: ["sts:*"])
            return try bench.assume(Self.arn, as: ann, more: ["Tags": .array(tags)])
        }
    }

    @Test func tagsTakeTheirOwnTrustAndOverrideTheRolesTags() throws {
        let bob = try bench.user("bob", allowing: ["sts:AssumeRole", "sts:TagSession"])
        let tags: JSONObject = ["Tags": [["Key": "Team", "Value": "blue"]]]
        try bench.role(
            "plain", trusting: ["AWS": "111122223333"])
        expectError("AccessDenied", 403) {
            try bench.assume("arn:aws:iam::111122223333:role/plain", as: bob, more: tags)
        }
        let trust = Document.trust(["AWS": "111122223333"], actions: ["sts:AssumeRole", "sts:TagSession"])
        try bench.run(
            CreateRole.self,
            [
                "RoleName": "app", "AssumeRolePolicyDocument": .string(trust),
                "Tags": [["Key": "team", "Value": "red"], ["Key": "cost", "Value": "1"]],
            ])
        let caller = try session(try bench.assume(Self.arn, as: bob, more: tags))
        #expect(caller.tags == ["Team": "blue", "cost": "1"])
    }

    @Test func transitiveTagsAreInheritedAndCannotBeChanged() throws {
        let bob = try bench.user("bob", allowing: ["sts:*"])
        let trust = JSONValue.string(
            Document.trust(["AWS": "111122223333"], actions: ["sts:AssumeRole", "sts:TagSession"]))
        for name in ["app", "next"] {
            try bench.run(CreateRole.self, ["RoleName": .string(name), "AssumeRolePolicyDocument": trust])
            try bench.run(
                PutRolePolicy.self,
                [
                    "RoleName": .string(name), "PolicyName": "p",
                    "PolicyDocument": .string(Document.allow(["sts:*"])),
                ])
        }
        let next = "arn:aws:iam::111122223333:role/next"
        let first = try bench.assume(
            Self.arn, as: bob,
            more: [
                "Tags": [["Key": "team", "Value": "red"], ["Key": "once", "Value": "x"]],
                "TransitiveTagKeys": ["team"],
            ])
        let caller = try session(first)
        let second = try session(try bench.assume(next, as: caller))
        #expect(second.tags == ["team": "red"])
        expectError("ValidationError", 400) {
            try bench.assume(next, as: caller, more: ["Tags": [["Key": "TEAM", "Value": "blue"]]])
        }
        expectError("ValidationError", 400) {
            try bench.assume(Self.arn, as: bob, more: ["TransitiveTagKeys": ["nothing"]])
        }
    }

    @Test func theSourceIdentityStaysThroughEverySession() throws {
        let bob = try bench.user("bob", allowing: ["sts:*"])
        let trust = Document.trust(["AWS": "111122223333"], actions: ["sts:AssumeRole", "sts:SetSourceIdentity"])
        try bench.run(CreateRole.self, ["RoleName": "app", "AssumeRolePolicyDocument": .string(trust)])
        try bench.run(
            PutRolePolicy.self,
            ["RoleName": "app", "PolicyName": "p", "PolicyDocument": .string(Document.allow(["sts:*"]))])
        let first = try bench.assume(Self.arn, as: bob, more: ["SourceIdentity": "bob-at-work"])
        #expect(first.text("SourceIdentity") == "bob-at-work")
        let caller = try session(first)
        #expect(caller.sourceIdentity == "bob-at-work")
        #expect(try session(try bench.assume(Self.arn, as: caller)).sourceIdentity == "bob-at-work")
        expectError("AccessDenied", 403) {
            try bench.assume(Self.arn, as: caller, more: ["SourceIdentity": "somebody"])
        }
    }

    @Test func aDeletedRolesSessionsMayDoNothing() throws {
        let bob = try bench.user("bob", allowing: ["sts:AssumeRole"])
        try bench.role("app", trusting: ["AWS": "111122223333"], allowing: ["s3:*"])
        let id = try #require(try bench.assume(Self.arn, as: bob).text("Credentials.AccessKeyId"))
        #expect(bench.may(try bench.caller(id), "s3:GetObject"))
        try bench.run(DeleteRolePolicy.self, ["RoleName": "app", "PolicyName": "own"])
        try bench.run(DeleteRole.self, ["RoleName": "app"])
        try bench.role("app", trusting: ["AWS": "111122223333"], allowing: ["s3:*"])
        #expect(!bench.may(try bench.caller(id), "s3:GetObject"))
    }

    @Test func assumingARoleIsItsLastUse() throws {
        let bob = try bench.user("bob", allowing: ["sts:AssumeRole"])
        try bench.role("app", trusting: ["AWS": "111122223333"])
        try bench.assume(Self.arn, as: bob)
        let role = try bench.run(GetRole.self, ["RoleName": "app"])
        #expect(role.text("Role.RoleLastUsed.LastUsedDate") == "2026-05-28T20:26:40Z")
        #expect(role.text("Role.RoleLastUsed.Region") == "us-east-1")
    }

    @Test(arguments: [
        "arn:aws:iam::111122223333:user/bob", "arn:aws:iam::111122223333:app", "neither an ARN nor short",
    ])
    func onlyRolesAreAssumed(arn: String) throws {
        let bob = try bench.user("bob", allowing: ["sts:AssumeRole"])
        expectError("ValidationError", 400, "\(arn) is invalid") { try bench.assume(arn, as: bob) }
    }

    @Test func identityProvidersAreNotThereAndTheAnswerSaysSo() {
        expectError("NotImplemented", 501) {
            try bench.run(
                AssumeRoleWithWebIdentity.self,
                ["RoleArn": .string(Self.arn), "RoleSessionName": "s1", "WebIdentityToken": "eyJhbGciOi"])
        }
        expectError("NotImplemented", 501) {
            try bench.run(
                AssumeRoleWithSAML.self,
                [
                    "RoleArn": .string(Self.arn), "PrincipalArn": "arn:aws:iam::111122223333:saml-provider/x",
                    "SAMLAssertion": "PHNhbWw+",
                ])
        }
    }
}
