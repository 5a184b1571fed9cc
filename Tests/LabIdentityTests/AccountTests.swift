import LabCore
import LabIdentity
import LabPolicy
import LabService
import Testing

/// Aliases, summaries and authorization details of an account; and how the state is kept.
@Suite struct AccountTests {
    let bench = Bench()

    @Test func anAccountHasOneAliasAndAnAliasOneAccount() throws {
        try bench.run(CreateAccountAlias.self, ["AccountAlias": "my-lab"])
        try bench.run(CreateAccountAlias.self, ["AccountAlias": "my-lab-2"])
        #expect(try bench.run(ListAccountAliases.self).texts("AccountAliases") == ["my-lab-2"])
        expectError("EntityAlreadyExists", 409, "The account alias my-lab-2 already exists.") {
            try bench.run(CreateAccountAlias.self, ["AccountAlias": "my-lab-2"], as: Caller(.root(Bench.other)))
        }
        expectError("NoSuchEntity", 404) { try bench.run(DeleteAccountAlias.self, ["AccountAlias": "my-lab"]) }
        try bench.run(DeleteAccountAlias.self, ["AccountAlias": "my-lab-2"])
        #expect(try bench.run(ListAccountAliases.self).at("AccountAliases") == [])
    }

    @Test(arguments: ["-lab", "lab-", "my--lab", "My-lab", "my_lab"])
    func badAliasesAreRefused(alias: String) {
        expectError("ValidationError", 400) {
            try bench.run(CreateAccountAlias.self, ["AccountAlias": .string(alias)])
        }
    }

    @Test func theSummaryCountsWhatThereIs() throws {
        _ = try bench.user("bob")
        try bench.run(CreateUser.self, ["UserName": "ann"])
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        try bench.role("app", trusting: ["AWS": "111122223333"])
        let arn = try bench.policy("p", allowing: ["s3:*"])
        try bench.run(
            CreatePolicyVersion.self,
            ["PolicyArn": .string(arn), "PolicyDocument": .string(Document.allow(["kms:*"]))])
        let summary = try bench.run(GetAccountSummary.self)
        for (name, count) in [
            ("Users", 2), ("Groups", 1), ("Roles", 1), ("Policies", 1), ("PolicyVersionsInUse", 2),
            ("UsersQuota", 5000), ("AccountAccessKeysPresent", 0), ("MFADevices", 0),
        ] { #expect(summary.at("SummaryMap.\(name)")?.integer == count, "\(name)") }
        let other = try bench.run(GetAccountSummary.self, as: Caller(.root(Bench.other)))
        #expect(other.at("SummaryMap.Users") == 0)
    }

    @Test func authorizationDetailsShowEverythingPageByPage() throws {
        _ = try bench.user("bob", allowing: ["s3:*"])
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        try bench.run(AddUserToGroup.self, ["GroupName": "team", "UserName": "bob"])
        try bench.role("app", trusting: ["AWS": "111122223333"])
        let arn = try bench.policy("p", allowing: ["kms:*"])
        try bench.run(AttachRolePolicy.self, ["RoleName": "app", "PolicyArn": .string(arn)])
        try bench.run(
            AttachGroupPolicy.self,
            ["GroupName": "team", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"])
        let all = try bench.run(GetAccountAuthorizationDetails.self)
        #expect(all.text("UserDetailList.0.UserPolicyList.0.PolicyName") == "own")
        #expect(all.texts("UserDetailList.0.GroupList") == ["team"])
        #expect(all.text("RoleDetailList.0.AttachedManagedPolicies.0.PolicyArn") == arn)
        #expect(all.at("RoleDetailList.0.InstanceProfileList") == [])
        #expect(all.texts("Policies", "PolicyName") == ["p", "ReadOnlyAccess"])
        #expect(all.at("Policies.0.PolicyVersionList.0.IsDefaultVersion") == true)
        let users = try bench.run(GetAccountAuthorizationDetails.self, ["Filter": ["User"]])
        #expect(users.texts("UserDetailList", "UserName") == ["bob"] && users.at("Policies") == [])

        var seen: [String] = []
        var input: JSONObject = ["MaxItems": "1"]
        for _ in 0..<5 {
            let page = try bench.run(GetAccountAuthorizationDetails.self, input)
            for list in ["GroupDetailList", "Policies", "RoleDetailList", "UserDetailList"] {
                seen += page.texts(list, "Arn")
            }
            input["Marker"] = page.at("Marker")
        }
        #expect(seen.count == 5 && Set(seen).count == 5)
        #expect(input.at("Marker") == nil)
    }

    @Test func everyTableIsKeptAndLoaded() throws {
        let bob = try bench.user("bob", allowing: ["s3:*", "sts:AssumeRole"])
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        try bench.role("app", trusting: ["AWS": "111122223333"])
        _ = try bench.policy("p", allowing: ["kms:*"])
        try bench.run(CreateAccountAlias.self, ["AccountAlias": "my-lab"])
        let session = try bench.assume(
            "arn:aws:iam::111122223333:role/app", as: bob,
            more: ["Policy": .string(Document.allow(["s3:GetObject"]))])
        try bench.run(CreateUser.self, ["UserName": "gone"])
        try bench.run(DeleteUser.self, ["UserName": "gone"])
        bench.state.organizations.put(OrganizationRecord(account: Bench.account))

        var loaded = IdentityState(sealer: TestSealer())
        let changes = bench.state.drainChanges().filter { $0.value != nil }
        for change in changes { #expect(try loaded.load(StoredRow(table: change.table, bytes: bytes(of: change)))) }
        #expect(Set(changes.map(\.table)) == Set(IdentityState.tables.map(\.name)))
        #expect(loaded.drainChanges().isEmpty)
        let id = try #require(session.text("Credentials.AccessKeyId"))
        let before = try #require(try bench.state.credential(for: id))
        let after = try #require(try loaded.credential(for: id))
        #expect(after.secret == before.secret && after.caller == before.caller)
        #expect(loaded.policies(of: bob) == bench.state.policies(of: bob))
        #expect(loaded.nextDue == bench.state.nextDue)
    }

    @Test func statusesOfErrorsAreTheModels() throws {
        let bob = try bench.user("bob")
        let attempts: [() throws -> Void] = [
            { try bench.run(GetUser.self, ["UserName": "no"]) },
            { try bench.run(CreateUser.self, ["UserName": "bob"]) },
            { try bench.run(DeleteUser.self, ["UserName": "bob"]) },
            { try bench.run(GetPolicy.self, ["PolicyArn": "arn:aws:s3:::something-else"]) },
            { try bench.run(CreatePolicy.self, ["PolicyName": "p", "PolicyDocument": "{}"]) },
            {
                try bench.run(
                    CreatePolicy.self,
                    ["PolicyName": "p", "PolicyDocument": .string(Document.allow((0..<900).map { "s3:Action\($0)" }))])
            },
            {
                try bench.run(
                    DecodeAuthorizationMessage.self, ["EncodedMessage": "AAAA"],
                    as: try bench.user("reader", allowing: ["sts:*"]))
            },
            {
                try bench.run(
                    GetFederationToken.self, ["Name": "ab", "Policy": .string(String(repeating: "x", count: 2049))])
            },
        ]
        var seen: Set<String> = []
        for attempt in attempts {
            let error = try #require(throws: ServiceError.self) { try attempt() }
            if let status = errorModel[error.code.wireName] {
                #expect(error.code.httpStatus == status, "\(error)")
                seen.insert(error.code.wireName)
            }
        }
        #expect(seen.count == 7)
        #expect(bob.accessKeyID != nil)
    }
}
