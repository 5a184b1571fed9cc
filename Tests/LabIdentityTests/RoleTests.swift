import LabCore
import LabIdentity
import LabPolicy
import LabService
import Testing

/// Roles, their trust policies, and what is left of whom they trusted.
@Suite struct RoleTests {
    let bench = Bench()
    private static let root: JSONValue = ["AWS": "arn:aws:iam::111122223333:root"]

    @Test func aNewRoleIsAnsweredWithItsTrustPolicyPercentEncoded() throws {
        let trust = Document.trust(Self.root)
        let made = try bench.run(
            CreateRole.self,
            ["RoleName": "app", "AssumeRolePolicyDocument": .string(trust), "Description": "for the app"])
        #expect(made.text("Role.Arn") == "arn:aws:iam::111122223333:role/app")
        #expect(made.at("Role.MaxSessionDuration") == 3600)
        #expect(made.text("Role.Description") == "for the app")
        let encoded = try #require(made.text("Role.AssumeRolePolicyDocument"))
        #expect(encoded.hasPrefix("%7B%22Version%22%3A%222012-10-17%22%2C"))
        #expect(encoded.utf8.allSatisfy { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: " ") })
        #expect(try #require(made.text("Role.RoleId")).hasPrefix("AROA"))
        #expect(made.at("Role.RoleLastUsed") == [:])
    }

    @Test(arguments: [
        ("not json", "Syntax errors in policy."),
        (
            #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Resource":"*"}}"#,
            "Has prohibited field Resource"
        ),
        (
            Document.trust(["AWS": "arn:aws:iam::111122223333:user/nobody"]),
            "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:user/nobody\""
        ),
        (
            Document.trust(["AWS": "arn:aws:iam::111122223333:root"], actions: ["s3:GetObject"]),
            "AssumeRole policy may only specify STS AssumeRole actions."
        ),
    ])
    func badTrustPoliciesAreRefused(document: String, message: String) {
        expectError("MalformedPolicyDocument", 400, message) {
            try bench.run(
                CreateRole.self, ["RoleName": "app", "AssumeRolePolicyDocument": .string(document)])
        }
    }

    @Test func aTrustPolicyThatIsTooLongIsAQuota() {
        let long = Document.trust(
            Self.root,
            condition: ["StringEquals": ["sts:ExternalId": .string(String(repeating: "x", count: 2048))]])
        expectError("LimitExceeded", 409, "Cannot exceed quota for ACLSizePerRole: 2048") {
            try bench.run(CreateRole.self, ["RoleName": "app", "AssumeRolePolicyDocument": .string(long)])
        }
    }

    @Test func aTrustedUserThatIsDeletedIsShownByItsId() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        let bob = try #require(try bench.run(GetUser.self, ["UserName": "bob"]).text("User.UserId"))
        try bench.role("app", trusting: ["AWS": "arn:aws:iam::111122223333:user/bob"])
        bench.now = bench.now + .hours(1)
        try bench.run(DeleteUser.self, ["UserName": "bob"])
        let role = try bench.run(GetRole.self, ["RoleName": "app"])
        let trust = try #require(role.text("Role.AssumeRolePolicyDocument"))
        #expect(trust.contains(bob) && !trust.contains("user%2Fbob"))

        let second = try bench.user("bob", allowing: ["sts:AssumeRole"])
        expectError("AccessDenied", 403) { try bench.assume("arn:aws:iam::111122223333:role/app", as: second) }
    }

    @Test func usersAndRolesExistOnlyWhileTheyAreThere() throws {
        try bench.run(CreateUser.self, ["UserName": "bob", "Path": "/team/"])
        try bench.role("app", trusting: Self.root)
        let state = bench.state
        for text in [
            "arn:aws:iam::111122223333:user/team/bob", "arn:aws:iam::111122223333:role/app",
            "arn:aws:sts::111122223333:assumed-role/app/anything", "444455556666", "*",
            "arn:aws:iam::999999999999:root",
        ] { #expect(state.exists(principalARN: text), "\(text)") }
        for text in [
            "arn:aws:iam::111122223333:user/bob", "arn:aws:iam::111122223333:role/team/app",
            "arn:aws:iam::444455556666:user/team/bob", "arn:aws:iam::111122223333:group/team", "bob",
        ] { #expect(!state.exists(principalARN: text), "\(text)") }
    }

    @Test func updatingARoleChangesWhatWasNamed() throws {
        try bench.role("app", trusting: Self.root, more: ["Description": "old"])
        try bench.run(UpdateRole.self, ["RoleName": "app", "MaxSessionDuration": "7200"])
        #expect(try bench.run(GetRole.self, ["RoleName": "app"]).text("Role.Description") == "old")
        try bench.run(UpdateRoleDescription.self, ["RoleName": "app", "Description": "new"])
        let role = try bench.run(GetRole.self, ["RoleName": "app"])
        #expect(role.at("Role.MaxSessionDuration") == 7200)
        #expect(role.text("Role.Description") == "new")
        expectError("ValidationError", 400) {
            try bench.run(UpdateRole.self, ["RoleName": "app", "MaxSessionDuration": "43201"])
        }
    }

    @Test func anotherTrustPolicyLetsOthersIn() throws {
        let arn = try bench.role("app", trusting: ["Service": "ec2.amazonaws.com"])
        let bob = try bench.user("bob")
        expectError("AccessDenied", 403) { try bench.assume(arn, as: bob) }
        try bench.run(
            UpdateAssumeRolePolicy.self,
            [
                "RoleName": "app",
                "PolicyDocument": .string(Document.trust(["AWS": .string(bob.principal.arn)])),
            ])
        #expect(throws: Never.self) { try bench.assume(arn, as: bob) }
    }

    @Test func rolesOfServicesBelongToServices() throws {
        expectError("InvalidInput", 400) {
            try bench.run(
                CreateRole.self,
                [
                    "RoleName": "x", "Path": "/aws-service-role/kms.amazonaws.com/",
                    "AssumeRolePolicyDocument": .string(Document.trust(Self.root)),
                ])
        }
    }

    @Test func aRoleHasNoInstanceProfilesAndTheAnswerSaysSo() throws {
        try bench.role("app", trusting: Self.root)
        let answer = try bench.run(ListInstanceProfilesForRole.self, ["RoleName": "app"])
        #expect(answer.at("InstanceProfiles") == [] && answer.at("IsTruncated") == false)
        expectError("NoSuchEntity", 404) { try bench.run(ListInstanceProfilesForRole.self, ["RoleName": "no"]) }
    }
}
