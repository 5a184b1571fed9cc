import LabCore
import LabIdentity
import LabService
import Testing

/// Users, groups and roles: making, reading, listing, renaming, deleting.
@Suite struct EntityTests {
    let bench = Bench()

    @Test func aNewUserIsAnsweredWithEverythingAboutIt() throws {
        let made = try bench.run(
            CreateUser.self,
            ["UserName": "bob", "Path": "/team/", "Tags": [["Key": "team", "Value": "red"]]])
        #expect(made.text("User.UserName") == "bob")
        #expect(made.text("User.Path") == "/team/")
        #expect(made.text("User.Arn") == "arn:aws:iam::111122223333:user/team/bob")
        #expect(made.text("User.CreateDate") == "2026-05-28T20:26:40Z")
        #expect(made.text("User.Tags.0.Value") == "red")
        let id = try #require(made.text("User.UserId"))
        #expect(id.hasPrefix("AIDA") && id.count == 21)
        #expect(try bench.run(GetUser.self, ["UserName": "bob"]) == made)
    }

    @Test func aNameIsTakenInWhateverCase() throws {
        try bench.run(CreateUser.self, ["UserName": "Bob"])
        expectError("EntityAlreadyExists", 409, "User with name bob already exists.") {
            try bench.run(CreateUser.self, ["UserName": "bob"])
        }
        expectError("NoSuchEntity", 404, "The user with name bob cannot be found.") {
            try bench.run(GetUser.self, ["UserName": "bob"])
        }
        #expect(throws: Never.self) { try bench.run(CreateGroup.self, ["GroupName": "bob"]) }
    }

    @Test func accountsDoNotSeeEachOthersUsers() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        let stranger = Caller(.root(Bench.other))
        expectError("NoSuchEntity", 404) { try bench.run(GetUser.self, ["UserName": "bob"], as: stranger) }
        #expect(try bench.run(ListUsers.self, as: stranger).texts("Users", "UserName").isEmpty)
        #expect(throws: Never.self) { try bench.run(CreateUser.self, ["UserName": "bob"], as: stranger) }
    }

    @Test func whoeverAsksForNobodyIsToldAboutItself() throws {
        let bob = try bench.user("bob", allowing: ["iam:GetUser"])
        #expect(try bench.run(GetUser.self, as: bob).text("User.UserName") == "bob")
        let root = try bench.run(GetUser.self)
        #expect(root.text("User.Arn") == "arn:aws:iam::111122223333:root")
        #expect(root.at("User.UserName") == nil)
        let session = Caller(
            .assumedRole(account: Bench.account, path: "/", role: "r", roleID: "AROAX", session: "s"))
        expectError("ValidationError", 400, "Must specify userName when calling with non-User credentials") {
            try bench.run(GetUser.self, as: session)
        }
    }

    @Test func badNamesAreRefusedInTheModelsGrammar() {
        expectError(
            "ValidationError", 400,
            "1 validation error detected: Value 'b b' at 'userName' failed to satisfy constraint: "
                + "Member must satisfy regular expression pattern: [\\w+=,.@-]+"
        ) { try bench.run(CreateUser.self, ["UserName": "b b"]) }
    }

    @Test func listingsGoPageByPageUnderAPath() throws {
        for (index, name) in ["ann", "Ben", "cat", "dan", "eve"].enumerated() {
            try bench.run(
                CreateUser.self, ["UserName": .string(name), "Path": index == 3 ? "/other/" : "/team/"])
        }
        let first = try bench.run(ListUsers.self, ["PathPrefix": "/team/", "MaxItems": "2"])
        #expect(first.texts("Users", "UserName") == ["ann", "Ben"])
        #expect(first.at("IsTruncated") == true)
        let marker = try #require(first.at("Marker"))
        let second = try bench.run(ListUsers.self, ["PathPrefix": "/team/", "MaxItems": "2", "Marker": marker])
        #expect(second.texts("Users", "UserName") == ["cat", "eve"])
        #expect(second.at("IsTruncated") == false)
        #expect(second.at("Marker") == nil)
        expectError("ValidationError", 400, "Invalid Marker.") {
            try bench.run(ListUsers.self, ["Marker": "no base64"])
        }
    }

    @Test func listingsLeaveTagsAndBoundariesOut() throws {
        let boundary = try bench.policy("limit", allowing: ["s3:*"])
        try bench.run(
            CreateUser.self,
            [
                "UserName": "bob", "Tags": [["Key": "a", "Value": "b"]], "PermissionsBoundary": .string(boundary),
            ])
        let listed = try bench.run(ListUsers.self)
        #expect(listed.at("Users.0.Tags") == nil && listed.at("Users.0.PermissionsBoundary") == nil)
        let whole = try bench.run(GetUser.self, ["UserName": "bob"])
        #expect(whole.text("User.PermissionsBoundary.PermissionsBoundaryArn") == boundary)
        #expect(whole.texts("User.Tags", "Key") == ["a"])
    }

    @Test func aRenamedUserKeepsIdKeysAndGroups() throws {
        let bob = try bench.user("bob")
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        try bench.run(AddUserToGroup.self, ["GroupName": "team", "UserName": "bob"])
        try bench.run(UpdateUser.self, ["UserName": "bob", "NewUserName": "robert", "NewPath": "/people/"])
        let robert = try bench.run(GetUser.self, ["UserName": "robert"])
        #expect(robert.text("User.UserId") == bob.principal.userID)
        #expect(robert.text("User.Arn") == "arn:aws:iam::111122223333:user/people/robert")
        expectError("NoSuchEntity", 404) { try bench.run(GetUser.self, ["UserName": "bob"]) }
        let id = try #require(bob.accessKeyID)
        #expect(try bench.caller(id).principal.arn == "arn:aws:iam::111122223333:user/people/robert")
        #expect(
            try bench.run(ListAccessKeys.self, ["UserName": "robert"]).texts("AccessKeyMetadata", "AccessKeyId") == [id]
        )
        #expect(try bench.run(GetGroup.self, ["GroupName": "team"]).texts("Users", "UserName") == ["robert"])
    }

    @Test func aNameMayChangeInCaseAloneButNotIntoAnothers() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        try bench.run(CreateUser.self, ["UserName": "ann"])
        try bench.run(UpdateUser.self, ["UserName": "bob", "NewUserName": "Bob"])
        #expect(try bench.run(ListUsers.self).texts("Users", "UserName") == ["ann", "Bob"])
        expectError("EntityAlreadyExists", 409, "User with name ANN already exists.") {
            try bench.run(UpdateUser.self, ["UserName": "Bob", "NewUserName": "ANN"])
        }
    }

    @Test func aRenamedGroupKeepsItsMembersAndTheirPermissions() throws {
        let bob = try bench.user("bob")
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        try bench.run(
            PutGroupPolicy.self,
            ["GroupName": "team", "PolicyName": "p", "PolicyDocument": .string(Document.allow(["s3:*"]))])
        try bench.run(AddUserToGroup.self, ["GroupName": "team", "UserName": "bob"])
        try bench.run(UpdateGroup.self, ["GroupName": "team", "NewGroupName": "crew"])
        #expect(try bench.run(ListGroupsForUser.self, ["UserName": "bob"]).texts("Groups", "GroupName") == ["crew"])
        #expect(bench.may(bob, "s3:GetObject"))
    }

    @Test func aUserGoesOnlyWhenItHasNothingLeft() throws {
        let bob = try bench.user("bob", allowing: ["s3:*"])
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        try bench.run(AddUserToGroup.self, ["GroupName": "team", "UserName": "bob"])
        let policy = try bench.policy("more", allowing: ["kms:*"])
        try bench.run(AttachUserPolicy.self, ["UserName": "bob", "PolicyArn": .string(policy)])
        func refused(_ message: String) {
            expectError("DeleteConflict", 409, message) { try bench.run(DeleteUser.self, ["UserName": "bob"]) }
        }
        refused("Cannot delete entity, must detach all policies first.")
        try bench.run(DetachUserPolicy.self, ["UserName": "bob", "PolicyArn": .string(policy)])
        refused("Cannot delete entity, must delete policies first.")
        try bench.run(DeleteUserPolicy.self, ["UserName": "bob", "PolicyName": "own"])
        refused("Cannot delete entity, must delete access keys first.")
        try bench.run(
            DeleteAccessKey.self, ["UserName": "bob", "AccessKeyId": .string(try #require(bob.accessKeyID))])
        refused("Cannot delete entity, must remove users from group first.")
        try bench.run(RemoveUserFromGroup.self, ["GroupName": "team", "UserName": "bob"])
        try bench.run(DeleteUser.self, ["UserName": "bob"])
        expectError("NoSuchEntity", 404) { try bench.run(GetUser.self, ["UserName": "bob"]) }
    }

    @Test func aGroupGoesOnlyWithoutMembersAndPolicies() throws {
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        try bench.run(CreateUser.self, ["UserName": "bob"])
        try bench.run(AddUserToGroup.self, ["GroupName": "team", "UserName": "bob"])
        expectError("DeleteConflict", 409) { try bench.run(DeleteGroup.self, ["GroupName": "team"]) }
        try bench.run(RemoveUserFromGroup.self, ["GroupName": "team", "UserName": "bob"])
        try bench.run(DeleteGroup.self, ["GroupName": "team"])
        expectError("NoSuchEntity", 404, "The group with name team cannot be found.") {
            try bench.run(DeleteGroup.self, ["GroupName": "team"])
        }
    }

    @Test func tenGroupsAreTheMost() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        for index in 0...10 { try bench.run(CreateGroup.self, ["GroupName": .string("g\(index)")]) }
        for index in 0..<10 {
            try bench.run(AddUserToGroup.self, ["GroupName": .string("g\(index)"), "UserName": "bob"])
        }
        try bench.run(AddUserToGroup.self, ["GroupName": "g0", "UserName": "bob"])
        expectError("LimitExceeded", 409, "Cannot exceed quota for GroupsPerUser: 10") {
            try bench.run(AddUserToGroup.self, ["GroupName": "g10", "UserName": "bob"])
        }
    }

    @Test func threeHundredGroupsAreTheMost() throws {
        for index in 0..<300 { try bench.run(CreateGroup.self, ["GroupName": .string("g\(index)")]) }
        expectError("LimitExceeded", 409, "Cannot exceed quota for GroupsPerAccount: 300") {
            try bench.run(CreateGroup.self, ["GroupName": "one-more"])
        }
    }

    @Test func onlyMembersCanBeRemoved() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        expectError("NoSuchEntity", 404) {
            try bench.run(RemoveUserFromGroup.self, ["GroupName": "team", "UserName": "bob"])
        }
        expectError("NoSuchEntity", 404, "The user with name eve cannot be found.") {
            try bench.run(AddUserToGroup.self, ["GroupName": "team", "UserName": "eve"])
        }
    }
}
