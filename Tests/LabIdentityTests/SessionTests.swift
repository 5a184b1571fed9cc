import LabCore
import LabIdentity
import LabPolicy
import LabService
import Testing

/// Sessions of users and federated users, and how sessions end.
@Suite struct SessionTests {
    let bench = Bench()

    private func session(_ answer: JSONObject) throws -> Caller {
        try bench.caller(try #require(answer.text("Credentials.AccessKeyId")))
    }

    @Test func aSessionOfAUserMayWhatTheUserMay() throws {
        let bob = try bench.user("bob", allowing: ["s3:*"])
        let answer = try bench.run(GetSessionToken.self, as: bob)
        #expect(answer.text("Credentials.Expiration") == "2026-05-29T08:26:40Z")
        let caller = try session(answer)
        #expect(caller.principal == bob.principal && caller.sessionStart == bench.now)
        #expect(caller.isMultiFactorAuthenticated == false)
        #expect(bench.may(caller, "s3:GetObject"))
        expectError("AccessDenied", 403, "Cannot call GetSessionToken with session credentials") {
            try bench.run(GetSessionToken.self, as: caller)
        }
    }

    @Test func sessionsOfRootUsersLastAnHourAtMost() throws {
        let answer = try bench.run(GetSessionToken.self, ["DurationSeconds": "129600"])
        #expect(answer.text("Credentials.Expiration") == "2026-05-28T21:26:40Z")
        expectError("ValidationError", 400) { try bench.run(GetSessionToken.self, ["DurationSeconds": "129601"]) }
    }

    @Test func withoutMFAASessionCannotCallIAM() throws {
        let bob = try bench.user("bob", allowing: ["iam:*", "sts:*"])
        let plain = try session(try bench.run(GetSessionToken.self, as: bob))
        expectError("InvalidClientTokenId", 403, "The security token included in the request is invalid") {
            try bench.run(ListUsers.self, as: plain)
        }
        expectError("AccessDenied", 403) {
            try bench.run(GetAccessKeyInfo.self, ["AccessKeyId": "AKIAIOSFODNN7EXAMPLE"], as: plain)
        }
        let proved = try session(
            try bench.run(
                GetSessionToken.self,
                ["SerialNumber": "arn:aws:iam::111122223333:mfa/bob", "TokenCode": "123456"], as: bob))
        #expect(proved.isMultiFactorAuthenticated == true)
        #expect(throws: Never.self) { try bench.run(ListUsers.self, as: proved) }
    }

    @Test(arguments: [
        ("arn:aws:iam::111122223333:mfa/bob", "000000"), ("arn:aws:iam::111122223333:mfa/ann", "123456"),
    ])
    func wrongSecondFactorsAreRefused(serial: String, code: String) throws {
        let bob = try bench.user("bob")
        expectError("AccessDenied", 403) {
            try bench.run(
                GetSessionToken.self, ["SerialNumber": .string(serial), "TokenCode": .string(code)], as: bob)
        }
    }

    @Test func aRoleCanAskForASecondFactor() throws {
        let bob = try bench.user("bob", allowing: ["sts:AssumeRole"])
        let trust = Document.trust(
            ["AWS": "111122223333"], condition: ["Bool": ["aws:MultiFactorAuthPresent": "true"]])
        let role = try bench.run(CreateRole.self, ["RoleName": "app", "AssumeRolePolicyDocument": .string(trust)])
        let arn = try #require(role.text("Role.Arn"))
        expectError("AccessDenied", 403) { try bench.assume(arn, as: bob) }
        let answer = try bench.assume(
            arn, as: bob, more: ["SerialNumber": "arn:aws:iam::111122223333:mfa/bob", "TokenCode": "123456"])
        #expect(try session(answer).isMultiFactorAuthenticated == true)
    }

    @Test func aFederatedUserMayWhatBothTheUserAndTheSessionPolicyAllow() throws {
        let bob = try bench.user("bob", allowing: ["s3:*", "sts:GetFederationToken"])
        let answer = try bench.run(
            GetFederationToken.self,
            ["Name": "guest", "Policy": .string(Document.allow(["s3:GetObject", "kms:*"]))], as: bob)
        #expect(answer.text("FederatedUser.Arn") == "arn:aws:sts::111122223333:federated-user/guest")
        #expect(answer.text("FederatedUser.FederatedUserId") == "111122223333:guest")
        let caller = try session(answer)
        #expect(bench.may(caller, "s3:GetObject"))
        #expect(!bench.may(caller, "s3:PutObject") && !bench.may(caller, "kms:Decrypt"))
        let identity = try bench.run(GetCallerIdentity.self, as: caller)
        #expect(identity.text("Arn") == "arn:aws:sts::111122223333:federated-user/guest")
        expectError("InvalidClientTokenId", 403) { try bench.run(ListUsers.self, as: caller) }
        expectError("AccessDenied", 403) { try bench.run(GetFederationToken.self, ["Name": "more"], as: caller) }
    }

    @Test func aFederatedUserWithoutSessionPolicyMayDoNothing() throws {
        let bob = try bench.user("bob", allowing: ["s3:*", "sts:GetFederationToken"])
        let caller = try session(try bench.run(GetFederationToken.self, ["Name": "guest"], as: bob))
        #expect(!bench.may(caller, "s3:GetObject"))
        let other = try bench.user("ann", allowing: ["s3:*"])
        expectError("AccessDenied", 403) { try bench.run(GetFederationToken.self, ["Name": "guest"], as: other) }
    }

    @Test func askingWhoYouAreTakesNoPermissionAndCannotBeDenied() throws {
        let bob = try bench.user("bob")
        try bench.run(
            PutUserPolicy.self,
            ["UserName": "bob", "PolicyName": "p", "PolicyDocument": .string(Document.deny(["*"]))])
        let identity = try bench.run(GetCallerIdentity.self, as: bob)
        #expect(identity.text("Arn") == "arn:aws:iam::111122223333:user/bob")
        #expect(identity.text("Account") == "111122223333")
        #expect(try bench.run(GetCallerIdentity.self).text("UserId") == "111122223333")
    }

    @Test func sessionsEndByTheClockAndAreForgottenADayLater() throws {
        let bob = try bench.user("bob")
        let id = try #require(
            try bench.run(GetSessionToken.self, ["DurationSeconds": "900"], as: bob).text(
                "Credentials.AccessKeyId"))
        let expiry = try #require(try bench.state.credential(for: id)?.expiry)
        #expect(expiry == bench.now + .minutes(15))
        let due = try #require(bench.state.nextDue)
        #expect(due == expiry + .hours(24))
        #expect(try bench.state.credential(for: id) != nil)
        #expect(try bench.state.performNextDue(random: bench.random).isEmpty)
        #expect(try bench.state.credential(for: id) == nil)
        #expect(bench.state.nextDue == nil)
    }

    @Test func aUsersSessionsGoWithTheUser() throws {
        let bob = try bench.user("bob")
        let id = try #require(try bench.run(GetSessionToken.self, as: bob).text("Credentials.AccessKeyId"))
        try bench.run(
            DeleteAccessKey.self, ["UserName": "bob", "AccessKeyId": .string(try #require(bob.accessKeyID))])
        #expect(try bench.state.credential(for: id) != nil)
        try bench.run(DeleteUser.self, ["UserName": "bob"])
        #expect(try bench.state.credential(for: id) == nil)
        _ = try bench.user("bob")
        #expect(try bench.state.credential(for: id) == nil)
    }

    @Test func sessionsFollowARenamedUser() throws {
        let bob = try bench.user("bob")
        let id = try #require(try bench.run(GetSessionToken.self, as: bob).text("Credentials.AccessKeyId"))
        try bench.run(UpdateUser.self, ["UserName": "bob", "NewUserName": "robert"])
        #expect(try bench.caller(id).principal.userName == "robert")
    }

    @Test func refusalsAreDecodedForThoseWhoMay() throws {
        let bob = try bench.user("bob", allowing: ["sts:DecodeAuthorizationMessage"])
        let eve = try bench.user("eve")
        expectError("AccessDenied", 403) { try bench.run(ListUsers.self, as: eve) }
        let decision = try #require(bench.decisions.last)
        let message = try AuthorizationMessage.encode(decision, with: bench.state.sealer, random: bench.random)
        #expect(!message.contains("eve"))
        expectError("AccessDenied", 403) {
            try bench.run(DecodeAuthorizationMessage.self, ["EncodedMessage": .string(message)], as: eve)
        }
        let answer = try bench.run(
            DecodeAuthorizationMessage.self, ["EncodedMessage": .string(message)], as: bob)
        let decoded = try JSONParser.parse(try #require(answer.text("DecodedMessage"))).object ?? [:]
        #expect(decoded.at("allowed") == false && decoded.at("explicitDeny") == false)
        #expect(decoded.text("context.action") == "iam:ListUsers")
        #expect(decoded.text("context.principal.arn") == "arn:aws:iam::111122223333:user/eve")
        var forged = Array(message)
        forged[20] = forged[20] == "A" ? "B" : "A"
        expectError("InvalidAuthorizationMessageException", 400) {
            try bench.run(DecodeAuthorizationMessage.self, ["EncodedMessage": .string(String(forged))], as: bob)
        }
    }
}
