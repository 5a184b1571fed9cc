import LabCore
import LabIdentity
import LabPolicy
import LabService
import Testing

/// Which policies bear on a caller, and what IAM itself asks for.
@Suite struct AuthorizationTests {
    let bench = Bench()

    @Test func whoHasNoPolicyMayDoNothing() throws {
        let bob = try bench.user("bob")
        expectError(
            "AccessDenied", 403,
            "User: arn:aws:iam::111122223333:user/bob is not authorized to perform: iam:CreateUser on resource: "
                + "arn:aws:iam::111122223333:user/eve because no identity-based policy allows the iam:CreateUser action"
        ) { try bench.run(CreateUser.self, ["UserName": "eve"], as: bob) }
    }

    @Test func theRefusalDoesNotTellWhetherTheNameExists() throws {
        let bob = try bench.user("bob")
        try bench.run(CreateUser.self, ["UserName": "ann"])
        for name in ["ann", "nobody"] {
            expectError("AccessDenied", 403) { try bench.run(GetUser.self, ["UserName": .string(name)], as: bob) }
            expectError("AccessDenied", 403) {
                try bench.run(CreateUser.self, ["UserName": .string(name)], as: bob)
            }
        }
    }

    @Test func inlineManagedAndGroupPoliciesAllCount() throws {
        let bob = try bench.user("bob", allowing: ["s3:GetObject"])
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        try bench.run(AddUserToGroup.self, ["GroupName": "team", "UserName": "bob"])
        try bench.run(
            AttachGroupPolicy.self,
            ["GroupName": "team", "PolicyArn": .string(try bench.policy("put", allowing: ["s3:PutObject"]))])
        #expect(bench.may(bob, "s3:GetObject") && bench.may(bob, "s3:PutObject"))
        #expect(!bench.may(bob, "s3:DeleteObject"))
        try bench.run(RemoveUserFromGroup.self, ["GroupName": "team", "UserName": "bob"])
        #expect(bench.may(bob, "s3:GetObject") && !bench.may(bob, "s3:PutObject"))
    }

    @Test func aBoundaryLimitsButGivesNothing() throws {
        let bob = try bench.user("bob", allowing: ["s3:*"])
        let boundary = try bench.policy("limit", allowing: ["s3:GetObject", "kms:*"])
        try bench.run(
            PutUserPermissionsBoundary.self, ["UserName": "bob", "PermissionsBoundary": .string(boundary)])
        #expect(bench.may(bob, "s3:GetObject"))
        #expect(!bench.may(bob, "s3:PutObject"))
        #expect(!bench.may(bob, "kms:Decrypt"))
        try bench.run(DeleteUserPermissionsBoundary.self, ["UserName": "bob"])
        #expect(bench.may(bob, "s3:PutObject"))
        expectError("NoSuchEntity", 404) {
            try bench.run(DeleteUserPermissionsBoundary.self, ["UserName": "bob"])
        }
    }

    @Test func aBoundaryThatIsMissingBoundsEverything() throws {
        let bob = try bench.user("bob", allowing: ["s3:*"])
        var user = try #require(bench.state.entity(UserRecord.self, named: "bob", in: Bench.account))
        user.boundary = "arn:aws:iam::111122223333:policy/gone"
        bench.state.users.put(user)
        #expect(!bench.may(bob, "s3:GetObject"))
    }

    @Test func organizationsLimitAccountsButNotTheManagementAccount() throws {
        let bob = try bench.user("bob", allowing: ["s3:*"])
        let document = try PolicyDocument(parsing: Document.allow(["s3:GetObject"]), kind: .serviceControl)
        let level = OrganizationRecord.Level(name: "root", policies: [InlinePolicy(name: "p", document: document)])
        bench.state.organizations.put(OrganizationRecord(account: Bench.account, serviceControl: [level]))
        #expect(bench.may(bob, "s3:GetObject") && !bench.may(bob, "s3:PutObject"))
        #expect(!bench.may(Bench.root, "s3:PutObject"))
        bench.state.organizations.put(
            OrganizationRecord(account: Bench.account, isManagement: true, serviceControl: [level]))
        #expect(bench.may(bob, "s3:PutObject"))
    }

    @Test func aNewUserOfAnOldNameInheritsNothing() throws {
        let old = try bench.user("bob", allowing: ["s3:*"])
        try bench.run(
            DeleteAccessKey.self, ["UserName": "bob", "AccessKeyId": .string(try #require(old.accessKeyID))])
        try bench.run(DeleteUserPolicy.self, ["UserName": "bob", "PolicyName": "own"])
        try bench.run(DeleteUser.self, ["UserName": "bob"])
        let new = try bench.user("bob", allowing: ["s3:*"])
        #expect(bench.may(new, "s3:GetObject"))
        #expect(!bench.may(old, "s3:GetObject"))
    }

    @Test func tagsAndBoundariesOfANewUserTakeTheirOwnPermission() throws {
        let bob = try bench.user("bob", allowing: ["iam:CreateUser"])
        let boundary = try bench.policy("limit", allowing: ["s3:*"])
        #expect(throws: Never.self) { try bench.run(CreateUser.self, ["UserName": "a"], as: bob) }
        expectError("AccessDenied", 403) {
            try bench.run(CreateUser.self, ["UserName": "b", "Tags": [["Key": "k", "Value": "v"]]], as: bob)
        }
        expectError("AccessDenied", 403) {
            try bench.run(CreateUser.self, ["UserName": "b", "PermissionsBoundary": .string(boundary)], as: bob)
        }
    }

    @Test func policiesCanAskForTheAttachedPolicyAndTheBoundary() throws {
        let bob = try bench.user("bob")
        let limit = try bench.policy("limit", allowing: ["s3:*"])
        let document = JSONValue.object([
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Action": "iam:AttachUserPolicy", "Resource": "*",
                    "Condition": [
                        "ArnEquals": ["iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"],
                        "StringEquals": ["iam:PermissionsBoundary": .string(limit)],
                    ],
                ]
            ],
        ]).compactText
        try bench.run(
            PutUserPolicy.self,
            ["UserName": "bob", "PolicyName": "delegate", "PolicyDocument": .string(document)])
        try bench.run(CreateUser.self, ["UserName": "free"])
        try bench.run(CreateUser.self, ["UserName": "bound", "PermissionsBoundary": .string(limit)])
        func attach(_ policy: String, to user: String) throws(ServiceError) {
            try bench.run(
                AttachUserPolicy.self,
                ["UserName": .string(user), "PolicyArn": .string("arn:aws:iam::aws:policy/\(policy)")], as: bob)
        }
        #expect(throws: Never.self) { try attach("ReadOnlyAccess", to: "bound") }
        expectError("AccessDenied", 403) { try attach("ReadOnlyAccess", to: "free") }
        expectError("AccessDenied", 403) { try attach("AdministratorAccess", to: "bound") }
    }

    @Test func renamingTakesThePermissionForBothNames() throws {
        let bob = try bench.user("bob")
        try bench.run(CreateUser.self, ["UserName": "a"])
        func allow(_ resource: String) throws {
            try bench.run(
                PutUserPolicy.self,
                [
                    "UserName": "bob", "PolicyName": "p",
                    "PolicyDocument": .string(Document.allow(["iam:UpdateUser"], on: resource)),
                ])
        }
        try allow("arn:aws:iam::111122223333:user/a")
        expectError("AccessDenied", 403) {
            try bench.run(UpdateUser.self, ["UserName": "a", "NewUserName": "b"], as: bob)
        }
        try allow("arn:aws:iam::111122223333:user/?")
        #expect(throws: Never.self) {
            try bench.run(UpdateUser.self, ["UserName": "a", "NewUserName": "b"], as: bob)
        }
    }

    @Test func anonymousCallersAndServicesMayNotCallIAM() {
        for principal in [Principal.anonymous, .service("ec2.amazonaws.com")] {
            expectError("AccessDenied", 403) { try bench.run(ListUsers.self, as: Caller(principal)) }
        }
    }
}
