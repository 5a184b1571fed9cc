import LabCore
import LabIdentity
import LabService
import Testing

/// Tags of users, roles and policies.
@Suite struct TagTests {
    let bench = Bench()

    private func tag(_ tags: [(String, String)]) throws(ServiceError) {
        let list = tags.map { JSONValue.object(["Key": .string($0.0), "Value": .string($0.1)]) }
        try bench.run(TagUser.self, ["UserName": "bob", "Tags": .array(list)])
    }

    private func tags() throws -> [String] {
        let listed = try bench.run(ListUserTags.self, ["UserName": "bob"])
        return zip(listed.texts("Tags", "Key"), listed.texts("Tags", "Value")).map { "\($0)=\($1)" }
    }

    @Test func keysDifferWithoutRegardToCase() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        try tag([("Team", "red"), ("cost", "1")])
        try tag([("TEAM", "blue")])
        #expect(try tags() == ["TEAM=blue", "cost=1"])
        expectError(
            "InvalidInput", 400, "Duplicate tag keys found. Please note that Tag keys are case insensitive."
        ) { try tag([("a", "1"), ("A", "2")]) }
        try bench.run(UntagUser.self, ["UserName": "bob", "TagKeys": ["team", "none"]])
        #expect(try tags() == ["cost=1"])
    }

    @Test func fiftyTagsAreTheMost() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        try tag((0..<50).map { ("k\($0)", "v") })
        expectError("LimitExceeded", 409, "The number of tags has reached the maximum limit.") {
            try tag([("one-more", "v")])
        }
        #expect(throws: Never.self) { try tag([("K0", "w")]) }
    }

    @Test func keysOfAWSAreReserved() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        expectError("InvalidInput", 400) { try tag([("aws:team", "x")]) }
    }

    @Test func rolesAndPoliciesHaveTagsToo() throws {
        try bench.role("app", trusting: ["AWS": "444455556666"])
        let tags: JSONValue = [["Key": "a", "Value": "b"]]
        try bench.run(TagRole.self, ["RoleName": "app", "Tags": tags])
        #expect(try bench.run(ListRoleTags.self, ["RoleName": "app"]).texts("Tags", "Value") == ["b"])
        try bench.run(UntagRole.self, ["RoleName": "app", "TagKeys": ["A"]])
        #expect(try bench.run(ListRoleTags.self, ["RoleName": "app"]).at("Tags") == [])
        let arn = JSONValue.string(try bench.policy("p", allowing: ["s3:*"]))
        try bench.run(TagPolicy.self, ["PolicyArn": arn, "Tags": tags])
        #expect(try bench.run(ListPolicyTags.self, ["PolicyArn": arn]).texts("Tags", "Key") == ["a"])
        try bench.run(UntagPolicy.self, ["PolicyArn": arn, "TagKeys": ["a"]])
        #expect(try bench.run(ListPolicyTags.self, ["PolicyArn": arn]).at("Tags") == [])
    }

    @Test func aUsersTagsAreSeenByPolicies() throws {
        let bob = try bench.user("bob")
        try bench.run(
            PutUserPolicy.self,
            [
                "UserName": "bob", "PolicyName": "p",
                "PolicyDocument": .string(
                    Document.allow(["s3:GetObject"], on: "arn:aws:s3:::bucket/${aws:PrincipalTag/team}/*")),
            ])
        try tag([("team", "red")])
        let now = try bench.caller(try #require(bob.accessKeyID))
        #expect(bench.may(now, "s3:GetObject", on: "arn:aws:s3:::bucket/red/1"))
        #expect(!bench.may(now, "s3:GetObject", on: "arn:aws:s3:::bucket/blue/1"))
        #expect(!bench.may(bob, "s3:GetObject", on: "arn:aws:s3:::bucket/red/1"))
    }
}
