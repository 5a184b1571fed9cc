import LabCore
import LabIdentity
import LabPolicy
import LabService
import Testing

/// Managed policies, their versions, and where they are attached.
@Suite struct PolicyTests {
    let bench = Bench()

    @Test func aNewPolicyHasOneVersionInEffect() throws {
        let made = try bench.run(
            CreatePolicy.self,
            [
                "PolicyName": "read", "Path": "/team/", "Description": "reads", "Tags": [["Key": "a", "Value": "b"]],
                "PolicyDocument": .string(Document.allow(["s3:GetObject"])),
            ])
        #expect(made.text("Policy.Arn") == "arn:aws:iam::111122223333:policy/team/read")
        #expect(made.text("Policy.DefaultVersionId") == "v1")
        #expect(made.at("Policy.AttachmentCount") == 0)
        #expect(try #require(made.text("Policy.PolicyId")).hasPrefix("ANPA"))
        let read = try bench.run(GetPolicy.self, ["PolicyArn": "arn:aws:iam::111122223333:policy/team/read"])
        #expect(read == made)
    }

    @Test func aNameIsTakenOnEveryPath() throws {
        _ = try bench.policy("read", allowing: ["s3:*"])
        expectError("EntityAlreadyExists", 409, "A policy called READ already exists. Duplicate names are not allowed.")
        {
            try bench.run(
                CreatePolicy.self,
                ["PolicyName": "READ", "Path": "/x/", "PolicyDocument": .string(Document.allow(["s3:*"]))])
        }
    }

    @Test(arguments: [
        ("{}", "Syntax errors in policy."),
        (#"{"Version":"2008-10-17","Statement":[]}"#, "Policy document must be version 2012-10-17 or greater."),
        (Document.trust(["AWS": "*"]), "Policy document should not specify a principal."),
        (Document.allow(["GetObject"]), "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."),
        (Document.allow(["s3:*"], on: "bucket"), "Resource bucket must be in ARN format or \"*\"."),
    ])
    func malformedDocumentsAreRefusedInAWSsWords(document: String, message: String) {
        expectError("MalformedPolicyDocument", 400, document == "{}" ? nil : message) {
            try bench.run(CreatePolicy.self, ["PolicyName": "p", "PolicyDocument": .string(document)])
        }
    }

    @Test func aDocumentThatIsTooLongIsAQuota() {
        let long = Document.allow((0..<800).map { "s3:Action\($0)" })
        expectError("LimitExceeded", 409, "Cannot exceed quota for PolicySize: 6144") {
            try bench.run(CreatePolicy.self, ["PolicyName": "p", "PolicyDocument": .string(long)])
        }
    }

    @Test func fiveVersionsAreTheMostAndNumbersAreNeverUsedTwice() throws {
        let arn = JSONValue.string(try bench.policy("p", allowing: ["s3:GetObject"]))
        let document = JSONValue.string(Document.allow(["kms:*"]))
        func add() throws(ServiceError) -> JSONObject {
            try bench.run(CreatePolicyVersion.self, ["PolicyArn": arn, "PolicyDocument": document])
        }
        for number in 2...5 { #expect(try add().text("PolicyVersion.VersionId") == "v\(number)") }
        expectError(
            "LimitExceeded", 409,
            "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing "
                + "version."
        ) { try add() }
        try bench.run(DeletePolicyVersion.self, ["PolicyArn": arn, "VersionId": "v5"])
        #expect(try add().text("PolicyVersion.VersionId") == "v6")
        let listed = try bench.run(ListPolicyVersions.self, ["PolicyArn": arn])
        #expect(listed.texts("Versions", "VersionId") == ["v6", "v4", "v3", "v2", "v1"])
    }

    @Test func versionsArePagedNewestFirst() throws {
        let arn = JSONValue.string(try bench.policy("p", allowing: ["s3:GetObject"]))
        for _ in 2...4 {
            try bench.run(
                CreatePolicyVersion.self, ["PolicyArn": arn, "PolicyDocument": .string(Document.allow(["kms:*"]))])
        }
        let first = try bench.run(ListPolicyVersions.self, ["PolicyArn": arn, "MaxItems": "3"])
        #expect(first.texts("Versions", "VersionId") == ["v4", "v3", "v2"])
        let marker = try #require(first.at("Marker"))
        let second = try bench.run(ListPolicyVersions.self, ["PolicyArn": arn, "Marker": marker])
        #expect(second.texts("Versions", "VersionId") == ["v1"])
    }

    @Test func theVersionInEffectDecidesAtOnce() throws {
        let bob = try bench.user("bob")
        let arn = try bench.policy("p", allowing: ["s3:GetObject"])
        try bench.run(AttachUserPolicy.self, ["UserName": "bob", "PolicyArn": .string(arn)])
        #expect(bench.may(bob, "s3:GetObject"))
        bench.now = bench.now + .hours(1)
        try bench.run(
            CreatePolicyVersion.self,
            ["PolicyArn": .string(arn), "PolicyDocument": .string(Document.allow(["s3:PutObject"]))])
        #expect(!bench.may(bob, "s3:PutObject"))
        try bench.run(SetDefaultPolicyVersion.self, ["PolicyArn": .string(arn), "VersionId": "v2"])
        #expect(bench.may(bob, "s3:PutObject") && !bench.may(bob, "s3:GetObject"))
        let policy = try bench.run(GetPolicy.self, ["PolicyArn": .string(arn)])
        #expect(policy.text("Policy.DefaultVersionId") == "v2")
        #expect(policy.text("Policy.UpdateDate") == "2026-05-28T21:26:40Z")
        expectError("DeleteConflict", 409, "Cannot delete the default version of a policy.") {
            try bench.run(DeletePolicyVersion.self, ["PolicyArn": .string(arn), "VersionId": "v2"])
        }
        expectError("NoSuchEntity", 404, "Policy \(arn) version v9 does not exist or is not attachable.") {
            try bench.run(GetPolicyVersion.self, ["PolicyArn": .string(arn), "VersionId": "v9"])
        }
    }

    @Test func aDocumentComesBackPercentEncodedAndUnchanged() throws {
        let document =
            "{\n \"Version\": \"2012-10-17\",\n \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\","
            + " \"Resource\": \"arn:aws:s3:::b/ä~_-.\"}]\n}"
        try bench.run(CreatePolicy.self, ["PolicyName": "p", "PolicyDocument": .string(document)])
        let version = try bench.run(
            GetPolicyVersion.self, ["PolicyArn": "arn:aws:iam::111122223333:policy/p", "VersionId": "v1"])
        let encoded = try #require(version.text("PolicyVersion.Document"))
        #expect(encoded.hasPrefix("%7B%0A%20%22Version%22%3A%20%222012-10-17%22%2C%0A"))
        #expect(encoded.contains("b%2F%C3%A4~_-.%22"))
        #expect(encoded.removingPercentEncoding == document)
    }

    @Test func aPolicyGoesOnlyWhenNobodyHasItAndOneVersionIsLeft() throws {
        let arn = JSONValue.string(try bench.policy("p", allowing: ["s3:*"]))
        try bench.run(CreateUser.self, ["UserName": "bob", "PermissionsBoundary": arn])
        try bench.run(
            CreatePolicyVersion.self, ["PolicyArn": arn, "PolicyDocument": .string(Document.allow(["kms:*"]))])
        expectError("DeleteConflict", 409, "Cannot delete a policy attached to entities.") {
            try bench.run(DeletePolicy.self, ["PolicyArn": arn])
        }
        try bench.run(DeleteUserPermissionsBoundary.self, ["UserName": "bob"])
        expectError("DeleteConflict", 409) { try bench.run(DeletePolicy.self, ["PolicyArn": arn]) }
        try bench.run(DeletePolicyVersion.self, ["PolicyArn": arn, "VersionId": "v2"])
        try bench.run(DeletePolicy.self, ["PolicyArn": arn])
        expectError("NoSuchEntity", 404) { try bench.run(GetPolicy.self, ["PolicyArn": arn]) }
    }

    @Test func whatAWSManagesNobodyChanges() throws {
        let arn: JSONValue = "arn:aws:iam::aws:policy/ReadOnlyAccess"
        #expect(try bench.run(GetPolicy.self, ["PolicyArn": arn]).text("Policy.PolicyName") == "ReadOnlyAccess")
        expectError("AccessDenied", 403) { try bench.run(DeletePolicy.self, ["PolicyArn": arn]) }
        expectError("AccessDenied", 403) {
            try bench.run(TagPolicy.self, ["PolicyArn": arn, "Tags": [["Key": "a", "Value": "b"]]])
        }
    }

    @Test func everyBuiltInPolicyParsesAndIsListed() throws {
        let listed = try bench.run(ListPolicies.self, ["Scope": "AWS"])
        let names = listed.texts("Policies", "PolicyName")
        for name in [
            "AdministratorAccess", "ReadOnlyAccess", "PowerUserAccess", "AWSKeyManagementServicePowerUser",
            "AmazonS3FullAccess", "AmazonS3ReadOnlyAccess", "IAMFullAccess", "IAMReadOnlyAccess",
            "SecretsManagerReadWrite", "AWSCloudTrail_ReadOnlyAccess",
        ] { #expect(names.contains(name)) }
        for arn in listed.texts("Policies", "Arn") {
            let version = try bench.run(GetPolicyVersion.self, ["PolicyArn": .string(arn), "VersionId": "v1"])
            #expect(version.at("PolicyVersion.IsDefaultVersion") == true)
        }
        #expect(Set(listed.texts("Policies", "PolicyId")).count == names.count)
    }

    @Test func listingsFilterByScopeUseAndPath() throws {
        let arn = try bench.policy("own", allowing: ["s3:*"])
        try bench.run(CreateUser.self, ["UserName": "bob"])
        try bench.run(
            AttachUserPolicy.self, ["UserName": "bob", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"])
        func names(_ input: JSONObject) throws -> [String] {
            try bench.run(ListPolicies.self, input).texts("Policies", "PolicyName")
        }
        #expect(try names(["Scope": "Local"]) == ["own"])
        #expect(try names(["OnlyAttached": "true"]) == ["ReadOnlyAccess"])
        #expect(try names(["PathPrefix": "/job-function/"]) == ["ViewOnlyAccess"])
        try bench.run(PutUserPermissionsBoundary.self, ["UserName": "bob", "PermissionsBoundary": .string(arn)])
        #expect(try names(["PolicyUsageFilter": "PermissionsBoundary"]) == ["own"])
        let local = try bench.run(ListPolicies.self, ["Scope": "Local"])
        #expect(local.at("Policies.0.PermissionsBoundaryUsageCount") == 1)
    }

    @Test func holdersOfAPolicyAreListedByKind() throws {
        let arn = try bench.policy("p", allowing: ["s3:*"])
        try bench.run(CreateUser.self, ["UserName": "bob"])
        try bench.run(CreateUser.self, ["UserName": "ann", "PermissionsBoundary": .string(arn)])
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        try bench.role("app", trusting: ["AWS": "444455556666"])
        try bench.run(AttachUserPolicy.self, ["UserName": "bob", "PolicyArn": .string(arn)])
        try bench.run(AttachGroupPolicy.self, ["GroupName": "team", "PolicyArn": .string(arn)])
        try bench.run(AttachRolePolicy.self, ["RoleName": "app", "PolicyArn": .string(arn)])
        let all = try bench.run(ListEntitiesForPolicy.self, ["PolicyArn": .string(arn)])
        #expect(all.texts("PolicyUsers", "UserName") == ["ann", "bob"])
        #expect(all.texts("PolicyGroups", "GroupName") == ["team"])
        #expect(all.texts("PolicyRoles", "RoleName") == ["app"])
        let some = try bench.run(
            ListEntitiesForPolicy.self,
            ["PolicyArn": .string(arn), "EntityFilter": "User", "PolicyUsageFilter": "PermissionsPolicy"])
        #expect(some.texts("PolicyUsers", "UserName") == ["bob"] && some.at("PolicyRoles") == [])
    }

    @Test func onlyPoliciesThatExistCanBeAttached() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        func attach(_ arn: String) throws(ServiceError) {
            try bench.run(AttachUserPolicy.self, ["UserName": "bob", "PolicyArn": .string(arn)])
        }
        let missing = "arn:aws:iam::111122223333:policy/none"
        expectError("NoSuchEntity", 404, "Policy \(missing) does not exist or is not attachable.") {
            try attach(missing)
        }
        expectError("InvalidInput", 400, "ARN arn:aws:s3:::bucket-of-bob is not valid.") {
            try attach("arn:aws:s3:::bucket-of-bob")
        }
        let foreign = Caller(.root(Bench.other))
        try bench.run(
            CreatePolicy.self, ["PolicyName": "p", "PolicyDocument": .string(Document.allow(["s3:*"]))], as: foreign)
        expectError("NoSuchEntity", 404) { try attach("arn:aws:iam::444455556666:policy/p") }
        expectError("NoSuchEntity", 404, "Policy \(missing) was not found.") {
            try bench.run(DetachUserPolicy.self, ["UserName": "bob", "PolicyArn": .string(missing)])
        }
    }

    @Test func tenAttachedPoliciesAreTheMost() throws {
        try bench.role("app", trusting: ["AWS": "444455556666"])
        for index in 0..<10 {
            let arn = try bench.policy("p\(index)", allowing: ["s3:*"])
            try bench.run(AttachRolePolicy.self, ["RoleName": "app", "PolicyArn": .string(arn)])
        }
        expectError("LimitExceeded", 409, "Cannot exceed quota for PoliciesPerRole: 10") {
            try bench.run(
                AttachRolePolicy.self, ["RoleName": "app", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"])
        }
        let listed = try bench.run(ListAttachedRolePolicies.self, ["RoleName": "app", "MaxItems": "4"])
        #expect(listed.texts("AttachedPolicies", "PolicyName") == ["p0", "p1", "p2", "p3"])
    }

    @Test func inlinePoliciesShareOneLimit() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        func put(_ name: String, _ count: Int) throws(ServiceError) {
            let document = Document.allow((0..<count).map { "s3:SomeAction\($0)" })
            try bench.run(
                PutUserPolicy.self,
                ["UserName": "bob", "PolicyName": .string(name), "PolicyDocument": .string(document)])
        }
        try put("a", 50)
        try put("a", 50)
        expectError("LimitExceeded", 409, "Maximum policy size of 2048 bytes exceeded for user bob") {
            try put("b", 60)
        }
        expectError("LimitExceeded", 409, "Maximum policy size of 2048 bytes exceeded for user bob") {
            try put("b", 200)
        }
        #expect(try bench.run(ListUserPolicies.self, ["UserName": "bob"]).texts("PolicyNames") == ["a"])
    }

    @Test func inlinePoliciesAreReadBackAndDeleted() throws {
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        let document = Document.allow(["s3:*"])
        try bench.run(
            PutGroupPolicy.self, ["GroupName": "team", "PolicyName": "p", "PolicyDocument": .string(document)])
        let read = try bench.run(GetGroupPolicy.self, ["GroupName": "team", "PolicyName": "p"])
        #expect(read.text("GroupName") == "team")
        #expect(read.text("PolicyDocument")?.removingPercentEncoding == document)
        try bench.run(DeleteGroupPolicy.self, ["GroupName": "team", "PolicyName": "p"])
        expectError("NoSuchEntity", 404, "The group policy with name p cannot be found.") {
            try bench.run(GetGroupPolicy.self, ["GroupName": "team", "PolicyName": "p"])
        }
        expectError("NoSuchEntity", 404, "The group policy with name p cannot be found.") {
            try bench.run(DeleteGroupPolicy.self, ["GroupName": "team", "PolicyName": "p"])
        }
    }
}

extension String {
    /// The text that percent-encoding stands for.
    fileprivate var removingPercentEncoding: String? {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let pair = Hex.decode(String(decoding: rest.prefix(2), as: UTF8.self)) else { return nil }
                bytes += pair
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
